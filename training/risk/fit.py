"""Fits a model of drop-out risk on a table: chosen, calibrated, with members for its intervals."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import t as student

from data.errors import InputError
from recommender.table_risk.calibration import RiskCalibration
from recommender.table_risk.drift import DriftReference
from recommender.table_risk.encoding import CaseEncoding
from recommender.table_risk.members import Members
from recommender.table_risk.model import TableRisk
from recommender.table_risk.trees import TreeScorer, pool_of
from training.case_table.reading import CaseTable
from training.risk.calibrate import fit_calibration, with_mean
from training.risk.choice import Choice, choose, log_odds_of_unseen
from training.risk.folds import folds_to_choose, random_folds
from training.risk.forgetting import forget_words
from training.risk.learners import fit_trees, fit_weights, linear_scorer

if TYPE_CHECKING:
    from catboost import CatBoost

N_MEMBERS: Final = 10
_FEWEST: Final = 20
"""With fewer cases of either outcome there is nothing to learn a risk from."""

_MOST_TO_CHOOSE: Final = 100_000
_MOST_A_MEMBER: Final = 50_000


@dataclass(frozen=True, slots=True)
class FittedRisk:
    """A model and how it was chosen."""

    model: TableRisk
    choice: Choice


def outcome_of(table: CaseTable) -> NDArray[np.bool_]:
    """The outcome of each case.

    Raises
    ------
    InputError
        If the table has none, or too few cases of either outcome.
    """
    if table.outcome is None:
        raise InputError("the mapping names no outcome; say under outcome which column tells who dropped out")
    n_happened = int(table.outcome.sum())
    if min(n_happened, len(table) - n_happened) < _FEWEST:
        raise InputError(
            f"the outcome happened in {n_happened} of {len(table)} rows; at least {_FEWEST} rows with it and"
            f" {_FEWEST} without are needed"
        )
    return table.outcome


def fit_table_risk(
    table: CaseTable, categorical: frozenset[str], seed: int, *, n_members: int = N_MEMBERS
) -> FittedRisk:
    """Choose by cross-validation, fit on all rows, calibrate on what the folds said, refit for the intervals.

    ``n_members`` of 0 leaves the intervals out. Equal tables and seeds give equal models.
    """
    outcome = outcome_of(table)
    rng = np.random.default_rng(seed)
    choice, unseen = _choose(table, categorical, outcome, rng, seed)
    encoding, learned = CaseEncoding.fit(table.frame, categorical), forget_words(table.frame, seed)
    rows = _Rows(encoding.dense(learned), encoding.split(learned), outcome)
    fit = _fit(rows, choice, seed)
    slopes = fit_calibration(unseen.log_odds, outcome[unseen.places])
    calibration = with_mean(slopes, fit.raw, float(outcome.mean()))
    model = TableRisk(
        encoding=encoding,
        linear=linear_scorer(fit.weights, rows.dense, encoding.dense_owners()),
        trees=None if fit.trees is None else TreeScorer.of_model(fit.trees, encoding.split_owners()),
        tree_weight=choice.tree_weight,
        calibration=calibration,
        members=_members(rows, table.ids, choice, unseen, rng, n_members) if n_members else None,
        reference=DriftReference.of_rows(encoding, table.frame, expit(calibration.log_odds(fit.raw))),
    )
    return FittedRisk(model, choice)


@dataclass(frozen=True, slots=True)
class _Unseen:
    """Log-odds that rows at these places of the table got from models that had not seen their people."""

    places: NDArray[np.intp]
    log_odds: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows to fit on, in both forms."""

    dense: NDArray[np.float64]
    features: NDArray[np.float32]
    outcome: NDArray[np.bool_]

    def at(self, places: NDArray[np.intp]) -> "_Rows":
        return _Rows(self.dense[places], self.features[places], self.outcome[places])


@dataclass(frozen=True, slots=True)
class _Fit:
    """Fitted models and the log-odds that they give to the rows that they were fitted on."""

    weights: NDArray[np.float64]
    trees: "CatBoost | None"
    raw: NDArray[np.float64]


def _choose(
    table: CaseTable, categorical: frozenset[str], outcome: NDArray[np.bool_], rng: np.random.Generator, seed: int
) -> tuple[Choice, _Unseen]:
    """The choice, made on all people or on as many as make up 100,000 rows, and what the chosen says of them.

    Where time is known the choice looks forward; how far to trust the log-odds is learned from folds at random, whose
    models were fitted on nearly as many rows as the model that is kept.
    """
    people, person = np.unique(table.ids, return_inverse=True)
    kept = np.flatnonzero(rng.permutation(len(people))[person] < _MOST_TO_CHOOSE / len(table) * len(people))
    part, happened = table.rows(kept), outcome[kept]
    folds = folds_to_choose(part.ids, happened, part.time, seed)
    choice = choose(part.frame, categorical, happened, part.ids, folds, seed)
    folds = random_folds(part.ids, happened, seed + 1)
    log_odds = log_odds_of_unseen(part.frame, categorical, happened, folds, choice, seed)
    return choice, _Unseen(kept[np.concatenate([fold.judge for fold in folds])], log_odds)


def _fit(rows: _Rows, choice: Choice, seed: int) -> _Fit:
    weights = fit_weights(rows.dense, rows.outcome, choice.strength)
    raw = rows.dense @ weights[1:] + weights[0]
    if choice.tree_weight == 0:
        return _Fit(weights, None, raw)
    trees = fit_trees(rows.features, rows.outcome, choice.depth, choice.n_trees, seed)
    boosted = trees.predict(pool_of(rows.features), prediction_type="RawFormulaVal")
    return _Fit(weights, trees, (1.0 - choice.tree_weight) * raw + choice.tree_weight * boosted)


def _members(
    rows: _Rows,
    ids: NDArray[np.str_],
    choice: Choice,
    unseen: _Unseen,
    rng: np.random.Generator,
    n_members: int,
) -> Members:
    """Refits on people drawn with replacement, as many as there are or as make up 50,000 rows."""
    people, person = np.unique(ids, return_inverse=True)
    share = min(1.0, _MOST_A_MEMBER / len(ids))
    weights: list[NDArray[np.float64]] = []
    trees: list[CatBoost] = []
    calibrations: list[RiskCalibration] = []
    while len(weights) < n_members:
        times = np.bincount(rng.integers(len(people), size=round(share * len(people))), minlength=len(people))[person]
        drawn = rows.at(np.repeat(np.arange(len(ids)), times))
        judged = np.repeat(np.arange(len(unseen.places)), times[unseen.places])
        happened = rows.outcome[unseen.places[judged]]
        if _is_one_sided(drawn.outcome) or _is_one_sided(happened):
            continue
        fit = _fit(drawn, choice, int(rng.integers(2**31)))
        slopes = fit_calibration(unseen.log_odds[judged], happened)
        weights.append(fit.weights)
        trees += [] if fit.trees is None else [fit.trees]
        calibrations.append(with_mean(slopes, fit.raw, float(drawn.outcome.mean())))
    # With few members their spread is itself uncertain, which Student's quantile allows for.
    reach = float(student.ppf(0.975, n_members))
    return Members(np.stack(weights), tuple(trees), tuple(calibrations), float(np.sqrt(share)), reach)


def _is_one_sided(outcome: NDArray[np.bool_]) -> bool:
    return bool(outcome.all() or not outcome.any())
