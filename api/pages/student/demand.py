"""Demand near the learner over time, for the skills of their goal and of their suggestions."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.charts.line_chart import LineChart
from api.dependencies import LearnerDep, NowDep, PageTextsDep, PartsDep, ReadingDep
from api.navigation import Way
from api.pages.demand_chart import demand_chart, demand_table
from api.pages.frame import Frame, figures_frame
from api.pages.student.ways import student_ways
from api.pages.table_files import render_tables
from api.student.near_demand import near_demand

router = APIRouter(prefix="/mi")


@dataclass(frozen=True, slots=True)
class NearDemandPage:
    """All that ``student/demand.html`` may use; ``goal`` is ``None`` where the learner has named none."""

    frame: Frame
    ways: tuple[Way, ...]
    place: str
    goal: str | None
    of_goal: LineChart
    of_suggestions: LineChart


@router.get("/demanda")
def show_demand(
    request: Request, connection: ReadingDep, rights: LearnerDep, parts: PartsDep, t: PageTextsDep, now: NowDep
) -> Response:
    """Show two pictures with their tables."""
    catalogue = parts.catalogue
    found = near_demand(connection, rights, catalogue, now)
    place = t.label(catalogue.states[found.learner.state_id].label)
    goal_id = found.learner.goal_occupation_id
    goal = catalogue.occupations.get(goal_id) if goal_id else None
    page = NearDemandPage(
        frame=figures_frame(request, connection, t, t("page.near_demand.title")),
        ways=student_ways(request, t),
        place=place,
        goal=t.label(goal.label) if goal else None,
        of_goal=demand_chart(found.goal, place, catalogue, t, chart_id="goal"),
        of_suggestions=demand_chart(found.suggested, place, catalogue, t, chart_id="suggestions"),
    )
    tables = [
        demand_table(found.goal, "meta", page.of_goal.title, catalogue, t),
        demand_table(found.suggested, "sugerencias", page.of_suggestions.title, catalogue, t),
    ]
    return render_tables(request, "student/demand.html", page, t, tables)
