"""Up to three certifications side by side, as they are for this learner."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.dependencies import BundleDep, LearnerDep, NowDep, PageTextsDep, PartsDep, ReadingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.addresses import voucher_url
from api.pages.cards import price_lines, rate_note_of
from api.pages.frame import Frame, frame_of, render
from api.pages.prerequisite_picture import certification_url
from api.pages.student.ways import student_ways
from api.sentences import Teller
from api.student.comparison import (
    MOST_COMPARED,
    Comparison,
    TooManyComparedError,
    UnknownComparedError,
    compare,
)
from api.student.obstacle_texts import obstacle_text
from data.domain import Certification, EnglishLevel
from data.errors import InputError
from recommender.suggestion import Assessment, ObstacleKey

_SKILLS_WITH_DEMAND: Final = 3

router = APIRouter(prefix="/mi")

Cell = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One aspect: a cell of lines for each certification."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class ComparedHead:
    """A certification at the head of its column."""

    name: str
    url: str
    voucher_url: str


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """All that ``student/comparison.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    problem: str | None
    heads: tuple[ComparedHead, ...] = ()
    rows: tuple[ComparedRow, ...] = ()
    most_compared: int = MOST_COMPARED


@router.get("/comparar")
def show_comparison(
    request: Request,
    bundle: BundleDep,
    connection: ReadingDep,
    rights: LearnerDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
) -> HTMLResponse:
    """Show the comparison, or what is wrong with what was chosen."""
    try:
        found = compare(connection, bundle, rights, request.query_params.getlist("c"), now)
    except (TooManyComparedError, UnknownComparedError) as error:
        return _problem(request, t, error)
    teller = Teller(t, parts.catalogue, found.learner)
    rate_note = rate_note_of(t, bundle.pesos_per_dollar, parts.settings.pesos_per_dollar_on)
    page = ComparisonPage(
        frame=frame_of(request, t, t("page.compare.title"), shows_invented=found.learner.is_invented),
        ways=student_ways(request, t),
        problem=None,
        heads=tuple(_head(_certification(teller, one)) for one in found.assessments),
        rows=tuple(_rows(found, teller, rate_note)) if found.assessments else (),
    )
    return render(request, "student/comparison.html", page, t)


def _problem(request: Request, t: Texts, error: InputError) -> HTMLResponse:
    frame = frame_of(request, t, t("page.compare.title"), shows_invented=False)
    page = ComparisonPage(frame, student_ways(request, t), t(error.key))
    return render(request, "student/comparison.html", page, t, status=error.status)


def _head(one: Certification) -> ComparedHead:
    return ComparedHead(one.name, certification_url(one.id), voucher_url(one.id))


def _certification(teller: Teller, one: Assessment) -> Certification:
    return teller.catalogue.certifications[one.suggestion.certification_id]


def _rows(found: Comparison, teller: Teller, rate_note: str) -> Iterator[ComparedRow]:
    """The aspects, in the order of a learner's questions."""
    t = teller.t

    def row(key: str, cell: Callable[[Assessment], Cell]) -> ComparedRow:
        return ComparedRow(t(key), tuple(cell(one) or (t("page.compare.nothing"),) for one in found.assessments))

    places = range(len(found.assessments))
    own = tuple(teller.skills(found.own_skills(place)) or (t("page.compare.nothing"),) for place in places)
    shared = tuple(teller.skills(found.shared_skills(place)) or (t("page.compare.nothing"),) for place in places)
    yield ComparedRow(t("page.compare.own_skills"), own)
    yield ComparedRow(t("page.compare.shared_skills"), shared)
    yield row("page.compare.demand", lambda one: tuple(_demand(one, found.n_postings, teller)))
    yield row("card.price", lambda one: tuple(_price(one, teller, rate_note)))
    yield row("card.time", lambda one: (teller.time(one.suggestion),))
    yield row(
        "card.pass_chance",
        lambda one: (t("card.pass_chance_value", chance=t.percent(one.suggestion.pass_chance)),),
    )
    yield row("page.certification.level", lambda one: (t.word(_certification(teller, one).level),))
    yield row("page.certification.english", lambda one: tuple(_english(one, teller)))
    yield row("page.compare.obstacles", lambda one: tuple(_obstacles(one, teller)))
    yield row("card.retention", lambda one: (teller.retention(one.suggestion),))


def _demand(one: Assessment, n_postings: int, teller: Teller) -> Iterator[str]:
    """How many postings of the state ask for the most asked skills that it adds."""
    added = sorted(one.suggestion.skills_added, key=lambda id_: (-one.n_postings[id_], id_))
    for skill_id in added[:_SKILLS_WITH_DEMAND]:
        (name,) = teller.skills((skill_id,))
        yield teller.t.count(
            "page.compare.postings", one.n_postings[skill_id], skill=name, total=teller.t.number(n_postings)
        )


def _price(one: Assessment, teller: Teller, rate_note: str) -> Iterator[str]:
    t = teller.t
    lines = price_lines(teller, one.suggestion.price, one.suggestion.certification_id, rate_note)
    if lines.after is None or lines.before is None:
        yield t("price.to_confirm")
    else:
        yield t("price.after", amount=lines.after)
        yield t("price.before", amount=lines.before)
    yield from lines.notes


def _english(one: Assessment, teller: Teller) -> Iterator[str]:
    needed, t = _certification(teller, one).english_needed, teller.t
    yield t.word(needed)
    if needed is not EnglishLevel.NONE:
        yield t("page.compare.your_english", level=t.word(teller.learner.english))


def _obstacles(one: Assessment, teller: Teller) -> Iterator[str]:
    if all(found.key is not ObstacleKey.PREREQUISITES for found in one.obstacles):
        key = "page.compare.met" if _certification(teller, one).prerequisites else "page.compare.no_prerequisites"
        yield teller.t(key)
    for found in one.obstacles:
        yield obstacle_text(found, teller.catalogue, teller.t)
