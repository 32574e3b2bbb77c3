"""The skills that a learner has, where each comes from, and their own word on them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.dependencies import ID_PATTERN, LearnerDep, NowDep, PageTextsDep, PartsDep, ReadingDep, WritingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.frame import Frame, frame_of, render
from api.pages.student.ways import student_ways
from api.student import skills
from api.student.skills import Word
from data.catalogue import Catalogue
from data.domain import Area, CertificationId, SkillId
from data.names import plain_name
from recommender.skill_origins import KnownSkill, Origin, OriginKind

router = APIRouter(prefix="/mi")


@dataclass(frozen=True, slots=True)
class SkillLine:
    """A skill with where it comes from, in words, and the word that its button says."""

    id: SkillId
    name: str
    origins: tuple[str, ...]
    word: Word


@dataclass(frozen=True, slots=True)
class SkillGroup:
    """The skills of one area."""

    label: str
    lines: tuple[SkillLine, ...]


@dataclass(frozen=True, slots=True)
class SkillsPage:
    """All that ``student/skills.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    confirmation: str | None
    held: tuple[SkillGroup, ...]
    denied: tuple[SkillLine, ...]
    text: str
    found: tuple[SkillLine, ...]


@router.get("/habilidades")
def show_skills(
    request: Request,
    connection: ReadingDep,
    rights: LearnerDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
    q: Annotated[str, Query(max_length=100)] = "",
) -> HTMLResponse:
    """Show the skills known, and those that a searched word names."""
    learner, known = skills.skills_of(connection, rights, parts.catalogue, now)
    lines = {one.skill_id: _line(one, parts.catalogue, t) for one in known}
    held = [one.skill_id for one in known if not one.is_denied]
    page = SkillsPage(
        frame=frame_of(request, t, t("page.my_skills.title"), shows_invented=learner.is_invented),
        ways=student_ways(request, t),
        confirmation=_confirmation(request, parts.catalogue, t),
        held=tuple(_groups([lines[id_] for id_ in held], parts.catalogue, t)),
        denied=tuple(lines[one.skill_id] for one in known if one.is_denied),
        text=q.strip(),
        found=tuple(
            SkillLine(id_, t.label(parts.catalogue.skills[id_].label), (), Word.NOTHING if id_ in held else Word.HELD)
            for id_ in parts.skill_search.find(q)
        ),
    )
    return render(request, "student/skills.html", page, t)


@router.post("/habilidades")
def take_word(
    connection: WritingDep,
    rights: LearnerDep,
    parts: PartsDep,
    now: NowDep,
    skill_id: Annotated[str, Form(max_length=64, pattern=ID_PATTERN)],
    word: Annotated[Word, Form()],
) -> RedirectResponse:
    """Store the learner's word on one skill, and go back to the page, which confirms it."""
    skills.take_word(connection, rights, parts.catalogue, SkillId(skill_id), word, now)
    query = urlencode({"said": word.value, "skill": skill_id})
    return RedirectResponse(f"/mi/habilidades?{query}#confirmation", status_code=303)


def _groups(lines: Sequence[SkillLine], catalogue: Catalogue, t: Texts) -> Iterator[SkillGroup]:
    """Lines by area, each by name."""
    for area in Area:
        found = [line for line in lines if catalogue.skills[line.id].area is area]
        if found:
            yield SkillGroup(t.word(area), tuple(sorted(found, key=lambda line: plain_name(line.name))))


def _line(one: KnownSkill, catalogue: Catalogue, t: Texts) -> SkillLine:
    """What is stated alone is simply taken back; what studies and exams show has to be denied."""
    is_shown = any(origin.kind in (OriginKind.SUBJECT, OriginKind.CERTIFICATION) for origin in one.origins)
    name = t.label(catalogue.skills[one.skill_id].label)
    word = Word.DENIED if is_shown and not one.is_denied else Word.NOTHING
    return SkillLine(one.skill_id, name, tuple(_origin(origin, catalogue, t) for origin in one.origins), word)


def _origin(origin: Origin, catalogue: Catalogue, t: Texts) -> str:
    match origin.kind:
        case OriginKind.SUBJECT:
            subjects = (subject for plan in catalogue.curricula.values() for subject in plan.subjects)
            label = next(subject.label for subject in subjects if subject.id == origin.id)
            return t("page.my_skills.from_subject", name=t.label(label))
        case OriginKind.CERTIFICATION:
            name = catalogue.certifications[CertificationId(origin.id)].name
            return t("page.my_skills.from_certification", name=name)
        case OriginKind.STATED:
            return t("page.my_skills.from_you")
        case OriginKind.TEXT:
            return t("page.my_skills.from_text")


def _confirmation(request: Request, catalogue: Catalogue, t: Texts) -> str | None:
    """What was just stored, from the address that ``take_word`` leads to, or how many a text brought."""
    n_kept = request.query_params.get("kept", "")
    if n_kept.isdecimal():
        return t.count("page.my_skills.kept", int(n_kept[:6]))
    skill = catalogue.skills.get(SkillId(request.query_params.get("skill", "")))
    said = request.query_params.get("said")
    if skill is None or said not in set(Word):
        return None
    keys = {
        Word.HELD: "page.my_skills.now_held",
        Word.DENIED: "page.my_skills.now_denied",
        Word.NOTHING: "page.my_skills.now_taken_back",
    }
    return t(keys[Word(said)], name=t.label(skill.label))
