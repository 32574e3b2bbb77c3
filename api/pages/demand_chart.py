"""Demand for skills over time as a picture, the same on every page that shows it."""

from api.charts.chart_table import Cell, ChartTable
from api.charts.line_chart import MOST_LINES, LineChart, Series, line_chart
from api.demand_services import DemandOverTime
from api.i18n import Texts
from data.catalogue import Catalogue
from data.exporters.tables import Table


def demand_table(demand: DemandOverTime, name: str, caption: str, catalogue: Catalogue, t: Texts) -> Table:
    """The same as a file: a row for each skill and month."""
    rows = (
        (month, t.label(catalogue.skills[one.skill_id].label), one.n_postings[at], one.n_positions[at])
        for one in demand.skills[:MOST_LINES]
        for at, month in enumerate(demand.months)
    )
    headings = ("chart.demand.month", "page.region.skill", "page.region.postings", "page.region.positions")
    return Table(name, caption, tuple(map(t, headings)), rows)


def demand_chart(
    demand: DemandOverTime, place: str, catalogue: Catalogue, t: Texts, *, chart_id: str = "demand"
) -> LineChart:
    """One line for each of the first four skills: postings a month; ``place`` is named in the title.

    Pictures of one page have a ``chart_id`` each.
    """
    shown = demand.skills[:MOST_LINES]
    months = [t.month(month) for month in demand.months]
    names = [t.label(catalogue.skills[one.skill_id].label) for one in shown]
    rows = (
        (
            Cell(month),
            *(Cell(f"{t.number(one.n_postings[at])} ({t.number(one.n_positions[at])})") for one in shown),
        )
        for at, month in enumerate(months)
    )
    return line_chart(
        chart_id,
        t("chart.demand.title", place=place),
        months,
        [Series(name, one.n_postings) for name, one in zip(names, shown, strict=True)],
        ChartTable(t("chart.demand.table"), (t("chart.demand.month"), *names), tuple(rows)),
        description=t("chart.demand.description", first=months[0], last=months[-1], skills=t.listed(names)),
        empty=t("chart.demand.empty", place=place),
    )
