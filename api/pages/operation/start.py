"""Where operators begin: what needs attention, each with the page that tells more, and the last examination."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api.dependencies import NowDep, PageTextsDep, PartsDep, ReadingDep, operator
from api.i18n import Texts
from api.navigation import Way
from api.operation.attention import DAYS_LOOKED_BACK, Attention, Matter, attention
from api.operation.drift_look import DriftLook
from api.operation.finding_words import part_name, said_finding
from api.pages.frame import Frame, frame_of
from api.pages.moments import moment_text
from api.pages.operation.tables import findings_table
from api.pages.operation.ways import BACKUPS, DRIFT, FILES, HOME, MODELS, job_page, operation_ways
from api.pages.operation.words import drift_word, made_text, megabytes, verdict_text, well_word
from api.pages.table_files import render_tables
from data.backups import Backup
from data.findings import Examination

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
    well = found.well(now)
    told = {
        Matter.JOBS: (_JOBS, t("frame.jobs"), _jobs(found, t)),
        Matter.ROWS: (FILES, t("way.operation.files"), _rows(found, t)),
        Matter.SERVED: _served(found, now, t),
        Matter.CHALLENGER: _challenger(found, t),
        Matter.DRIFT: (DRIFT, t("way.operation.drift"), _drift(found.drift_of_served, t)),
        Matter.BACKUP: (BACKUPS, t("page.operation.last_backup"), _backup(found.last_backup, t)),
    }
    return tuple(
        AttentionLine(url, heading, *_mark(well[matter], t), tuple(lines))
        for matter, (url, heading, lines) in told.items()
    )


def _jobs(found: Attention, t: Texts) -> list[str]:
    jobs = found.jobs
    told = [
        t("page.operation.jobs_now", waiting=t.number(jobs.n_waiting), running=t.number(jobs.n_running)),
        t.count("page.operation.jobs_ended_badly", jobs.n_ended_badly, days=DAYS_LOOKED_BACK),
    ]
    return [*told, t("page.operation.no_worker")] if jobs.has_no_worker else told


def _rows(found: Attention, t: Texts) -> list[str]:
    n_rows, n_files = found.n_refused_rows, found.n_refused_files
    if not n_rows:
        return [t("page.operation.no_rows")]
    return [f"{t.count('page.operation.rows', n_rows)} {t.count('page.operation.in_files', n_files)}"]


def _served(found: Attention, now: datetime, t: Texts) -> tuple[str, str, list[str]]:
    served, heading = found.bundles.served, t("page.operation.served")
    if served is None:
        return MODELS, heading, [t("page.operation.none_served")]
    record = found.bundles.of(served).record
    told = [served]
    if record is not None and record.made_at:
        made = datetime.fromisoformat(record.made_at)
        told.append(f"{made_text(record, t)} ({t.count('page.operation.days_ago', max(0, (now - made).days))})")
    return f"{MODELS}/{served}", heading, told


def _challenger(found: Attention, t: Texts) -> tuple[str, str, list[str]]:
    one, heading = found.bundles.challenger, t("page.operation.challenger")
    if one is None:
        return MODELS, heading, [t("page.operation.no_challenger")]
    return f"{MODELS}/{one.version}", heading, [one.version, verdict_text(one, t)]


def _drift(look: DriftLook | None, t: Texts) -> list[str]:
    if look is None:
        return [t("page.operation.not_looked")]
    return [drift_word(look.drift, t), moment_text(look.looked_at, t)]


def _backup(last: Backup | None, t: Texts) -> list[str]:
    if last is None:
        return [t("page.operation.no_backup")]
    told = f"{moment_text(last.made_at, t)}, {megabytes(last.n_bytes, t)}"
    if last.check is None:
        return [told, t("page.backups.unchecked")]
    return [told, t("page.backups.whole") if last.check.is_whole else t("page.backups.damaged")]


def _findings(examination: Examination, t: Texts) -> tuple[FindingLine, ...]:
    told = ((one, said_finding(one.detail, t)) for one in examination.findings)
    return tuple(
        FindingLine(part_name(one.part, t), *_mark(one.is_well, t), said or one.detail, is_told_in_english=said is None)
        for one, said in told
    )


def _mark(is_well: bool | None, t: Texts) -> tuple[str, str]:
    """Class and word of a mark; ``None`` where nobody has looked."""
    state = "queued" if is_well is None else "done" if is_well else "failed"
    return state, well_word(is_well, t)
