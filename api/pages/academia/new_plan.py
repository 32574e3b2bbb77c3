"""Load a plan of study: by file or paste, then look at what was read, then store it."""

from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from api.academia import plan_loading
from api.dependencies import CatalogueDep, NowDep, PageTextsDep, PartsDep, ReadingDep, SchoolDep, WritingDep
from api.i18n import Texts
from api.job_services import Upload
from api.navigation import Way
from api.pages.academia.ways import HOME, academia_ways, plan_url
from api.pages.choices import Option, by_label, options
from api.pages.frame import Frame, frame_of, render
from api.row_reasons import said_column, said_reason, said_trouble
from api.web.forms import PostedDep, text_field
from data.domain import Area
from data.errors import InputError
from data.importers.plan_file import PlanFile
from data.rights import SchoolRights

PATH: Final = f"{HOME}/planes/nuevo"
STORE_PATH: Final = f"{HOME}/planes/cargar"

_NAME_LENGTH: Final = 200
_MEGABYTE: Final = 1_000_000

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class NewPlanPage:
    """All that ``academia/new_plan.html`` may use; ``problems`` are by field."""

    frame: Frame
    ways: tuple[Way, ...]
    name: str
    areas: tuple[Option, ...]
    text: str
    upload_megabytes: int
    problems: dict[str, str] = field(hash=False)
    rejected: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """A subject that was read; ``needs`` are names."""

    key: str
    name: str
    semester: int
    hours: int
    credits: int
    has_syllabus: bool
    needs: str


@dataclass(frozen=True, slots=True)
class PlanPreviewPage:
    """All that ``academia/plan_preview.html`` may use; ``rows`` are sent back when the reader agrees."""

    frame: Frame
    ways: tuple[Way, ...]
    name: str
    area: str
    n_rows: int
    subjects: tuple[SubjectRow, ...]
    rejected: tuple[tuple[int, str], ...]
    columns: tuple[tuple[str, str], ...]
    unused: str
    change: str
    rows: str


@dataclass(frozen=True, slots=True)
class _Given:
    """What the form said."""

    name: str
    area: str
    file: Upload | None
    text: str


@router.get(PATH)
def show_form(request: Request, _rights: SchoolDep, parts: PartsDep, t: PageTextsDep) -> HTMLResponse:
    """Show the empty form."""
    return _form(request, t, _Given("", "", None, ""), parts.settings.upload_megabytes, {})


@router.post(PATH)
def show_preview(
    request: Request,
    form: PostedDep,
    rights: SchoolDep,
    connection: ReadingDep,
    parts: PartsDep,
    catalogue: CatalogueDep,
    t: PageTextsDep,
    now: NowDep,
) -> HTMLResponse:
    """Show what was read of a plan, or the form with what is wrong; nothing is stored."""
    given = _given(form)
    most_megabytes = parts.settings.upload_megabytes
    problems = _problems(given, t)
    if problems:
        return _form(request, t, given, most_megabytes, problems)
    source, area = "text" if given.file is None else "file", Area(given.area)
    try:
        if given.file is None:
            read = plan_loading.read_text(given.text, given.name, area, catalogue, now.date())
        else:
            most_bytes = most_megabytes * _MEGABYTE
            read = plan_loading.read_upload(given.file, most_bytes, given.name, area, catalogue, now.date())
    except InputError as error:
        return _form(request, t, given, most_megabytes, {source: said_trouble(error.detail, t)})
    if not read.subjects:
        said = {source: t("page.new_plan.no_good_row")}
        return _form(request, t, given, most_megabytes, said, _rejected(read, t))
    return _preview(request, t, read, connection, rights)


@router.post(STORE_PATH)
def store_plan(
    form: PostedDep, rights: SchoolDep, connection: WritingDep, catalogue: CatalogueDep, now: NowDep
) -> Response:
    """Store the plan that the preview showed."""
    given = _given(form)
    if not given.name or given.area not in set(Area):
        raise InputError("name or area is missing: go back to the form")
    plan_id = plan_loading.store_text(connection, rights, given.text, given.name, Area(given.area), catalogue, now)
    return RedirectResponse(f"{plan_url(plan_id)}/materias", status_code=303)


def _given(form: FormData) -> _Given:
    # Blanks at the end of a text are empty cells of its last row.
    file, text = form.get("file"), form.get("text")
    return _Given(
        " ".join(text_field(form, "name", _NAME_LENGTH).split()),
        text_field(form, "area"),
        Upload(file.filename, file.file) if isinstance(file, UploadFile) and file.filename else None,
        text[: plan_loading.MOST_LETTERS + 1] if isinstance(text, str) else "",
    )


def _problems(given: _Given, t: Texts) -> dict[str, str]:
    found = {}
    if not given.name:
        found["name"] = t("page.new_plan.name_missing")
    if given.area not in set(Area):
        found["area"] = t("page.new_plan.area_missing")
    if given.file is None and not given.text.strip():
        found["text"] = t("page.new_plan.nothing_given")
    return found


def _form(
    request: Request,
    t: Texts,
    given: _Given,
    upload_megabytes: int,
    problems: dict[str, str],
    rejected: tuple[tuple[int, str], ...] = (),
) -> HTMLResponse:
    page = NewPlanPage(
        frame=frame_of(request, t, t("page.new_plan.title"), shows_invented=False),
        ways=academia_ways(request.url.path, t),
        name=given.name,
        areas=options(by_label((area.value, t.word(area)) for area in Area), given.area),
        text=given.text,
        upload_megabytes=upload_megabytes,
        problems=problems,
        rejected=rejected,
    )
    return render(request, "academia/new_plan.html", page, t, status=422 if problems else 200)


def _preview(
    request: Request, t: Texts, read: PlanFile, connection: sa.Connection, rights: SchoolRights
) -> HTMLResponse:
    change = plan_loading.change_of(connection, rights, read)
    names = {one.id: one.label.es for one in read.subjects}
    page = PlanPreviewPage(
        frame=frame_of(request, t, t("page.plan_preview.title"), shows_invented=False),
        ways=academia_ways(request.url.path, t),
        name=read.outline.label.es,
        area=read.outline.area.value,
        n_rows=read.n_rows,
        subjects=tuple(
            SubjectRow(
                key=read.official_keys[one.id],
                name=one.label.es,
                semester=one.semester,
                hours=one.hours,
                credits=one.credits,
                has_syllabus=one.syllabus.es != one.label.es,
                needs=t.listed(names[id_] for id_ in sorted(one.prerequisite_ids)),
            )
            for one in sorted(read.subjects, key=lambda one: one.semester)
        ),
        rejected=_rejected(read, t),
        columns=tuple((said_column(ours, t), theirs) for ours, theirs in read.columns.items()),
        unused=t.listed(read.unused),
        change=""
        if change is None
        else t("page.plan_preview.change", kept=change.n_kept, new=change.n_new, gone=change.n_gone),
        rows=read.as_csv(),
    )
    return render(request, "academia/plan_preview.html", page, t)


def _rejected(read: PlanFile, t: Texts) -> tuple[tuple[int, str], ...]:
    return tuple((line, said_reason(reason, t)) for line, reason in read.rejected)
