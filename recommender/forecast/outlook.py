"""Supply of all states and skills, now and in months to come, from what everybody enrolled in and passed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from data.domain import CertificationId, LearnerId, StateId
from data.errors import NotReadyError
from recommender.arrays import CatalogueArrays
from recommender.forecast.supply import by_state, holders
from recommender.forecast.supply_events import NEVER, Starts, SupplyCatalogue, SupplyEvents, first_after
from recommender.forecast.supply_model import supply_forecast

HORIZONS: Final = (3, 6, 12)
"""Months that supply is forecast ahead."""


class Begun(Protocol):
    """Things that began, by day; ``ended_on`` is ``None`` where nothing has ended it."""

    @property
    def learner_ids(self) -> Sequence[LearnerId]:
        """Whose each is."""

    @property
    def certification_ids(self) -> Sequence[CertificationId]:
        """Of which certification."""

    @property
    def began_on(self) -> Sequence[date]:
        """Its day."""

    @property
    def ended_on(self) -> Sequence[date | None]:
        """The day of its end."""


@dataclass(frozen=True, slots=True)
class SupplyBasis:
    """All that supply is reckoned from; ``day``, an ordinal, is the last on which anything happened."""

    arrays: CatalogueArrays
    events: SupplyEvents
    catalogue: SupplyCatalogue
    day: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """Supply some months from now, shape (n_states, n_skills): the mean and the ends of the 80 % interval."""

    mean: NDArray[np.float64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Outlook:
    """Supply of all states and skills: ``now`` of shape (n_states, n_skills), and a forecast by months."""

    now: NDArray[np.int64]
    ahead: Mapping[int, Ahead]


def basis_of(
    states: Mapping[LearnerId, StateId], passed: Begun, enrolled: Begun, vouchers: Begun, arrays: CatalogueArrays
) -> SupplyBasis:
    """What supply is reckoned from; certifications and states that the catalogue lost are passed over.

    Raises
    ------
    NotReadyError
        If nobody ever enrolled or passed.
    """
    known = [learner_id for learner_id, state_id in states.items() if state_id in arrays.state_row]
    people = {learner_id: place for place, learner_id in enumerate(known)}
    exams, studies, given = (_starts(begun, people, arrays) for begun in (passed, enrolled, vouchers))
    enrolments = Starts(
        studies.learner,
        studies.certification,
        studies.began_on,
        first_after(studies, exams, len(arrays.validity_months)),
    )
    days = [one.began_on.max(initial=0) for one in (exams, enrolments, given)]
    if not max(days):
        raise NotReadyError("nobody has enrolled or passed; run rumbo import enrolments FILE and exam_results FILE")
    state = np.array([arrays.state_row[states[learner_id]] for learner_id in known], np.int64)
    events = SupplyEvents(state, arrays.n_states, exams, enrolments, given)
    proves = (arrays.proved.toarray() > 0).astype(np.float64)
    proved = SupplyCatalogue(proves, np.asarray(arrays.validity_months, np.int64))
    return SupplyBasis(arrays, events, proved, int(max(days)))


def outlook(basis: SupplyBasis) -> Outlook:
    """Supply now and in 3, 6 and 12 months, of all states and skills."""
    held = holders(basis.events, basis.catalogue, basis.day, basis.day)
    now = np.asarray(by_state(basis.events, held).round(), np.int64)
    forecasts = {months: supply_forecast(basis.events, basis.catalogue, basis.day, months) for months in HORIZONS}
    return Outlook(now, {months: Ahead(one.mean, one.low, one.high) for months, one in forecasts.items()})


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
