"""The methods that ``benchmarks/ranking.py`` compares, each tuned on learners held out of what is known."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from benchmarks.ranking_rivals import RankingTask, Rival, Scoring, offered_scores
from recommender.collaborative.exposure import spread_lists
from recommender.collaborative.popularity import Popularity
from recommender.collaborative.source import Source
from recommender.collaborative.top_lists import top_lists
from training.collaborative.choice import choose_and_fit
from training.collaborative.held_out import hold_out
from training.collaborative.tuning import WEIGHT_SETTINGS
from training.list_metrics import found_by

Fit = Callable[[RankingTask, int], Scoring]

K: Final = 10
OURS: Final = "ours"
EASE: Final = "EASE"

_MOST_TUNED: Final = 4_000
_TUNED_SHARE: Final = 0.2
_BEGINNERS: Final = 0.5
"""Learners that methods are tuned on, half of them cut to beginners, as our own choice is."""

_ALS: Final = (
    {"factors": 64, "regularization": 0.05, "alpha": 5.0},
    {"factors": 64, "regularization": 1.0, "alpha": 1.0},
)
_BPR: Final = (
    {"factors": 64, "regularization": 0.01, "learning_rate": 0.05},
    {"factors": 64, "regularization": 0.01, "learning_rate": 0.1},
)


class FactorModel(Protocol):
    """What models of ``implicit`` have in common."""

    user_factors: NDArray[np.float32]
    item_factors: NDArray[np.float32]

    def fit(self, user_items: sp.csr_matrix, *, show_progress: bool) -> None:
        """Learn from a matrix of learners by items."""
        ...


def rivals(progress: Callable[[str], None]) -> list[Rival]:
    """Every method that needs a log alone, ours last; ``progress`` takes that of our choice."""
    return [
        Rival("popularity", _fit_of(Popularity())),
        Rival("popularity within group", _popularity_within_group),
        *(
            Rival(name, _best_of([_fit_of(source) for source in WEIGHT_SETTINGS[name]]))
            for name in ("item-kNN", "RP3beta", EASE)
        ),
        Rival("implicit ALS", _best_of([_als(settings) for settings in _ALS])),
        Rival("implicit BPR", _best_of([_bpr(settings) for settings in _BPR])),
        Rival(OURS, _ours(progress), lists=spread_lists),
    ]


def _best_of(fits: Sequence[Fit]) -> Fit:
    """The way to fit that does best on learners held out of what is known, then fitted on all of it."""

    def fit(task: RankingTask, seed: int) -> Scoring:
        validation = _validation(task, seed)
        means = [_mean_ndcg(one(validation, seed), validation) for one in fits]
        return fits[int(np.argmax(means))](task, seed)

    return fit


def _validation(task: RankingTask, seed: int) -> RankingTask:
    held = hold_out(task.known, _MOST_TUNED, _TUNED_SHARE, _BEGINNERS, np.random.default_rng(seed))
    ones = np.ones(len(held.targets))
    gains = sp.csr_array((ones, held.targets, np.arange(len(ones) + 1)), shape=(len(ones), task.known.n_items))
    return RankingTask("validation", held.known, held.learners, gains)


def _mean_ndcg(scoring: Scoring, task: RankingTask) -> float:
    return float(found_by(top_lists(offered_scores(scoring, task), K).items, task.gains, K).ndcg.mean())


def _fit_of(source: Source) -> Fit:
    def fit(task: RankingTask, seed: int) -> Scoring:
        scorer = source.fit(task.known)
        return lambda rows: scorer.scores(task.known.of(task.judged[rows]))

    return fit


def _ours(progress: Callable[[str], None]) -> Fit:
    def fit(task: RankingTask, seed: int) -> Scoring:
        choice = choose_and_fit(task.known, K, seed, progress)
        progress(f"chosen: {choice.name}")
        return lambda rows: choice.scorer.scores(task.known.of(task.judged[rows]))

    return fit


def _popularity_within_group(task: RankingTask, seed: int) -> Scoring:
    """Share of the learner's group who took an item."""
    if task.learner_groups is None:
        raise ValueError("the task has no groups of learners; say so in does_not_apply")
    groups = task.learner_groups
    members = sp.csr_array((np.ones(len(groups), np.float32), (groups, np.arange(len(groups)))))
    shares = (members @ task.known.matrix()).toarray() / members.sum(axis=1)[:, None]
    return lambda rows: np.asarray(shares[groups[task.judged[rows]]], np.float32)


def _als(settings: dict[str, Any]) -> Fit:
    """Weighted matrix factorisation (Hu et al. 2008, doi:10.1109/ICDM.2008.22) of ``implicit``."""

    def fit(task: RankingTask, seed: int) -> Scoring:
        from implicit.cpu.als import AlternatingLeastSquares

        return _factor_scores(AlternatingLeastSquares(**settings, iterations=10, random_state=seed), task)

    return fit


def _bpr(settings: dict[str, Any]) -> Fit:
    """Bayesian personalised ranking (Rendle et al. 2009, arXiv:1205.2618) of ``implicit``."""

    def fit(task: RankingTask, seed: int) -> Scoring:
        from implicit.cpu.bpr import BayesianPersonalizedRanking

        # Several threads would write over each other, another result every time.
        model = BayesianPersonalizedRanking(**settings, iterations=60, random_state=seed, num_threads=1)
        return _factor_scores(model, task)

    return fit


def _factor_scores(model: FactorModel, task: RankingTask) -> Scoring:
    model.fit(sp.csr_matrix(task.known.matrix()), show_progress=False)
    return lambda rows: np.asarray(model.user_factors[task.judged[rows]] @ model.item_factors.T, np.float32)
