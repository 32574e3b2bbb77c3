"""Who holds a skill by state, and who will in the months to come; small groups are hidden."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from api.small_groups import FEWEST_PEOPLE, Sum, shown_figures
from data import supply_store
from data.catalogue import Catalogue
from data.domain import LearnerId, SkillId, StateId
from data.errors import NotReadyError
from data.supply_store import Begun
from recommender.arrays import CatalogueArrays, catalogue_arrays
from recommender.forecast.supply import by_state, holders
from recommender.forecast.supply_events import NEVER, Starts, SupplyCatalogue, SupplyEvents, first_after
from recommender.forecast.supply_model import SupplyForecast, supply_forecast

HORIZONS: Final = (3, 6, 12)
"""Months that supply is forecast ahead."""


@dataclass(frozen=True, slots=True)
class SupplyBasis:
    """All that supply is reckoned from; ``day``, an ordinal, is the last on which anything happened."""

    arrays: CatalogueArrays
    events: SupplyEvents
    catalogue: SupplyCatalogue
    day: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """Supply of all states and skills: ``now`` of shape (n_states, n_skills), and a forecast by months."""

    now: NDArray[np.int64]
    ahead: Mapping[int, SupplyForecast]


@dataclass(frozen=True, slots=True)
class Expected:
    """People expected to hold a skill, and the ends of the 80 % interval."""

    mean: float
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class StateSupply:
    """Supply of a skill in a state; ``None`` is a group of one to four, or one that would tell such a group."""

    state_id: StateId
    now: int | None
    ahead: Mapping[int, Expected | None]


def supply_basis(connection: sa.Connection, catalogue: Catalogue) -> SupplyBasis:
    """Read what supply is reckoned from; certifications and states that the catalogue lost are passed over.

    Raises
    ------
    NotReadyError
        If nobody ever enrolled or passed.
    """
    arrays = catalogue_arrays(catalogue)
    states = supply_store.learner_states(connection)
    known = [learner_id for learner_id, state_id in states.items() if state_id in arrays.state_row]
    people = {learner_id: place for place, learner_id in enumerate(known)}
    passed, enrolled, vouchers = (
        _starts(begun, people, arrays)
        for begun in (
            supply_store.exams_passed(connection),
            supply_store.enrolments(connection),
            supply_store.vouchers(connection),
        )
    )
    n_certifications = len(arrays.validity_months)
    enrolments = Starts(
        enrolled.learner, enrolled.certification, enrolled.began_on, first_after(enrolled, passed, n_certifications)
    )
    days = [one.began_on.max(initial=0) for one in (passed, enrolments, vouchers)]
    if not max(days):
        raise NotReadyError("nobody has enrolled or passed; run rumbo import enrolments FILE and exam_results FILE")
    state = np.array([arrays.state_row[states[learner_id]] for learner_id in known], np.int64)
    events = SupplyEvents(state, arrays.n_states, passed, enrolments, vouchers)
    proves = (arrays.proved.toarray() > 0).astype(np.float64)
    proved = SupplyCatalogue(proves, np.asarray(arrays.validity_months, np.int64))
    return SupplyBasis(arrays, events, proved, int(max(days)))


def outlook(basis: SupplyBasis) -> Outlook:
    """Supply now and in 3, 6 and 12 months, of all states and skills."""
    held = holders(basis.events, basis.catalogue, basis.day, basis.day)
    now = np.asarray(by_state(basis.events, held).round(), np.int64)
    return Outlook(
        now, {months: supply_forecast(basis.events, basis.catalogue, basis.day, months) for months in HORIZONS}
    )


def skill_supply(basis: SupplyBasis, found: Outlook, skill_id: SkillId) -> tuple[StateSupply, ...]:
    """Supply of one skill in all states, by state; forecasts of fewer than five people are hidden as well.

    Raises
    ------
    KeyError
        If the catalogue has no such skill.
    """
    column = basis.arrays.skill_row[skill_id]
    now = found.now[:, column]
    figures = np.array([now.sum(), *now])
    shown = shown_figures(figures, [Sum(0, tuple(range(1, len(figures))))])[1:]
    return tuple(
        StateSupply(
            StateId(state_id),
            int(now[row]) if shown[row] else None,
            {months: _expected(forecast, row, column) for months, forecast in found.ahead.items()},
        )
        for state_id, row in sorted(basis.arrays.state_row.items())
    )


def _expected(forecast: SupplyForecast, row: int, column: int) -> Expected | None:
    mean = float(forecast.mean[row, column])
    if mean < FEWEST_PEOPLE:
        return None
    return Expected(mean, int(forecast.low[row, column]), int(forecast.high[row, column]))


def _starts(begun: Begun, people: Mapping[LearnerId, int], arrays: CatalogueArrays) -> Starts:
    """What began as numbers."""
    rows = [
        (people[learner_id], arrays.certification_row[certification_id], began_on.toordinal(), ended_on)
        for learner_id, certification_id, began_on, ended_on in zip(
            begun.learner_ids, begun.certification_ids, begun.began_on, begun.ended_on, strict=True
        )
        if learner_id in people and certification_id in arrays.certification_row
    ]
    numbers = np.array([row[:3] for row in rows], np.int64).reshape(-1, 3)
    ended = np.array([NEVER if row[3] is None else row[3].toordinal() for row in rows], np.int64)
    return Starts(numbers[:, 0], numbers[:, 1], numbers[:, 2], ended)
