"""One need of a company: how it was understood as skills, for the company to accept, reject and complete."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.academia.subject_skills import skills_called
from api.dependencies import CatalogueDep, CompanyDep, NowDep, PageTextsDep, ReadingDep, SkillReaderDep, WritingDep
from api.i18n import Texts
from api.industry import need_services
from api.industry.need_form import NeedProblemsError, NeedValues, checked_need
from api.industry.need_services import NeedSkill
from api.navigation import Way
from api.pages.choices import Option, options
from api.pages.done import done_text, done_url
from api.pages.frame import Frame, frame_of, render
from api.pages.industry.need_form_page import need_form_page
from api.pages.industry.ways import NEEDS, NeedIdPath, industry_ways, need_url
from api.state_names import state_name
from api.web.forms import PostedDep
from data import account_store, need_store
from data.catalogue import Catalogue
from data.errors import InputError
from data.need_skill_store import SkillWord
from data.need_store import Need, NeedState

N_FOUND: Final = 8
_SKILL_FIELD: Final = "skill-"
_AS_READ: Final = ""

router = APIRouter(prefix=f"{NEEDS}/{{need_id}}", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill with the answers to choose from; ``number`` is its place on the page."""

    number: int
    name: str
    field: str
    sentence: str
    understood: str
    is_rejected: bool
    words: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class NeedPage:
    """All that ``industry/need.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    url: str
    done: str | None
    title: str
    facts: tuple[tuple[str, str], ...]
    text: str
    standing: str
    standing_word: str
    is_open: bool
    is_read: bool
    is_counted: bool
    has_unsaid: bool
    skills: tuple[SkillRow, ...]
    query: str
    is_nothing_found: bool


@router.get("")
def show_need(
    request: Request,
    need_id: NeedIdPath,
    rights: CompanyDep,
    connection: ReadingDep,
    catalogue: CatalogueDep,
    t: PageTextsDep,
    now: NowDep,
    q: Annotated[str, Query(max_length=100)] = "",
) -> HTMLResponse:
    """Show a need; ``q`` searches for skills that could be added."""
    one = need_store.need_of(connection, rights, need_id)
    company = account_store.get_organisation(connection, rights.organisation_id)
    skills = need_services.skills_of_need(connection, one, catalogue)
    found = skills_called(q, catalogue.skills, N_FOUND)
    known = {skill.skill_id for skill in skills}
    added = [NeedSkill(id_, "", None, True, None) for id_ in found if id_ not in known]
    standing = one.state(now.date())
    page = NeedPage(
        frame=frame_of(request, t, one.title, shows_invented=company.is_invented),
        ways=industry_ways(request.url.path, t),
        url=need_url(one.id),
        done=done_text(request, t),
        title=one.title,
        facts=_facts(one, catalogue, t),
        text=one.description,
        standing=standing.value,
        standing_word=t.word(standing),
        is_open=standing is NeedState.OPEN,
        is_read=one.is_read,
        is_counted=one.is_counted,
        has_unsaid=any(skill.word is None for skill in skills),
        skills=tuple(_row(number, skill, catalogue, t) for number, skill in enumerate([*added, *skills])),
        query=q,
        is_nothing_found=bool(q.strip()) and not found,
    )
    return render(request, "industry/need.html", page, t)


@router.post("/habilidades")
def correct_skills(
    need_id: NeedIdPath,
    form: PostedDep,
    rights: CompanyDep,
    connection: WritingDep,
    catalogue: CatalogueDep,
    now: NowDep,
) -> RedirectResponse:
    """Store the answers that differ from what was said before."""
    one = need_store.need_of(connection, rights, need_id)
    said = {skill.skill_id: skill.word for skill in need_services.skills_of_need(connection, one, catalogue)}
    for skill_id in catalogue.skills:
        answer = form.get(f"{_SKILL_FIELD}{skill_id}")
        if answer is None:
            continue
        if not isinstance(answer, str) or answer not in {_AS_READ, *SkillWord}:
            raise InputError("no such answer to whether a skill is asked for")
        word = SkillWord(answer) if answer else None
        if word is not said.get(skill_id):
            need_store.correct_skill(connection, rights, one.id, skill_id, word, now)
    return RedirectResponse(done_url(need_url(one.id), "guardado"), status_code=303)


@router.post("/aceptar")
def accept_all(
    need_id: NeedIdPath, rights: CompanyDep, connection: WritingDep, catalogue: CatalogueDep, now: NowDep
) -> RedirectResponse:
    """Say yes to all that was read and of which nothing was said."""
    need_services.accept_all(connection, rights, need_id, catalogue, now)
    return RedirectResponse(done_url(need_url(need_id), "guardado"), status_code=303)


@router.post("/leer")
def read_again(
    need_id: NeedIdPath, rights: CompanyDep, reader: SkillReaderDep, connection: WritingDep
) -> RedirectResponse:
    """Read the text, as one that came in by a file was not read yet."""
    need_services.read_need(connection, rights, need_id, reader)
    return RedirectResponse(done_url(need_url(need_id), "leida"), status_code=303)


@router.get("/editar")
def show_edit(
    request: Request,
    need_id: NeedIdPath,
    rights: CompanyDep,
    connection: ReadingDep,
    catalogue: CatalogueDep,
    t: PageTextsDep,
) -> HTMLResponse:
    """Show the form with what is stored."""
    one = need_store.need_of(connection, rights, need_id)
    action = f"{need_url(one.id)}/editar"
    return need_form_page(
        request, catalogue, t, NeedValues.of_need(one), heading=t("page.edit_need.title"), action=action
    )


@router.post("/editar")
def edit(
    request: Request,
    need_id: NeedIdPath,
    form: PostedDep,
    rights: CompanyDep,
    reader: SkillReaderDep,
    connection: WritingDep,
    catalogue: CatalogueDep,
    t: PageTextsDep,
    now: NowDep,
) -> Response:
    """Store the changed text and read it again."""
    one = need_store.need_of(connection, rights, need_id)
    values = NeedValues.of(form)
    try:
        text, terms = checked_need(values, catalogue, now.date())
    except NeedProblemsError as error:
        heading, action = t("page.edit_need.title"), f"{need_url(one.id)}/editar"
        return need_form_page(request, catalogue, t, values, heading=heading, action=action, error_keys=error.keys)
    need_services.edit_need(connection, rights, one, text, terms)
    need_services.read_need(connection, rights, one.id, reader)
    return RedirectResponse(done_url(need_url(one.id), "guardado"), status_code=303)


def _row(number: int, skill: NeedSkill, catalogue: Catalogue, t: Texts) -> SkillRow:
    choices = [(word.value, t.word(word)) for word in SkillWord]
    return SkillRow(
        number=number,
        name=t.label(catalogue.skills[skill.skill_id].label),
        field=f"{_SKILL_FIELD}{skill.skill_id}",
        sentence="" if skill.confidence is None else skill.sentence,
        understood=_understood(skill, t),
        is_rejected=skill.standing is SkillWord.REJECTED,
        words=options([(_AS_READ, t("need_skill.unsaid")), *choices], skill.word or _AS_READ),
    )


def _understood(skill: NeedSkill, t: Texts) -> str:
    """What the reader made of it, with its chance; or that it is the company's own word."""
    if skill.confidence is None:
        return t("page.need.added") if skill.word else t("page.need.searched")
    word = SkillWord.REQUIRED if skill.is_read_as_required else SkillWord.DESIRABLE
    return t("page.need.understood", word=t.word(word).lower(), chance=t.percent(skill.confidence))


def _facts(one: Need, catalogue: Catalogue, t: Texts) -> tuple[tuple[str, str], ...]:
    terms = one.terms
    facts = (
        (t("fact.state"), state_name(one.state_id, catalogue, t)),
        (t("field.positions"), t.number(one.n_positions)),
        (t("page.need.posted_on"), t.day(one.posted_on)),
        (t("field.english_asked"), t.word(terms.english) if terms.english else None),
        (t("page.need.pay"), _pay(one, t)),
        (t("field.expires_on"), t.day(terms.expires_on) if terms.expires_on else None),
    )
    return tuple((name, value) for name, value in facts if value)


def _pay(one: Need, t: Texts) -> str | None:
    low, high = one.terms.pay_from_centavos, one.terms.pay_to_centavos
    if low is not None and high is not None:
        return t("page.need.pay_between", low=t.whole_money(low), high=t.whole_money(high))
    if low is not None:
        return t("page.need.pay_from", low=t.whole_money(low))
    return t("page.need.pay_to", high=t.whole_money(high)) if high is not None else None
