"""What teachers of a plan would need: demanded skills of their subjects that none of them holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.academia.plan_analysis import PlanAnalysis
from api.academia.training import needs_of_teachers
from api.dependencies import NowDep
from api.i18n import Texts
from api.pages.academia.gap_cards import closing_facts
from api.pages.academia.plan_visit import PlanVisit, PlanVisitDep, RegionChoice
from api.pages.academia.ways import PlanHead
from api.pages.frame import Frame, render
from api.pages.prerequisite_picture import certification_url
from recommender.teacher_needs import SubjectNeeds, TeacherNeed

router = APIRouter(prefix="/academia/planes/{plan_id}", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class GivingLink:
    """A certification that would give a skill."""

    name: str
    url: str
    facts: str


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A demanded skill that no teacher of a subject holds; ``kind`` says whether the subject teaches it."""

    skill: str
    demand: str
    kind: str
    certifications: tuple[GivingLink, ...]


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A subject, how many teachers it has, and what they lack."""

    name: str
    teachers: str
    needs: tuple[NeedRow, ...]


@dataclass(frozen=True, slots=True)
class Training:
    """The needs of a plan: of subjects with teachers, and those in demand for which no teacher is known."""

    subjects: tuple[SubjectRow, ...]
    without_teacher: tuple[SubjectRow, ...]
    n_teachers: int


@dataclass(frozen=True, slots=True)
class TrainingPage:
    """All that ``academia/training_needs.html`` may use."""

    frame: Frame
    plan: PlanHead
    region: RegionChoice
    training: Training


@router.get("/formacion")
def show_training_needs(visit: PlanVisitDep, now: NowDep) -> HTMLResponse:
    """Show what teachers need."""
    t = visit.t
    analysis = visit.analysis()
    if isinstance(analysis, str):
        return visit.no_analysis(t("page.training.title"), analysis)
    content = TrainingPage(
        frame=visit.frame(t("page.training.title"), shows_invented=analysis.is_invented),
        plan=visit.head(),
        region=visit.region_choice(),
        training=training_of(visit, analysis, now.date()),
    )
    return render(visit.request, "academia/training_needs.html", content, t)


def training_of(visit: PlanVisit, analysis: PlanAnalysis, day: date) -> Training:
    """The needs of a plan's teachers, by the certifications that they hold on a day."""
    found, n_teachers = needs_of_teachers(visit.connection, visit.rights, visit.parts.plans.current(), analysis, day)
    return Training(
        tuple(_subjects(found.subjects, analysis, visit.t)),
        tuple(_subjects(found.without_teacher, analysis, visit.t)),
        n_teachers,
    )


def _subjects(found: Sequence[SubjectNeeds], analysis: PlanAnalysis, t: Texts) -> Iterator[SubjectRow]:
    for one in found:
        yield SubjectRow(
            t.label(analysis.catalogue.subjects[one.subject_id].label),
            t.count("page.training.n_teachers", one.n_teachers),
            tuple(_need(need, analysis, t) for need in one.needs),
        )


def _need(need: TeacherNeed, analysis: PlanAnalysis, t: Texts) -> NeedRow:
    certifications = analysis.catalogue.certifications
    return NeedRow(
        t.label(analysis.catalogue.skills[need.skill_id].label),
        t.count("page.plan_compare.demand", need.n_postings),
        t("page.training.gap") if need.is_gap else t("page.training.taught"),
        tuple(
            GivingLink(
                certifications[one.certification_id].name,
                certification_url(one.certification_id),
                closing_facts(one, t),
            )
            for one in need.certifications
        ),
    )
