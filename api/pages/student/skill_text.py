"""Skills read out of a text of the learner's, such as a CV: they tick which to keep, and the text is not stored."""

from collections.abc import Iterable
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
from api.student.plain_texts import UnreadableTextError, text_of_file
from api.web.forms import PostedDep
from data import learner_skill_store
from data.catalogue import Catalogue
from data.domain import SkillId, SkillSource
from data.errors import AppError, TextTooLongError
from embeddings.passages import MAX_BYTES
from embeddings.skills import FoundSkill, asked_skills

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
        if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
            raise TextTooLongError("a text of a learner's is too long to read in one piece")
        found = parts.skills.current().extract(text)
    except (UnreadableTextError, TextTooLongError) as error:
        return _page(request, t, error=error)
    return _page(request, t, text=text, found=tuple(_lines(asked_skills(found), parts.catalogue, t)))


@router.post("/habilidades/texto/guardar")
def keep_skills(
    form: PostedDep, connection: WritingDep, rights: LearnerDep, parts: PartsDep, now: NowDep
) -> RedirectResponse:
    """Store the skills ticked."""
    ticked = dict.fromkeys(value for value in form.getlist("skill_id") if isinstance(value, str))
    kept = [SkillId(id_) for id_ in ticked if id_ in parts.catalogue.skills]
    learner_skill_store.state_skills(connection, rights, kept, now, source=SkillSource.TEXT)
    return RedirectResponse(f"/mi/habilidades?kept={len(kept)}#confirmation", status_code=303)


def _text_of(form: FormData) -> str:
    """The file where one was chosen, else what was pasted."""
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        return text_of_file(file.file)
    pasted = form.get("text")
    text = pasted if isinstance(pasted, str) else ""
    if not text.strip():
        raise UnreadableTextError("no text was sent")
    return text


def _lines(found: Iterable[FoundSkill], catalogue: Catalogue, t: Texts) -> Iterable[FoundLine]:
    for one in found:
        if one.skill_id is not None:
            yield FoundLine(one.skill_id, t.label(catalogue.skills[one.skill_id].label), one.sentence)


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
