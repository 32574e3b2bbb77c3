"""One allocation: how far its job is, then the plan in numbers, its proof, how fair it is, and what is scarce."""

from dataclasses import dataclass
from typing import Annotated, Final

import sqlalchemy as sa
from fastapi import APIRouter, Path, Request
from fastapi.responses import FileResponse, Response

from api.allocation.publication import told_publication
from api.dependencies import NowDep, PageTextsDep, PartsDep, ProgrammeDep, ReadingDep
from api.i18n import Texts
from api.last_jobs import is_under_way
from api.navigation import Way
from api.pages.choices import Option, options
from api.pages.done import done_text
from api.pages.frame import Frame, figures_frame
from api.pages.programme.plan_tables import run_tables
from api.pages.programme.plan_view import PlanView, plan_view
from api.pages.programme.runs import run_name
from api.pages.programme.ways import NEW_RUN, RUNS, RunIdPath, programme_ways, run_url
from api.pages.table_files import render_tables
from api.programme.limit_names import limit_names
from api.programme.plan_figures import figures_of
from api.programme.run_list import ListedRun, found_run, listed_runs
from api.web.security_headers import OWN_SCRIPTS
from data import allocation_store
from data.allocation.recorded_run import DOWNLOADS, RecordedRun
from data.job_queue import JobQueue
from data.job_store import UNFINISHED, JobRun, JobState
from data.rights import ProgrammeRights
from data.run_standing_store import RunStanding

router = APIRouter(prefix=f"{RUNS}/{{run_id}}", include_in_schema=False)

FilePath = Annotated[str, Path(pattern="^[a-z]+\\.[a-z]+$", max_length=40)]

APPROVABLE: Final = (RunStanding.DONE, RunStanding.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class RunJob:
    """The job that makes or publishes an allocation; ``percent`` is missing where it cannot tell how far it is."""

    percent: int | None
    said: str
    is_running: bool


@dataclass(frozen=True, slots=True)
class RunPage:
    """All that ``programme/run.html`` may use; either ``job`` or ``plan`` is there.

    ``publication`` is under way while ``is_publishing``, else it failed.
    """

    frame: Frame
    ways: tuple[Way, ...]
    done: str | None
    url: str
    new_url: str
    name: str
    state: str
    state_word: str
    is_waiting: bool
    can_approve: bool
    can_publish: bool
    can_withdraw: bool
    job: RunJob | None
    publication: RunJob | None
    is_publishing: bool
    plan: PlanView | None
    files: tuple[str, ...]
    others: tuple[Option, ...]


@router.get("")
def show_run(
    request: Request,
    run_id: RunIdPath,
    connection: ReadingDep,
    rights: ProgrammeDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
) -> Response:
    """Show an allocation; while it waits or runs the page renews itself."""
    one, job = found_run(connection, parts.jobs, run_id)
    figures = figures_of(one.run, parts.catalogue) if one.run else None
    names = limit_names(connection, parts.catalogue, t, now.date())
    is_approved = one.state is RunStanding.APPROVED
    published_by = told_publication(parts.jobs, run_id, one.state)
    is_publishing = is_under_way(published_by)
    page = RunPage(
        frame=figures_frame(request, connection, t, t("page.run.title")),
        ways=programme_ways(request.url.path, t),
        done=done_text(request, t),
        url=run_url(run_id),
        new_url=NEW_RUN,
        name=run_name(one, t),
        state=one.state.value,
        state_word=t.word(one.state),
        is_waiting=one.state in UNFINISHED or is_publishing,
        can_approve=one.state in APPROVABLE,
        can_publish=is_approved and not is_publishing,
        can_withdraw=is_approved,
        job=run_job(job) if job else None,
        publication=run_job(published_by) if published_by else None,
        is_publishing=is_publishing,
        plan=plan_view(figures, names) if figures else None,
        files=DOWNLOADS,
        others=_others(connection, parts.jobs, rights, one, t),
    )
    tables = run_tables(figures, names) if figures else ()
    return render_tables(request, "programme/run.html", page, t, tables, headers=OWN_SCRIPTS)


@router.get("/archivos/{name}")
def download_file(run_id: RunIdPath, name: FilePath, connection: ReadingDep, _rights: ProgrammeDep) -> FileResponse:
    """Give a file of a run as it was recorded."""
    run = allocation_store.run_of(connection, run_id)
    return FileResponse(RecordedRun.of(run).download(name), filename=f"{run_id[:8]}-{name}")


def run_job(job: JobRun) -> RunJob:
    """A job as a page that waits for it tells it."""
    lines = job.log.splitlines()
    return RunJob(
        None if job.share_done is None else round(100 * job.share_done),
        job.message or (lines[-1] if lines else ""),
        job.state is JobState.RUNNING,
    )


def _others(
    connection: sa.Connection, queue: JobQueue, rights: ProgrammeRights, one: ListedRun, t: Texts
) -> tuple[Option, ...]:
    """Finished runs to compare a finished one with, newest first."""
    if one.run is None:
        return ()
    listed = listed_runs(connection, queue, rights)
    return options(((other.id, run_name(other, t)) for other in listed if other.run and other.id != one.id), "")
