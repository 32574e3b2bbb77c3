"""How far a state is specialised in an area: location quotients of its postings."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

FEWEST_POSTINGS: Final = 30
"""Below so many postings a share of a state says more of chance than of the state."""


def location_quotients(of_area: NDArray[np.int64], of_all: NDArray[np.int64]) -> NDArray[np.float64]:
    """Share of an area in each state's postings over its share in the country's; 1 is as everywhere.

    Parameters
    ----------
    of_area, of_all
        Shape (n_states,): postings that ask for the area, and all postings.

    Returns
    -------
    Shape (n_states,); NaN for a state with fewer than ``FEWEST_POSTINGS``, and where nobody asks for the area.

    Raises
    ------
    ValueError
        If a state has more postings of the area than postings.

    Examples
    --------
    Half of the first state's postings are of the area, a quarter of the second's, and 60 of 200 in the country.

    >>> location_quotients(np.array([20, 40]), np.array([40, 160])).round(3).tolist()
    [1.667, 0.833]
    """
    if (of_area > of_all).any():
        raise ValueError("a state has more postings of an area than postings")
    known = of_all >= FEWEST_POSTINGS
    if not of_area.sum():
        return np.full(len(of_all), np.nan)
    national = of_area.sum() / of_all.sum()
    shares = of_area / np.maximum(of_all, 1)
    return np.where(known, shares / national, np.nan)
