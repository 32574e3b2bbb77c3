"""Certifications, plans of study and open postings as schema.org's JSON-LD, under addresses of their own."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Request

from api.accounts.scopes import scoped
from api.dependencies import ID_PATTERN, ApiTextsDep, CatalogueDep, CompanyDep, NowDep, ReadingDep, SchoolDep
from api.linked_data import IN_PARTS, WHOLE, LinkedDataResponse, linked_plan, list_answer, thing_answer
from api.schemas.common import problems
from api.web.pagination import PagingDep
from data import plan_store, published_posting_store
from data.domain import CertificationId, CurriculumId
from data.errors import NotFoundError
from data.exporters.linked_data.courses import programme
from data.exporters.linked_data.credentials import credential
from data.exporters.linked_data.postings import job_posting
from data.scopes import Scope

router = APIRouter(prefix="/v1/linked-data", tags=["catalogue"], default_response_class=LinkedDataResponse)

_ONE: Final = {**WHOLE, **problems(404, 422)}
IdPath = Annotated[str, Path(max_length=64, pattern=ID_PATTERN)]


@router.get("/certifications", operation_id="listLinkedCertifications", responses={**IN_PARTS, **problems(422)})
def list_certifications(
    request: Request, catalogue: CatalogueDep, t: ApiTextsDep, paging: PagingDep
) -> LinkedDataResponse:
    """List the certifications as EducationalOccupationalCredential."""
    part, next_cursor = paging.part(tuple(catalogue.certifications.values()))
    return list_answer(request, (credential(one, catalogue, t.language) for one in part), next_cursor, t)


@router.get(
    "/certifications/{certification_id}",
    operation_id="showLinkedCertification",
    responses=_ONE,
)
def show_certification(certification_id: IdPath, catalogue: CatalogueDep, t: ApiTextsDep) -> LinkedDataResponse:
    """Show one certification as EducationalOccupationalCredential."""
    found = catalogue.certifications.get(CertificationId(certification_id))
    if found is None:
        raise NotFoundError(f"no certification {certification_id!r}")
    return thing_answer(credential(found, catalogue, t.language), t)


@router.get("/curricula", operation_id="listLinkedCurricula", responses={**IN_PARTS, **problems(422)})
def list_curricula(request: Request, catalogue: CatalogueDep, t: ApiTextsDep, paging: PagingDep) -> LinkedDataResponse:
    """List the catalogue's plans of study as EducationalOccupationalProgram, their subjects as Course."""
    part, next_cursor = paging.part(tuple(catalogue.curricula.values()))
    things = (programme(one, catalogue.skills, catalogue.institutions, t.language) for one in part)
    return list_answer(request, things, next_cursor, t)


@router.get("/curricula/{curriculum_id}", operation_id="showLinkedCurriculum", responses=_ONE)
def show_curriculum(curriculum_id: IdPath, catalogue: CatalogueDep, t: ApiTextsDep) -> LinkedDataResponse:
    """Show one plan of the catalogue as EducationalOccupationalProgram, its subjects as Course."""
    found = catalogue.curricula.get(CurriculumId(curriculum_id))
    if found is None:
        raise NotFoundError(f"no curriculum {curriculum_id!r}")
    return thing_answer(programme(found, catalogue.skills, catalogue.institutions, t.language), t)


@router.get(
    "/plans",
    operation_id="listLinkedPlans",
    openapi_extra=scoped(Scope.PLANS_READ),
    responses={**IN_PARTS, **problems(401, 403, 422, 503)},
)
def list_plans(
    request: Request,
    rights: SchoolDep,
    connection: ReadingDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    paging: PagingDep,
) -> LinkedDataResponse:
    """List a school's own plans as EducationalOccupationalProgram, complete: loaded again they are the same."""
    part, next_cursor = paging.part(plan_store.every_plan_of(connection, rights))
    return list_answer(request, (linked_plan(one, catalogue) for one in part), next_cursor, t)


@router.get(
    "/plans/{plan_id}",
    operation_id="showLinkedPlan",
    openapi_extra=scoped(Scope.PLANS_READ),
    responses={**WHOLE, **problems(401, 403, 404, 422, 503)},
)
def show_plan(
    plan_id: IdPath, rights: SchoolDep, connection: ReadingDep, catalogue: CatalogueDep, t: ApiTextsDep
) -> LinkedDataResponse:
    """Show one of them."""
    return thing_answer(linked_plan(plan_store.plan_of(connection, rights, plan_id), catalogue), t)


@router.get(
    "/needs",
    operation_id="listLinkedNeeds",
    openapi_extra=scoped(Scope.NEEDS_READ),
    responses={**IN_PARTS, **problems(401, 403, 422, 503)},
)
def list_needs(
    request: Request,
    rights: CompanyDep,
    connection: ReadingDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    now: NowDep,
    paging: PagingDep,
) -> LinkedDataResponse:
    """List a company's own open needs as JobPosting, newest first."""
    ids, next_cursor = paging.part(published_posting_store.open_needs(connection, rights, now.date()))
    found = published_posting_store.published(connection, ids)
    return list_answer(request, (job_posting(one, catalogue, t.language) for one in found), next_cursor, t)
