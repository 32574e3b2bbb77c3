"""What companies say, year by year, of the certified people whom they hired; each sees and changes its own word."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa

from data.company_survey_tables import company_survey
from data.rights import CompanyRights, ProgrammeRights
from data.upsert import upsert

MOST_HIRED: Final = 100_000


class PayBand(StrEnum):
    """A month's pay before taxes, in thousands of pesos."""

    BELOW_12 = "below_12"
    FROM_12_TO_20 = "from_12_to_20"
    FROM_20_TO_35 = "from_20_to_35"
    FROM_35_TO_50 = "from_35_to_50"
    ABOVE_50 = "above_50"


class Satisfaction(StrEnum):
    """How content a company is with the people whom it hired, from bad to good."""

    VERY_LOW = "very_low"
    LOW = "low"
    FAIR = "fair"
    HIGH = "high"
    VERY_HIGH = "very_high"

    @property
    def score(self) -> int:
        """From 1 to 5."""
        return list(Satisfaction).index(self) + 1


class HireAgain(StrEnum):
    """Whether a company would hire people with such certifications again."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class CompanyAnswers:
    """What a company says of a year; ``None`` for a question that was left out. Who hired nobody says nothing else."""

    n_hired: int
    pay_band: PayBand | None = None
    satisfaction: Satisfaction | None = None
    would_hire_again: HireAgain | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.n_hired <= MOST_HIRED:
            raise ValueError(f"{self.n_hired} people hired")
        if not self.n_hired and (self.pay_band or self.satisfaction or self.would_hire_again):
            raise ValueError("nobody was hired, though more was said")


def put_answers(
    connection: sa.Connection, rights: CompanyRights, year: int, answers: CompanyAnswers, moment: datetime
) -> None:
    """Store a company's word on a year in place of its former one."""
    row = {
        "organisation_id": rights.organisation_id,
        "year": year,
        "n_hired": answers.n_hired,
        "pay_band": answers.pay_band,
        "satisfaction": answers.satisfaction,
        "would_hire_again": answers.would_hire_again,
        "answered_at": moment,
    }
    upsert(connection, company_survey, [row], ["organisation_id", "year"])


def answers_of(connection: sa.Connection, rights: CompanyRights, year: int) -> CompanyAnswers | None:
    """A company's word on a year; ``None`` before it has said anything."""
    chosen = _ANSWERS.where(company_survey.c.organisation_id == rights.organisation_id, company_survey.c.year == year)
    row = connection.execute(chosen).one_or_none()
    return None if row is None else _answers(row)


def all_answers(connection: sa.Connection, _rights: ProgrammeRights, year: int) -> tuple[CompanyAnswers, ...]:
    """What all companies say of a year, without saying which; as if shuffled, by what they say."""
    order = (company_survey.c.n_hired, company_survey.c.pay_band, company_survey.c.satisfaction)
    return tuple(map(_answers, connection.execute(_ANSWERS.where(company_survey.c.year == year).order_by(*order))))


_ANSWERS: Final = sa.select(
    company_survey.c.n_hired,
    company_survey.c.pay_band,
    company_survey.c.satisfaction,
    company_survey.c.would_hire_again,
)


def _answers(row: sa.Row[*tuple[Any, ...]]) -> CompanyAnswers:
    return CompanyAnswers(
        row.n_hired,
        PayBand(row.pay_band) if row.pay_band else None,
        Satisfaction(row.satisfaction) if row.satisfaction else None,
        HireAgain(row.would_hire_again) if row.would_hire_again else None,
    )
