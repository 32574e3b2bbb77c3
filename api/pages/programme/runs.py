"""Allocations of the programme: what each came to and how far it has gone."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.dependencies import PageTextsDep, PartsDep, ProgrammeDep, ReadingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.frame import Frame, figures_frame
from api.pages.programme.tables import runs_table
from api.pages.programme.ways import NEW_RUN, RUNS, programme_ways, run_url
from api.pages.table_files import render_tables
from api.programme.run_list import ListedRun, listed_runs
from recommender.allocation.plan import gap_between

router = APIRouter(prefix=RUNS, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class RunLine:
    """An allocation in words and numbers; the numbers are missing until it is done."""

    url: str
    name: str
    state: str
    state_word: str
    n_vouchers: str
    value: str
    gap: str


@dataclass(frozen=True, slots=True)
class RunsPage:
    """All that ``programme/runs.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    new_url: str
    runs: tuple[RunLine, ...]


@router.get("")
def show_runs(
    request: Request, connection: ReadingDep, rights: ProgrammeDep, parts: PartsDep, t: PageTextsDep
) -> Response:
    """Show the newest allocations."""
    runs = listed_runs(connection, parts.jobs, rights)
    page = RunsPage(
        frame=figures_frame(request, connection, t, t("page.runs.title")),
        ways=programme_ways(request.url.path, t),
        new_url=NEW_RUN,
        runs=tuple(_line(one, t) for one in runs),
    )
    return render_tables(request, "programme/runs.html", page, t, [runs_table(runs, t)] if runs else [])


def run_name(one: ListedRun, t: Texts) -> str:
    """An allocation by the moment that it was asked for."""
    return t("run.name", day=t.day(one.asked_at.date()), time=f"{one.asked_at:%H:%M:%S}")


def _line(one: ListedRun, t: Texts) -> RunLine:
    run = one.run
    return RunLine(
        url=run_url(one.id),
        name=run_name(one, t),
        state=one.state.value,
        state_word=t.word(one.state),
        n_vouchers=t.number(run.n_vouchers) if run else "",
        value=t.number(run.value) if run else "",
        gap=t("run.gap", percent=t.number(100 * gap_between(run.value, run.bound), 3)) if run else "",
    )
