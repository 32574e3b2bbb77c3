"""The programme's goals and how far it is, from stored data alone; what is not stored is said to be missing."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.dependencies import CatalogueDep, NowDep, PageTextsDep, PartsDep, ProgrammeDep, ReadingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.frame import Frame, figures_frame
from api.pages.people_counts import shown_number, shown_text
from api.pages.programme.specialisation import SpecialisationTable, specialisation_table, specialised_states_table
from api.pages.programme.tables import enrolment_table
from api.pages.programme.ways import HOME, programme_ways
from api.pages.table_files import render_tables
from api.programme.enrolment import CycleEnrolment, enrolment_by_cycle
from api.programme.goals import GoalGroup, GoalGrouping, goal_group_name, goals_of
from api.programme.specialised_states import specialised_states
from data.catalogue import Catalogue
from data.exporters.tables import Share, Table

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
    teachers: str
    institutions: tuple[GoalRow, ...]
    states: tuple[GoalRow, ...]
    kinds: tuple[GoalRow, ...]
    enrolment: tuple[EnrolmentRow, ...]
    specialisation: SpecialisationTable | None


@router.get("")
def show_goals(
    request: Request,
    connection: ReadingDep,
    _rights: ProgrammeDep,
    parts: PartsDep,
    catalogue: CatalogueDep,
    t: PageTextsDep,
    now: NowDep,
) -> Response:
    """Show the goals as of today."""
    goals = goals_of(connection, now.year)
    enrolment = enrolment_by_cycle(connection, catalogue)
    specialised = specialised_states(connection, parts.specialised, catalogue)
    kinds, institutions, states = (_NamedGroups(by, goals.groups[by], catalogue, t) for by in GoalGrouping)
    page = ProgrammeGoalsPage(
        frame=figures_frame(request, connection, t, t("page.programme_goals.title")),
        ways=programme_ways(request.url.path, t),
        year=now.year,
        n_certified=shown_text(goals.n_certified, t),
        english="" if goals.share_english is None else t.percent(goals.share_english),
        teachers=_share_text(goals.teachers, t) if goals.teachers else "",
        institutions=tuple(institutions.rows()),
        states=tuple(states.rows()),
        kinds=tuple(kinds.rows()),
        enrolment=tuple(_enrolment(one, t) for one in enrolment),
        specialisation=specialisation_table(specialised, catalogue, t) if specialised else None,
    )
    tables = [
        kinds.table("por-tipo", t("page.programme_goals.kinds")),
        institutions.table("por-institucion", t("page.programme_goals.institutions")),
        states.table("por-estado", t("page.programme_goals.states")),
        *([enrolment_table(enrolment, t)] if enrolment else []),
        *([specialised_states_table(specialised, catalogue, t)] if specialised else []),
    ]
    return render_tables(request, "programme/goals.html", page, t, tables)


@dataclass(frozen=True, slots=True)
class _NamedGroups:
    """Groups for the page and for its files."""

    by: GoalGrouping
    groups: tuple[GoalGroup, ...]
    catalogue: Catalogue
    t: Texts

    def rows(self) -> Iterator[GoalRow]:
        """Each in words; a state leads to its page."""
        for one in self.groups:
            yield GoalRow(
                self._name(one),
                f"/carreras/{one.group}" if self.by is GoalGrouping.STATE else None,
                shown_text(one.n_people, self.t),
                shown_text(one.n_certified, self.t),
                _share_text(one, self.t),
                one.is_reached,
            )

    def table(self, name: str, caption: str) -> Table:
        """The same as a file."""
        t, hidden = self.t, self.t("page.people.hidden")
        rows = (
            (
                self._name(one),
                shown_number(one.n_people, t),
                shown_number(one.n_certified, t),
                hidden if one.share is None else Share(one.share),
            )
            for one in self.groups
        )
        headings = ("page.run.group", "page.programme_goals.people", "page.programme_goals.holders", "page.run.share")
        return Table(name, caption, tuple(map(t, headings)), rows)

    def _name(self, one: GoalGroup) -> str:
        return goal_group_name(self.by, one.group, self.catalogue, self.t)


def _share_text(one: GoalGroup, t: Texts) -> str:
    return t("page.people.hidden") if one.share is None else t.percent(one.share)


def _enrolment(one: CycleEnrolment, t: Texts) -> EnrolmentRow:
    return EnrolmentRow(
        one.cycle, t.number(one.figures.n_enrolled_in_scope), t.number(one.figures.n_graduates_in_scope)
    )
