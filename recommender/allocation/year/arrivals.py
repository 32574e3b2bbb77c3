"""Who is still expected this year: last year's learners of the months to come, as many as this year leads to expect."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.year.applicants import Applicants

N_FORECASTS = 5
"""Drawn rests of a year that a month's vouchers are decided by; odd, so that one side always has the majority."""

N_PLACES = 20
"""Places between the least and the most worthy option at which worth is compared; each stands for a twentieth."""

GROUP_TRUST = 25.0
"""A group's own growth is believed as much as that of everybody once so many of the group came last year."""

RECENT_SHARE = 0.5
"""Share of the expected who look like this year's learners of their group, once as many came as came last year."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Learners with the month in which each applied.

    Attributes
    ----------
    month
        Shape (n_learners,), from 0.
    group
        Shape (n_learners,), from 0: what forecasts tell apart, for example states.
    """

    learners: Applicants
    month: NDArray[np.int64]
    group: NDArray[np.int64]

    def __post_init__(self) -> None:
        if not len(self.learners) == len(self.month) == len(self.group):
            raise ValueError("every learner needs a month and a group")

    def counts(self, chosen: NDArray[np.bool_], n_groups: int) -> NDArray[np.float64]:
        """How many of the chosen learners are of each group, shape (n_groups,)."""
        return np.bincount(self.group[chosen], minlength=n_groups).astype(np.float64)


def expected_after(month: int, history: Arrivals, this_year: Arrivals, rng: np.random.Generator) -> Applicants:
    """One likely rest of the year after ``month``: learners drawn group by group from those who were seen.

    How many of a group are expected is last year's number in the months to come, times how this year compares with last
    year so far (`_growth`). They are drawn from last year's learners of those months and from this year's so far, and
    worth what last year's rest was, times how worth compares so far. ``this_year`` may hold months after ``month``:
    nobody looks at them. Nobody is expected after the last month.
    """
    is_past, has_come = history.month <= month, this_year.month <= month
    n_groups = 1 + max(int(groups.max(initial=-1)) for groups in (history.group, this_year.group[has_come]))
    past, seen = history.counts(is_past, n_groups), this_year.counts(has_come, n_groups)
    rest = history.counts(~is_past, n_groups)
    mean_month = (past.sum() + rest.sum()) / (1 + int(history.month.max(initial=0)))
    n_expected = np.floor(_growth(past, seen, mean_month) * rest + rng.random(n_groups)).astype(np.int64)
    share = np.minimum(1.0, seen / np.maximum(past + rest, 1.0)) * RECENT_SHARE
    n_recent = np.round(share * n_expected).astype(np.int64)
    last_past, last_rest, now = (
        learners.learners.pick(np.flatnonzero(chosen))
        for learners, chosen in ((history, is_past), (history, ~is_past), (this_year, has_come))
    )
    like_last_year = last_rest.pick(_draw(history.group[~is_past], n_expected - n_recent, rng))
    like_this_year = now.pick(_draw(this_year.group[has_come], n_recent, rng))
    return _risen(like_last_year, last_past, now).joined(_risen(like_this_year, last_past, last_rest))


def _risen(learners: Applicants, before: Applicants, after: Applicants) -> Applicants:
    """The same learners, worth what they would be had they come ``after`` instead of ``before``.

    What is low may have risen more than what is high: chances are nearer to 1. Therefore an option's rise is that of
    the options of its place among those before; the same ones where one of the two is empty.
    """
    if not len(before.options.value) or not len(after.options.value):
        return learners
    places = (np.arange(N_PLACES) + 0.5) / N_PLACES
    were, became = (np.quantile(one.options.value.astype(np.float64), places) for one in (before, after))
    return learners.worth(np.interp(learners.options.value, were, became / were))


def _growth(past: NDArray[np.float64], seen: NDArray[np.float64], mean_month: float) -> NDArray[np.float64]:
    """Arrivals for each one of last year, shape (n_groups,): a group's own ratio, drawn to that of everybody.

    That of everybody is drawn to 1 by a month of last year: one month alone may be early or late.
    """
    everybody = (seen.sum() + mean_month) / (past.sum() + mean_month) if mean_month else 1.0
    return np.asarray((seen + GROUP_TRUST * everybody) / (past + GROUP_TRUST))


def _draw(group: NDArray[np.int64], wanted: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Places of so many learners of each group, each equally often but for a remainder drawn at random."""
    chosen = []
    for number, n_wanted in enumerate(wanted):
        members = np.flatnonzero(group == number)
        if len(members):
            times, remainder = divmod(int(n_wanted), len(members))
            chosen += [np.repeat(members, times), rng.choice(members, remainder, replace=False)]
    return np.concatenate(chosen) if chosen else np.empty(0, np.int64)
