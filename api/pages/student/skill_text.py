"""Skills read out of a text of the learner's, such as a CV: they tick which to keep, and the text is not stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData, UploadFile

from api.dependencies import LearnerDep, NowDep, PageTextsDep, PartsDep, WritingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.frame import Frame, frame_of, render
from api.pages.student.ways import student_ways
from api.student import skill_reading
from api.student.plain_texts import UnreadableTextError, text_of_file
from api.student.skill_reading import ReadSkill, read_skills
from api.web.forms import PostedDep
from data.catalogue import Catalogue
from data.domain import SkillId
from data.errors import AppError, TextTooLongError

_TEMPLATE: Final = "student/skill_text.html"

router = APIRouter(prefix="/mi")


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A skill that was found, with the sentence that speaks of it."""

    id: SkillId
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class SkillTextPage:
    """All that ``student/skill_text.html`` may use; ``found`` is ``None`` before a text was read."""

    frame: Frame
    ways: tuple[Way, ...]
    text: str = ""
    problem: str | None = None
    found: tuple[FoundLine, ...] | None = None


@router.get("/habilidades/texto")
def show_form(request: Request, rights: LearnerDep, t: PageTextsDep) -> HTMLResponse:
    """Show the form."""
    return _page(request, t)


@router.post("/habilidades/texto")
def read_text(request: Request, form: PostedDep, rights: LearnerDep, parts: PartsDep, t: PageTextsDep) -> HTMLResponse:
    """Show the skills that a text speaks of; nothing is stored."""
    try:
        text = _text_of(form)
        found = read_skills(text, parts.skills.current())
    except (UnreadableTextError, TextTooLongError) as error:
        return _page(request, t, error=error)
    return _page(request, t, text=text, found=_lines(found, parts.catalogue, t))


@router.post("/habilidades/texto/guardar")
def keep_skills(
    form: PostedDep, connection: WritingDep, rights: LearnerDep, parts: PartsDep, now: NowDep
) -> RedirectResponse:
    """Store the skills ticked."""
    ticked = (value for value in form.getlist("skill_id") if isinstance(value, str))
    n_kept = skill_reading.keep_skills(connection, rights, parts.catalogue, ticked, now)
    return RedirectResponse(f"/mi/habilidades?kept={n_kept}#confirmation", status_code=303)


def _text_of(form: FormData) -> str:
    """The file where one was chosen, else what was pasted."""
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        return text_of_file(file.file)
    pasted = form.get("text")
    return pasted if isinstance(pasted, str) else ""


def _lines(found: Sequence[ReadSkill], catalogue: Catalogue, t: Texts) -> tuple[FoundLine, ...]:
    return tuple(FoundLine(one.skill_id, t.label(catalogue.skills[one.skill_id].label), one.sentence) for one in found)


def _page(
    request: Request,
    t: Texts,
    *,
    text: str = "",
    error: AppError | None = None,
    found: tuple[FoundLine, ...] | None = None,
) -> HTMLResponse:
    page = SkillTextPage(
        frame=frame_of(request, t, t("page.skill_text.title"), shows_invented=False),
        ways=student_ways(request, t),
        text=text,
        problem=t(error.key) if error else None,
        found=found,
    )
    return render(request, _TEMPLATE, page, t, status=error.status if error else 200)
