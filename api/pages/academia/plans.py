"""The plans of a school."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.dependencies import PageTextsDep, ReadingDep, SchoolDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.academia.ways import HOME, academia_ways, plan_url
from api.pages.frame import Frame, frame_of, render
from data import plan_store
from data.stored_plans import PlanSummary

router = APIRouter(prefix=HOME, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan of the list."""

    url: str
    name: str
    facts: str


@dataclass(frozen=True, slots=True)
class PlansPage:
    """All that ``academia/plans.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    plans: tuple[PlanRow, ...]


@router.get("")
def show_plans(request: Request, rights: SchoolDep, connection: ReadingDep, t: PageTextsDep) -> HTMLResponse:
    """Show the school's plans, or how to load the first one."""
    page = PlansPage(
        frame=frame_of(request, t, t("page.plans.title"), shows_invented=False),
        ways=academia_ways(request.url.path, t),
        plans=tuple(_row(one, t) for one in plan_store.plans_of(connection, rights)),
    )
    return render(request, "academia/plans.html", page, t)


def _row(plan: PlanSummary, t: Texts) -> PlanRow:
    facts = (
        t.word(plan.area),
        t.count("plan.n_semesters", plan.n_semesters),
        t.count("plan.n_subjects", plan.n_subjects),
        t("plan.changed", day=t.day(plan.changed_at.date())),
    )
    return PlanRow(plan_url(plan.id), t.label(plan.label), " · ".join(facts))
