"""Demand by state, area or skill, and quarter: what was, what is expected with its interval, and who is specialised."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.charts.chart_table import Cell, ChartTable
from api.charts.line_chart import Band, LineChart, Series, line_chart
from api.dependencies import CatalogueDep, PageTextsDep, PartsDep, ProgrammeDep, ReadingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.choices import Option, by_label, state_options
from api.pages.frame import Frame, figures_frame
from api.pages.programme.clusters import ClusterLine, cluster_lines
from api.pages.programme.demand_choice import (
    AreaQuery,
    DemandChoice,
    SkillQuery,
    StateQuery,
    area_options,
    demand_choice,
    skill_options,
    wanted_name,
)
from api.pages.programme.demand_table import quarter_name, quotients_table, span_name
from api.pages.programme.ways import DEMAND, programme_ways
from api.pages.table_files import chart_table, render_tables
from api.programme.demand_trend import DemandTrend, ExpectedDemand, Span, demand_trend
from api.programme.forecast_services import FewQuartersError
from data.catalogue import Catalogue
from data.domain import StateId
from recommender.specialisation import FEWEST_POSTINGS

router = APIRouter(prefix=DEMAND, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class DemandPage:
    """All that ``programme/demand.html`` may use; without a history there is neither chart nor table."""

    frame: Frame
    ways: tuple[Way, ...]
    url: str
    states: tuple[Option, ...]
    areas: tuple[Option, ...]
    skills: tuple[Option, ...]
    wanted: str
    place: str
    chart: LineChart | None
    quotients: ChartTable | None
    fewest: int
    clusters: tuple[ClusterLine, ...]


@router.get("")
def show_demand(
    request: Request,
    connection: ReadingDep,
    _rights: ProgrammeDep,
    parts: PartsDep,
    catalogue: CatalogueDep,
    t: PageTextsDep,
    estado: StateQuery = "",
    area: AreaQuery = "",
    habilidad: SkillQuery = "",
) -> Response:
    """Show demand; ids that are not known ask for nothing."""
    choice = demand_choice(catalogue, estado, area, habilidad)
    wanted, place = wanted_name(choice.wanted, catalogue, t), place_name(choice, t)
    try:
        trend = demand_trend(connection, parts.trends, choice.wanted, catalogue)
    except FewQuartersError:
        trend = None
    chart = _chart(trend, choice, wanted, place, t) if trend else None
    page = DemandPage(
        frame=figures_frame(request, connection, t, t("page.demand.title")),
        ways=programme_ways(request.url.path, t),
        url=DEMAND,
        states=state_options(catalogue, t, choice.state_id or ""),
        areas=area_options(choice.wanted.area, t),
        skills=skill_options(choice.wanted, catalogue, t),
        wanted=wanted,
        place=place,
        chart=chart,
        quotients=_quotients(trend, choice, catalogue, t) if trend else None,
        fewest=FEWEST_POSTINGS,
        clusters=tuple(cluster_lines(catalogue, t, choice.state_id, choice.wanted.area)),
    )
    tables = [chart_table("trimestres", chart.table)] if chart else []
    if trend:
        tables.append(quotients_table(trend, catalogue, t))
    return render_tables(request, "programme/demand.html", page, t, tables)


def place_name(choice: DemandChoice, t: Texts) -> str:
    """The state, or the country."""
    return t.label(choice.state.label) if choice.state else t("page.demand.country")


def _chart(trend: DemandTrend, choice: DemandChoice, wanted: str, place: str, t: Texts) -> LineChart:
    """Quarters that are over, then those to come; line and band of the latter begin at the last known number."""
    known, expected = trend.counts(choice.state_id), trend.expected(choice.state_id)
    names = [quarter_name(one, t) for one in (*trend.quarters, *(one.quarter for one in expected))]
    nothing, last = (None,) * (len(known) - 1), float(known[-1])
    to_come = t("page.demand.expected")
    means = (*nothing, last, *(one.mean for one in expected))
    lows = (*nothing, last, *(float(one.low) for one in expected))
    highs = (*nothing, last, *(float(one.high) for one in expected))
    return line_chart(
        "demand",
        t("page.demand.chart", wanted=wanted, place=place),
        names,
        [
            Series(t("page.demand.known"), (*map(float, known), *(None for _ in expected))),
            Series(to_come, means),
        ],
        ChartTable(
            t("page.demand.table", wanted=wanted, place=place),
            (t("page.demand.quarter"), t("page.demand.postings"), t("page.demand.low"), t("page.demand.high")),
            (*_known_rows(trend, choice, known, t), *_expected_rows(expected, t)),
            is_main=True,
        ),
        description=t("page.demand.chart_description", first=names[0], last=names[-1]),
        empty=t("page.demand.nothing", wanted=wanted, place=place),
        band=Band(t("page.demand.band"), lows, highs),
    )


def _known_rows(trend: DemandTrend, choice: DemandChoice, known: list[int], t: Texts) -> Iterator[tuple[Cell, ...]]:
    for quarter, n in zip(trend.quarters, known, strict=True):
        url = choice.postings_url(choice.state_id, quarter.first_day, quarter.last_day)
        yield Cell(quarter_name(quarter, t)), Cell(t.number(n), url, n), Cell(""), Cell("")


def _expected_rows(expected: Sequence[ExpectedDemand], t: Texts) -> Iterator[tuple[Cell, ...]]:
    for one in expected:
        said = Cell(t("page.demand.about", n=t.number(one.mean, 1)), "#method", round(one.mean, 1))
        low, high = (Cell(t.number(end), value=end) for end in (one.low, one.high))
        yield Cell(quarter_name(one.quarter, t)), said, low, high


def _quotients(trend: DemandTrend, choice: DemandChoice, catalogue: Catalogue, t: Texts) -> ChartTable:
    """One row a state: its postings of the newest time, its specialisation then, and that of the time before."""
    latest, before = trend.spans()
    place = {state_id: number for number, state_id in enumerate(trend.state_ids)}
    rows = []
    for id_, name in by_label((one.id, t.label(one.label)) for one in catalogue.states.values()):
        state_id, at = StateId(id_), place[StateId(id_)]
        rows.append(
            (
                Cell(name, choice.url(state_id)),
                Cell(
                    t("page.demand.of_all", n=t.number(int(latest.of_area[at])), all=t.number(int(latest.of_all[at]))),
                    choice.postings_url(state_id, latest.first.first_day, latest.last.last_day),
                ),
                Cell(_quotient_text(latest, at, t)),
                Cell(_specialisation_text(latest, at, t)),
                Cell(_quotient_text(before, at, t) if before else t("page.demand.not_known")),
            )
        )
    columns = (
        t("fact.state"),
        t("page.demand.postings_of", span=span_name(latest, t)),
        t("page.demand.quotient_of", span=span_name(latest, t)),
        t("page.demand.specialised"),
        t("page.demand.quotient_of", span=span_name(before, t)) if before else t("page.demand.quotient_before"),
    )
    return ChartTable(t("page.demand.quotients"), columns, tuple(rows), is_main=True)


def _quotient_text(span: Span, at: int, t: Texts) -> str:
    """A quotient and its interval with two places; hidden where too few postings stand behind it."""
    found = span.quotients.of(at)
    if found is None:
        return t("page.demand.few")
    value, low, high = (t.number(number, 2) for number in (found.value, found.low, found.high))
    return t("page.demand.quotient", quotient=value, low=low, high=high)


def _specialisation_text(span: Span, at: int, t: Texts) -> str:
    """What the interval lets say of a state; nothing where it is hidden."""
    found = span.quotients.of(at)
    return t.word(found.specialisation) if found else ""
