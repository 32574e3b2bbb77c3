"""Two allocations side by side: vouchers, money, value, states, certifications and prices, with the differences."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.dependencies import NowDep, PageTextsDep, PartsDep, ProgrammeDep, ReadingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.frame import Frame, figures_frame
from api.pages.programme.runs import run_name
from api.pages.programme.ways import RUNS, RunIdPath, programme_ways, run_url
from api.pages.table_files import render_tables
from api.programme.limit_names import STATE, LimitKey, LimitNames, limit_names
from api.programme.plan_figures import figures_of
from api.programme.run_comparison import Compared, RunComparison, comparison_of
from api.programme.run_list import recorded_run
from data import allocation_store
from data.exporters.tables import Cell, Pesos, Table

router = APIRouter(prefix=f"{RUNS}/{{run_id}}/comparar", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A number of both runs and the difference, other minus one; empty where a part of it is hidden."""

    name: str
    one: str
    other: str
    difference: str
    cells: tuple[Cell, Cell, Cell]


@dataclass(frozen=True, slots=True)
class _Told:
    """How a number is told on the page and in a file."""

    text: Callable[[float], str]
    cell: Callable[[float], Cell]


@dataclass(frozen=True, slots=True)
class ComparedTable:
    """Rows under a heading."""

    id: str
    heading: str
    rows: tuple[ComparedRow, ...]


@dataclass(frozen=True, slots=True)
class ComparedRun:
    """A run by its name and address."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class RunComparisonPage:
    """All that ``programme/comparison.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    one: ComparedRun
    other: ComparedRun
    tables: tuple[ComparedTable, ...]


@router.get("")
def show_comparison(
    request: Request,
    run_id: RunIdPath,
    connection: ReadingDep,
    _rights: ProgrammeDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
    con: Annotated[str, Query(pattern="^[0-9a-f]{32}$")],
) -> Response:
    """Show a run beside another."""
    runs = [allocation_store.run_of(connection, id_) for id_ in (run_id, con)]
    one, other = (figures_of(run, parts.catalogue) for run in runs)
    names = limit_names(connection, parts.catalogue, t, now.date())
    heads = [ComparedRun(run_name(recorded_run(connection, run), t), run_url(run.id)) for run in runs]
    page = RunComparisonPage(
        frame=figures_frame(request, connection, t, t("page.comparison_of_runs.title")),
        ways=programme_ways(request.url.path, t),
        one=heads[0],
        other=heads[1],
        tables=tuple(_tables(comparison_of(one, other), names)),
    )
    headings = (
        t("page.comparison_of_runs.number"),
        heads[0].name,
        heads[1].name,
        t("page.comparison_of_runs.difference"),
    )
    files = [Table(one.id, one.heading, headings, [(row.name, *row.cells) for row in one.rows]) for one in page.tables]
    return render_tables(request, "programme/comparison.html", page, t, files)


def _tables(found: RunComparison, names: LimitNames) -> Iterable[ComparedTable]:
    t, totals = names.t, found.totals
    money, decimals = _Told(t.money, Pesos), _Told(lambda number: t.number(number, 2), lambda number: number)
    people = _Told(t.number, round)
    rows = (
        _row(t("run.vouchers"), totals.n_vouchers, people, t),
        _row(t("run.value"), totals.value, decimals, t),
        _row(t("page.run.bound"), totals.bound, decimals, t),
        _row(t("page.run.public"), totals.public_centavos, money, t),
        _row(t("page.run.own"), totals.own_centavos, money, t),
    )
    yield ComparedTable("totals", t("page.run.plan"), rows)

    def table(
        id_: str, heading: str, compared: Iterable[Compared], named: Callable[[str], str], told: _Told
    ) -> ComparedTable:
        return ComparedTable(id_, heading, tuple(_row(named(one.key), one, told, t) for one in compared))

    yield table("by-fund", t("page.run.by_fund"), found.by_fund, names.fund, money)
    yield table("by-state", t("page.run.by_state"), found.by_state, lambda id_: names.group(STATE, id_), people)
    yield table("by-certification", t("page.run.by_certification"), found.by_certification, names.certification, people)
    yield table(
        "prices",
        t("page.comparison_of_runs.prices"),
        found.prices,
        lambda key: names.limit(LimitKey.parsed(key)),
        decimals,
    )


def _row(name: str, compared: Compared, told: _Told, t: Texts) -> ComparedRow:
    hidden = t("page.people.hidden")
    numbers = (compared.one, compared.other, compared.difference)
    one, other = (hidden if number is None else told.text(number) for number in numbers[:2])
    difference = hidden if compared.difference is None else _signed(compared.difference, told.text)
    first, second, third = (hidden if number is None else told.cell(number) for number in numbers)
    return ComparedRow(name, one, other, difference, (first, second, third))


def _signed(difference: float, told: Callable[[float], str]) -> str:
    return f"+{told(difference)}" if difference > 0 else told(difference)
