"""How good lists of suggestions are: what they reach, and how they spread over the items."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.collaborative.top_lists import NO_ITEM, Lists

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Found:
    """What lists of ``k`` places reach: ``gains`` of their items and the ``best`` that ``k`` places could, (n, k) each.

    ``n_relevant`` is how many items have a gain at all, shape (n,).
    """

    gains: Values
    best: Values
    n_relevant: NDArray[np.int64]

    @property
    def ndcg(self) -> Values:
        """Discounted gain as a share of the best possible, shape (n,); NaN where nothing is relevant."""
        discount = 1.0 / np.log2(np.arange(2, self.gains.shape[1] + 2))
        return _share(self.gains @ discount, self.best @ discount)

    @property
    def recall(self) -> Values:
        """Share of the relevant items that is in the list, shape (n,); NaN where nothing is relevant."""
        return _share((self.gains > 0).sum(axis=1), self.n_relevant)

    @property
    def reciprocal_rank(self) -> Values:
        """One over the place of the first relevant item, 0 if none is listed, shape (n,); NaN as above."""
        hits = self.gains > 0
        first = np.where(hits.any(axis=1), 1.0 / (hits.argmax(axis=1) + 1.0), 0.0)
        return np.where(self.n_relevant > 0, first, np.nan)


def found_by(lists: Lists, gains: sp.csr_array, k: int) -> Found:
    """Hold the first ``k`` places of each list against the gains, shape (n_learners, n_items), none negative.

    Raises
    ------
    ValueError
        If the lists are shorter than ``k`` or not one a row of ``gains``.
    """
    if lists.shape[0] != gains.shape[0] or lists.shape[1] < k:
        raise ValueError(f"lists {lists.shape} do not give {k} places for each of {gains.shape[0]} learners")
    top = lists[:, :k]
    rows = np.repeat(np.arange(len(top)), k)
    reached = np.zeros(top.shape)
    is_item = top != NO_ITEM
    reached[is_item] = np.asarray(gains[rows[is_item.ravel()], top[is_item]]).ravel()
    lengths = np.diff(gains.indptr)
    owners = np.repeat(np.arange(len(top)), lengths)
    order = np.lexsort((-gains.data, owners))
    places = np.arange(len(order)) - gains.indptr[owners]
    best = np.zeros(top.shape)
    best[owners[places < k], places[places < k]] = gains.data[order][places < k]
    relevant = np.bincount(owners, weights=gains.data > 0, minlength=len(top)).astype(np.int64)
    return Found(reached, best, relevant)


def coverage(lists: Lists, n_items: int) -> float:
    """Share of all items that are in at least one list.

    Examples
    --------
    >>> coverage(np.array([[0, 1], [1, -1]]), 4)
    0.5
    """
    return float(np.count_nonzero(_exposure(lists, n_items)) / n_items)


def gini(lists: Lists, n_items: int) -> float:
    """How unequally items are listed: 0 all alike, towards 1 a single one.

    Examples
    --------
    >>> gini(np.array([[0, 1], [2, 3]]), 4)
    0.0
    """
    exposure = np.sort(_exposure(lists, n_items))
    places = np.arange(1, n_items + 1)
    return float(((2 * places - n_items - 1) @ exposure) / (n_items * exposure.sum()))


def novelty(lists: Lists, item_counts: NDArray[np.int64], n_learners: int) -> Values:
    """Mean of -log2(share of learners who took the item) over each list, shape (n,); NaN for an empty list.

    An item that nobody took counts as if one had (Vargas and Castells 2011, doi:10.1145/2043932.2043955).
    """
    surprise = -np.log2(np.maximum(item_counts, 1) / n_learners)
    is_item = lists != NO_ITEM
    return _share(np.where(is_item, surprise[lists], 0.0).sum(axis=1), is_item.sum(axis=1))


def _exposure(lists: Lists, n_items: int) -> NDArray[np.int64]:
    return np.bincount(lists[lists != NO_ITEM], minlength=n_items)


def _share(part: NDArray[np.float64] | NDArray[np.int64], whole: NDArray[np.float64] | NDArray[np.int64]) -> Values:
    out = np.full(len(part), np.nan)
    return np.asarray(np.divide(part, whole, out=out, where=whole > 0))
