"""The seam between tasks and methods of ``benchmarks/ranking.py``: each method is a name and a way to fit."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.collaborative.histories import Histories
from recommender.collaborative.source import Scores
from recommender.collaborative.top_lists import Lists, TopLists, learner_blocks, top_lists

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
    """A method: ``fit`` learns from a task (never from its gains) with a seed and returns how it scores.

    ``lists`` makes lists of ``k`` places of the scores; other than the plain one, it belongs to the method.
    """

    name: str
    fit: Callable[[RankingTask, int], Scoring]
    lists: Callable[[Iterable[Scores], int], TopLists] = top_lists


def lists_of(rival: Rival, task: RankingTask, seed: int, k: int) -> Lists:
    """The first ``k`` items that may be offered to each judged learner, shape (n_judged, k)."""
    return rival.lists(offered_scores(rival.fit(task, seed), task), k).items


def offered_scores(scoring: Scoring, task: RankingTask) -> Iterator[Scores]:
    """Scores of the judged learners block by block, minus infinity for what may not be offered."""
    for rows in learner_blocks(len(task.judged)):
        scores = np.array(scoring(rows), np.float32)
        if task.may_offer is None:
            taken = task.known.of(task.judged[rows])
            scores[taken.learners, taken.items] = -np.inf
        else:
            scores[~task.may_offer[rows]] = -np.inf
        yield scores
