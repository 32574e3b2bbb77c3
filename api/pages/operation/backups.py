"""The backups that pages and the API asked for: what there is, make one, read one back, take one away."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse

from api.dependencies import NowDep, OperatorDep, PageTextsDep, PartsDep, WritingDep
from api.i18n import Texts
from api.navigation import Way
from api.operation.finding_words import said_finding
from api.pages.frame import Frame, frame_of, render
from api.pages.moments import moment_text
from api.pages.operation.ways import BACKUPS, job_page, operation_ways
from api.pages.operation.words import megabytes
from data.audit_store import AuditAction, put_on_record
from data.backups import Backup, backup_of, backups_in, new_backup_file

router = APIRouter(prefix=BACKUPS, include_in_schema=False)

BackupNamePath = Annotated[str, Path(max_length=64)]


@dataclass(frozen=True, slots=True)
class BackupLine:
    """A backup; ``checked`` is when it was read back and ``found`` what came of it, both empty until then."""

    name: str
    url: str
    made: str
    size: str
    state: str
    state_word: str
    checked: str
    found: str
    is_told_in_english: bool


@dataclass(frozen=True, slots=True)
class BackupsPage:
    """All that ``operation/backups.html`` may use; ``example`` is the newest one's name, for the command."""

    frame: Frame
    ways: tuple[Way, ...]
    backups: tuple[BackupLine, ...]
    example: str


@router.get("")
def show_backups(request: Request, _rights: OperatorDep, parts: PartsDep, t: PageTextsDep) -> HTMLResponse:
    """Show the backups, newest first."""
    found = backups_in(parts.settings.backups_dir)
    page = BackupsPage(
        frame=frame_of(request, t, t("page.backups.title"), shows_invented=False),
        ways=operation_ways(BACKUPS, t),
        backups=tuple(_line(one, t) for one in found),
        example=found[0].name if found else "rumbo.tar.gz",
    )
    return render(request, "operation/backups.html", page, t)


@router.post("")
def ask_for_backup(_rights: OperatorDep, parts: PartsDep, now: NowDep) -> RedirectResponse:
    """Queue a backup."""
    return job_page(parts.jobs.enqueue("backup", {"out": new_backup_file(parts.settings.backups_dir, now)}, now))


@router.post("/{name}/revision")
def ask_for_check(name: BackupNamePath, _rights: OperatorDep, parts: PartsDep, now: NowDep) -> RedirectResponse:
    """Queue the reading back of a backup."""
    archive = backup_of(parts.settings.backups_dir, name).file
    return job_page(parts.jobs.enqueue("check backup", {"archive": archive}, now))


@router.post("/{name}/descarga")
def download(
    name: BackupNamePath, rights: OperatorDep, connection: WritingDep, parts: PartsDep, now: NowDep
) -> FileResponse:
    """Hand out a backup, which holds personal data: who took it stands in the record."""
    found = backup_of(parts.settings.backups_dir, name)
    put_on_record(connection, AuditAction.BACKUP_DOWNLOADED, found.name, now, rights.account_id)
    return FileResponse(
        found.file,
        media_type="application/gzip",
        filename=found.name,
        headers={"Cache-Control": "no-store"},
    )


def _line(one: Backup, t: Texts) -> BackupLine:
    check = one.check
    state, word, said = "queued", t("page.backups.unchecked"), None
    if check is not None:
        state, word = ("done", t("page.backups.whole")) if check.is_whole else ("failed", t("page.backups.damaged"))
        said = said_finding(check.detail, t)
    return BackupLine(
        name=one.name,
        url=f"{BACKUPS}/{one.name}",
        made=moment_text(one.made_at, t),
        size=megabytes(one.n_bytes, t),
        state=state,
        state_word=word,
        checked=moment_text(check.checked_at, t) if check else "",
        found=said or (check.detail if check else ""),
        is_told_in_english=said is None,
    )
