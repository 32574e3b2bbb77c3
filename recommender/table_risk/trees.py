"""Boosted trees of equal depth, with exact Shapley values at the price of one look-up a tree."""

import json
import math
import tempfile
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from catboost import CatBoost, Pool


@dataclass(frozen=True, slots=True)
class TreeScorer:
    """A CatBoost model of symmetric trees and what each of its leaves gives to each column of the table.

    A symmetric tree asks the same questions of all rows, so that the Shapley values of its answer depend on the leaf
    alone: they are worked out once, in ``leaf_contributions`` of shape (n_leaves of all trees, n_columns).
    ``first_leaf`` is the place of each tree's first leaf, and ``base`` the mean log-odds.
    """

    model: "CatBoost"
    first_leaf: NDArray[np.int64]
    leaf_contributions: NDArray[np.float64]
    base: float

    @classmethod
    def of_model(cls, model: "CatBoost", owners: NDArray[np.intp]) -> Self:
        """Work out the leaves' contributions; ``owners`` says which column each feature of the model belongs to."""
        first, parts, base = [], [], 0.0
        n_leaves = 0
        scale, bias, trees = _trees(model)
        for tree in trees:
            values = np.array(tree["leaf_values"], np.float64) * scale
            weights = np.array(tree["leaf_weights"], np.float64)
            splits = [owners[split["float_feature_index"]] for split in tree["splits"] or []]
            contributions, mean = leaf_contributions(values, weights, splits, int(owners.max()) + 1)
            parts.append(contributions)
            base += mean
            first.append(n_leaves)
            n_leaves += len(values)
        return cls(model, np.array(first, np.int64), np.concatenate(parts), base + bias)

    def contributions(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """What each column adds to ``base``, shape (n, n_columns); with it the sum is the log-odds of the model."""
        places = np.asarray(self.model.calc_leaf_indexes(pool_of(features))).astype(np.int64) + self.first_leaf
        n_rows, n_trees = places.shape
        reached = csr_array(
            (np.ones(places.size), places.ravel(), np.arange(0, places.size + 1, n_trees)),
            shape=(n_rows, len(self.leaf_contributions)),
        )
        return np.asarray(reached @ self.leaf_contributions)


def leaf_contributions(
    values: NDArray[np.float64], weights: NDArray[np.float64], owners: list[int], n_columns: int
) -> tuple[NDArray[np.float64], float]:
    """Shapley value of each column in each leaf of one symmetric tree, and the tree's mean.

    Parameters
    ----------
    values, weights
        Value and training weight of each of the ``2 ** depth`` leaves; bit i of a leaf's number answers question i.
    owners
        The column that each question asks about. Questions about one column, such as its words, are one player.

    Returns
    -------
    Shape (n_leaves, n_columns), and the mean of ``values``; a row sums to the leaf's value less the mean.

    Notes
    -----
    A column left out is averaged over by the weights of the two halves below each of its questions, as in
    Lundberg et al. (2020), doi:10.1038/s42256-019-0138-9.
    """
    players = sorted(set(owners))
    n_players = len(players)
    expected = {
        known: _expected(values, weights, [owner in known for owner in owners])
        for size in range(n_players + 1)
        for known in map(frozenset, combinations(players, size))
    }
    found = np.zeros((len(values), n_columns))
    for player in players:
        for known, without in expected.items():
            if player not in known:
                share = 1.0 / (n_players * math.comb(n_players - 1, len(known)))
                found[:, player] += share * (expected[known | {player}] - without)
    return found, float(expected[frozenset()][0])


def _expected(values: NDArray[np.float64], weights: NDArray[np.float64], is_known: list[bool]) -> NDArray[np.float64]:
    """What the tree says in each leaf if only some of its questions may be asked, shape (n_leaves,).

    The last question is the root of the tree. Axis 0 of the arrays is that question.
    """
    if not is_known:
        return values
    halves, half_weights = values.reshape(2, -1), weights.reshape(2, -1)
    below = [
        _expected(half, half_weight, is_known[:-1]) for half, half_weight in zip(halves, half_weights, strict=True)
    ]
    if is_known[-1]:
        return np.concatenate(below)
    totals = half_weights.sum(axis=1)
    # Halves that no case reached count alike.
    shares = totals / totals.sum() if totals.sum() > 0 else np.array([0.5, 0.5])
    mixed = shares[0] * below[0] + shares[1] * below[1]
    return np.concatenate([mixed, mixed])


def pool_of(features: NDArray[np.float32]) -> "Pool":
    """Rows of numbers in CatBoost's own form."""
    from catboost import FeaturesData, Pool

    return Pool(FeaturesData(num_feature_data=np.ascontiguousarray(features, np.float32)))


def _trees(model: "CatBoost") -> tuple[float, float, list[dict[str, Any]]]:
    """Scale, bias and trees of a CatBoost model; its JSON export is the only public way to them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trees.json"
        model.save_model(str(path), format="json")
        content = json.loads(path.read_text(encoding="utf-8"))
    scale, (bias,) = content["scale_and_bias"]
    return float(scale), float(bias), content["oblivious_trees"]
