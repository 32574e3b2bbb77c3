"""The seam between tasks and methods of ``benchmarks/ranking.py``: each method is a name and a way to fit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.collaborative.histories import Histories
from recommender.collaborative.source import Scores, top_items
from training.list_metrics import Lists

_BLOCK = 2_000
"""Learners scored at once: 3,400 items take 27 MB."""

Scoring = Callable[[NDArray[np.int64]], Scores]
"""From rows of ``RankingTask.judged`` to scores, shape (n, n_items), higher first."""


@dataclass(frozen=True, slots=True)
class RankingTask:
    """Learners to rank items for, and what was held out.

    Attributes
    ----------
    name
        Of the task, for the report.
    known
        Everything that methods may learn from: the histories of all learners, those judged among them.
    judged
        Shape (n_judged,): rows of ``known``.
    gains
        Shape (n_judged, n_items): what showing an item would lead to; one 1 in a row where one item was held out.
    groups
        How the report divides: name -> label of each judged learner, shape (n_judged,).
    learner_groups
        Shape (n_learners,): the group of each learner of ``known`` within which popularity may be counted.
    may_offer
        Shape (n_judged, n_items); by default all that a learner did not take.
    does_not_apply
        Methods that cannot run here: name -> reason.
    """

    name: str
    known: Histories
    judged: NDArray[np.int64]
    gains: sp.csr_array
    groups: Mapping[str, NDArray[np.str_]] = field(default_factory=dict)
    learner_groups: NDArray[np.int64] | None = None
    may_offer: NDArray[np.bool_] | None = None
    does_not_apply: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rival:
    """A method: ``fit`` learns from a task (never from its gains) with a seed and returns how it scores."""

    name: str
    fit: Callable[[RankingTask, int], Scoring]


def lists_of(scoring: Scoring, task: RankingTask, k: int) -> Lists:
    """The first ``k`` items that may be offered to each judged learner, shape (n_judged, k)."""
    parts = []
    for start in range(0, len(task.judged), _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, len(task.judged)))
        scores = np.array(scoring(rows), np.float32)
        if task.may_offer is None:
            taken = task.known.of(task.judged[rows])
            scores[taken.learners, taken.items] = -np.inf
        else:
            scores[~task.may_offer[rows]] = -np.inf
        parts.append(top_items(scores, k))
    return np.concatenate(parts)
