"""Fits the chances of a yes and of passing and what follows a yes, calibrated on learners kept apart."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.features import COLUMN, FALLING, FEATURES, NUMBERS
from recommender.ranker import BoostedModel, Calibration, Models, Odds, Ranker
from training.datasets import RankingRows
from training.fit_additive import Ridges, fit_additive
from training.leaks import check_parts
from training.splits import Split, split_of


@dataclass(frozen=True, slots=True)
class Trees:
    """Size and pace of a boosted model."""

    n: int
    depth: int
    rate: float


@dataclass(frozen=True, slots=True)
class RankerParameters:
    """What the models are fitted with; logged with every run.

    ``n_accept`` models of a yes are fitted with different draws and averaged: a single one's order hangs on its draws.
    The last three are for ablations: features that no model may read, whether the place in the list counts, and
    whether ``FALLING`` features are held monotone.
    """

    accept: Trees = Trees(600, 4, 0.05)
    n_accept: int = 3
    outcome: Trees = Trees(100, 3, 0.05)
    passing: Trees = Trees(150, 3, 0.05)
    l2: float = 5.0
    additive: Ridges = field(default_factory=Ridges)
    additive_share: float = 0.6
    left_out: tuple[str, ...] = ()
    corrects_place: bool = True
    is_monotone: bool = True


def fit_models(rows: RankingRows, parameters: RankerParameters, seed: int) -> Models:
    """Fit on the learners of ``Split.FIT`` and calibrate on those of ``Split.CALIBRATE``; no other row is read.

    Raises
    ------
    ValueError
        If there are too few lists with an answer, or too few exams, to fit anything.
    """
    part = split_of(rows.learner_id.tolist())
    fit, held = (_readable(rows.take(part == split.value), parameters) for split in (Split.FIT, Split.CALIBRATE))
    check_parts({Split.FIT.value: fit.learner_id, Split.CALIBRATE.value: held.learner_id})
    _check_is_enough(fit, held)
    said_yes, sat, sat_held = fit.grade > 0, ~np.isnan(fit.exam_passed), ~np.isnan(held.exam_passed)
    falling = FALLING if parameters.is_monotone else frozenset()
    accept = _averaged(
        [
            _boosted(fit, said_yes, "Logloss", parameters.accept, parameters, seed + number)
            for number in range(parameters.n_accept)
        ]
    )
    additive = fit_additive(fit, parameters.additive, falling=falling)
    outcome = _boosted(fit.take(said_yes), fit.grade[said_yes], "RMSE", parameters.outcome, parameters, seed)
    passing = _boosted(fit.take(sat), fit.exam_passed[sat] == 1, "Logloss", parameters.passing, parameters, seed)
    odds = Odds(accept, additive, parameters.additive_share)
    look = looks_by_rank(fit, odds) if parameters.corrects_place else np.ones(1)
    return Models(
        odds=odds,
        accept_chance=calibrated(
            odds.score(held.features), held.grade > 0, look=look[np.minimum(held.rank, len(look)) - 1]
        ),
        outcome=outcome,
        passing=passing,
        pass_chance=_pass_calibration(fit.take(sat), held.take(sat_held), passing, parameters, seed),
    )


_N_FOLDS = 4


def _pass_calibration(
    fit: RankingRows, held: RankingRows, passing: BoostedModel, parameters: RankerParameters, seed: int
) -> Calibration:
    """Passed exams by score. They are few: those that fitted count too, by models that did not see the learner."""
    fold = np.unique(fit.learner_id, return_inverse=True)[1] % _N_FOLDS
    scores = np.zeros(len(fit))
    for number in range(_N_FOLDS):
        others = fit.take(fold != number)
        model = _boosted(others, others.exam_passed == 1, "Logloss", parameters.passing, parameters, seed)
        scores[fold == number] = model.score(fit.features[fold == number])
    return calibrated(
        np.concatenate([scores, passing.score(held.features)]),
        np.concatenate([fit.exam_passed, held.exam_passed]) == 1,
        look=np.ones(len(fit) + len(held)),
    )


def without(features: NDArray[np.float32], names: tuple[str, ...]) -> NDArray[np.float32]:
    """Features, last axis, with the named ones blank: the same for everybody, and unknown where they number a thing."""
    blank = features.copy()
    for name in names:
        blank[..., COLUMN[name]] = -1.0 if name in NUMBERS else 0.0
    return blank


def _readable(rows: RankingRows, parameters: RankerParameters) -> RankingRows:
    """The rows as the ablations leave them."""
    if parameters.left_out:
        rows = replace(rows, features=without(rows.features, parameters.left_out))
    return rows if parameters.corrects_place else replace(rows, rank=np.ones_like(rows.rank))


def _check_is_enough(fit: RankingRows, held: RankingRows) -> None:
    n_passed, n_failed = int((fit.exam_passed == 1).sum()), int((fit.exam_passed == 0).sum())
    if (fit.grade > 0).sum() < 50 or n_passed < 20 or (held.grade > 0).sum() < 20:
        raise ValueError(
            "too little to learn from: at least 50 accepted suggestions and 20 passed exams are needed;"
            " import more history first"
        )
    if not n_failed or np.isnan(held.exam_passed).all():
        raise ValueError("too little to learn from: failed exams are needed beside the passed ones; import those too")


def looks_by_rank(rows: RankingRows, odds: Ranker) -> NDArray[np.float64]:
    """How much more often the first place is looked at than each other: yes answers over those expected at the first.

    Shape (longest list,), the first 1, never rising and never below 0.05; an outcome divided by it counts as if it had
    been shown first (inverse propensity of looking, Joachims et al. 2017, doi:10.1145/3018661.3018699). Showings count
    by ``selection_weights``: what is drawn at random compares places best.
    """
    expected = 1.0 / (1.0 + np.exp(-odds.score(rows.features)))
    weight = selection_weights(rows.propensity)
    place = rows.rank - 1
    n_yes = np.bincount(place, weights=weight * (rows.grade > 0))
    ratio = n_yes / np.maximum(np.bincount(place, weights=weight * expected), 1e-9)
    return np.maximum(0.05, np.minimum.accumulate(np.minimum(1.0, ratio / max(ratio[0], 1e-9))))


MOST_WEIGHT = 5.0
"""No showing counts more than this many times the usual one, nor less than the inverse of it."""


def selection_weights(propensity: NDArray[np.float64]) -> NDArray[np.float64]:
    """How often each showing counts, so that lists speak of all certifications and not of those the system preferred.

    Shape (n,): the inverse of the logged chance of being shown, over its median, between 1 / ``MOST_WEIGHT`` and
    ``MOST_WEIGHT``. Showings that no log gives a chance of their own (all alike) count once.

    Examples
    --------
    >>> selection_weights(np.array([1.0, 1.0, 1.0, 0.5, 0.001]))
    array([1., 1., 1., 2., 5.])
    """
    inverse = 1.0 / propensity
    return np.clip(inverse / np.median(inverse), 1.0 / MOST_WEIGHT, MOST_WEIGHT)


def _averaged(models: list[BoostedModel]) -> BoostedModel:
    """One model whose score is the mean of the scores of all."""
    from catboost import sum_models

    return BoostedModel(sum_models([one.model for one in models], weights=[1.0 / len(models)] * len(models)))


def _boosted(
    rows: RankingRows,
    target: NDArray[Any],
    loss: str,
    trees: Trees,
    parameters: RankerParameters,
    seed: int,
) -> BoostedModel:
    """Boosted trees on features and, last, the place; numbers of things are left to the additive model."""
    from catboost import CatBoost, Pool

    constraints = [-1 if parameters.is_monotone and name in FALLING else 0 for name in FEATURES]
    model = CatBoost(
        {
            "loss_function": loss,
            "iterations": trees.n,
            "depth": trees.depth,
            "learning_rate": trees.rate,
            "l2_leaf_reg": parameters.l2,
            "monotone_constraints": [*constraints, 0],
            "ignored_features": [COLUMN[name] for name in NUMBERS],
            # Equal seed, equal model: a fixed number of threads, since sums are rounded in the order of threads.
            "random_seed": seed,
            "thread_count": 2,
            "verbose": False,
            "allow_writing_files": False,
        }
    )
    placed = np.concatenate([rows.features, rows.rank[:, None].astype(np.float32)], axis=1)
    model.fit(Pool(placed, label=target.astype(np.float64)))
    return BoostedModel(model)


def calibrated(scores: NDArray[np.float64], happened: NDArray[np.bool_], *, look: NDArray[np.float64]) -> Calibration:
    """The straight line from scores to log-odds under which what happened is likeliest; it never falls.

    ``look`` is the chance in (0, 1] that a showing was looked at at all: what is not looked at cannot happen.

    Notes
    -----
    Scaling of Platt (1999), with the examination of places (Richardson et al. 2007, doi:10.1145/1242572.1242643).
    """
    from scipy.optimize import minimize

    def surprise(line: NDArray[np.float64]) -> float:
        chance = look * Calibration(*line)(scores)
        return float(-np.log(np.maximum(np.where(happened, chance, 1.0 - chance), _TINY)).sum())

    found = minimize(surprise, np.array([0.0, 1.0]), method="L-BFGS-B", bounds=[(None, None), (_TINY, None)])
    return Calibration(float(found.x[0]), float(found.x[1]))


_TINY = 1e-9
