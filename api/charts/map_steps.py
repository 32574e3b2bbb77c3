"""Numbers of places in a few steps, for shades and sizes on a map."""

from collections.abc import Iterable

import numpy as np


def step_starts(values: Iterable[int], n_steps: int) -> tuple[int, ...]:
    """Least number of each step, rising: about as many places in one as in another; zeros are in none.

    Examples
    --------
    >>> step_starts([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1000], 5)
    (1, 3, 5, 7, 9)
    >>> step_starts([0, 4, 4], 5)
    (4,)
    """
    positive = sorted(value for value in values if value > 0)
    if not positive:
        return ()
    found = np.quantile(positive, [step / n_steps for step in range(n_steps)], method="higher")
    return tuple(sorted({positive[0], *(int(value) for value in found)}))
