"""The ways inside a company's pages."""

from typing import Annotated, Final

from fastapi import Path

from api.i18n import Texts
from api.navigation import Way, ways_of_part
from data.domain import EnglishLevel

HOME: Final = "/industria"
NEEDS: Final = f"{HOME}/vacantes"

NeedIdPath = Annotated[str, Path(max_length=32, pattern="^[0-9a-z]+$")]
"""The id of a need in an address."""

ASKED_LEVELS: Final = tuple(level for level in EnglishLevel if level is not EnglishLevel.NONE)

_WAYS: Final = (
    (HOME, "way.company.region"),
    (NEEDS, "way.company.needs"),
    (f"{HOME}/talento", "way.company.supply"),
    (f"{HOME}/patrocinios", "way.company.pledges"),
    (f"{HOME}/encuesta", "way.company.survey"),
)


def industry_ways(path: str, t: Texts) -> tuple[Way, ...]:
    """The matters of a company, for `industry/_ways.html`; a page below one of them belongs to it."""
    return ways_of_part(_WAYS, path, t)


def need_url(need_id: str) -> str:
    """The address of a need; those of its parts begin with it."""
    return f"{NEEDS}/{need_id}"
