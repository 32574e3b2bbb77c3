"""The form of a company's word on the certified whom it hired: what was typed, and what it says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from starlette.datastructures import FormData

from api.web.forms import text_field
from data.company_survey_store import MOST_HIRED, CompanyAnswers, HireAgain, PayBand, Satisfaction

_N_YEARS: Final = 2


def years_to_answer(moment: datetime) -> tuple[int, ...]:
    """The years whose questions may be answered at a moment, newest first: its own and the one before."""
    return tuple(moment.year - back for back in range(_N_YEARS))


def may_be_answered(year: int, moment: datetime) -> bool:
    """Whether a year's questions may be answered at a moment."""
    return year in years_to_answer(moment)


@dataclass(frozen=True, slots=True)
class SurveyValues:
    """The fields as they were typed, unchecked."""

    n_hired: str = ""
    pay_band: str = ""
    satisfaction: str = ""
    would_hire_again: str = ""

    @classmethod
    def of(cls, form: FormData) -> Self:
        """The values of a posted form."""
        return cls(*(text_field(form, name, 20) for name in cls.__slots__))

    @classmethod
    def of_answers(cls, answers: CompanyAnswers) -> Self:
        """The values of a form filled in with what was said before."""
        return cls(
            str(answers.n_hired), answers.pay_band or "", answers.satisfaction or "", answers.would_hire_again or ""
        )


def checked_answers(values: SurveyValues) -> CompanyAnswers | dict[str, str]:
    """What a form says; or, where fields are missing or wrong, the key of the text that says so by field.

    Who hired nobody is asked nothing else: what was chosen there is passed over.
    """
    n_hired = int(values.n_hired) if values.n_hired.isdecimal() else -1
    wrong = {
        "n_hired": 0 <= n_hired <= MOST_HIRED,
        "pay_band": values.pay_band in {"", *PayBand},
        "satisfaction": values.satisfaction in {"", *Satisfaction},
        "would_hire_again": values.would_hire_again in {"", *HireAgain},
    }
    keys = {
        name: "error.field.people" if name == "n_hired" else "error.field.choice"
        for name, is_right in wrong.items()
        if not is_right
    }
    if keys:
        return keys
    if not n_hired:
        return CompanyAnswers(0)
    return CompanyAnswers(
        n_hired,
        PayBand(values.pay_band) if values.pay_band else None,
        Satisfaction(values.satisfaction) if values.satisfaction else None,
        HireAgain(values.would_hire_again) if values.would_hire_again else None,
    )
