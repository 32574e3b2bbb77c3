"""The form of an offer of money for vouchers: what was typed, what is wrong with it, and what it says."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from starlette.datastructures import FormData

from api.industry.amounts import centavos_of
from api.industry.need_form import day_of
from api.web.forms import text_field
from data.catalogue import Catalogue
from data.domain import CertificationId, StateId
from data.pledge_store import PledgeTerms


@dataclass(frozen=True, slots=True)
class PledgeValues:
    """The fields as they were typed, unchecked."""

    budget: str = ""
    percent: str = "50"
    expires_on: str = ""
    certification_ids: tuple[str, ...] = ()
    state_ids: tuple[str, ...] = ()

    @classmethod
    def of(cls, form: FormData) -> Self:
        """The values of a posted form."""

        def chosen(name: str) -> tuple[str, ...]:
            return tuple(dict.fromkeys(value for value in form.getlist(name) if isinstance(value, str) and value))

        return cls(
            text_field(form, "budget", 30),
            text_field(form, "percent", 10),
            text_field(form, "expires_on", 10),
            chosen("certification_ids"),
            chosen("state_ids"),
        )


def checked_pledge(values: PledgeValues, catalogue: Catalogue, today: date) -> PledgeTerms | dict[str, str]:
    """What a form offers; or, where fields are missing or wrong, the key of the text that says so by field."""
    budget, expires_on = centavos_of(values.budget), day_of(values.expires_on)
    percent = int(values.percent) if values.percent.isdecimal() else 0
    wrong = {
        "budget": "error.field.amount" if budget is None else None,
        "percent": None if 1 <= percent <= 100 else "error.field.percent",
        "expires_on": "error.field.day"
        if expires_on is None
        else "error.field.past_day"
        if expires_on < today
        else None,
        "certification_ids": None
        if {*values.certification_ids} <= {*catalogue.certifications}
        else "error.field.choice",
        "state_ids": None if {*values.state_ids} <= {*catalogue.states} else "error.field.choice",
    }
    keys = {field: key for field, key in wrong.items() if key}
    if keys or budget is None or expires_on is None:
        return keys
    certification_ids = tuple(map(CertificationId, values.certification_ids))
    return PledgeTerms(budget, percent / 100, certification_ids, tuple(map(StateId, values.state_ids)), expires_on)
