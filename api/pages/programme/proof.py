"""The proof of an allocation on paper: its numbers, its limits, who decided what, and how anybody can check it."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.dependencies import NowDep, PageTextsDep, PartsDep, ProgrammeDep, ReadingDep
from api.navigation import Way
from api.pages.frame import Frame, figures_frame, render
from api.pages.programme.plan_view import PlanView, plan_view
from api.pages.programme.record import RecordLine, record_line
from api.pages.programme.runs import run_name
from api.pages.programme.ways import RUNS, RunIdPath, programme_ways, run_url
from api.programme.limit_names import limit_names
from api.programme.plan_figures import figures_of
from api.programme.run_list import recorded_run
from data import allocation_store, audit_store

router = APIRouter(prefix=f"{RUNS}/{{run_id}}/prueba", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ProofPage:
    """All that ``programme/proof.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    url: str
    run_id: str
    name: str
    state: str
    state_word: str
    record: tuple[RecordLine, ...]
    plan: PlanView


@router.get("")
def show_proof(
    request: Request,
    run_id: RunIdPath,
    connection: ReadingDep,
    _rights: ProgrammeDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
) -> HTMLResponse:
    """Show the proof, to be printed or kept as a PDF by the browser."""
    run = allocation_store.run_of(connection, run_id)
    one = recorded_run(connection, run)
    page = ProofPage(
        frame=figures_frame(request, connection, t, t("page.proof.title")),
        ways=programme_ways(request.url.path, t),
        url=run_url(run_id),
        run_id=run_id,
        name=run_name(one, t),
        state=one.state.value,
        state_word=t.word(one.state),
        record=tuple(record_line(entry, t) for entry in audit_store.entries_about(connection, run_id)),
        plan=plan_view(figures_of(run, parts.catalogue), limit_names(connection, parts.catalogue, t, now.date())),
    )
    return render(request, "programme/proof.html", page, t)
