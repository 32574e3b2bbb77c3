"""Invented enrolments, vouchers and exams, under laws that real ones may follow."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.forecast.supply_events import DAYS_A_MONTH, NEVER, Starts, SupplyCatalogue, SupplyEvents, first_after

N_LEARNERS: Final = 8_000
N_STATES: Final = 12
N_CERTIFICATIONS: Final = 40
N_SKILLS: Final = 60
SUPPLY_LAWS: Final = ("steady", "growth", "uneven_months", "good_and_bad_courses", "expiry")

_STARTS_A_MONTH: Final = 300.0
_VOUCHER_SHARE: Final = 0.5


@dataclass(frozen=True, slots=True)
class InventedSupply:
    """A country's events from day 0 on, past and future, and its catalogue."""

    events: SupplyEvents
    catalogue: SupplyCatalogue


def invented_supply(law: str, n_months: int, seed: int) -> InventedSupply:
    """Events of ``n_months`` under a law.

    ``steady``: as many begin each month and as many of them pass. ``growth``: 3 % more begin each month.
    ``uneven_months``: beginnings of each state and month vary by a third. ``good_and_bad_courses``: who begins the same
    certification in the same month passes together or not, with chances from .2 to .9. ``expiry``: as ``steady``, but
    half of the certifications expire after a year.

    Raises
    ------
    ValueError
        If there is no such law.
    """
    if law not in SUPPLY_LAWS:
        raise ValueError(f"no law {law!r}; there are {', '.join(SUPPLY_LAWS)}")
    rng = np.random.default_rng([SUPPLY_LAWS.index(law), seed])
    state = rng.choice(N_STATES, N_LEARNERS, p=rng.dirichlet(np.full(N_STATES, 2.0)))
    month, learner, certification = _beginnings(law, rng, state, n_months)
    day = np.asarray((month + rng.random(len(month))) * DAYS_A_MONTH, np.int64)
    has_voucher = rng.random(len(day)) < _VOUCHER_SHARE
    redeemed = rng.random(len(day)) < 0.8
    began = np.where(has_voucher, day + rng.exponential(30, len(day)).astype(np.int64), day)
    enrols = ~has_voucher | redeemed
    vouchers = Starts(
        learner[has_voucher],
        certification[has_voucher],
        day[has_voucher],
        np.where(redeemed, began, NEVER)[has_voucher],
    )
    chance = np.full((n_months, N_CERTIFICATIONS), 0.6)
    if law == "good_and_bad_courses":
        chance = rng.uniform(0.2, 0.9, chance.shape)
    passes = enrols & (rng.random(len(day)) < chance[month, certification])
    passed_on = began + rng.gamma(3.0, 40.0, len(day)).astype(np.int64)
    none = np.full(int(passes.sum()), NEVER)
    passed = Starts(learner[passes], certification[passes], passed_on[passes], none)
    open_ = Starts(learner[enrols], certification[enrols], began[enrols], np.full(int(enrols.sum()), NEVER))
    enrolments = Starts(
        open_.learner, open_.certification, open_.began_on, first_after(open_, passed, N_CERTIFICATIONS)
    )
    return InventedSupply(SupplyEvents(state, N_STATES, passed, enrolments, vouchers), _catalogue(law, rng))


def _beginnings(
    law: str, rng: np.random.Generator, state: NDArray[np.int64], n_months: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Month, learner and certification of each beginning."""
    popularity = rng.dirichlet(np.full(N_CERTIFICATIONS, 0.7))
    months = np.arange(n_months)
    rate = np.full((n_months, N_STATES), 1.0)
    if law == "growth":
        rate *= 1.03 ** months[:, None]
    if law == "uneven_months":
        rate *= rng.gamma(9.0, 1 / 9.0, rate.shape)
    shares = np.bincount(state, minlength=N_STATES) / len(state)
    counts = rng.poisson(_STARTS_A_MONTH * rate * shares)
    month = np.repeat(months, counts.sum(axis=1))
    states = np.concatenate([np.repeat(np.arange(N_STATES), row) for row in counts])
    learner = np.empty(len(month), np.int64)
    for number in range(N_STATES):
        here = states == number
        people = np.flatnonzero(state == number)
        learner[here] = rng.choice(people, int(here.sum())) if len(people) else 0
    return month, learner, rng.choice(N_CERTIFICATIONS, len(month), p=popularity)


def _catalogue(law: str, rng: np.random.Generator) -> SupplyCatalogue:
    """Each certification proves one to four skills."""
    proves = np.zeros((N_CERTIFICATIONS, N_SKILLS))
    for row in proves:
        row[rng.choice(N_SKILLS, rng.integers(1, 5), replace=False)] = 1
    expires = (np.arange(N_CERTIFICATIONS) % 2 == 0) & (law == "expiry")
    return SupplyCatalogue(proves, np.where(expires, 12, 0))
