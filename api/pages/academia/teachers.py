"""The teachers of a plan: who teaches what, and which certifications they hold."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.academia import teachers
from api.academia.teachers import CODE_LENGTH, CodeTakenError
from api.dependencies import NowDep, PageTextsDep, PartsDep, ReadingDep, SchoolDep, WritingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.academia.ways import HOME, IdPath, PlanHead, academia_ways, plan_head
from api.pages.choices import Option, by_label, options
from api.pages.frame import Frame, frame_of, render
from api.web.forms import PostedDep, text_field
from data import plan_store, teacher_store
from data.catalogue import Catalogue
from data.domain import CertificationId
from data.stored_plans import StoredPlan
from data.teacher_store import HeldCertification, Teacher

router = APIRouter(prefix=f"{HOME}/planes/{{plan_id}}/docentes", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Item:
    """Something of a teacher that can be taken away, by its id."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class TeacherCard:
    """A teacher; ``further`` are subjects that they do not teach yet."""

    url: str
    id: str
    code: str
    name: str
    subjects: tuple[Item, ...]
    further: tuple[Option, ...]
    certifications: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class TeachersPage:
    """All that ``academia/teachers.html`` may use; ``values`` and ``problems`` are of the form to add one."""

    frame: Frame
    ways: tuple[Way, ...]
    plan: PlanHead
    teachers: tuple[TeacherCard, ...]
    certifications: tuple[Option, ...]
    subjects: tuple[Option, ...]
    has_institution: bool
    today: str
    values: dict[str, str] = field(hash=False)
    problems: dict[str, str] = field(hash=False)


@router.get("")
def show_teachers(
    request: Request,
    plan_id: IdPath,
    rights: SchoolDep,
    connection: ReadingDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
) -> HTMLResponse:
    """Show the teachers of a plan."""
    plan = plan_store.plan_of(connection, rights, plan_id)
    found = teacher_store.teachers_of(connection, rights, plan_id)
    page = _page(request, plan, found, parts.catalogue, t, f"{now:%Y-%m-%d}", rights.institution_id is not None)
    return render(request, "academia/teachers.html", page, t)


@router.post("")
def add_teacher(
    request: Request,
    plan_id: IdPath,
    form: PostedDep,
    rights: SchoolDep,
    connection: WritingDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
) -> Response:
    """Store who teaches a subject."""
    plan = plan_store.plan_of(connection, rights, plan_id)
    given = {"code": text_field(form, "code", CODE_LENGTH + 1), "name": text_field(form, "name", 200)}
    given["subject_id"] = text_field(form, "subject_id", 80)
    problems = _problems(given, plan, t)
    if not problems:
        subject_id, key = plan.subject(given["subject_id"]).id, parts.settings.pseudonym_secret
        try:
            teachers.add_teacher(
                connection, rights, subject_id, given["code"], given["name"] or None, parts.catalogue, key
            )
        except CodeTakenError as error:
            problems["code"] = t(error.key)
    if not problems:
        return RedirectResponse(request.url.path, status_code=303)
    found = teacher_store.teachers_of(connection, rights, plan_id)
    has_institution = rights.institution_id is not None
    page = _page(request, plan, found, parts.catalogue, t, f"{now:%Y-%m-%d}", has_institution, given, problems)
    return render(request, "academia/teachers.html", page, t, status=422)


@router.post("/{teacher_id}/materias")
def assign_subject(
    plan_id: IdPath, teacher_id: IdPath, form: PostedDep, rights: SchoolDep, connection: WritingDep
) -> RedirectResponse:
    """Note that a teacher teaches one more subject."""
    subject = plan_store.plan_of(connection, rights, plan_id).subject(text_field(form, "subject_id", 80))
    teacher_store.assign_teacher(connection, rights, subject.id, teacher_id)
    return _back(plan_id, teacher_id)


@router.post("/{teacher_id}/materias/quitar")
def release_subject(
    plan_id: IdPath, teacher_id: IdPath, form: PostedDep, rights: SchoolDep, connection: WritingDep
) -> RedirectResponse:
    """Note that a teacher teaches a subject no more; without any they are no teacher of the plan."""
    subject = plan_store.plan_of(connection, rights, plan_id).subject(text_field(form, "subject_id", 80))
    teacher_store.release_teacher(connection, rights, subject.id, teacher_id)
    return _back(plan_id, teacher_id)


@router.post("/{teacher_id}/certificaciones")
def add_certification(
    plan_id: IdPath,
    teacher_id: IdPath,
    form: PostedDep,
    rights: SchoolDep,
    connection: WritingDep,
    parts: PartsDep,
    now: NowDep,
) -> RedirectResponse:
    """Note a certification that a teacher holds."""
    given = text_field(form, "certification_id", 64), text_field(form, "taken_on", 10)
    held = teachers.held_certification(*given, now.date(), parts.catalogue)
    teacher_store.put_held_certification(connection, rights, plan_id, teacher_id, held)
    return _back(plan_id, teacher_id)


@router.post("/{teacher_id}/certificaciones/quitar")
def remove_certification(
    plan_id: IdPath, teacher_id: IdPath, form: PostedDep, rights: SchoolDep, connection: WritingDep
) -> RedirectResponse:
    """Take back that a teacher holds a certification."""
    certification_id = CertificationId(text_field(form, "certification_id", 64))
    teacher_store.remove_held_certification(connection, rights, plan_id, teacher_id, certification_id)
    return _back(plan_id, teacher_id)


def _back(plan_id: str, teacher_id: str) -> RedirectResponse:
    return RedirectResponse(f"{HOME}/planes/{plan_id}/docentes#{teacher_id}", status_code=303)


def _problems(given: dict[str, str], plan: StoredPlan, t: Texts) -> dict[str, str]:
    found = {}
    if not 0 < len(given["code"]) <= CODE_LENGTH:
        found["code"] = t("page.teachers.code_missing")
    if all(one.id != given["subject_id"] for one in plan.curriculum.subjects):
        found["subject_id"] = t("page.teachers.subject_missing")
    return found


def _page(
    request: Request,
    plan: StoredPlan,
    found: tuple[Teacher, ...],
    catalogue: Catalogue,
    t: Texts,
    today: str,
    has_institution: bool,
    values: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
) -> TeachersPage:
    given = values or {"code": "", "name": "", "subject_id": ""}
    head = plan_head(plan, request.url.path, t)
    names = {str(one.id): t.label(one.label) for one in plan.curriculum.subjects}
    certifications = {str(one.id): one.name for one in catalogue.certifications.values()}
    return TeachersPage(
        frame=frame_of(request, t, t("page.teachers.title", plan=head.name), shows_invented=False),
        ways=academia_ways(request.url.path, t),
        plan=head,
        teachers=tuple(_cards(found, head, names, certifications, t)),
        certifications=options(by_label(certifications.items()), ""),
        subjects=options(names.items(), given["subject_id"]),
        has_institution=has_institution,
        today=today,
        values=given,
        problems=problems or {},
    )


def _cards(
    found: tuple[Teacher, ...], head: PlanHead, names: dict[str, str], certifications: dict[str, str], t: Texts
) -> Iterator[TeacherCard]:
    for one in found:
        yield TeacherCard(
            url=f"{head.url}/docentes/{one.id}",
            id=one.id,
            code=one.code,
            name=one.name or one.code,
            subjects=tuple(Item(id_, names[id_]) for id_ in one.subject_ids),
            further=options(((id_, name) for id_, name in names.items() if id_ not in one.subject_ids), ""),
            certifications=tuple(
                Item(held.certification_id, _held(held, certifications, t)) for held in one.certifications
            ),
        )


def _held(held: HeldCertification, names: dict[str, str], t: Texts) -> str:
    name = names.get(held.certification_id, held.certification_id)
    return t("page.teachers.held", certification=name, day=t.day(held.taken_on))
