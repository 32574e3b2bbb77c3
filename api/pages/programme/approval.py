"""The decisions about a finished allocation: approve it after reading what follows, take that back, or publish it."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.allocation import publication
from api.dependencies import NowDep, PageTextsDep, PartsDep, ProgrammeDep, ReadingDep, WritingDep
from api.navigation import Way
from api.pages.done import done_url
from api.pages.frame import Frame, figures_frame, render
from api.pages.programme.run import APPROVABLE
from api.pages.programme.runs import run_name
from api.pages.programme.ways import RUNS, RunIdPath, programme_ways, run_url
from api.programme.plan_figures import figures_of
from api.programme.run_list import recorded_run
from data import allocation_store, run_standing_store
from data.run_standing_store import RunStandingError

router = APIRouter(prefix=f"{RUNS}/{{run_id}}", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ApprovalPage:
    """All that ``programme/approval.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    url: str
    name: str
    n_vouchers: str
    public: str
    n_applications: str


@router.get("/aprobar")
def show_approval(
    request: Request,
    run_id: RunIdPath,
    connection: ReadingDep,
    _rights: ProgrammeDep,
    parts: PartsDep,
    t: PageTextsDep,
) -> HTMLResponse:
    """Say what will happen."""
    one = recorded_run(connection, allocation_store.run_of(connection, run_id))
    if one.state not in APPROVABLE:
        raise RunStandingError(f"allocation {run_id} is {one.state}; look at its page")
    assert one.run is not None  # noqa: S101 - it was just read
    figures = figures_of(one.run, parts.catalogue)
    page = ApprovalPage(
        frame=figures_frame(request, connection, t, t("page.approval.title")),
        ways=programme_ways(request.url.path, t),
        url=run_url(run_id),
        name=run_name(one, t),
        n_vouchers=t.number(one.run.n_vouchers),
        public=t.money(figures.public_centavos),
        n_applications=t.number(len(allocation_store.open_applications(connection))),
    )
    return render(request, "programme/approval.html", page, t)


@router.post("/aprobar")
def approve(run_id: RunIdPath, connection: WritingDep, rights: ProgrammeDep, now: NowDep) -> RedirectResponse:
    """Approve the run, which is then ready to be published."""
    run_standing_store.approve(connection, rights, run_id, now)
    return _back(run_id, "reparto_aprobado")


@router.post("/retirar")
def withdraw(run_id: RunIdPath, parts: PartsDep, rights: ProgrammeDep, now: NowDep) -> RedirectResponse:
    """Take the approval back, and call off a publication that waits; nothing was given yet."""
    publication.withdraw(parts.engine, parts.jobs, rights, run_id, now)
    return _back(run_id, "reparto_retirado")


@router.post("/publicar")
def publish(
    run_id: RunIdPath, connection: ReadingDep, rights: ProgrammeDep, parts: PartsDep, t: PageTextsDep, now: NowDep
) -> RedirectResponse:
    """Let a worker verify the run, give its vouchers and answer the applications that it decided about."""
    publication.ask(connection, parts.jobs, rights, run_id, t.language, now)
    return RedirectResponse(run_url(run_id), status_code=303)


def _back(run_id: str, done: str) -> RedirectResponse:
    return RedirectResponse(f"{done_url(run_url(run_id), done)}#confirmation", status_code=303)
