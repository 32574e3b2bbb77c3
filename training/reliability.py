"""Stated probability against how often the outcome happened: the bins, and their plot as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training.chance_metrics import SortedChances
from training.metrics import Interval

_SIZE: Final = 360
_EDGE: Final = 48


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases with about the same stated chance: its mean, how often it happened, and how many they are."""

    stated: float
    happened: Interval
    n_rows: int


def reliability_bins(chances: NDArray[np.float64], outcome: NDArray[np.bool_]) -> tuple[Bin, ...]:
    """Tenths by stated chance, from low to high, each frequency with its Wilson interval."""
    stated, happened, shares = SortedChances(chances, outcome).reliability(np.ones(len(chances)))
    counts = np.rint(shares * len(chances)).astype(int)
    bins = [
        Bin(float(mean), wilson(float(share), int(count)), int(count))
        for mean, share, count in zip(stated, happened, counts, strict=True)
    ]
    return tuple(reversed(bins))


def reliability_svg(bins: Sequence[Bin]) -> str:
    """A picture with its title and description; a dot on the diagonal is a probability that kept its word."""
    told = "; ".join(f"stated {found.stated:.0%}, happened {found.happened.mean:.0%}" for found in bins)
    dots = [
        f'<line x1="{_across(found.stated)}" x2="{_across(found.stated)}" y1="{_down(found.happened.low)}"'
        f' y2="{_down(found.happened.high)}" stroke="#1b4f8a"/>'
        f'<circle cx="{_across(found.stated)}" cy="{_down(found.happened.mean)}" r="4" fill="#1b4f8a"/>'
        for found in bins
    ]
    ticks = [
        f'<text x="{_across(tenth / 10)}" y="{_SIZE - _EDGE + 18}" text-anchor="middle">{tenth * 10} %</text>'
        f'<text x="{_EDGE - 6}" y="{_down(tenth / 10) + 4}" text-anchor="end">{tenth * 10} %</text>'
        for tenth in range(0, 11, 2)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}" role="img" font-size="11"'
            ' font-family="sans-serif">',
            "<title>Stated probability and how often the outcome happened</title>",
            f"<desc>From low to high: {told}.</desc>",
            f'<rect width="{_SIZE}" height="{_SIZE}" fill="white"/>',
            f'<rect x="{_EDGE}" y="{_EDGE}" width="{_SIZE - 2 * _EDGE}" height="{_SIZE - 2 * _EDGE}" fill="none"'
            ' stroke="#767676"/>',
            f'<line x1="{_across(0)}" y1="{_down(0)}" x2="{_across(1)}" y2="{_down(1)}" stroke="#767676"'
            ' stroke-dasharray="4 3"/>',
            *ticks,
            *dots,
            f'<text x="{_SIZE / 2}" y="{_SIZE - 8}" text-anchor="middle">stated probability</text>',
            f'<text x="{_EDGE}" y="{_EDGE - 14}">how often it happened, with 95 % intervals</text>',
            "</svg>",
            "",
        ]
    )


def _across(share: float) -> float:
    return round(_EDGE + share * (_SIZE - 2 * _EDGE), 1)


def _down(share: float) -> float:
    return round(_SIZE - _EDGE - share * (_SIZE - 2 * _EDGE), 1)


def wilson(share: float, n: int) -> Interval:
    """A share with Wilson's 95 % interval."""
    z2 = 1.96**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = 1.96 * np.sqrt(share * (1 - share) / n + z2 / (4 * n**2)) / (1 + z2 / n)
    return Interval(share, float(middle - half), float(middle + half))
