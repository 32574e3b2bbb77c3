"""The distribution of a forecast count: negative binomial, with its intervals."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammaln
from scipy.stats import nbinom

LOW: Final = 0.1
HIGH: Final = 0.9
"""What lies below the ends of an interval of 80 %."""

_LARGEST_SIZE: Final = 1e6
_SMALLEST_SIZE: Final = 1e-4
_SMALLEST_MEAN: Final = 1e-9


@dataclass(frozen=True, slots=True)
class CountLaw:
    """Negative binomial laws, one an entry; ``mean`` and ``variance`` of one shape.

    A variance at or below the mean stands for Poisson's law.
    """

    mean: NDArray[np.float64]
    variance: NDArray[np.float64]

    @property
    def size(self) -> NDArray[np.float64]:
        """mean² / (variance - mean), within bounds that a computer can reckon with."""
        mean = np.maximum(self.mean, _SMALLEST_MEAN)
        excess = np.maximum(self.variance - mean, mean**2 / _LARGEST_SIZE)
        return np.asarray(np.maximum(mean**2 / excess, _SMALLEST_SIZE))

    def log_chance(self, counts: NDArray[np.int64]) -> NDArray[np.float64]:
        """Logarithm of the chance of each count."""
        size, mean = self.size, np.maximum(self.mean, _SMALLEST_MEAN)
        ways = gammaln(counts + size) - gammaln(size) - gammaln(counts + 1.0)
        return np.asarray(ways - size * np.log1p(mean / size) + counts * (np.log(mean) - np.log(size + mean)))

    def chance_up_to(self, counts: NDArray[np.int64]) -> NDArray[np.float64]:
        """Chance of at most each count; none below zero."""
        size, mean = self.size, np.maximum(self.mean, _SMALLEST_MEAN)
        below = betainc(size, np.maximum(counts, 0) + 1.0, size / (size + mean))
        return np.asarray(np.where(counts < 0, 0.0, below))

    def quantile(self, share: float | NDArray[np.float64]) -> NDArray[np.int64]:
        """Smallest counts with at least ``share`` of the chance up to them."""
        size, mean = self.size, np.maximum(self.mean, _SMALLEST_MEAN)
        return np.asarray(nbinom.ppf(share, size, size / (size + mean)), np.int64)


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
