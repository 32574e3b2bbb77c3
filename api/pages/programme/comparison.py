"""Two allocations side by side: vouchers, money, value, states, certifications and prices, with the differences."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.dependencies import NowDep, PageTextsDep, PartsDep, ProgrammeDep, ReadingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.frame import Frame, frame_of
from api.pages.people_counts import shown_number, shown_text
from api.pages.programme.plan_view import group_name
from api.pages.programme.run import figures_of, limit_names, recorded_run
from api.pages.programme.runs import run_name
from api.pages.programme.ways import RUNS, RunIdPath, programme_ways, run_url
from api.pages.table_files import render_tables
from api.programme.limit_names import LimitKey, LimitNames
from api.programme.plan_figures import STATE, PlanFigures
from api.small_groups import FEWEST_PEOPLE
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
    names = limit_names(connection, parts.catalogue, t, now)
    heads = [ComparedRun(run_name(recorded_run(connection, run), t), run_url(run.id)) for run in runs]
    page = RunComparisonPage(
        frame=frame_of(request, t, t("page.comparison_of_runs.title"), shows_invented=False),
        ways=programme_ways(request.url.path, t),
        one=heads[0],
        other=heads[1],
        tables=tuple(_tables(one, other, names)),
    )
    headings = (
        t("page.comparison_of_runs.number"),
        heads[0].name,
        heads[1].name,
        t("page.comparison_of_runs.difference"),
    )
    files = [Table(one.id, one.heading, headings, [(row.name, *row.cells) for row in one.rows]) for one in page.tables]
    return render_tables(request, "programme/comparison.html", page, t, files)


def _tables(one: PlanFigures, other: PlanFigures, names: LimitNames) -> Iterable[ComparedTable]:
    t = names.t
    money, decimals = _Told(t.money, Pesos), _Told(lambda number: t.number(number, 2), lambda number: number)
    pairs = (
        (t("run.vouchers"), one.run.n_vouchers, other.run.n_vouchers, _Told(t.number, round)),
        (t("run.value"), one.run.value, other.run.value, decimals),
        (t("page.run.bound"), one.run.bound, other.run.bound, decimals),
        (t("page.run.public"), one.public_centavos, other.public_centavos, money),
        (t("page.run.own"), one.own_centavos, other.own_centavos, money),
    )
    yield ComparedTable("totals", t("page.run.plan"), tuple(_row(*pair) for pair in pairs))
    spent = [{use.fund_id: float(use.used) for use in run.funds} for run in (one, other)]
    yield ComparedTable("by-fund", t("page.run.by_fund"), _amounts(spent[0], spent[1], names.fund, money))
    states = [{group.value: group.n_vouchers for group in run.groups.get(STATE, ())} for run in (one, other)]
    yield ComparedTable(
        "by-state", t("page.run.by_state"), _counts(states[0], states[1], lambda id_: group_name(STATE, id_, names), t)
    )
    by_certification = (one.by_certification, other.by_certification)
    yield ComparedTable(
        "by-certification", t("page.run.by_certification"), _counts(*by_certification, names.certification, t)
    )
    yield ComparedTable(
        "prices",
        t("page.comparison_of_runs.prices"),
        _amounts(one.worth, other.worth, lambda key: names.limit(LimitKey.parsed(key)), decimals),
    )


def _row(name: str, one: float, other: float, told: _Told) -> ComparedRow:
    cells = (told.cell(one), told.cell(other), told.cell(other - one))
    return ComparedRow(name, told.text(one), told.text(other), _signed(other - one, told.text), cells)


def _amounts(
    one: Mapping[str, float], other: Mapping[str, float], named: Callable[[str], str], told: _Told
) -> tuple[ComparedRow, ...]:
    return tuple(_row(named(key), one.get(key, 0.0), other.get(key, 0.0), told) for key in _keys(one, other))


def _counts(
    one: Mapping[str, int | None], other: Mapping[str, int | None], named: Callable[[str], str], t: Texts
) -> tuple[ComparedRow, ...]:
    """Numbers of people; a difference of few is of few people, and hidden as such."""
    rows = []
    for key in _keys(one, other):
        before, after = one.get(key, 0), other.get(key, 0)
        change = None if before is None or after is None else after - before
        is_small = change is None or 0 < abs(change) < FEWEST_PEOPLE
        hidden = t("page.people.hidden")
        difference = hidden if change is None or is_small else _signed(change, t.number)
        cells = (shown_number(before, t), shown_number(after, t), hidden if is_small else change)
        rows.append(ComparedRow(named(key), shown_text(before, t), shown_text(after, t), difference, cells))
    return tuple(rows)


def _keys(one: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    """Everything that either run has, in the order of the first."""
    return [*one, *(key for key in other if key not in one)]


def _signed(difference: float, told: Callable[[float], str]) -> str:
    return f"+{told(difference)}" if difference > 0 else told(difference)
