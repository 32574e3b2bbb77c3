"""How good stated chances are: order, calibration, and what the ten per cent at the top would catch."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training.metrics import Interval

TOP: Final = 0.1
"""The share of people that a tutor has time for."""

_N_BINS: Final = 10
_LEAST: Final = 1e-12


class SortedChances:
    """Chances of n cases from high to low, and what happened; each figure takes weights of shape (n,) in that order.

    Cases with the same chance cannot be told apart, so that they share their place. A figure that needs both outcomes
    is NaN where the weights leave only one.
    """

    def __init__(self, chances: NDArray[np.float64], happened: NDArray[np.bool_]) -> None:
        self.order = np.argsort(-chances, kind="stable")
        self.chances = chances[self.order]
        self.happened = happened[self.order].astype(np.float64)
        self._starts = np.flatnonzero(np.r_[True, np.diff(self.chances) != 0])

    def auc(self, weights: NDArray[np.float64]) -> float:
        """Chance that one to whom it happened has the higher chance than one to whom it did not."""
        yes, no = self._tied(weights)
        with np.errstate(invalid="ignore"):
            return float((yes * (no.sum() - np.cumsum(no) + no / 2.0)).sum() / (yes.sum() * no.sum()))

    def pr_auc(self, weights: NDArray[np.float64]) -> float:
        """Average precision: precision at each chance, weighted by the recall that it adds."""
        yes, no = self._tied(weights)
        reached = np.cumsum(yes + no)
        precision = np.divide(np.cumsum(yes), reached, out=np.zeros(len(yes)), where=reached > 0)
        with np.errstate(invalid="ignore"):
            return float((yes * precision).sum() / yes.sum())

    def brier(self, weights: NDArray[np.float64]) -> float:
        """Mean squared distance of chance and outcome."""
        return float(np.average((self.chances - self.happened) ** 2, weights=weights))

    def log_loss(self, weights: NDArray[np.float64]) -> float:
        """Mean of minus the logarithm of the chance given to what happened."""
        given = np.where(self.happened > 0, self.chances, 1.0 - self.chances)
        return float(np.average(-np.log(np.maximum(given, _LEAST)), weights=weights))

    def gap(self, weights: NDArray[np.float64]) -> float:
        """Mean chance less how often it happened."""
        return float(np.average(self.chances - self.happened, weights=weights))

    def calibration_error(self, weights: NDArray[np.float64]) -> float:
        """Mean distance of stated chance and frequency over ten bins of equal weight."""
        stated, happened, share = self.reliability(weights)
        return float((np.abs(stated - happened) * share).sum())

    def reliability(self, weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
        """Mean chance, frequency and share of the weight of up to ten bins of equal weight, the highest first."""
        middle = np.cumsum(weights) - weights / 2.0
        bins = np.minimum((middle / weights.sum() * _N_BINS).astype(np.intp), _N_BINS - 1)
        totals = np.bincount(bins, weights=weights)
        kept = totals > 0
        means = [
            np.bincount(bins, weights=weights * values)[kept] / totals[kept] for values in (self.chances, self.happened)
        ]
        return means[0], means[1], totals[kept] / weights.sum()

    def recall_at_top(self, weights: NDArray[np.float64]) -> float:
        """Share of all to whom it happened among the tenth with the highest chances."""
        yes, no = self._tied(weights)
        reached, caught = np.r_[0.0, np.cumsum(yes + no)], np.r_[0.0, np.cumsum(yes)]
        with np.errstate(invalid="ignore"):
            return float(np.interp(TOP * reached[-1], reached, caught) / caught[-1])

    def precision_at_top(self, weights: NDArray[np.float64]) -> float:
        """Share of the tenth with the highest chances to whom it happened."""
        return self.recall_at_top(weights) * float(np.average(self.happened, weights=weights)) / TOP

    def _tied(self, weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Weight of those to whom it happened, and of the others, at each chance."""
        return (
            np.add.reduceat(weights * self.happened, self._starts),
            np.add.reduceat(weights * (1.0 - self.happened), self._starts),
        )


Figure = Callable[[SortedChances, NDArray[np.float64]], float]

FIGURES: Final[dict[str, Figure]] = {
    "auc": SortedChances.auc,
    "pr_auc": SortedChances.pr_auc,
    "brier": SortedChances.brier,
    "log_loss": SortedChances.log_loss,
    "ece": SortedChances.calibration_error,
    "recall_at_top": SortedChances.recall_at_top,
    "precision_at_top": SortedChances.precision_at_top,
}


@dataclass(frozen=True, slots=True)
class Draws:
    """Bootstrap weights of n cases: people are drawn with replacement, each with all of their cases."""

    person: NDArray[np.intp]
    n_people: int
    n_draws: int
    seed: int

    @classmethod
    def of_people(cls, ids: NDArray[np.str_], n_draws: int, seed: int) -> "Draws":
        """Draws of the people who have the cases ``ids``."""
        people, person = np.unique(ids, return_inverse=True)
        return cls(person, len(people), n_draws, seed)

    def intervals(
        self, chances: NDArray[np.float64], happened: NDArray[np.bool_], figures: dict[str, Figure]
    ) -> dict[str, Interval]:
        """Each figure with a percentile interval; draws in which it is not defined are left out.

        Two calls see the same draws, so that the figures of two models may be subtracted draw by draw.
        """
        drawn = self.figures(chances, happened, figures)
        return {name: interval_of(values) for name, values in drawn.items()}

    def figures(
        self, chances: NDArray[np.float64], happened: NDArray[np.bool_], figures: dict[str, Figure]
    ) -> dict[str, NDArray[np.float64]]:
        """Each figure on all cases and then in every draw, shape (1 + n_draws,)."""
        found = SortedChances(chances, happened)
        rng = np.random.default_rng(self.seed)
        values: dict[str, list[float]] = {name: [] for name in figures}
        for draw in range(1 + self.n_draws):
            times = (
                np.bincount(rng.integers(self.n_people, size=self.n_people), minlength=self.n_people)
                if draw
                else np.ones(self.n_people)
            )
            weights = times[self.person][found.order].astype(np.float64)
            for name, figure in figures.items():
                values[name].append(figure(found, weights))
        return {name: np.array(drawn) for name, drawn in values.items()}


def interval_of(values: NDArray[np.float64]) -> Interval:
    """The first value, and the middle 95 % of the others."""
    drawn = values[1:][~np.isnan(values[1:])]
    low, high = np.percentile(drawn, [2.5, 97.5]) if len(drawn) else (np.nan, np.nan)
    return Interval(float(values[0]), float(low), float(high))
