"""The teachers of a school's plan as JSON: who teaches what, and which certifications they hold."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.academia import teachers
from api.academia.teacher_json import HeldIn, TeacherIn, TeacherOut, TeachesIn, teacher_out
from api.accounts.scopes import scoped
from api.dependencies import ID_PATTERN, ApiTextsDep, CatalogueDep, NowDep, PartsDep, ReadingDep, SchoolDep, WritingDep
from api.routes.school.plans import PREFIX, TAG, PlanPath
from api.routes.school.subjects import SubjectPath
from api.schemas.common import problems
from api.web.field_errors import FieldsError
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data import plan_store, teacher_store
from data.domain import CertificationId, Subject
from data.errors import NotFoundError
from data.scopes import Scope
from data.stored_plans import StoredPlan

router = APIRouter(prefix=f"{PREFIX}/{{plan_id}}/teachers", tags=[TAG], route_class=OnceRoute)

TeacherPath = Annotated[str, Path(max_length=80, pattern="^[0-9A-Za-z._-]+$", description="Id that the list gives")]


@router.get(
    "",
    operation_id="listTeachers",
    openapi_extra=scoped(Scope.TEACHERS_READ),
    responses=problems(401, 403, 404, 422, 503),
)
def list_teachers(
    plan_id: PlanPath,
    rights: SchoolDep,
    connection: ReadingDep,
    catalogue: CatalogueDep,
    t: ApiTextsDep,
    paging: PagingDep,
) -> Page[TeacherOut]:
    """List the teachers of a plan, by code."""
    plan = plan_store.plan_of(connection, rights, plan_id)
    some, next_cursor = paging.part(teacher_store.teachers_of(connection, rights, plan_id))
    return Page(items=[teacher_out(one, plan, catalogue, t) for one in some], next_cursor=next_cursor)


@router.post(
    "",
    operation_id="addTeacher",
    openapi_extra=scoped(Scope.TEACHERS_WRITE),
    status_code=201,
    responses=problems(400, 401, 403, 404, 409, 422, 503),
)
def add_teacher(
    plan_id: PlanPath,
    teacher: TeacherIn,
    rights: SchoolDep,
    connection: WritingDep,
    parts: PartsDep,
    t: ApiTextsDep,
) -> TeacherOut:
    """Store who teaches a subject; 422 (`error.code_taken`) where the code is somebody else's."""
    plan = plan_store.plan_of(connection, rights, plan_id)
    subject = _subject(plan, teacher.subject_id)
    code, name = teacher.code.strip(), (teacher.name or "").strip() or None
    key = parts.settings.pseudonym_secret
    teachers.add_teacher(connection, rights, subject.id, code, name, parts.catalogue, key)
    found = teacher_store.teachers_of(connection, rights, plan_id)
    return teacher_out(next(one for one in found if one.code == code), plan, parts.catalogue, t)


@router.post(
    "/{teacher_id}/subjects",
    operation_id="assignSubject",
    openapi_extra=scoped(Scope.TEACHERS_WRITE),
    status_code=204,
    responses=problems(400, 401, 403, 404, 409, 422, 503),
)
def assign_subject(
    plan_id: PlanPath, teacher_id: TeacherPath, said: TeachesIn, rights: SchoolDep, connection: WritingDep
) -> None:
    """Note that a teacher teaches one more subject."""
    subject = _subject(plan_store.plan_of(connection, rights, plan_id), said.subject_id)
    teacher_store.assign_teacher(connection, rights, subject.id, teacher_id)


@router.post(
    "/{teacher_id}/subjects/{subject_id}/release",
    operation_id="releaseSubject",
    openapi_extra=scoped(Scope.TEACHERS_WRITE),
    status_code=204,
    responses=problems(401, 403, 404, 422, 503),
)
def release_subject(
    plan_id: PlanPath, teacher_id: TeacherPath, subject_id: SubjectPath, rights: SchoolDep, connection: WritingDep
) -> None:
    """Note that a teacher teaches a subject no more; without any they are no teacher of the plan."""
    subject = plan_store.plan_of(connection, rights, plan_id).subject(subject_id)
    teacher_store.release_teacher(connection, rights, subject.id, teacher_id)


@router.post(
    "/{teacher_id}/certifications",
    operation_id="addHeldCertification",
    openapi_extra=scoped(Scope.TEACHERS_WRITE),
    status_code=204,
    responses=problems(400, 401, 403, 404, 422, 503),
)
def add_certification(
    plan_id: PlanPath,
    teacher_id: TeacherPath,
    said: HeldIn,
    rights: SchoolDep,
    connection: WritingDep,
    catalogue: CatalogueDep,
    now: NowDep,
) -> None:
    """Note a certification that a teacher holds."""
    held = teachers.held_certification(said.certification_id, said.taken_on.isoformat(), now.date(), catalogue)
    teacher_store.put_held_certification(connection, rights, plan_id, teacher_id, held)


@router.post(
    "/{teacher_id}/certifications/{certification_id}/remove",
    operation_id="removeHeldCertification",
    openapi_extra=scoped(Scope.TEACHERS_WRITE),
    status_code=204,
    responses=problems(401, 403, 404, 422, 503),
)
def remove_certification(
    plan_id: PlanPath,
    teacher_id: TeacherPath,
    certification_id: Annotated[str, Path(max_length=64, pattern=ID_PATTERN)],
    rights: SchoolDep,
    connection: WritingDep,
) -> None:
    """Take back that a teacher holds a certification."""
    certification = CertificationId(certification_id)
    teacher_store.remove_held_certification(connection, rights, plan_id, teacher_id, certification)


def _subject(plan: StoredPlan, subject_id: str) -> Subject:
    """The subject that a body names."""
    try:
        return plan.subject(subject_id)
    except NotFoundError as error:
        raise FieldsError({"subject_id": "error.field.unknown_id"}) from error
