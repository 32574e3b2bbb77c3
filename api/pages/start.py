"""The start page: what Rumbo is, the public form, and invented people to look at."""

from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.dependencies import CatalogueDep, PageTextsDep, ReadingDep
from api.i18n import Texts
from api.open_learners import n_open_learners, some_open_learners
from api.pages.choices import Option, options, state_options
from api.pages.frame import Frame, figures_frame, render
from data.catalogue import Catalogue
from data.domain import Area
from data.learner_store import LearnerSummary

PAGE_SIZE: Final = 20

_ENTRIES: Final = (
    ("/mi", "page.start.learner", "page.start.learner_text"),
    ("/academia", "page.start.academia", "page.start.academia_text"),
    ("/carreras", "page.start.careers", "page.start.careers_text"),
    ("/industria", "page.start.industry", "page.start.industry_text"),
)

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Person:
    """One invented learner of the list."""

    url: str
    title: str
    place: str
    goal: str | None
    short_id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Where one kind of visitor begins."""

    url: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class StartPage:
    """All that ``start.html`` may use."""

    frame: Frame
    entries: tuple[Entry, ...]
    people: tuple[Person, ...]
    n_found: int
    states: tuple[Option, ...]
    areas: tuple[Option, ...]
    is_filtered: bool
    page_number: int
    n_pages: int
    previous_url: str | None
    next_url: str | None


@router.get("/")
def show_start(
    request: Request,
    connection: ReadingDep,
    catalogue: CatalogueDep,
    t: PageTextsDep,
    state: Annotated[str, Query(max_length=8)] = "",
    area: Annotated[str, Query(max_length=32)] = "",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> HTMLResponse:
    """Show a page of the invented learners, of one state or area of study where asked for."""
    found = some_open_learners(connection, catalogue, PAGE_SIZE, (page - 1) * PAGE_SIZE, state_id=state, area=area)
    n_found = n_open_learners(connection, catalogue, state_id=state, area=area)
    n_pages = max(1, -(-n_found // PAGE_SIZE))

    def url(number: int) -> str:
        return "/?" + urlencode({"state": state, "area": area, "page": number}) + "#people"

    start = StartPage(
        frame=figures_frame(request, connection, t, t("page.start.title")),
        entries=tuple(Entry(url, t(title), t(text)) for url, title, text in _ENTRIES),
        people=tuple(_person(learner, catalogue, t) for learner in found),
        n_found=n_found,
        states=state_options(catalogue, t, state),
        areas=options(((one.value, t.word(one)) for one in _areas(catalogue)), area),
        is_filtered=bool(state or area),
        page_number=page,
        n_pages=n_pages,
        previous_url=url(min(page - 1, n_pages)) if page > 1 else None,
        next_url=url(page + 1) if page < n_pages else None,
    )
    return render(request, "start.html", start, t)


def _areas(catalogue: Catalogue) -> list[Area]:
    """Areas that some curriculum has, in the order of the enum."""
    taught = {curriculum.area for curriculum in catalogue.curricula.values()}
    return [area for area in Area if area in taught]


def _person(learner: LearnerSummary, catalogue: Catalogue, t: Texts) -> Person:
    curriculum = catalogue.curricula.get(learner.curriculum_id) if learner.curriculum_id else None
    goal = catalogue.occupations.get(learner.goal_occupation_id) if learner.goal_occupation_id else None
    kind = t.word(learner.kind)
    return Person(
        url=f"/learners/{learner.id}",
        title=t("page.start.person", kind=kind, curriculum=t.label(curriculum.label)) if curriculum else kind,
        place=t.label(catalogue.states[learner.state_id].label),
        goal=t.label(goal.label) if goal else None,
        short_id=learner.id[:6],
    )
