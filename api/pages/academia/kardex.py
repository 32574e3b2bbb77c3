"""A school's learners and what they studied: the file to fill in, its upload, and what became of each file."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

import sqlalchemy as sa
from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import CatalogueDep, NowDep, PageTextsDep, Parts, PartsDep, ReadingDep, SchoolDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.academia.plan_files import EXCEL, file_answer
from api.pages.academia.ways import HOME, academia_ways
from api.pages.frame import Frame, frame_of, render
from api.pages.sent_files import FileRow, SentFile, queue_file, sent_file, sent_files
from api.sent_files import NoFileError
from api.template_texts import template_texts
from api.web.forms import PostedDep
from data import plan_store
from data.exporters.learner_template import learner_template
from data.rights import SchoolRights, institution_of
from data.uploads import UploadTooLargeError

_KIND: Final = "learners"
_URL: Final = f"{HOME}/kardex"
_SHEETS: Final[Mapping[str, str]] = {"learners": "kardex.sheet.learners", "transcripts": "kardex.sheet.transcripts"}

router = APIRouter(prefix=_URL, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class KardexPage:
    """All that ``academia/kardex.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    files: tuple[FileRow, ...]
    has_institution: bool
    upload_megabytes: int
    problem: str


@dataclass(frozen=True, slots=True)
class KardexFilePage:
    """All that ``academia/kardex_file.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    sent: SentFile


@router.get("")
def show_kardex(
    request: Request, rights: SchoolDep, connection: ReadingDep, parts: PartsDep, t: PageTextsDep
) -> HTMLResponse:
    """Show the form and the school's last files."""
    return _page(request, rights, connection, parts, t, "")


@router.get("/plantilla.xlsx")
def download_template(rights: SchoolDep, connection: ReadingDep, catalogue: CatalogueDep, t: PageTextsDep) -> Response:
    """Send the file to fill in, with the school's own plans and subjects before those of the catalogue."""
    plans = [one.curriculum for one in plan_store.every_plan_of(connection, rights)]
    with_plans = dataclasses.replace(
        catalogue,
        curricula={one.id: one for one in plans} | catalogue.curricula,
        subjects={subject.id: subject for one in plans for subject in one.subjects} | catalogue.subjects,
    )
    return file_answer(learner_template(with_plans, template_texts(t)), EXCEL, "kardex-escolar.xlsx", t)


@router.post("")
def send_file(
    request: Request,
    form: PostedDep,
    rights: SchoolDep,
    connection: ReadingDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
) -> Response:
    """Keep the file and queue its import, which can touch the school's own learners alone."""
    institution_of(rights)
    try:
        number = queue_file(form, rights, parts, _KIND, now)
    except (NoFileError, UploadTooLargeError) as error:
        return _page(request, rights, connection, parts, t, t(error.key))
    return RedirectResponse(f"{_URL}/{number}", status_code=303)


@router.get("/{number}")
def show_file(
    request: Request,
    number: Annotated[int, Path(ge=1, le=2**31 - 1)],
    rights: SchoolDep,
    connection: ReadingDep,
    parts: PartsDep,
    t: PageTextsDep,
) -> HTMLResponse:
    """Show how far the import of a file is and which rows were refused."""
    sheets = {kind: t(key) for kind, key in _SHEETS.items()}
    sent = sent_file(connection, rights, parts, number, _URL, t, sheets)
    frame = frame_of(request, t, sent.file.name, shows_invented=False)
    return render(request, "academia/kardex_file.html", KardexFilePage(frame, academia_ways(_URL, t), sent), t)


def _page(
    request: Request, rights: SchoolRights, connection: sa.Connection, parts: Parts, t: Texts, problem: str
) -> HTMLResponse:
    page = KardexPage(
        frame=frame_of(request, t, t("page.kardex.title"), shows_invented=False),
        ways=academia_ways(request.url.path, t),
        files=sent_files(connection, rights, parts, _URL, t),
        has_institution=rights.institution_id is not None,
        upload_megabytes=parts.settings.upload_megabytes,
        problem=problem,
    )
    return render(request, "academia/kardex.html", page, t, status=422 if problem else 200)
