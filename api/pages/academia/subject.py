"""One subject of a plan: what is said of it, and what it teaches, both for its school to correct."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.academia.subject_changes import FIELDS, SubjectProblemError, changed_subject, values_of
from api.academia.subject_skills import SkillOrigin, SubjectSkill, skills_called, subject_skills
from api.dependencies import CatalogueDep, NowDep, PageTextsDep, Parts, PartsDep, ReadingDep, SchoolDep, WritingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.academia.ways import HOME, IdPath, PlanHead, academia_ways, plan_head, plan_url
from api.pages.done import done_text, done_url
from api.pages.frame import Frame, frame_of, render
from api.row_reasons import said_reason
from api.web.forms import PostedDep, text_field
from data import plan_store
from data.catalogue import Catalogue
from data.domain import Subject
from data.errors import InputError
from data.stored_plans import StoredPlan

N_FOUND: Final = 8

DEPTHS: Final[Mapping[str, tuple[float | None, str]]] = {
    "": (None, "depth.unsaid"),
    "0": (0.0, "depth.none"),
    "0.4": (0.4, "depth.little"),
    "0.7": (0.7, "depth.well"),
    "1": (1.0, "depth.fully"),
}
"""Weight and text of each answer to how far a subject teaches a skill."""

_ORIGIN_KEYS: Final = {
    SkillOrigin.CORRECTED: "skill_origin.corrected",
    SkillOrigin.NAMED: "skill_origin.named",
    SkillOrigin.SEARCHED: "skill_origin.searched",
}
_SKILL_FIELD: Final = "skill-"
_LONGEST_SYLLABUS: Final = 50_000

router = APIRouter(prefix=f"{HOME}/planes/{{plan_id}}/materias/{{subject_id}}", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class DepthOption:
    """One answer to how far a skill is taught."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill with the answers to choose from; ``number`` is its place on the page."""

    number: int
    name: str
    field: str
    origin: str
    depths: tuple[DepthOption, ...]


@dataclass(frozen=True, slots=True)
class SubjectPage:
    """All that ``academia/subject.html`` may use; ``values`` and ``problems`` are by field."""

    frame: Frame
    ways: tuple[Way, ...]
    plan: PlanHead
    name: str
    url: str
    values: dict[str, str] = field(hash=False)
    problems: dict[str, str] = field(hash=False)
    skills: tuple[SkillRow, ...]
    query: str
    is_nothing_found: bool
    done: str | None


@router.get("")
def show_subject(
    request: Request,
    plan_id: IdPath,
    subject_id: IdPath,
    rights: SchoolDep,
    connection: ReadingDep,
    parts: PartsDep,
    t: PageTextsDep,
    q: Annotated[str, Query(max_length=100)] = "",
) -> HTMLResponse:
    """Show a subject; ``q`` searches for skills that could be added."""
    plan = plan_store.plan_of(connection, rights, plan_id)
    subject = plan.subject(subject_id)
    return _page(request, plan, subject, values_of(subject, plan), {}, q, parts, t)


@router.post("")
def change_subject(
    request: Request,
    plan_id: IdPath,
    subject_id: IdPath,
    form: PostedDep,
    rights: SchoolDep,
    connection: WritingDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
) -> Response:
    """Change what is said of a subject."""
    plan = plan_store.plan_of(connection, rights, plan_id)
    subject = plan.subject(subject_id)
    given = {name: text_field(form, name, _LONGEST_SYLLABUS) for name in FIELDS}
    try:
        changed, official_key = changed_subject(subject, plan, given, now.date())
    except SubjectProblemError as problem:
        said = {problem.field: said_reason(problem.reason, t)}
        return _page(request, plan, subject, given, said, "", parts, t)
    plan_store.put_subject(connection, rights, changed, official_key, now)
    return RedirectResponse(done_url(request.url.path, "guardado"), status_code=303)


@router.post("/habilidades")
def correct_skills(
    plan_id: IdPath,
    subject_id: IdPath,
    form: PostedDep,
    rights: SchoolDep,
    connection: WritingDep,
    catalogue: CatalogueDep,
    now: NowDep,
) -> RedirectResponse:
    """Store the answers that differ from those that were shown."""
    plan = plan_store.plan_of(connection, rights, plan_id)
    subject = plan.subject(subject_id)
    for skill_id in catalogue.skills:
        answer = form.get(f"{_SKILL_FIELD}{skill_id}")
        if answer is None:
            continue
        if not isinstance(answer, str) or answer not in DEPTHS:
            raise InputError("no such answer to how far a skill is taught")
        if answer != _depth(plan.corrections.get((subject.id, skill_id))):
            plan_store.correct_skill(connection, rights, subject.id, skill_id, DEPTHS[answer][0], now)
    url = f"{plan_url(plan.curriculum.id)}/materias/{subject.id}"
    return RedirectResponse(done_url(url, "guardado"), status_code=303)


def _page(
    request: Request,
    plan: StoredPlan,
    subject: Subject,
    values: dict[str, str],
    problems: dict[str, str],
    query: str,
    parts: Parts,
    t: Texts,
) -> HTMLResponse:
    head = plan_head(plan, request.url.path, t)
    found = skills_called(query, parts.catalogue.skills, N_FOUND)
    skills = subject_skills(plan, subject, parts.vocabulary.current(), found)
    page = SubjectPage(
        frame=frame_of(request, t, t.label(subject.label), shows_invented=False),
        ways=academia_ways(request.url.path, t),
        plan=head,
        name=t.label(subject.label),
        url=f"{head.url}/materias/{subject.id}",
        values=values,
        problems=problems,
        skills=tuple(_row(number, one, parts.catalogue, t) for number, one in enumerate(skills)),
        query=query,
        is_nothing_found=bool(query.strip()) and not found,
        done=done_text(request, t),
    )
    return render(request, "academia/subject.html", page, t, status=422 if problems else 200)


def _row(number: int, one: SubjectSkill, catalogue: Catalogue, t: Texts) -> SkillRow:
    chosen = _depth(one.correction)
    return SkillRow(
        number=number,
        name=t.label(catalogue.skills[one.skill_id].label),
        field=f"{_SKILL_FIELD}{one.skill_id}",
        origin=t(_ORIGIN_KEYS[one.origin]),
        depths=tuple(DepthOption(value, t(key), value == chosen) for value, (_, key) in DEPTHS.items()),
    )


def _depth(weight: float | None) -> str:
    """The answer nearest to a weight, as files may bring any."""
    if weight is None:
        return ""
    weights = {value: of for value, (of, _) in DEPTHS.items() if of is not None}
    return min(weights, key=lambda value: abs(weights[value] - weight))
