"""The record of decisions: who did what and when, newest first."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.dependencies import PageTextsDep, ProgrammeDep, ReadingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.frame import Frame, figures_frame
from api.pages.programme.tables import record_table
from api.pages.programme.ways import HOME, programme_ways, run_url, study_url
from api.pages.table_files import asks_for_file, render_tables
from data import audit_store
from data.audit_store import AuditEntry

_ON_A_PAGE: Final = 50
_MOST_IN_A_FILE: Final = 100_000
_URL: Final = f"{HOME}/bitacora"

router = APIRouter(prefix=_URL, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A decision; ``who`` is the number of an account, empty for who came by a link or the command line."""

    day: str
    what: str
    who: str
    subject: str
    url: str | None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """All that ``programme/record.html`` may use; the addresses are missing at either end."""

    frame: Frame
    ways: tuple[Way, ...]
    lines: tuple[RecordLine, ...]
    newer_url: str | None
    older_url: str | None


@router.get("")
def show_record(
    request: Request,
    connection: ReadingDep,
    rights: ProgrammeDep,
    t: PageTextsDep,
    desde: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> Response:
    """Show the record."""
    most = _MOST_IN_A_FILE if asks_for_file(request) else _ON_A_PAGE + 1
    found = audit_store.last_entries(connection, rights, most, desde)
    page = RecordPage(
        frame=figures_frame(request, connection, t, t("page.record.title")),
        ways=programme_ways(request.url.path, t),
        lines=tuple(record_line(entry, t) for entry in found[:_ON_A_PAGE]),
        newer_url=f"{_URL}?desde={max(0, desde - _ON_A_PAGE)}" if desde else None,
        older_url=f"{_URL}?desde={desde + _ON_A_PAGE}" if len(found) > _ON_A_PAGE else None,
    )
    return render_tables(request, "programme/record.html", page, t, [record_table(found, t)] if found else [])


def record_line(entry: AuditEntry, t: Texts) -> RecordLine:
    """A decision in words."""
    is_allocation = entry.action.value.startswith("allocation_")
    is_pledge = entry.action.value.startswith("pledge_")
    is_study = entry.action.value.startswith("study_")
    url = run_url(entry.subject) if is_allocation else f"{HOME}/patrocinios" if is_pledge else None
    return RecordLine(
        day=f"{t.day(entry.happened_at.date())}, {entry.happened_at:%H:%M:%S} UTC",
        what=t.word(entry.action),
        who=entry.actor or "",
        # Bundles and backups go by names, all else by numbers of which the first letters tell enough.
        subject=entry.subject if entry.action.value.startswith(("bundle_", "backup_")) else entry.subject[:8],
        url=study_url(entry.subject) if is_study else url,
    )
