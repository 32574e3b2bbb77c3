"""Shapes of a learner's own data as JSON: all that is stored, corrections, requests, and erasure."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from api.accounts.account_json import PasswordIn
from api.dependencies import ID_PATTERN
from api.schemas.catalogue import named_certification
from api.schemas.common import BodyIn, BodyOut, IdIn, NamedOut
from api.student.own_data import FIRST_BIRTH_YEAR, MOST_MESSAGE_LETTERS
from data.catalogue import Catalogue
from data.domain import RequestKind
from data.learner_store import Person
from data.request_store import LearnerRequest
from data.settings import Settings
from data.standing_store import Standing

_MOST_NAME_LETTERS = 200


class OwnDataOut(BodyOut):
    """Rows by table, as they are stored; columns that only prove who somebody is are left out."""

    learner_id: str
    made_at: datetime
    left_out: list[str] = Field(description="Columns that are given to nobody")
    tables: dict[str, list[dict[str, Any]]]


class PersonIn(BodyIn):
    """Name and year of birth as the learner says them; null takes one away."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Ana Núñez", "birth_year": 2003}]})

    name: Annotated[str, Field(min_length=1, max_length=_MOST_NAME_LETTERS, pattern=ID_PATTERN)] | None
    birth_year: Annotated[int, Field(strict=True, ge=FIRST_BIRTH_YEAR, description="Not after this year")] | None


class PersonOut(BodyOut):
    """The personal fields that a learner may correct."""

    name: str | None
    birth_year: int | None


class RequestIn(BodyIn):
    """What the programme's people are asked to decide; null: in general."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"certification_id": "cisco-ccst-it-support", "message": "¿Por qué no recibí un vale?"}]
        },
    )

    certification_id: IdIn | None = None
    message: str = Field(min_length=1, max_length=MOST_MESSAGE_LETTERS, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")


class RequestOut(BodyOut):
    """A request with the programme's answer, null while there is none."""

    id: str
    kind: RequestKind
    certification: NamedOut | None
    message: str
    asked_at: datetime
    answered_at: datetime | None
    answer: str | None


class RequestAskedOut(BodyOut):
    """A request that was stored."""

    id: str
    asked_at: datetime


class ErasureIn(BodyIn):
    """The account's password once more, as nothing can be brought back later."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"password": "your password"}]})

    password: PasswordIn


class ErasureOut(BodyOut):
    """Whether all is to be erased, and when; until then the data are blocked."""

    asked_at: datetime | None
    erase_on: date | None
    erase_after_days: int = Field(description="Days between asking and erasing")


def person_out(one: Person) -> PersonOut:
    """The personal fields as stored."""
    return PersonOut(name=one.name, birth_year=one.birth_year)


def request_out(one: LearnerRequest, catalogue: Catalogue) -> RequestOut:
    """A request with what it is about."""
    return RequestOut(
        id=one.id,
        kind=one.kind,
        certification=named_certification(one.certification_id, catalogue) if one.certification_id else None,
        message=one.message,
        asked_at=one.asked_at,
        answered_at=one.answered_at,
        answer=one.answer,
    )


def erasure_out(standing: Standing, settings: Settings) -> ErasureOut:
    """Where a deletion stands."""
    return ErasureOut(
        asked_at=standing.blocked_since, erase_on=standing.erase_on, erase_after_days=settings.erase_after_days
    )
