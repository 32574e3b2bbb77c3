"""A plan at a glance: how much of the demand it covers, area by area and subject by subject, and what it misses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.academia.plan_analysis import PlanAnalysis
from api.charts.bar_chart import BarChart
from api.i18n import Texts
from api.pages.academia.area_chart import area_chart
from api.pages.academia.gap_cards import GapCard, GapOrder, gap_cards, ordered_efforts
from api.pages.academia.heat_map import HeatMap, heat_map_of
from api.pages.academia.plan_visit import PlanVisit, PlanVisitDep, RegionChoice
from api.pages.academia.tables import gaps_table, heat_table
from api.pages.academia.ways import HOME, PlanHead
from api.pages.frame import Frame
from api.pages.table_files import chart_table, render_tables
from api.web.security_headers import OWN_SCRIPTS
from data.domain import Area, SubjectId

N_GAPS: Final = 10
_N_NAMED: Final = 3
_ORDER_TEXTS: Final[Mapping[GapOrder, str]] = {
    GapOrder.DEMAND: "page.overview.order.demand",
    GapOrder.EFFORT: "page.overview.order.effort",
}

router = APIRouter(prefix="/academia/planes/{plan_id}", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class OrderLink:
    """A way to order the gaps."""

    url: str
    label: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """All that ``academia/overview.html`` may use; ``more_url`` shows the gaps that are left out."""

    frame: Frame
    plan: PlanHead
    region: RegionChoice
    answer: str
    basis: str
    is_invented: bool
    chart: BarChart
    heat_map: HeatMap
    gaps: tuple[GapCard, ...]
    n_gaps: int
    orders: tuple[OrderLink, ...]
    more_url: str | None


@router.get("")
def show_overview(
    visit: PlanVisitDep,
    orden: Annotated[GapOrder, Query()] = GapOrder.DEMAND,
    brechas: Annotated[int, Query(ge=1, le=500)] = N_GAPS,
) -> Response:
    """Show what a plan covers and misses of what a region asks for."""
    t = visit.t
    analysis = visit.analysis()
    if isinstance(analysis, str):
        return visit.no_analysis(t("page.overview.title"), analysis)
    content = OverviewPage(
        frame=visit.frame(t("page.overview.title"), shows_invented=analysis.is_invented),
        plan=visit.head(),
        region=visit.region_choice(),
        answer=answer_of(analysis, visit.region.name(t), t),
        basis=basis_of(analysis, t),
        is_invented=analysis.is_invented,
        chart=area_chart(analysis.coverage, t),
        heat_map=heat_map_of(
            analysis.coverage,
            analysis.catalogue,
            t,
            lambda subject_id, area: _cell_url(visit, subject_id, area),
        ),
        gaps=cards_of(visit, analysis, orden, brechas),
        n_gaps=len(analysis.gaps),
        orders=tuple(
            OrderLink(visit.url(orden=one.value) + "#gaps", t(_ORDER_TEXTS[one]), one is orden) for one in GapOrder
        ),
        more_url=visit.url(orden=orden.value, brechas=str(len(analysis.gaps))) + "#gaps"
        if len(analysis.gaps) > brechas
        else None,
    )
    tables = [
        chart_table("areas", content.chart.table),
        heat_table(analysis, t),
        gaps_table(ordered_efforts(analysis.efforts, orden), analysis, t),
    ]
    return render_tables(visit.request, "academia/overview.html", content, t, tables, headers=OWN_SCRIPTS)


def cards_of(visit: PlanVisit, analysis: PlanAnalysis, order: GapOrder, n: int) -> tuple[GapCard, ...]:
    """The first ``n`` gaps in an order, with their sentences."""
    efforts = ordered_efforts(analysis.efforts, order)[:n]
    analyst = visit.parts.plans.current()
    shown = analyst.shown_gaps(visit.connection, analysis, [effort.gap for effort in efforts])
    return tuple(
        gap_cards(
            efforts,
            shown,
            analysis.catalogue,
            visit.t,
            lambda certification_id, subject_id: visit.url(
                "agregar", certificacion=certification_id, materia=subject_id
            ),
        )
    )


def answer_of(analysis: PlanAnalysis, region: str, t: Texts) -> str:
    """The first answer in one sentence: the share covered, and what is missed most."""
    share = t.percent(analysis.coverage.overall)
    if not analysis.coverage.areas:
        return t("page.overview.nothing_asked", region=region)
    if not analysis.gaps:
        return t("page.overview.answer_no_gaps", share=share, region=region)
    return t("page.overview.answer", share=share, region=region, skills=t.listed(largest_gaps(analysis, t)))


def largest_gaps(analysis: PlanAnalysis, t: Texts) -> list[str]:
    """Names of the skills that are missed most, at most three."""
    return [t.label(analysis.catalogue.skills[gap.skill_id].label) for gap in analysis.gaps[:_N_NAMED]]


def basis_of(analysis: PlanAnalysis, t: Texts) -> str:
    """What the figures rest on: postings and day."""
    return t.count("page.overview.basis", analysis.n_postings, day=t.day(analysis.as_of))


def _cell_url(visit: PlanVisit, subject_id: SubjectId, area: Area) -> str:
    """The address of a cell as seen from the plan's: a map has hundreds, which make most of the page."""
    return visit.url("celda", materia=subject_id, area=area.value).removeprefix(f"{HOME}/planes/")
