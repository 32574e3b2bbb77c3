"""Shapes of follow-up studies as JSON."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.i18n import Texts
from api.programme.follow_up_services import StudyResults
from api.programme.follow_up_texts import asked_text, group_name
from api.programme.split_figures import SplitTable
from api.programme.studies import StudyProgress
from api.small_groups import shown_alone
from data.catalogue import Catalogue
from data.follow_up_store import LetterCounts, Study
from recommender.follow_up.report import QuestionResult
from recommender.follow_up.results import Estimate


class StudyIn(BaseModel):
    """A study to be drawn; the seed is the day's, which nobody chooses."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "id": "2026-b",
                    "passed_from": "2026-05-01",
                    "passed_until": "2026-10-31",
                    "closes_on": "2027-03-31",
                    "n_people": 400,
                    "odds_reach": 2.0,
                    "wage_reach": 10.0,
                }
            ]
        },
    )

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")
    passed_from: date
    passed_until: date
    closes_on: date = Field(description="Last day for answers, not before today")
    n_people: int = Field(strict=True, ge=1, le=100_000)
    odds_reach: float = Field(default=2.0, ge=1, le=1000, description="Of the band: odds of those silent")
    wage_reach: float = Field(default=10.0, ge=0, le=1000, description="Of the band: points of their change of pay")


class LettersIn(BaseModel):
    """Which letters to write: invitations, or reminders to who is silent."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [{"is_reminder": False}]})

    is_reminder: bool = Field(strict=True)


class StudyOut(BaseModel):
    """A study and how far it has come; null is a figure of one to four people."""

    model_config = ConfigDict(frozen=True)

    id: str
    created_at: datetime
    passed_from: date
    passed_until: date
    closes_on: date
    seed: int
    odds_reach: float
    wage_reach: float
    n_drawn: int | None
    n_invited: int | None
    n_reminded: int | None
    n_answered: int | None


class AnsweredOut(BaseModel):
    """People drawn of a kind of learner, and how many of them answered; null hides small groups."""

    model_config = ConfigDict(frozen=True)

    group: str
    n_drawn: int | None
    n_answered: int | None


class StudyProgressOut(StudyOut):
    """A study with who answered, by group."""

    is_writing: bool = Field(description="Whether a worker is to write letters, or is at it")
    by_kind: list[AnsweredOut]
    by_state: list[AnsweredOut]


class EstimateOut(BaseModel):
    """A share in [0, 1], or a mean in percent, with its 95 % interval."""

    model_config = ConfigDict(frozen=True)

    value: float
    low: float
    high: float
    n_answers: int


class GroupResultOut(EstimateOut):
    """A result of one group; ``name`` in words."""

    fact: str = Field(description="kind or state")
    group: str
    name: str


class QuestionOut(EstimateOut):
    """What a question came to, weighted."""

    asked: str
    name: str
    plain: float = Field(description="Without weights")
    band_low: float = Field(description="If those silent differ as far as was stated beforehand")
    band_high: float
    tipping_point: float | None = Field(description="How much they must differ for the result of 2012")
    groups: list[GroupResultOut]


class StudyResultsOut(BaseModel):
    """What the answers say of everybody."""

    model_config = ConfigDict(frozen=True)

    id: str
    n_people: int
    n_answers: int
    worth: float = Field(description="How many answers of equal weight would say as much")
    questions: list[QuestionOut]


def study_out(study: Study, counts: LetterCounts) -> StudyOut:
    """A study as lists show it."""
    return StudyOut(
        id=study.study_id,
        created_at=study.created_at,
        passed_from=study.passed_from,
        passed_until=study.passed_until,
        closes_on=study.closes_on,
        seed=study.seed,
        odds_reach=study.odds_reach,
        wage_reach=study.wage_reach,
        n_drawn=shown_alone(counts.n_drawn),
        n_invited=shown_alone(counts.n_invited),
        n_reminded=shown_alone(counts.n_reminded),
        n_answered=shown_alone(counts.n_answered),
    )


def progress_out(found: StudyProgress, *, is_writing: bool) -> StudyProgressOut:
    """A study with who answered."""
    return StudyProgressOut(
        **study_out(found.study, found.letters).model_dump(),
        is_writing=is_writing,
        by_kind=_answered(found.by_kind),
        by_state=_answered(found.by_state),
    )


def results_out(found: StudyResults, catalogue: Catalogue, t: Texts) -> StudyResultsOut:
    """Results with names in the language of the answer."""
    return StudyResultsOut(
        id=found.study.study_id,
        n_people=found.n_people,
        n_answers=found.n_answers,
        worth=round(found.worth, 1),
        questions=[_question(one, catalogue, t) for one in found.questions],
    )


def _answered(table: SplitTable) -> list[AnsweredOut]:
    return [AnsweredOut(group=one.group, n_drawn=one.whole, n_answered=one.parts[0]) for one in table.rows]


def _question(one: QuestionResult, catalogue: Catalogue, t: Texts) -> QuestionOut:
    return QuestionOut(
        **_estimate(one.estimate),
        asked=one.asked.value,
        name=asked_text(one.asked, t),
        plain=round(one.plain, 4),
        band_low=round(one.band.low, 4),
        band_high=round(one.band.high, 4),
        tipping_point=None if one.tipping_point is None else round(one.tipping_point, 4),
        groups=[
            GroupResultOut(
                **_estimate(group.estimate),
                fact=group.fact,
                group=group.group,
                name=group_name(group, catalogue, t),
            )
            for group in one.groups
        ],
    )


def _estimate(one: Estimate) -> dict[str, Any]:
    ends = {"value": one.value, "low": one.low, "high": one.high}
    return {**{name: round(number, 4) for name, number in ends.items()}, "n_answers": one.n_answers}
