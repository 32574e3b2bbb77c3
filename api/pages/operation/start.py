"""Where operators begin: what needs attention, each with the page that tells more, and the last examination."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api.dependencies import NowDep, PageTextsDep, PartsDep, ReadingDep, operator
from api.i18n import Texts
from api.navigation import Way
from api.operation.attention import DAYS_LOOKED_BACK, OLDEST_BACKUP, Attention, attention
from api.operation.finding_words import part_name, said_finding
from api.pages.frame import Frame, frame_of
from api.pages.moments import moment_text
from api.pages.operation.tables import findings_table
from api.pages.operation.ways import BACKUPS, DRIFT, FILES, HOME, MODELS, job_page, operation_ways
from api.pages.operation.words import drift_word, made_text, megabytes, verdict_text, well_word
from api.pages.table_files import render_tables
from data.backups import Backup
from data.findings import Examination
from recommender.drift import Drift

_JOBS: Final = "/trabajos"

router = APIRouter(prefix=HOME, include_in_schema=False, dependencies=[Depends(operator)])


@dataclass(frozen=True, slots=True)
class AttentionLine:
    """One matter; ``state`` is the class of its mark: ``done`` where all is well, ``failed`` where it is not."""

    url: str
    matter: str
    state: str
    state_word: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A part of the installation as the last examination found it."""

    part: str
    state: str
    state_word: str
    told: str
    is_told_in_english: bool


@dataclass(frozen=True, slots=True)
class OperationPage:
    """All that ``operation/start.html`` may use; ``examined`` is empty until somebody asks for an examination."""

    frame: Frame
    ways: tuple[Way, ...]
    lines: tuple[AttentionLine, ...]
    examined: str
    findings: tuple[FindingLine, ...]


@router.get("")
def show_attention(request: Request, connection: ReadingDep, parts: PartsDep, t: PageTextsDep, now: NowDep) -> Response:
    """Show what needs attention; nothing is examined for it."""
    found = attention(connection, parts.jobs, parts.settings, now)
    examination = found.examination
    page = OperationPage(
        frame=frame_of(request, t, t("page.operation.title"), shows_invented=False),
        ways=operation_ways(HOME, t),
        lines=_lines(found, now, t),
        examined="" if examination is None else moment_text(examination.examined_at, t),
        findings=() if examination is None else _findings(examination, t),
    )
    tables = [] if examination is None else [findings_table(examination.findings, t)]
    return render_tables(request, "operation/start.html", page, t, tables)


@router.post("/examen")
def ask_for_examination(parts: PartsDep, now: NowDep) -> RedirectResponse:
    """Queue an examination of the installation."""
    return job_page(parts.jobs.enqueue("doctor", {}, now))


def _lines(found: Attention, now: datetime, t: Texts) -> tuple[AttentionLine, ...]:
    return (
        _jobs(found, t),
        _rows(found, t),
        _served(found, now, t),
        _challenger(found, t),
        _drift(found, t),
        _backup(found.last_backup, now, t),
    )


def _jobs(found: Attention, t: Texts) -> AttentionLine:
    jobs = found.jobs
    told = [
        t("page.operation.jobs_now", waiting=t.number(jobs.n_waiting), running=t.number(jobs.n_running)),
        t.count("page.operation.jobs_ended_badly", jobs.n_ended_badly, days=DAYS_LOOKED_BACK),
    ]
    if jobs.has_no_worker:
        told.append(t("page.operation.no_worker"))
    return _line(_JOBS, t("frame.jobs"), told, t, is_well=not jobs.n_ended_badly and not jobs.has_no_worker)


def _rows(found: Attention, t: Texts) -> AttentionLine:
    n_rows, n_files = found.n_refused_rows, found.n_refused_files
    told = t("page.operation.no_rows")
    if n_rows:
        files = t.count("page.operation.in_files", n_files)
        told = f"{t.count('page.operation.rows', n_rows)} {files}"
    return _line(FILES, t("way.operation.files"), [told], t, is_well=not n_rows)


def _served(found: Attention, now: datetime, t: Texts) -> AttentionLine:
    served = found.bundles.served
    if served is None:
        return _line(MODELS, t("page.operation.served"), [t("page.operation.none_served")], t, is_well=False)
    record = found.bundles.of(served).record
    told = [served]
    if record is not None and record.made_at:
        made = datetime.fromisoformat(record.made_at)
        told.append(f"{made_text(record, t)} ({t.count('page.operation.days_ago', max(0, (now - made).days))})")
    return _line(f"{MODELS}/{served}", t("page.operation.served"), told, t, is_well=True)


def _challenger(found: Attention, t: Texts) -> AttentionLine:
    one = found.bundles.challenger
    if one is None:
        return _line(MODELS, t("page.operation.challenger"), [t("page.operation.no_challenger")], t, is_well=True)
    told = [one.version, verdict_text(one, t)]
    # One that would pass waits for the operator to put it into service.
    return _line(f"{MODELS}/{one.version}", t("page.operation.challenger"), told, t, is_well=not one.may_be_promoted)


def _drift(found: Attention, t: Texts) -> AttentionLine:
    look = found.drift
    if look is None or look.bundle != found.bundles.served:
        return _line(DRIFT, t("way.operation.drift"), [t("page.operation.not_looked")], t, is_well=None)
    told = [drift_word(look.drift, t), moment_text(look.looked_at, t)]
    return _line(DRIFT, t("way.operation.drift"), told, t, is_well=look.drift is not Drift.CHANGED)


def _backup(last: Backup | None, now: datetime, t: Texts) -> AttentionLine:
    matter = t("page.operation.last_backup")
    if last is None:
        return _line(BACKUPS, matter, [t("page.operation.no_backup")], t, is_well=False)
    told = [f"{moment_text(last.made_at, t)}, {megabytes(last.n_bytes, t)}"]
    is_whole = last.check is None or last.check.is_whole
    if last.check is None:
        told.append(t("page.backups.unchecked"))
    else:
        told.append(t("page.backups.whole") if is_whole else t("page.backups.damaged"))
    return _line(BACKUPS, matter, told, t, is_well=is_whole and now - last.made_at <= OLDEST_BACKUP)


def _findings(examination: Examination, t: Texts) -> tuple[FindingLine, ...]:
    told = ((one, said_finding(one.detail, t)) for one in examination.findings)
    return tuple(
        FindingLine(part_name(one.part, t), *_mark(one.is_well, t), said or one.detail, is_told_in_english=said is None)
        for one, said in told
    )


def _line(url: str, matter: str, told: list[str], t: Texts, *, is_well: bool | None) -> AttentionLine:
    return AttentionLine(url, matter, *_mark(is_well, t), tuple(told))


def _mark(is_well: bool | None, t: Texts) -> tuple[str, str]:
    """Class and word of a mark; ``None`` where nobody has looked."""
    state = "queued" if is_well is None else "done" if is_well else "failed"
    return state, well_word(is_well, t)
