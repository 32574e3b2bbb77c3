"""Hides figures of small groups of people, and enough others that nobody can work them out from what is left.

The rule
--------
1. A figure of one to four people is hidden. Nobody is no group: a state without learners keeps nobody's secret.
2. Figures are tied by sums: a state is the sum of its levels, the country the sum of its states. A hidden figure that
   follows from the shown ones by these sums is a secret that everybody can work out; the smallest shown figure of a sum
   that it is a part of is hidden too.
3. What a shown whole leaves for its hidden parts together is five people or more; else the smallest shown part is
   hidden too.

2 and 3 are repeated until nothing changes. This is known as complementary cell suppression.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FEWEST_PEOPLE: Final = 5

_IS_DETERMINED: Final = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure that is the sum of others, all by their numbers; each person is in one of the parts."""

    whole: int
    parts: tuple[int, ...]


def shown_figures(
    figures: NDArray[np.int64], sums: Sequence[Sum], secret: NDArray[np.bool_] | None = None
) -> NDArray[np.bool_]:
    """Which of ``m`` figures of people may be shown side by side, shape (m,).

    Parameters
    ----------
    figures
        Shape (m,): numbers of people.
    sums
        How they are tied; the reader is taken to know all of these.
    secret
        Shape (m,): figures to hide though they are of no small group by their size, such as sums in which the same few
        people are counted often.

    Raises
    ------
    ValueError
        If a whole is not the sum of its parts.

    Examples
    --------
    A total of 30 would tell the 2, so that the next smallest is hidden with it.

    >>> shown_figures(np.array([30, 2, 8, 20]), [Sum(0, (1, 2, 3))]).tolist()
    [True, False, False, True]
    """
    wrong = next((one for one in sums if figures[one.whole] != figures[list(one.parts)].sum()), None)
    if wrong is not None:
        raise ValueError(f"figure {wrong.whole} is not the sum of {wrong.parts}")
    shown = np.asarray((figures >= FEWEST_PEOPLE) | (figures == 0))
    if secret is not None:
        shown &= ~secret
    ties = np.zeros((len(sums), len(figures)))
    for number, one in enumerate(sums):
        ties[number, one.whole] = -1
        ties[number, list(one.parts)] = 1
    while extra := _to_hide(figures, sums, ties, shown):
        shown[list(extra)] = False
    return shown


def shown_alone(n: int) -> int | None:
    """A number of people that is part of no shown sum; ``None`` where it must be hidden.

    Examples
    --------
    >>> shown_alone(0), shown_alone(4), shown_alone(5)
    (0, None, 5)
    """
    return n if n == 0 or n >= FEWEST_PEOPLE else None


def determined(ties: NDArray[np.float64], shown: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Numbers of the hidden figures that follow from the shown ones: the sums leave them no other value."""
    hidden = np.flatnonzero(~shown)
    unknown = ties[:, hidden]
    # A figure is fixed where its own axis lies in the space that the sums of the hidden figures span.
    _, sizes, axes = np.linalg.svd(unknown, full_matrices=False)
    spanning = axes[sizes > 1e-9]
    return np.asarray(hidden[(spanning**2).sum(axis=0) >= _IS_DETERMINED], np.int64)


def _to_hide(
    figures: NDArray[np.int64], sums: Sequence[Sum], ties: NDArray[np.float64], shown: NDArray[np.bool_]
) -> set[int]:
    """Shown figures that give a hidden one away; empty once none does."""
    extra: set[int] = set()
    for number in determined(ties, shown):
        own = ties[ties[:, number] != 0] != 0
        alone = own[(own & ~shown).sum(axis=1) == 1]
        partners = np.flatnonzero((alone if len(alone) else own).any(axis=0) & shown & (figures > 0))
        # Without a partner of its own it falls with the other hidden figures that it follows from.
        if len(partners):
            extra.add(_smallest(partners, figures))
    for one in sums:
        parts = np.array(one.parts)
        hidden = parts[~shown[parts]]
        if shown[one.whole] and len(hidden) and figures[hidden].sum() < FEWEST_PEOPLE:
            others = parts[shown[parts] & (figures[parts] > 0)]
            extra.add(_smallest(others, figures) if len(others) else one.whole)
    return extra


def _smallest(numbers: NDArray[np.int64], figures: NDArray[np.int64]) -> int:
    """The number of the smallest figure; of equal ones the last, as wholes come first."""
    return int(min(numbers, key=lambda number: (figures[number], -number)))
