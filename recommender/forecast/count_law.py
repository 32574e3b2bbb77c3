"""The distribution of a forecast count and its quantiles."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, gammaln
from scipy.stats import binom, nbinom

LOW: Final = 0.1
HIGH: Final = 0.9
"""What lies below the ends of an interval of 80 %."""

_LARGEST_SIZE: Final = 1e6
_SMALLEST_SIZE: Final = 1e-4
_SMALLEST_MEAN: Final = 1e-9


@dataclass(frozen=True, slots=True)
class CountLaw:
    """Laws of counts by ``mean`` and ``variance``, of one shape.

    Negative binomial where the variance is above the mean, Poisson where they are equal. Where it is below, as with
    people who each have a chance of their own, the binomial law whose whole number of trials comes nearest to it.
    """

    mean: NDArray[np.float64]
    variance: NDArray[np.float64]

    def log_chance(self, counts: NDArray[np.int64]) -> NDArray[np.float64]:
        """Logarithm of the chance of each count."""
        size, mean = self._size, self._mean
        ways = gammaln(counts + size) - gammaln(size) - gammaln(counts + 1.0)
        logs = ways - size * np.log1p(mean / size) + counts * (np.log(mean) - np.log(size + mean))
        return self._or_binomial(logs, counts, binom.logpmf)

    def chance_up_to(self, counts: NDArray[np.int64]) -> NDArray[np.float64]:
        """Chance of at most each count; none below zero."""
        size, mean = self._size, self._mean
        below = betainc(size, np.maximum(counts, 0) + 1.0, size / (size + mean))
        chances = np.asarray(np.where(counts < 0, 0.0, below))
        return self._or_binomial(chances, counts, binom.cdf)

    def quantile(self, share: float) -> NDArray[np.int64]:
        """Smallest counts with at least ``share`` of the chance up to them."""
        size = self._size
        places = np.asarray(nbinom.ppf(share, size, size / (size + self._mean)), np.float64)
        shares = np.full(self.mean.shape, share)
        return np.asarray(self._or_binomial(places, shares, binom.ppf), np.int64)

    @property
    def _mean(self) -> NDArray[np.float64]:
        return np.maximum(self.mean, _SMALLEST_MEAN)

    @property
    def _size(self) -> NDArray[np.float64]:
        """Size of the negative binomial: mean² / (variance - mean), within bounds that a computer can reckon with."""
        excess = np.maximum(self.variance - self._mean, self._mean**2 / _LARGEST_SIZE)
        return np.asarray(np.maximum(self._mean**2 / excess, _SMALLEST_SIZE))

    def _or_binomial(
        self,
        values: NDArray[np.float64],
        given: NDArray[Any],
        of_binomial: Callable[..., ArrayLike],
    ) -> NDArray[np.float64]:
        """``values``, those of entries with a variance below the mean replaced by what the binomial law gives.

        ``of_binomial`` takes ``given``, the number of trials and the chance.
        """
        mean = self._mean
        below = self.variance < mean * (1 - 1e-6)
        if not below.any():
            return np.asarray(values)
        mean = mean[below]
        n_trials = np.maximum(np.ceil(mean), np.round(mean**2 / (mean - self.variance[below])))
        replaced = np.array(values, np.float64)
        replaced[below] = of_binomial(given[below], n_trials, mean / n_trials)
        return replaced


def shares_below(law: CountLaw, counts: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Chances below each count, and up to it: between the two lies where the count fell in its law.

    Were counts continuous the two would be one, even over [0, 1] if the law is right. Averaged over counts, the share
    of the stretch between them that lies below ``u`` is ``u`` just as well: Czado, Gneiting and Held (2009),
    doi:10.1111/j.1541-0420.2009.01191.x.
    """
    return law.chance_up_to(counts - 1), law.chance_up_to(counts)


def share_of_stretch_below(u: float, below: NDArray[np.float64], up_to: NDArray[np.float64]) -> NDArray[np.float64]:
    """Which share of each stretch of `shares_below` lies under ``u``, in [0, 1]."""
    return np.asarray(np.clip((u - below) / np.maximum(up_to - below, 1e-300), 0.0, 1.0))
