"""Follow-up studies: those there are, and a new one."""

from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import NowDep, PageTextsDep, PartsDep, ProgrammeDep, ReadingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.done import done_url
from api.pages.frame import Frame, figures_frame, frame_of, render
from api.pages.people_counts import count_text
from api.pages.programme.study_choice import StudyForm, read_form, usual_form
from api.pages.programme.study_tables import studies_table
from api.pages.programme.ways import STUDIES, programme_ways, study_url
from api.pages.table_files import render_tables
from api.programme.studies import make_study
from api.web.forms import PostedDep
from data import follow_up_store
from data.database import writing
from data.errors import InputError
from data.follow_up_store import LetterCounts, Study, StudyTakenError

router = APIRouter(prefix=STUDIES, include_in_schema=False)

_NEW = f"{STUDIES}/nuevo"


@dataclass(frozen=True, slots=True)
class StudyLine:
    """A study in words and numbers."""

    name: str
    url: str
    time: str
    closes_on: str
    drawn: str
    invited: str
    answered: str


@dataclass(frozen=True, slots=True)
class StudiesPage:
    """All that ``programme/studies.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    new_url: str
    studies: tuple[StudyLine, ...]


@dataclass(frozen=True, slots=True)
class NewStudyPage:
    """All that ``programme/new_study.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    url: str
    form: StudyForm


@router.get("")
def show_studies(request: Request, connection: ReadingDep, _rights: ProgrammeDep, t: PageTextsDep) -> Response:
    """Show the studies, newest first."""
    studies = follow_up_store.studies(connection)
    found = [(one, follow_up_store.letter_counts(connection, one.study_id)) for one in studies]
    page = StudiesPage(
        frame=figures_frame(request, connection, t, t("page.studies.title")),
        ways=programme_ways(STUDIES, t),
        new_url=_NEW,
        studies=tuple(_line(one, counts, t) for one, counts in found),
    )
    return render_tables(request, "programme/studies.html", page, t, [studies_table(found, t)] if found else [])


@router.get("/nuevo")
def show_form(request: Request, _rights: ProgrammeDep, t: PageTextsDep, now: NowDep) -> HTMLResponse:
    """Show the form with what is usual."""
    return _form_page(request, t, usual_form(now.date()))


@router.post("/nuevo")
def make(
    request: Request, form: PostedDep, rights: ProgrammeDep, parts: PartsDep, t: PageTextsDep, now: NowDep
) -> Response:
    """Draw the study; or show the form with what is wrong."""
    read = read_form(form, now, t)
    if read.study is None:
        return _form_page(request, t, read)
    try:
        with writing(parts.engine) as connection:
            make_study(connection, rights, read.study, read.n_people, now)
    except StudyTakenError as error:
        return _form_page(request, t, replace(read, errors={"name": t(error.key)}))
    except InputError:
        return _form_page(request, t, replace(read, errors={"passed_until": t("page.study.nobody_passed")}))
    return RedirectResponse(f"{done_url(study_url(read.study.study_id), 'estudio')}#confirmation", status_code=303)


def time_text(study: Study, t: Texts) -> str:
    """The days between which a certification was passed."""
    return t("page.study.time", first=t.day(study.passed_from), last=t.day(study.passed_until))


def _form_page(request: Request, t: Texts, form: StudyForm) -> HTMLResponse:
    page = NewStudyPage(
        frame=frame_of(request, t, t("page.study.new"), shows_invented=False),
        ways=programme_ways(STUDIES, t),
        url=_NEW,
        form=form,
    )
    return render(request, "programme/new_study.html", page, t, status=422 if form.errors else 200)


def _line(study: Study, counts: LetterCounts, t: Texts) -> StudyLine:
    return StudyLine(
        study.study_id,
        study_url(study.study_id),
        time_text(study, t),
        t.day(study.closes_on),
        count_text(counts.n_drawn, t),
        count_text(counts.n_invited, t),
        count_text(counts.n_answered, t),
    )
