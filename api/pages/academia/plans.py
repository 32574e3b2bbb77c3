"""The plans of a school."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.academia.region import region_of
from api.dependencies import PageTextsDep, PartsDep, ReadingDep, SchoolDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.academia.plan_findings import findings_of
from api.pages.academia.ways import HOME, academia_ways, plan_url
from api.pages.frame import Frame, frame_of, render
from data import plan_store
from data.account_store import get_organisation
from data.stored_plans import StoredPlan

router = APIRouter(prefix=HOME, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan of the list; ``finding`` says what it covers and misses, or why that is not known."""

    url: str
    name: str
    facts: str
    finding: str


@dataclass(frozen=True, slots=True)
class PlansPage:
    """All that ``academia/plans.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    plans: tuple[PlanRow, ...]


@router.get("")
def show_plans(
    request: Request, rights: SchoolDep, parts: PartsDep, connection: ReadingDep, t: PageTextsDep
) -> HTMLResponse:
    """Show the school's plans, or how to load the first one."""
    region = region_of("", get_organisation(connection, rights.organisation_id), parts.catalogue)
    plans = plan_store.every_plan_of(connection, rights)
    findings = findings_of(connection, parts, plans, region, t)
    page = PlansPage(
        frame=frame_of(request, t, t("page.plans.title"), shows_invented=findings.is_invented),
        ways=academia_ways(request.url.path, t),
        plans=tuple(_row(one, findings.by_plan[one.curriculum.id], t) for one in plans),
    )
    return render(request, "academia/plans.html", page, t)


def _row(plan: StoredPlan, finding: str, t: Texts) -> PlanRow:
    curriculum = plan.curriculum
    facts = (
        t.word(curriculum.area),
        t.count("plan.n_semesters", curriculum.n_semesters),
        t.count("plan.n_subjects", len(curriculum.subjects)),
        t("plan.changed", day=t.day(plan.changed_at.date())),
    )
    return PlanRow(plan_url(curriculum.id), t.label(curriculum.label), " · ".join(facts), finding)
