"""One subject of a school's plan as JSON: shown, changed, and what it teaches, for the school to correct."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.academia.plan_json import PlanSubjectOut, plan_subject_out
from api.academia.subject_json import SubjectIn, SubjectSkillIn, SubjectSkillOut, subject_skill_out
from api.academia.subject_skills import subject_skills
from api.accounts.scopes import scoped
from api.dependencies import ApiTextsDep, CatalogueDep, NowDep, PartsDep, ReadingDep, SchoolDep, WritingDep
from api.routes.school.plans import PREFIX, TAG, PlanPath
from api.schemas.common import problems
from api.web.etags import UNCHANGED, IfMatch, IfNoneMatch, check_unchanged, tag_of, tagged
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data import plan_store
from data.domain import SkillId
from data.errors import NotFoundError
from data.scopes import Scope

router = APIRouter(prefix=f"{PREFIX}/{{plan_id}}/subjects/{{subject_id}}", tags=[TAG], route_class=OnceRoute)

SubjectPath = Annotated[str, Path(max_length=80, pattern="^[0-9A-Za-z._-]+$", description="Id that the plan gives")]


@router.get(
    "",
    operation_id="showSubject",
    openapi_extra=scoped(Scope.PLANS_READ),
    response_model=PlanSubjectOut,
    responses={304: UNCHANGED, **problems(401, 403, 404, 422, 503)},
)
def show_subject(
    plan_id: PlanPath,
    subject_id: SubjectPath,
    rights: SchoolDep,
    connection: ReadingDep,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Show one subject of a plan."""
    plan = plan_store.plan_of(connection, rights, plan_id)
    found = plan_subject_out(plan.subject(subject_id), plan)
    return tagged(found, tag_of([found]), if_none_match)


@router.post(
    "",
    operation_id="changeSubject",
    openapi_extra=scoped(Scope.PLANS_WRITE),
    responses=problems(400, 401, 403, 404, 412, 422, 503),
)
def change_subject(
    plan_id: PlanPath,
    subject_id: SubjectPath,
    said: SubjectIn,
    rights: SchoolDep,
    connection: WritingDep,
    now: NowDep,
    if_match: IfMatch = None,
) -> PlanSubjectOut:
    """Change what is said of a subject. English texts that were no translation go with the Spanish ones."""
    plan = plan_store.plan_of(connection, rights, plan_id)
    subject = plan.subject(subject_id)
    check_unchanged(if_match, tag_of([plan_subject_out(subject, plan)]))
    changed, official_key = said.changed(subject, plan, now.date())
    plan_store.put_subject(connection, rights, changed, official_key, now)
    plan = plan_store.plan_of(connection, rights, plan_id)
    return plan_subject_out(plan.subject(subject_id), plan)


@router.get(
    "/skills",
    operation_id="listSubjectSkills",
    openapi_extra=scoped(Scope.PLANS_READ),
    responses=problems(401, 403, 404, 422, 503),
)
def list_subject_skills(
    plan_id: PlanPath,
    subject_id: SubjectPath,
    rights: SchoolDep,
    connection: ReadingDep,
    parts: PartsDep,
    t: ApiTextsDep,
    paging: PagingDep,
) -> Page[SubjectSkillOut]:
    """List the skills of which the school spoke, then those that name or syllabus name."""
    plan = plan_store.plan_of(connection, rights, plan_id)
    found = subject_skills(plan, plan.subject(subject_id), parts.vocabulary.current())
    some, next_cursor = paging.part([one for one in found if one.skill_id in parts.catalogue.skills])
    return Page(items=[subject_skill_out(one, parts.catalogue, t) for one in some], next_cursor=next_cursor)


@router.post(
    "/skills",
    operation_id="correctSubjectSkill",
    openapi_extra=scoped(Scope.PLANS_WRITE),
    status_code=204,
    responses=problems(400, 401, 403, 404, 422, 503),
)
def correct_subject_skill(
    plan_id: PlanPath,
    subject_id: SubjectPath,
    said: SubjectSkillIn,
    rights: SchoolDep,
    connection: WritingDep,
    catalogue: CatalogueDep,
    now: NowDep,
) -> None:
    """Say how far a subject teaches a skill; it wins over what is guessed, and models learn from it."""
    skill_id = SkillId(said.skill_id)
    if skill_id not in catalogue.skills:
        raise NotFoundError(f"no skill {skill_id!r}")
    subject = plan_store.plan_of(connection, rights, plan_id).subject(subject_id)
    plan_store.correct_skill(connection, rights, subject.id, skill_id, said.weight, now)
