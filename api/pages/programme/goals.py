"""The programme's goals and how far it is, from stored data alone; what is not stored is said to be missing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.dependencies import CatalogueDep, NowDep, PageTextsDep, ProgrammeDep, ReadingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.frame import Frame, frame_of
from api.pages.people_counts import count_text, shown_number, shown_text
from api.pages.programme.tables import enrolment_table
from api.pages.programme.ways import HOME, programme_ways
from api.pages.table_files import render_tables
from api.programme.enrolment import CycleEnrolment, enrolment_by_cycle
from api.programme.plan_figures import shown_counts
from data import goal_store, learner_store
from data.catalogue import Catalogue
from data.domain import EnglishLevel, InstitutionId, LearnerKind, StateId
from data.exporters.tables import Share, Table
from data.goal_store import Certified
from data.learner_store import EnglishCount

_TWO_IN_TEN: Final = 0.2
_WORKING_ENGLISH: Final = EnglishLevel.B2

router = APIRouter(prefix=f"{HOME}/metas", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A group with its share of certified people; ``is_reached`` is ``None`` where the share is hidden."""

    name: str
    url: str | None
    n_people: str
    n_certified: str
    share: str
    is_reached: bool | None


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """Students of a cycle in studies that IT and BPO employers look for."""

    cycle: str
    n_enrolled: str
    n_graduates: str


@dataclass(frozen=True, slots=True)
class ProgrammeGoalsPage:
    """All that ``programme/goals.html`` may use; a text is empty where nothing is stored."""

    frame: Frame
    ways: tuple[Way, ...]
    year: int
    n_certified: str
    english: str
    institutions: tuple[GoalRow, ...]
    states: tuple[GoalRow, ...]
    kinds: tuple[GoalRow, ...]
    enrolment: tuple[EnrolmentRow, ...]


@router.get("")
def show_goals(
    request: Request,
    connection: ReadingDep,
    _rights: ProgrammeDep,
    catalogue: CatalogueDep,
    t: PageTextsDep,
    now: NowDep,
) -> Response:
    """Show the goals as of today."""
    certified = goal_store.certified_groups(connection)
    by_institution, by_state = certified.by_institution(LearnerKind.STUDENT), certified.by_state(LearnerKind.STUDENT)
    by_kind = certified.by_kind()
    enrolment = enrolment_by_cycle(connection, catalogue)
    institution_name, state_name = _institution_name(catalogue, t), _state_name(catalogue, t)
    page = ProgrammeGoalsPage(
        frame=frame_of(request, t, t("page.programme_goals.title"), shows_invented=False),
        ways=programme_ways(request.url.path, t),
        year=now.year,
        n_certified=count_text(goal_store.count_certified_since(connection, date(now.year, 1, 1)), t),
        english=_english(learner_store.count_by_english(connection), t),
        institutions=tuple(_rows(by_institution, institution_name, lambda group: None, t)),
        states=tuple(_rows(by_state, state_name, lambda group: f"/carreras/{group}", t)),
        kinds=tuple(_rows(by_kind, lambda kind: t.word(LearnerKind(kind)), lambda kind: None, t)),
        enrolment=tuple(_enrolment(one, t) for one in enrolment),
    )
    tables = [
        _table("por-tipo", "page.programme_goals.kinds", by_kind, lambda kind: t.word(LearnerKind(kind)), t),
        _table("por-institucion", "page.programme_goals.institutions", by_institution, institution_name, t),
        _table("por-estado", "page.programme_goals.states", by_state, state_name, t),
        *([enrolment_table(enrolment, t)] if enrolment else []),
    ]
    return render_tables(request, "programme/goals.html", page, t, tables)


@dataclass(frozen=True, slots=True)
class _Group:
    """A group's numbers; each is ``None`` where it is hidden."""

    group: str
    n_people: int | None
    n_certified: int | None
    share: float | None


def _groups(groups: Iterable[Certified]) -> Iterable[_Group]:
    known = {one.group: one for one in groups}
    people = shown_counts({group: one.n_people for group, one in known.items()})
    certified = shown_counts({group: one.n_certified for group, one in known.items()})
    for group in (group for group in known if group):
        n_people, n_certified = people[group], certified[group]
        is_shown = n_people is not None and n_certified is not None
        yield _Group(group, n_people, n_certified, (n_certified or 0) / n_people if is_shown and n_people else None)


def _table(name: str, caption: str, groups: Iterable[Certified], named: Callable[[str], str], t: Texts) -> Table:
    hidden = t("page.people.hidden")
    rows = (
        (
            named(one.group),
            shown_number(one.n_people, t),
            shown_number(one.n_certified, t),
            hidden if one.share is None else Share(one.share),
        )
        for one in _groups(groups)
    )
    headings = ("page.run.group", "page.programme_goals.people", "page.programme_goals.holders", "page.run.share")
    return Table(name, t(caption), tuple(map(t, headings)), rows)


def _rows(
    groups: Iterable[Certified], named: Callable[[str], str], url_of: Callable[[str], str | None], t: Texts
) -> Iterable[GoalRow]:
    for one in _groups(groups):
        yield GoalRow(
            named(one.group),
            url_of(one.group),
            shown_text(one.n_people, t),
            shown_text(one.n_certified, t),
            t("page.people.hidden") if one.share is None else t.percent(one.share),
            None if one.share is None else one.share >= _TWO_IN_TEN,
        )


def _institution_name(catalogue: Catalogue, t: Texts) -> Callable[[str], str]:
    def name(group: str) -> str:
        known = catalogue.institutions.get(InstitutionId(group))
        return known.name if known else group

    return name


def _state_name(catalogue: Catalogue, t: Texts) -> Callable[[str], str]:
    def name(group: str) -> str:
        known = catalogue.states.get(StateId(group))
        return t.label(known.label) if known else group

    return name


def _english(counts: Iterable[EnglishCount], t: Texts) -> str:
    """Share of learners with English enough to work in it; empty where there are none."""
    counts = list(counts)
    n_people = sum(one.n_learners for one in counts)
    n_enough = sum(one.n_learners for one in counts if one.english.rank >= _WORKING_ENGLISH.rank)
    return t.percent(n_enough / n_people) if n_people else ""


def _enrolment(one: CycleEnrolment, t: Texts) -> EnrolmentRow:
    return EnrolmentRow(
        one.cycle, t.number(one.figures.n_enrolled_in_scope), t.number(one.figures.n_graduates_in_scope)
    )
