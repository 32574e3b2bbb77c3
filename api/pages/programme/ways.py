"""The ways inside the programme's pages."""

from typing import Annotated, Final

from fastapi import Path

from api.i18n import Texts
from api.navigation import Way

HOME: Final = "/programa"
RUNS: Final = f"{HOME}/repartos"
NEW_RUN: Final = f"{RUNS}/nuevo"
FUNDS: Final = f"{HOME}/fondos"

RunIdPath = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
"""The id of an allocation in an address."""

_WAYS: Final = (
    (HOME, "way.programme.requests"),
    (f"{HOME}/mapa", "way.programme.map"),
    (RUNS, "way.programme.runs"),
    (FUNDS, "way.programme.funds"),
    (f"{HOME}/metas", "way.programme.goals"),
    (f"{HOME}/patrocinios", "way.programme.offers"),
    (f"{HOME}/empresas", "way.programme.companies"),
    (f"{HOME}/bitacora", "way.programme.record"),
)


def programme_ways(path: str, t: Texts) -> tuple[Way, ...]:
    """The matters of the programme, for `programme/_ways.html`; a page below one of them belongs to it."""
    current = max((url for url, _ in _WAYS if path == url or path.startswith(f"{url}/")), key=len, default="")
    return tuple(Way(url, t(key), url == current) for url, key in _WAYS)


def run_url(run_id: str) -> str:
    """The address of an allocation; those of its parts begin with it."""
    return f"{RUNS}/{run_id}"
