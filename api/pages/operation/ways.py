"""The ways inside the operator's pages."""

from typing import Annotated, Final

from fastapi import Path
from fastapi.responses import RedirectResponse

from api.i18n import Texts
from api.navigation import Way, ways_of_part

HOME: Final = "/operacion"
FILES: Final = f"{HOME}/filas"
MODELS: Final = f"{HOME}/modelos"
DRIFT: Final = f"{HOME}/deriva"
BACKUPS: Final = f"{HOME}/respaldos"

VersionPath = Annotated[str, Path(pattern="^[0-9a-f]{1,64}$")]
"""The version of a bundle in an address."""

_WAYS: Final = (
    (HOME, "way.operation.attention"),
    (FILES, "way.operation.files"),
    (MODELS, "way.operation.models"),
    (DRIFT, "way.operation.drift"),
    (BACKUPS, "way.operation.backups"),
)


def operation_ways(path: str, t: Texts) -> tuple[Way, ...]:
    """The matters of an operator, for `operation/_ways.html`; a page below one of them belongs to it."""
    return ways_of_part(_WAYS, path, t)


def job_page(number: int) -> RedirectResponse:
    """Lead to the page of a job that was just asked for, where it shows its progress."""
    return RedirectResponse(f"/trabajos/{number}", status_code=303)
