"""The ways inside the programme's pages."""

from typing import Annotated, Final
from urllib.parse import quote

from fastapi import Path

from api.i18n import Texts
from api.navigation import Way, ways_of_part

HOME: Final = "/programa"
RUNS: Final = f"{HOME}/repartos"
NEW_RUN: Final = f"{RUNS}/nuevo"
FUNDS: Final = f"{HOME}/fondos"
MAP: Final = f"{HOME}/mapa"
DEMAND: Final = f"{HOME}/demanda"
STUDIES: Final = f"{HOME}/estudios"
VOUCHERS: Final = f"{HOME}/vales"

RunIdPath = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
"""The id of an allocation in an address."""

_WAYS: Final = (
    (HOME, "way.programme.requests"),
    (MAP, "way.programme.map"),
    (DEMAND, "way.programme.demand"),
    (RUNS, "way.programme.runs"),
    (FUNDS, "way.programme.funds"),
    (VOUCHERS, "way.programme.vouchers"),
    (f"{HOME}/metas", "way.programme.goals"),
    (STUDIES, "way.programme.studies"),
    (f"{HOME}/patrocinios", "way.programme.offers"),
    (f"{HOME}/empresas", "way.programme.companies"),
    (f"{HOME}/bitacora", "way.programme.record"),
)


def programme_ways(path: str, t: Texts) -> tuple[Way, ...]:
    """The matters of the programme, for `programme/_ways.html`; a page below one of them belongs to it."""
    return ways_of_part(_WAYS, path, t)


def run_url(run_id: str) -> str:
    """The address of an allocation; those of its parts begin with it."""
    return f"{RUNS}/{run_id}"


def study_url(study_id: str) -> str:
    """The address of a follow-up study; those of its parts begin with it."""
    return f"{STUDIES}/{quote(study_id, safe='')}"
