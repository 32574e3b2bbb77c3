"""Shapes of what the JSON API takes and gives."""

from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from api.dependencies import ID_PATTERN
from api.student.skills import Word
from api.visitor import Visitor
from data.domain import (
    Answer,
    CertificationId,
    CurriculumId,
    EnglishLevel,
    Language,
    LearnerKind,
    OccupationId,
    StateId,
    SubjectId,
)
from recommender.skill_origins import OriginKind
from recommender.suggestion import ReasonKey

NOT_BLANK: Final = r"^[^\x00]*[^\s\x00][^\x00]*$"
"""What a text must match that says something."""

IdIn = Annotated[str, Field(max_length=64, pattern=ID_PATTERN)]
"""An id that callers send."""


class BodyIn(BaseModel):
    """What callers send; an unknown field is an error, as it is most often a misspelt one."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BodyOut(BaseModel):
    """What callers get."""

    model_config = ConfigDict(frozen=True)


class VisitorIn(BodyIn):
    """Somebody we know nothing else of. Nothing of it is stored."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "student",
                    "state_id": "MX-JAL",
                    "english": "B1",
                    "weekly_hours": 6,
                    "curriculum_id": "tecnm-isc",
                    "subject_ids": ["isc-scd1008"],
                    "certification_ids": [],
                    "goal_occupation_id": None,
                }
            ]
        }
    )

    kind: LearnerKind
    state_id: IdIn = Field(description="ISO 3166-2 code of the federal entity")
    english: EnglishLevel
    weekly_hours: float = Field(strict=True, gt=0, le=100, description="Hours a week for preparation")
    curriculum_id: IdIn | None = None
    subject_ids: list[IdIn] = Field(default=[], max_length=200, description="Subjects passed, of that curriculum")
    certification_ids: list[IdIn] = Field(default=[], max_length=200, description="Certifications held")
    goal_occupation_id: IdIn | None = None

    def visitor(self) -> Visitor:
        """The same in the words of the domain."""
        return Visitor(
            kind=self.kind,
            state_id=StateId(self.state_id),
            english=self.english,
            weekly_hours=self.weekly_hours,
            curriculum_id=CurriculumId(self.curriculum_id) if self.curriculum_id else None,
            subject_ids=tuple(SubjectId(id_) for id_ in self.subject_ids),
            certification_ids=tuple(CertificationId(id_) for id_ in self.certification_ids),
            goal_occupation_id=OccupationId(self.goal_occupation_id) if self.goal_occupation_id else None,
        )


class AnswerIn(BodyIn):
    """What a learner says to a suggestion."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"impression_id": "0f8a1c5e7d3b4a6f9e2c1b0a8d7f6e5c-1", "answer": "not_now"}]}
    )

    impression_id: IdIn
    answer: Answer


class AnswerOut(BodyOut):
    """The answer as stored; ``certification_id`` is what was shown."""

    certification_id: str
    answer: Answer


class NamedOut(BodyOut):
    """A thing of the catalogue with its name in the answer's language."""

    id: str
    name: str


class QuoteOut(BodyOut):
    """A sentence of a job posting."""

    posting_id: str
    title: str
    sentence: str
    is_invented: bool


class ReasonOut(BodyOut):
    """Why a certification is suggested: a key for programs, a sentence for people."""

    key: ReasonKey
    sentence: str
    skills: list[NamedOut]
    quote: QuoteOut | None


class PriceOut(BodyOut):
    """Centavos of Mexican pesos; ``null`` amounts where the price is still to be confirmed."""

    list_centavos: int | None
    learner_centavos: int | None
    discount: float = Field(description="Share that the vendor's agreement takes off the list price")
    subsidy_share: float = Field(description="Share of the discounted price that the funds pay")
    funds: list[NamedOut]


class ValueOut(BodyOut):
    """The terms that order the list, in centavos of Mexican pesos; seat and money are taken off."""

    benefit: float
    regional_worth: float
    retention_worth: float
    seat_price: float
    money_price: float
    total: float


class SuggestionOut(BodyOut):
    """One place of the list."""

    rank: int
    certification: NamedOut
    vendor: NamedOut
    level: str
    impression_id: str | None = Field(description="Name it in an answer; null for a visitor")
    preparation_hours: int
    weeks: float
    accept_chance: float
    pass_chance: float
    is_studying: bool = Field(description="Whether the learner studies for a degree, so that there is one to finish")
    risk_change: float | None = Field(
        description="Change of the chance of dropping out within a year by holding it, learned from this platform's"
        " history; negative is good; null where it is not known yet, and for who does not study"
    )
    risk_change_low: float | None = Field(description="Low end of its 95 % interval; null where risk_change is")
    risk_change_high: float | None = Field(description="High end of its 95 % interval; null where risk_change is")
    price: PriceOut
    value: ValueOut
    skills_added: list[NamedOut]
    reasons: list[ReasonOut]
    is_exploration: bool
    answer: Answer | None


class SuggestionsOut(BodyOut):
    """A ranked list, best first."""

    learner_id: str | None = Field(description="Null for a visitor")
    notice: str = Field(description="From which people and postings the figures come")
    language: Language
    bundle_version: str
    data_as_of: date
    n_eligible: int
    items: list[SuggestionOut]


class ProblemOut(BodyOut):
    """An error (RFC 9457); ``title`` is in the caller's language, ``key`` is the same in every language."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Something in what was sent is not right.",
                    "status": 422,
                    "key": "error.input",
                    "request_id": "9a8b7c6d5e4f40312233445566778899",
                    "errors": [{"pointer": "#/query/limit", "detail": "The value is out of range."}],
                }
            ]
        }
    )

    type: str
    title: str
    status: int
    key: str
    request_id: str = Field(description="As in the header `X-Request-ID`; name it when you ask about the error")
    errors: list[dict[str, str]] = Field(
        default=[], description="What is wrong where: `pointer` (JSON pointer) and `detail`"
    )


class SkillWordIn(BodyIn):
    """What a learner says of one skill."""

    skill_id: IdIn
    word: Word = Field(description="held, denied, or nothing to take back what was said")


class OwnSkillOut(BodyOut):
    """A skill of a learner's and where it comes from; denied, it does not count."""

    id: str
    name: str
    origins: list[OriginKind]
    is_denied: bool


class ObjectionIn(BodyIn):
    """Whether a learner objects to automated decisions."""

    objects: bool = Field(strict=True)


class ObjectionOut(BodyOut):
    """Since when, ``null`` where one does not object."""

    since: datetime | None


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors that a route's documentation names."""
    return {status: {"description": "A problem", "content": _problem_content()} for status in statuses}


@cache
def _problem_content() -> dict[str, Any]:
    # Made once: an application describes more than a hundred calls.
    return {"application/problem+json": {"schema": ProblemOut.model_json_schema()}}
