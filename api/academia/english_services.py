"""English that postings ask for against English that learners have, by state and level."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from api.academia.region_postings import first_day
from api.kept import Kept
from api.small_groups import Sum, shown_figures
from data import demand_store, posting_year_store
from data.catalogue import Catalogue
from data.demand_store import CountStamp
from data.domain import EnglishLevel, SkillId, StateId
from data.learner_store import EnglishCount, count_by_english
from embeddings.english_level import UNSTATED, english_asked

ENGLISH: Final = SkillId("english")

LEVELS: Final = tuple(EnglishLevel)

_RENEWED_AFTER: Final = timedelta(minutes=10)
_N_LEVELS: Final = len(LEVELS)
_FIRST_HIGH: Final = EnglishLevel.B2.rank
# Columns of the figures of learners: a level each, then these sums.
_UP_TO_B1, _FROM_B2, _ALL = range(_N_LEVELS, _N_LEVELS + 3)


@dataclass(frozen=True, slots=True)
class EnglishAsked:
    """Postings of the year up to ``as_of``: ``postings``, (n_regions,), and of them those that ask for each level.

    ``levels`` is (n_regions, 7), by CEFR rank; column 0 asks for none. Rows are states, then the whole country.
    """

    as_of: date
    is_invented: bool
    postings: NDArray[np.int64]
    levels: NDArray[np.int64]

    def n_from_b2(self, region: int) -> int:
        """Postings that ask for B2 or more."""
        return int(self.levels[region, _FIRST_HIGH:].sum())


@dataclass(frozen=True, slots=True)
class EnglishHeld:
    """Learners by region and level; a figure is ``None`` where it would tell of one to four people."""

    is_invented: bool
    figures: NDArray[np.int64]
    shown: NDArray[np.bool_]

    def level(self, region: int, level: EnglishLevel) -> int | None:
        """Learners of a level."""
        return self._figure(region, level.rank)

    def from_b2(self, region: int) -> int | None:
        """Learners with B2 or more."""
        return self._figure(region, _FROM_B2)

    def total(self, region: int) -> int | None:
        """All learners."""
        return self._figure(region, _ALL)

    def _figure(self, region: int, column: int) -> int | None:
        return int(self.figures[region, column]) if self.shown[region, column] else None


@dataclass(frozen=True, slots=True)
class EnglishKept:
    """What is kept between requests: levels read from sentences, and what of learners may be shown."""

    asked: Kept[CountStamp, EnglishAsked]
    held: Kept[int, EnglishHeld]

    @classmethod
    def empty(cls) -> "EnglishKept":
        """Nothing yet."""
        return cls(Kept(), Kept())


def region_of(state_id: StateId | None, catalogue: Catalogue) -> int:
    """Row of a state, or of the whole country."""
    return len(catalogue.states) if state_id is None else list(catalogue.states).index(state_id)


def english_asked_for(connection: sa.Connection, catalogue: Catalogue, kept: EnglishKept) -> EnglishAsked | None:
    """Levels that the postings of the last year ask for; ``None`` while no demand was counted."""
    stamp = demand_store.count_stamp(connection)
    if stamp is None:
        return None
    return kept.asked.current(stamp, lambda: _read_levels(connection, catalogue, stamp.as_of))


def english_held(connection: sa.Connection, catalogue: Catalogue, kept: EnglishKept, now: datetime) -> EnglishHeld:
    """Learners by level, small groups hidden; counted anew every ten minutes, as it goes through all learners."""
    return kept.held.current(
        int(now.timestamp() // _RENEWED_AFTER.total_seconds()),
        lambda: _without_small_groups(count_by_english(connection), catalogue),
    )


def _read_levels(connection: sa.Connection, catalogue: Catalogue, as_of: date) -> EnglishAsked:
    since = first_day(as_of)
    row = {state_id: number for number, state_id in enumerate(catalogue.states)}
    postings, n_invented = np.zeros(len(row) + 1, np.int64), 0
    for count in posting_year_store.counts_since(connection, since):
        postings[row[count.state_id]] = count.n_postings
        n_invented += count.n_invented
    asked: dict[str, tuple[StateId, EnglishLevel]] = {}
    for posting_id, state_id, sentence in posting_year_store.sentences_since(
        connection, english_skills(catalogue), since
    ):
        level = max(english_asked(sentence), asked.get(posting_id, (state_id, LEVELS[0]))[1], key=lambda one: one.rank)
        asked[posting_id] = state_id, level
    levels = np.zeros((len(row) + 1, _N_LEVELS), np.int64)
    for state_id, level in asked.values():
        # A sentence that was read as English without naming it, as "llamadas con clientes de Texas", tells no level.
        levels[row[state_id], (UNSTATED if level is EnglishLevel.NONE else level).rank] += 1
    postings[-1] = postings.sum()
    levels[-1] = levels.sum(axis=0)
    levels[:, 0] = postings - levels.sum(axis=1)
    return EnglishAsked(as_of, n_invented > 0, postings, levels)


def english_skills(catalogue: Catalogue) -> frozenset[SkillId]:
    """English and every skill that is a part of it, such as writing in English."""

    def is_english(skill_id: SkillId | None) -> bool:
        return skill_id == ENGLISH or (skill_id is not None and is_english(catalogue.skills[skill_id].broader_skill_id))

    return frozenset(filter(is_english, catalogue.skills))


def _without_small_groups(counts: tuple[EnglishCount, ...], catalogue: Catalogue) -> EnglishHeld:
    row = {state_id: number for number, state_id in enumerate(catalogue.states)}
    figures = np.zeros((len(row) + 1, _ALL + 1), np.int64)
    for count in counts:
        figures[row[count.state_id], count.english.rank] = count.n_learners
    figures[:, _UP_TO_B1] = figures[:, :_FIRST_HIGH].sum(axis=1)
    figures[:, _FROM_B2] = figures[:, _FIRST_HIGH:_N_LEVELS].sum(axis=1)
    figures[:, _ALL] = figures[:, _UP_TO_B1] + figures[:, _FROM_B2]
    figures[-1] = figures[:-1].sum(axis=0)
    shown = shown_figures(figures.ravel(), _sums(*figures.shape)).reshape(figures.shape)
    return EnglishHeld(any(count.n_invented for count in counts), figures, shown)


def _sums(n_regions: int, n_columns: int) -> list[Sum]:
    """Levels make up bands, bands a region, states the country."""

    def cells(region: int, columns: range) -> tuple[int, ...]:
        return tuple(region * n_columns + column for column in columns)

    found = []
    for region in range(n_regions):
        low, high, total = cells(region, range(_UP_TO_B1, _ALL + 1))
        found += [
            Sum(low, cells(region, range(_FIRST_HIGH))),
            Sum(high, cells(region, range(_FIRST_HIGH, _N_LEVELS))),
            Sum(total, (low, high)),
        ]
    country = n_regions - 1
    found += [
        Sum(country * n_columns + column, tuple(region * n_columns + column for region in range(country)))
        for column in range(n_columns)
    ]
    return found
