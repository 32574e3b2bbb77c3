"""Coverage by area as bars."""

from typing import Final

from api.charts.bar_chart import BarChart, Measure, bar_chart
from api.charts.chart_table import Cell, ChartTable
from api.i18n import Texts
from data.exporters.tables import Share
from recommender.plan_coverage import AreaCoverage, PlanCoverage

_CHART_ID: Final = "areas"


def area_chart(coverage: PlanCoverage, t: Texts) -> BarChart:
    """A bar an area, most asked for first, with the area's part of the demand in the table beneath."""
    areas = sorted(coverage.areas, key=lambda one: -one.demand_share)
    table = ChartTable(
        t("page.overview.areas_table"),
        (t("page.plan.area"), t("page.plan.demand_share"), t("page.plan.covered")),
        tuple(
            (
                Cell(t.word(one.area)),
                Cell(t.percent(one.demand_share), value=Share(one.demand_share)),
                Cell(t.percent(one.coverage), value=Share(one.coverage)),
            )
            for one in areas
        ),
    )
    return bar_chart(
        _CHART_ID,
        t("page.overview.areas"),
        [Measure(_name(one, t), one.coverage, t.percent(one.coverage)) for one in areas],
        table,
        description=t("page.overview.areas_description"),
        empty=t("page.overview.no_areas"),
    )


def _name(one: AreaCoverage, t: Texts) -> str:
    return t("page.overview.area_name", area=t.word(one.area), share=t.percent(one.demand_share))
