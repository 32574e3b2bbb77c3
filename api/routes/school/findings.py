"""What a school's plan covers and misses of what a region asks for, as JSON."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.academia.coverage_json import (
    CellOut,
    CertificationChangeOut,
    PlanCoverageOut,
    cell_out,
    change_out,
    coverage_out,
)
from api.academia.gap_json import PlanGapsOut, effort_gap_out, figures_of
from api.academia.plan_people_json import PrerequisitesOut, TrainingNeedsOut, prerequisites_out, training_out
from api.academia.training import needs_of_teachers
from api.accounts.scopes import scoped
from api.dependencies import ID_PATTERN, ApiTextsDep, NowDep
from api.routes.school.plan_question import PlanQuestionDep
from api.routes.school.plans import PREFIX, TAG
from api.routes.school.subjects import SubjectPath
from api.schemas.common import problems
from api.web.pagination import PagingDep
from data.domain import Area, CertificationId
from data.errors import NotFoundError
from data.scopes import Scope
from recommender.curriculum_graph import curriculum_graph
from recommender.gap_closing import by_postings_an_hour

router = APIRouter(prefix=f"{PREFIX}/{{plan_id}}", tags=[TAG])


class GapOrder(StrEnum):
    """What comes first among gaps: most demand, or most demand for each hour of effort."""

    DEMAND = "demand"
    EFFORT = "effort"


@router.get(
    "/gaps",
    operation_id="listPlanGaps",
    openapi_extra=scoped(Scope.PLANS_READ),
    responses=problems(401, 403, 404, 409, 422, 503),
)
def list_gaps(
    question: PlanQuestionDep,
    t: ApiTextsDep,
    paging: PagingDep,
    order: Annotated[GapOrder, Query(description="Most demand first, or most for each hour of effort")] = (
        GapOrder.DEMAND
    ),
) -> PlanGapsOut:
    """List what a plan misses of what a region asks for, with the sentences that show it and what would close it."""
    analysis = question.analysis()
    efforts = by_postings_an_hour(analysis.efforts) if order is GapOrder.EFFORT else analysis.efforts
    ranked = list(enumerate(efforts, start=1))
    some, next_cursor = paging.part(ranked)
    shown = question.analyst.shown_gaps(question.connection, analysis, [effort.gap for _, effort in some])
    return PlanGapsOut(
        **figures_of(analysis, t),
        n_gaps=len(ranked),
        items=[
            effort_gap_out(rank, effort, one, analysis.catalogue, t)
            for (rank, effort), one in zip(some, shown, strict=True)
        ],
        next_cursor=next_cursor,
    )


@router.get(
    "/coverage",
    operation_id="showPlanCoverage",
    openapi_extra=scoped(Scope.PLANS_READ),
    responses=problems(401, 403, 404, 409, 422, 503),
)
def show_coverage(question: PlanQuestionDep, t: ApiTextsDep) -> PlanCoverageOut:
    """Tell how far a plan covers what a region asks for, by area and by subject."""
    return coverage_out(question.analysis(), t)


@router.get(
    "/subjects/{subject_id}/coverage/{area}",
    operation_id="showCoverageCell",
    openapi_extra=scoped(Scope.PLANS_READ),
    responses=problems(401, 403, 404, 409, 422, 503),
)
def show_cell(
    question: PlanQuestionDep, subject_id: SubjectPath, area: Annotated[Area, Path()], t: ApiTextsDep
) -> CellOut:
    """Show the skills of an area as one subject covers them, each with the sentences that ask for it and teach it."""
    subject = question.plan.subject(subject_id)
    analysis = question.analysis()
    found = question.analyst.cell_evidence(question.connection, analysis, subject.id, area)
    return cell_out(found, subject, area, analysis, t)


@router.get(
    "/subjects/{subject_id}/with/{certification_id}",
    operation_id="askForCertificationInSubject",
    openapi_extra=scoped(Scope.PLANS_READ),
    responses=problems(401, 403, 404, 409, 422, 503),
)
def show_change(
    question: PlanQuestionDep,
    subject_id: SubjectPath,
    certification_id: Annotated[str, Path(max_length=64, pattern=ID_PATTERN)],
    t: ApiTextsDep,
) -> CertificationChangeOut:
    """Tell what would change if a subject also taught what a certification is about; nothing is stored."""
    subject = question.plan.subject(subject_id)
    certification = question.parts.catalogue.certifications.get(CertificationId(certification_id))
    if certification is None:
        raise NotFoundError(f"no certification {certification_id!r}")
    analysis = question.analysis()
    found = question.analyst.with_certification(analysis, certification.id, subject.id)
    return change_out(found, certification, subject, analysis, t)


@router.get(
    "/prerequisites",
    operation_id="showPrerequisites",
    openapi_extra=scoped(Scope.PLANS_READ),
    responses=problems(401, 403, 404, 422, 503),
)
def show_prerequisites(question: PlanQuestionDep, t: ApiTextsDep) -> PrerequisitesOut:
    """Tell what hangs on passing each subject; it needs no postings."""
    curriculum = question.plan.curriculum
    return prerequisites_out(curriculum_graph(curriculum), curriculum, t)


@router.get(
    "/training-needs",
    operation_id="showTrainingNeeds",
    openapi_extra=scoped(Scope.PLANS_READ),
    responses=problems(401, 403, 404, 409, 422, 503),
)
def show_training_needs(question: PlanQuestionDep, t: ApiTextsDep, now: NowDep) -> TrainingNeedsOut:
    """Tell which demanded skills of its subjects no teacher of a plan holds, and what would give them."""
    analysis = question.analysis()
    found, n_teachers = needs_of_teachers(question.connection, question.rights, question.analyst, analysis, now.date())
    return training_out(found, n_teachers, analysis, t)
