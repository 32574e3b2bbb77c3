"""Who will hold a skill: who still will, who is under way and will have passed, and who has yet to begin."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.forecast.hazards import Hazards, cumulative_ends
from recommender.forecast.supply_events import DAYS_A_MONTH, NEVER, Starts, SupplyCatalogue, SupplyEvents

RATE_MONTHS: Final = 6
"""Months whose beginnings say how many more will begin."""

_STRENGTH: Final = 5.0
"""Beginnings that speak for "as its state and certification" in one state and certification."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ExpectedSupply:
    """Supply some months after a day, all of shape (n_states, n_skills).

    Attributes
    ----------
    staying
        People who hold the skill on the day and still will: certain but for their moving away.
    gained
        People expected to hold it then who are none of these.
    variance
        Of ``gained`` if people pass independently of each other.
    """

    staying: NDArray[np.int64]
    gained: Numbers
    variance: Numbers


def holders(events: SupplyEvents, catalogue: SupplyCatalogue, known_on: int, valid_on: int) -> csr_array:
    """Who holds which skill, shape (n_learners, n_skills) of 0 and 1: passed by one day and valid on another."""
    passed = events.passed
    months = catalogue.validity_months[passed.certification]
    is_valid = (months == 0) | (valid_on - passed.began_on <= DAYS_A_MONTH * months)
    return _skills_of(events, catalogue, passed.only(is_valid & (passed.began_on <= known_on))).sign()


def by_state(events: SupplyEvents, people: csr_array) -> Numbers:
    """Sums over the learners of each state, shape (n_states, n_skills)."""
    n_learners = len(events.state)
    states = csr_array((np.ones(n_learners), (events.state, np.arange(n_learners))), (events.n_states, n_learners))
    return np.asarray((states @ people).toarray())


@dataclass(frozen=True, slots=True)
class Curves:
    """How soon enrolments are passed and vouchers redeemed, by age: `cumulative_ends` of each."""

    passing: Numbers
    redeeming: Numbers

    @classmethod
    def learned(cls, events: SupplyEvents, day: int) -> "Curves":
        """From all that was known on a day."""
        known = events.known_on(day)
        return cls(cumulative_ends(known.enrolments, day), cumulative_ends(known.vouchers, day))


def expected_supply(
    events: SupplyEvents, catalogue: SupplyCatalogue, curves: Curves, day: int, months: int
) -> ExpectedSupply:
    """Supply ``months`` after a day, from what was known on it and from curves.

    Who is under way passes, and who has a voucher redeems it, as soon and as often as those before them, by age of the
    enrolment or voucher and by certification. As many begin each month as in the last six. An expired certification
    counts again only if it is passed again.
    """
    events = events.known_on(day)
    n_certifications = len(catalogue.proves)
    passing = Hazards.of(curves.passing, events.enrolments, day, n_certifications)
    redeeming = Hazards.of(curves.redeeming, events.vouchers, day, n_certifications)
    staying = holders(events, catalogue, day, day + round(months * DAYS_A_MONTH))
    under_way = events.enrolments.only(events.enrolments.ended_on == NEVER)
    open_vouchers = events.vouchers.only(events.vouchers.ended_on == NEVER)
    age = (day - under_way.began_on) / DAYS_A_MONTH
    passes = passing.between(under_way.certification, age, age + months)
    by_voucher = _passes_by_voucher(passing, redeeming, open_vouchers, day, months)
    ends = _skills_of(events, catalogue, under_way, passes) + _skills_of(events, catalogue, open_vouchers, by_voucher)
    chance = csr_array(ends)
    chance.data = 1 - np.exp(-chance.data)
    chance = csr_array(chance - chance.multiply(staying))
    newcomers = _newcomers(events, catalogue, passing, redeeming, day, months)
    gained = by_state(events, chance)
    variance = gained - by_state(events, csr_array(chance.multiply(chance)))
    return ExpectedSupply(by_state(events, staying).round().astype(np.int64), gained + newcomers, variance + newcomers)


def gained_supply(events: SupplyEvents, catalogue: SupplyCatalogue, day: int, months: int) -> NDArray[np.int64]:
    """What `ExpectedSupply.gained` came to, by all that is known now, shape (n_states, n_skills)."""
    later = day + round(months * DAYS_A_MONTH)
    then = holders(events, catalogue, later, later)
    staying = holders(events, catalogue, day, later)
    return np.asarray(by_state(events, csr_array(then - then.multiply(staying))).round(), np.int64)


def _skills_of(
    events: SupplyEvents, catalogue: SupplyCatalogue, starts: Starts, weights: Numbers | None = None
) -> csr_array:
    """Weights of certifications added up over the skills that they prove, shape (n_learners, n_skills)."""
    shape = (len(events.state), len(catalogue.proves))
    values = np.ones(len(starts.learner)) if weights is None else weights
    taken = csr_array((values, (starts.learner, starts.certification)), shape)
    return csr_array(taken @ csr_array(catalogue.proves))


def _passes_by_voucher(passing: Hazards, redeeming: Hazards, vouchers: Starts, day: int, months: int) -> Numbers:
    """Passes expected of open vouchers: redeemed in one of the months, passed in what is left, shape (n_vouchers,)."""
    age = (day - vouchers.began_on) / DAYS_A_MONTH
    chance = np.zeros(len(age))
    for month in range(months):
        still_open = np.exp(-redeeming.between(vouchers.certification, age, age + month))
        redeemed = still_open - np.exp(-redeeming.between(vouchers.certification, age, age + month + 1))
        chance += redeemed * _chance_of_passing(passing, vouchers.certification, months - month - 0.5)
    return np.asarray(-np.log1p(-np.minimum(chance, 1 - 1e-9)))


def _chance_of_passing(passing: Hazards, certification: NDArray[np.int64], months: float) -> Numbers:
    """Chance that a new enrolment ends in a passed exam within some months."""
    zeros = np.zeros(len(certification))
    return 1 - np.exp(-passing.between(certification, zeros, zeros + months))


def _newcomers(
    events: SupplyEvents, catalogue: SupplyCatalogue, passing: Hazards, redeeming: Hazards, day: int, months: int
) -> Numbers:
    """People expected to begin and pass within the months, shape (n_states, n_skills)."""
    every = np.arange(len(catalogue.proves))
    by_enrolment, by_voucher = np.zeros(len(every)), np.zeros(len(every))
    for month in range(months):
        left = months - month - 0.5
        by_enrolment += _chance_of_passing(passing, every, left)
        fresh = Starts(every, every, np.full(len(every), day), np.full(len(every), NEVER))
        by_voucher += 1 - np.exp(-_passes_by_voucher(passing, redeeming, fresh, day, int(left)))
    alone = events.enrolments.only(~_is_redeemed(events, len(every)))
    passes = _monthly(events, alone, day, len(every)) * by_enrolment
    passes += _monthly(events, events.vouchers, day, len(every)) * by_voucher
    return np.asarray((passes @ catalogue.proves) * _share_new(events, catalogue, day))


def _is_redeemed(events: SupplyEvents, n_certifications: int) -> NDArray[np.bool_]:
    """Which enrolments came by a voucher: redeemed on the day, for the same learner and certification."""

    def keys(starts: Starts, days: NDArray[np.int64]) -> set[tuple[int, int]]:
        numbers = starts.learner * n_certifications + starts.certification
        return set(zip(numbers.tolist(), days.tolist(), strict=True))

    redeemed = keys(events.vouchers, events.vouchers.ended_on)
    enrolments = events.enrolments
    numbers = enrolments.learner * n_certifications + enrolments.certification
    pairs = zip(numbers.tolist(), enrolments.began_on.tolist(), strict=True)
    return np.array([pair in redeemed for pair in pairs], bool)


def _monthly(events: SupplyEvents, starts: Starts, day: int, n_certifications: int) -> Numbers:
    """Beginnings a month over the last months, shape (n_states, n_certifications), drawn towards what is usual.

    Where the history is shorter than the months that are looked at, it is divided by its own length.
    """
    months = float(np.clip((day - events.first_day + 1) / DAYS_A_MONTH, 1.0, RATE_MONTHS))
    lately = starts.only(starts.began_on > day - months * DAYS_A_MONTH)
    counts = np.zeros((events.n_states, n_certifications))
    np.add.at(counts, (events.state[lately.learner], lately.certification), 1)
    alike = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / max(counts.sum(), 1.0)
    return np.asarray(alike * (_STRENGTH + counts) / (_STRENGTH + alike) / months)


def _share_new(events: SupplyEvents, catalogue: SupplyCatalogue, day: int) -> Numbers:
    """Share of exams passed that gave somebody a skill they did not hold, by skill, shape (n_skills,)."""
    gave = events.passed.only(events.passed.began_on <= day)
    times = np.asarray(_skills_of(events, catalogue, gave).sum(axis=0))
    people = np.asarray(holders(events, catalogue, day, day).sum(axis=0))
    return np.asarray((_STRENGTH + people) / (_STRENGTH + np.maximum(times, people)))
