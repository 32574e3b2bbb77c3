"""Parts of a table to fit on and to judge on: no person is in both, and the past never learns from the future."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from training.case_table.reading import CaseTable

_N_FOLDS: Final = 5
_FEWEST_OF_EACH: Final = 10
"""A part with fewer cases of either outcome teaches nothing."""

_HELD_OUT: Final = 0.2
_SMALL: Final = 5_000
"""Up to this many rows every row is judged once, as a fifth of them would be too few to tell anything."""


@dataclass(frozen=True, slots=True)
class Fold:
    """Places of the rows to fit on and to judge on."""

    fit: NDArray[np.intp]
    judge: NDArray[np.intp]


def folds_to_choose(
    ids: NDArray[np.str_], outcome: NDArray[np.bool_], time: NDArray[Any] | None, seed: int
) -> list[Fold]:
    """Folds for the choice of a model: where time is known each is judged on what came next, else five at random."""
    if time is not None:
        blocks = _time_blocks(time)
        forward = [_fold(ids, blocks < place, blocks == place) for place in range(1, blocks.max() + 1)]
        kept = [fold for fold in forward if _teaches(outcome[fold.fit]) and len(fold.judge)]
        if kept:
            return kept
    return random_folds(ids, outcome, seed)


def folds_to_judge(table: CaseTable, outcome: NDArray[np.bool_], seed: int) -> list[Fold]:
    """Folds for the report, whose rows the choice never sees.

    The latest fifth of the rows where time is known, each person's rows once in small tables, else a random fifth.
    """
    if table.time is not None:
        found = _latest(table.ids, table.time)
        if found is not None and _teaches(outcome[found.fit]) and _teaches(outcome[found.judge]):
            return [found]
    folds = random_folds(table.ids, outcome, seed)
    return folds if len(table) <= _SMALL else folds[:1]


def random_folds(ids: NDArray[np.str_], outcome: NDArray[np.bool_], seed: int) -> list[Fold]:
    """Five parts of the people, with about as many in each whom the outcome ever befell."""
    people, person = np.unique(ids, return_inverse=True)
    befell = np.zeros(len(people), bool)
    befell[person[outcome]] = True
    order = np.random.default_rng(seed).permutation(len(people))
    order = order[np.argsort(befell[order], kind="stable")]
    part = np.empty(len(people), np.intp)
    part[order] = np.arange(len(people)) % _N_FOLDS
    return [Fold(np.flatnonzero(part[person] != k), np.flatnonzero(part[person] == k)) for k in range(_N_FOLDS)]


def _latest(ids: NDArray[np.str_], time: NDArray[Any]) -> Fold | None:
    """The latest whole times that make up a fifth of the rows; ``None`` where there is only one time."""
    moments, place, counts = np.unique(time, return_inverse=True, return_counts=True)
    if len(moments) == 1:
        return None
    from_end = np.cumsum(counts[::-1])[::-1]
    first = min(len(moments) - 1, int(np.flatnonzero(from_end >= _HELD_OUT * len(time))[-1]))
    return _fold(ids, place < max(1, first), place >= max(1, first))


def _time_blocks(time: NDArray[Any]) -> NDArray[np.intp]:
    """Number of the block that each row is in: whole times, about a fifth of the rows each."""
    _, place, counts = np.unique(time, return_inverse=True, return_counts=True)
    middle = (np.cumsum(counts) - counts / 2.0) / counts.sum()
    block = np.unique((middle * _N_FOLDS).astype(np.intp), return_inverse=True)[1]
    return np.asarray(block[place])


def _fold(ids: NDArray[np.str_], fit: NDArray[np.bool_], judge: NDArray[np.bool_]) -> Fold:
    """The rows of two masks; who is judged is not learned from."""
    return Fold(np.flatnonzero(fit & ~np.isin(ids, np.unique(ids[judge]))), np.flatnonzero(judge))


def _teaches(outcome: Sequence[bool] | NDArray[np.bool_]) -> bool:
    n_happened = int(np.sum(outcome))
    return min(n_happened, len(outcome) - n_happened) >= _FEWEST_OF_EACH
