"""The subjects of a plan, semester by semester."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.dependencies import PageTextsDep, ReadingDep, SchoolDep, WritingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.academia.ways import HOME, IdPath, PlanHead, academia_ways, plan_head
from api.pages.frame import Frame, frame_of, render
from data import plan_store
from data.domain import Subject
from data.stored_plans import StoredPlan

router = APIRouter(prefix=f"{HOME}/planes/{{plan_id}}", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A subject of the list; ``n_corrected`` counts skills that the school spoke of."""

    url: str
    key: str
    name: str
    hours: int
    credits: int
    n_corrected: int


@dataclass(frozen=True, slots=True)
class Semester:
    """The subjects of one semester."""

    number: int
    subjects: tuple[SubjectRow, ...]


@dataclass(frozen=True, slots=True)
class SubjectsPage:
    """All that ``academia/subjects.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    plan: PlanHead
    semesters: tuple[Semester, ...]


@router.get("/materias")
def show_subjects(
    request: Request, plan_id: IdPath, rights: SchoolDep, connection: ReadingDep, t: PageTextsDep
) -> HTMLResponse:
    """Show the subjects of a plan."""
    plan = plan_store.plan_of(connection, rights, plan_id)
    head = plan_head(plan, request.url.path, t)
    page = SubjectsPage(
        frame=frame_of(request, t, t("page.subjects.title", plan=head.name), shows_invented=False),
        ways=academia_ways(request.url.path, t),
        plan=head,
        semesters=tuple(_semesters(plan, head, t)),
    )
    return render(request, "academia/subjects.html", page, t)


@router.post("/quitar")
def remove_plan(plan_id: IdPath, rights: SchoolDep, connection: WritingDep) -> RedirectResponse:
    """Take a plan away."""
    plan_store.remove_plan(connection, rights, plan_id)
    return RedirectResponse(HOME, status_code=303)


def _semesters(plan: StoredPlan, head: PlanHead, t: Texts) -> Iterator[Semester]:
    subjects = sorted(plan.curriculum.subjects, key=lambda one: one.semester)
    for number, some in groupby(subjects, key=lambda one: one.semester):
        yield Semester(number, tuple(_row(one, plan, head, t) for one in some))


def _row(one: Subject, plan: StoredPlan, head: PlanHead, t: Texts) -> SubjectRow:
    return SubjectRow(
        url=f"{head.url}/materias/{one.id}",
        key=plan.official_keys[one.id],
        name=t.label(one.label),
        hours=one.hours,
        credits=one.credits,
        n_corrected=sum(subject_id == one.id for subject_id, _ in plan.corrections),
    )
