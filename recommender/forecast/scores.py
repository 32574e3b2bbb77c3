"""How good forecasts of counts were: how often intervals held, how wide they were, and proper scores."""

import numpy as np
from numpy.typing import NDArray

from recommender.forecast.count_law import HIGH, LOW, CountLaw, share_of_stretch_below, shares_below


def held_share(law: CountLaw, counts: NDArray[np.int64], low: float = LOW, high: float = HIGH) -> NDArray[np.float64]:
    """Which part of each count the interval from ``low`` to ``high`` of its law holds, in [0, 1].

    Where a count sits on an end, only that part of its chance that lies inside counts: so 80 % is 80 % for small counts
    too, whose interval of whole numbers must hold more (see `shares_below`).
    """
    below, up_to = shares_below(law, counts)
    held = share_of_stretch_below(high, below, up_to) - share_of_stretch_below(low, below, up_to)
    return np.asarray(held, np.float64)


def interval_score(
    low: NDArray[np.int64], high: NDArray[np.int64], counts: NDArray[np.int64], outside: float = 1 - HIGH + LOW
) -> NDArray[np.float64]:
    """Width plus a fine for missing, small is good; least on average for the true ends.

    Gneiting and Raftery (2007), doi:10.1198/016214506000001437, equation 43; ``outside`` is what the
    interval leaves out.
    """
    missed = np.maximum(low - counts, 0) + np.maximum(counts - high, 0)
    return np.asarray((high - low) + 2.0 / outside * missed)
