"""The programme's goals and how far it is: who holds a certification, by group, and who has English to work in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import sqlalchemy as sa

from api.i18n import Texts
from api.programme.plan_figures import shown_counts
from api.small_groups import shown_alone
from api.state_names import state_name
from data import goal_store, learner_store
from data.catalogue import Catalogue
from data.domain import EnglishLevel, InstitutionId, LearnerKind
from data.goal_store import Certified
from data.learner_store import EnglishCount

TWO_IN_TEN: Final = 0.2
"""The share of a group that is to hold a certification."""

WORKING_ENGLISH: Final = EnglishLevel.B2


class GoalGrouping(StrEnum):
    """By what people are put in groups; of institutions and states the students alone."""

    KIND = "kind"
    INSTITUTION = "institution"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class GoalGroup:
    """A group's numbers; each is ``None`` where it would tell of one to four people."""

    group: str
    n_people: int | None
    n_certified: int | None

    @property
    def share(self) -> float | None:
        """Certified people of all; ``None`` where a number is hidden or nobody is there."""
        if self.n_certified is None or not self.n_people:
            return None
        return self.n_certified / self.n_people

    @property
    def is_reached(self) -> bool | None:
        """Whether two in ten hold a certification."""
        return None if self.share is None else self.share >= TWO_IN_TEN


@dataclass(frozen=True, slots=True)
class ProgrammeGoals:
    """How far the programme is; ``share_english`` is ``None`` where there are no learners."""

    year: int
    n_certified: int | None
    share_english: float | None
    groups: Mapping[GoalGrouping, tuple[GoalGroup, ...]]

    @property
    def teachers(self) -> GoalGroup | None:
        """The teachers; ``None`` where there are none."""
        return next((one for one in self.groups[GoalGrouping.KIND] if one.group == LearnerKind.TEACHER), None)


def goals_of(connection: sa.Connection, year: int) -> ProgrammeGoals:
    """The goals as of today: people certified in a year, and everybody's certifications and English."""
    certified = goal_store.certified_groups(connection)
    n_certified = goal_store.count_certified_since(connection, date(year, 1, 1))
    share_english = _share_english(learner_store.count_by_english(connection))
    groups = {
        GoalGrouping.KIND: certified.by_kind(),
        GoalGrouping.INSTITUTION: certified.by_institution(LearnerKind.STUDENT),
        GoalGrouping.STATE: certified.by_state(LearnerKind.STUDENT),
    }
    shown = {by: tuple(_shown_groups(counted)) for by, counted in groups.items()}
    return ProgrammeGoals(year, shown_alone(n_certified), share_english, shown)


def goal_group_name(by: GoalGrouping, group: str, catalogue: Catalogue, t: Texts) -> str:
    """A group by its name; by its id where the catalogue does not have it."""
    if by is GoalGrouping.KIND:
        return t.word(LearnerKind(group))
    if by is GoalGrouping.STATE:
        return state_name(group, catalogue, t)
    known = catalogue.institutions.get(InstitutionId(group))
    return known.name if known else group


def _shown_groups(groups: Iterable[Certified]) -> Iterable[GoalGroup]:
    """Groups without that of nobody's; hidden numbers do not follow from shown ones."""
    known = {one.group: one for one in groups}
    people = shown_counts({group: one.n_people for group, one in known.items()})
    certified = shown_counts({group: one.n_certified for group, one in known.items()})
    for group in filter(None, known):
        yield GoalGroup(group, people[group], certified[group])


def _share_english(counts: Iterable[EnglishCount]) -> float | None:
    counts = list(counts)
    n_people = sum(one.n_learners for one in counts)
    n_enough = sum(one.n_learners for one in counts if one.english.rank >= WORKING_ENGLISH.rank)
    return n_enough / n_people if n_people else None
