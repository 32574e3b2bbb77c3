"""The operator's pages of jobs: what waits, runs and ended, buttons to ask for more, and a form to import a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData, UploadFile

from api import job_services
from api.dependencies import NowDep, OperatorDep, PageTextsDep, PartsDep, operator
from api.i18n import Texts
from api.job_services import Upload, asked_by
from api.operation.gate_reasons import said_gate_message
from api.pages.choices import Option, by_label, options
from api.pages.frame import Frame, frame_of, render
from api.schemas.jobs import shown_arguments
from api.web.forms import PostedDep
from api.web.security_headers import OWN_SCRIPTS
from data.errors import InputError
from data.job_commands import FILE_KINDS
from data.job_store import UNFINISHED, JobRun, JobState
from data.uploads import Uploads

N_SHOWN: Final = 20

_MEGABYTE: Final = 1_000_000

COMMAND_KEYS: Final[Mapping[str, str]] = {
    "import": "command.import",
    "embed": "command.embed",
    "index": "command.index",
    "train ranker": "command.train_ranker",
    "train effects": "command.train_effects",
    "evaluate": "command.evaluate",
    "promote": "command.promote",
    "rollback": "command.rollback",
    "bundles": "command.bundles",
    "drift": "command.drift",
    "allocate": "command.allocate",
    "backup": "command.backup",
    "check backup": "command.check_backup",
    "doctor": "command.doctor",
    "publish": "command.publish",
    "follow-up letters": "command.follow_up_letters",
}

BUTTONS: Final = ("embed", "index", "train ranker", "evaluate", "promote")
"""Commands that need no argument, in the order in which they follow each other."""

KIND_KEYS: Final[Mapping[str, str]] = {
    "certifications": "import_kind.certifications",
    "curricula": "import_kind.curricula",
    "enrolments": "import_kind.enrolments",
    "exam_results": "import_kind.exam_results",
    "feedback": "import_kind.feedback",
    "impressions": "import_kind.impressions",
    "interactions": "import_kind.interactions",
    "learners": "import_kind.learners",
    "onet": "import_kind.onet",
    "outcomes": "import_kind.outcomes",
    "postings": "import_kind.postings",
    "programmes": "import_kind.programmes",
    "redemptions": "import_kind.redemptions",
    "skills": "import_kind.skills",
    "study_outcomes": "import_kind.study_outcomes",
    "surveys": "import_kind.surveys",
    "transcripts": "import_kind.transcripts",
    "vouchers": "import_kind.vouchers",
}
"""Kinds with a name for people; another kind goes by its own."""

router = APIRouter(prefix="/trabajos", include_in_schema=False, dependencies=[Depends(operator)])

JobPath = Annotated[int, Path(ge=1, le=2**31 - 1)]


@dataclass(frozen=True, slots=True)
class JobCard:
    """A job as the list shows it; ``percent`` is missing where a job cannot tell how far it is."""

    number: int
    url: str
    title: str
    details: str
    state: str
    state_word: str
    percent: int | None
    is_running: bool
    is_cancel_requested: bool
    said: str
    is_said_in_english: bool
    can_cancel: bool
    can_retry: bool


@dataclass(frozen=True, slots=True)
class JobsPage:
    """All that ``jobs.html`` may use."""

    frame: Frame
    jobs: tuple[JobCard, ...]
    is_active: bool
    buttons: tuple[tuple[str, str], ...]
    kinds: tuple[Option, ...]
    upload_megabytes: int


@dataclass(frozen=True, slots=True)
class JobPage:
    """All that ``job.html`` may use."""

    frame: Frame
    job: JobCard
    is_active: bool
    facts: tuple[tuple[str, str], ...]
    log: str


@router.get("")
def show_jobs(request: Request, parts: PartsDep, t: PageTextsDep) -> HTMLResponse:
    """Show the newest jobs; the page renews itself only while one of them waits or runs."""
    jobs = parts.jobs.jobs(N_SHOWN)
    page = JobsPage(
        frame=frame_of(request, t, t("page.jobs.title"), shows_invented=False),
        jobs=tuple(_card(job, t) for job in jobs),
        is_active=any(map(_is_active, jobs)),
        buttons=tuple((command, t(COMMAND_KEYS[command])) for command in BUTTONS),
        kinds=options(by_label((kind, _kind_name(kind, t)) for kind in FILE_KINDS), ""),
        upload_megabytes=parts.settings.upload_megabytes,
    )
    return render(request, "jobs.html", page, t, headers=OWN_SCRIPTS)


@router.post("")
def ask_for_job(
    parts: PartsDep, rights: OperatorDep, now: NowDep, command: Annotated[str, Form(max_length=40)]
) -> RedirectResponse:
    """Queue a command that needs no argument."""
    return _back_to(parts.jobs.enqueue(command, asked_by(command, rights.account_id), now))


@router.post("/importar")
def import_file(parts: PartsDep, now: NowDep, form: PostedDep) -> RedirectResponse:
    """Keep the file of the form and queue its import."""
    file = _upload(form, "file")
    if file is None:
        raise InputError("no file was chosen")
    return _back_to(
        job_services.import_uploaded(
            parts.jobs,
            Uploads(parts.settings.uploads_dir),
            str(form.get("kind", "")),
            file,
            _upload(form, "mapping"),
            parts.settings.upload_megabytes * _MEGABYTE,
            now,
        )
    )


@router.get("/{number}")
def show_job(request: Request, number: JobPath, parts: PartsDep, t: PageTextsDep) -> HTMLResponse:
    """Show one job with its log."""
    job = parts.jobs.job(number)
    page = JobPage(
        frame=frame_of(request, t, t("page.job.title", number=number), shows_invented=False),
        job=_card(job, t),
        is_active=_is_active(job),
        facts=_facts(job, t),
        log=job.log,
    )
    return render(request, "job.html", page, t, headers=OWN_SCRIPTS)


@router.post("/{number}/cancelar")
def cancel_job(number: JobPath, parts: PartsDep, now: NowDep) -> RedirectResponse:
    """Cancel a job."""
    job_services.cancel(parts.jobs, parts.settings.uploads_dir, number, now)
    return _back_to(number)


@router.post("/{number}/reintentar")
def retry_job(number: JobPath, parts: PartsDep, now: NowDep) -> RedirectResponse:
    """Queue a job once more."""
    return _back_to(parts.jobs.retry(number, now))


def _back_to(number: int) -> RedirectResponse:
    return RedirectResponse(f"/trabajos#job-{number}", status_code=303)


def _upload(form: FormData, name: str) -> Upload | None:
    """A file of a form; ``None`` where none was chosen."""
    found = form.get(name)
    if not isinstance(found, UploadFile) or not found.filename:
        return None
    return Upload(found.filename, found.file)


def _is_active(job: JobRun) -> bool:
    """Whether a job may change by itself."""
    return job.finished_at is None


def _card(job: JobRun, t: Texts) -> JobCard:
    is_running = job.state is JobState.RUNNING
    lines = job.log.splitlines()
    refusal = said_gate_message(job.message, t) if job.message else None
    return JobCard(
        number=job.id,
        url=f"/trabajos/{job.id}",
        # Rows of before there was a queue have commands such as "import learners".
        title=t(COMMAND_KEYS[job.command]) if job.command in COMMAND_KEYS else job.command,
        details=_details(job, t),
        state=job.state.value,
        state_word=t.word(job.state),
        percent=None if job.share_done is None else round(job.share_done * 100),
        is_running=is_running,
        is_cancel_requested=is_running and job.is_cancel_requested,
        said=refusal or job.message or (lines[-1] if lines and is_running else ""),
        is_said_in_english=refusal is None,
        can_cancel=job.state in UNFINISHED and not job.is_cancel_requested,
        can_retry=job.finished_at is not None and job.state is not JobState.DONE,
    )


def _details(job: JobRun, t: Texts) -> str:
    """What the job works on: the kind and name of a file, or the arguments that were given."""
    arguments = shown_arguments(job)
    if "kind" in arguments:
        return f"{_kind_name(arguments['kind'], t)}, {arguments.get('path', '')}"
    return ", ".join(f"{name} {value}" for name, value in arguments.items())


def _facts(job: JobRun, t: Texts) -> tuple[tuple[str, str], ...]:
    """Everything else that is known of a job, as (name, value)."""
    found = (
        (t("page.job.requested"), _moment(job.requested_at, t)),
        (t("page.job.started"), _moment(job.started_at, t)),
        (t("page.job.ended"), _moment(job.finished_at, t)),
        (t("page.job.attempts"), t.number(job.n_attempts)),
        (t("page.job.counts"), ", ".join(f"{name} {t.number(n)}" for name, n in (job.counts or {}).items())),
    )
    return tuple((name, value) for name, value in found if value)


def _kind_name(kind: str, t: Texts) -> str:
    return t(KIND_KEYS[kind]) if kind in KIND_KEYS else kind


def _moment(moment: datetime | None, t: Texts) -> str:
    return "" if moment is None else f"{t.day(moment.date())}, {moment:%H:%M:%S} UTC"
