"""Fits the ranking model and the two chances: CatBoost on rows of showings, calibrated on learners kept apart."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from recommender.linear_model import LinearModel
from recommender.ranker import BoostedModel, Calibration, Models, Ranker
from training.datasets import RankingRows
from training.splits import Split, split_of

if TYPE_CHECKING:
    from catboost import CatBoost


@dataclass(frozen=True, slots=True)
class RankerParameters:
    """What the models are fitted with; logged with every run."""

    ranker_trees: int = 400
    ranker_depth: int = 6
    ranker_rate: float = 0.06
    chance_trees: int = 600
    chance_depth: int = 4
    chance_rate: float = 0.05
    pass_trees: int = 150
    pass_depth: int = 3
    pass_rate: float = 0.06
    l2: float = 5.0


def fit_models(rows: RankingRows, parameters: RankerParameters, seed: int) -> Models:
    """Fit on the learners of ``Split.FIT`` and calibrate on those of ``Split.CALIBRATE``; no other row is read.

    Raises
    ------
    ValueError
        If there are too few lists with an answer, or too few exams, to fit anything.
    """
    part = split_of(rows.learner_id.tolist())
    fit, held = rows.take(part == Split.FIT.value), rows.take(part == Split.CALIBRATE.value)
    _check_is_enough(fit, held)
    ranker = BoostedModel(_ranking_model(fit, parameters, seed))
    accept = BoostedModel(
        _chance_model(_placed(fit), fit.grade > 0, (parameters.chance_trees, parameters.chance_depth), parameters, seed)
    )
    sat, sat_held = ~np.isnan(fit.exam_passed), ~np.isnan(held.exam_passed)
    first_places = np.ones(int(sat.sum()), np.float32)
    exam_rows = np.concatenate([fit.features[sat], first_places[:, None]], axis=1)
    passing = BoostedModel(
        _chance_model(
            exam_rows, fit.exam_passed[sat] == 1, (parameters.pass_trees, parameters.pass_depth), parameters, seed
        )
    )
    look = looks_by_rank(fit, accept)
    weight = 1.0 / look[np.minimum(held.rank, len(look)) - 1]
    linear = linear_model(fit, seed)
    parts: tuple[Ranker, ...] = (ranker, accept, linear)
    blend = tuple(1.0 / float(part.score(fit.features).std()) for part in parts)
    scores = np.sum([w * part.score(held.features) for w, part in zip(blend, parts, strict=True)], axis=0)
    return Models(
        ranker=ranker,
        blend=(blend[0], blend[1], blend[2]),
        grade=centred_isotonic(scores, held.grade * weight, highest=4.0),
        accept=accept,
        accept_chance=centred_isotonic(accept.score(held.features), np.minimum(1, held.grade) * weight, highest=1.0),
        linear=linear,
        passing=passing,
        pass_chance=centred_isotonic(passing.score(held.features[sat_held]), held.exam_passed[sat_held], highest=1.0),
    )


def _check_is_enough(fit: RankingRows, held: RankingRows) -> None:
    n_passed, n_failed = int((fit.exam_passed == 1).sum()), int((fit.exam_passed == 0).sum())
    if (fit.grade > 0).sum() < 50 or n_passed < 20 or (held.grade > 0).sum() < 20:
        raise ValueError(
            "too little to learn from: at least 50 accepted suggestions and 20 passed exams are needed;"
            " import more history first"
        )
    if not n_failed or np.isnan(held.exam_passed).all():
        raise ValueError("too little to learn from: failed exams are needed beside the passed ones; import those too")


def looks_by_rank(rows: RankingRows, accept: BoostedModel) -> NDArray[np.float64]:
    """How much more often the first place is looked at than each other: yes answers over those expected at the first.

    Shape (longest list,), the first 1, never rising and never below 0.05; an outcome divided by it counts as if it had
    been shown first (inverse propensity of looking, Joachims et al. 2017, doi:10.1145/3018661.3018699).
    """
    expected = 1.0 / (1.0 + np.exp(-accept.score(rows.features)))
    length = int(rows.rank.max())
    ratio = np.array(
        [
            (rows.grade[rows.rank == place] > 0).sum() / max(expected[rows.rank == place].sum(), 1e-9)
            for place in range(1, length + 1)
        ]
    )
    return np.maximum(0.05, np.minimum.accumulate(np.minimum(1.0, ratio / max(ratio[0], 1e-9))))


def _placed(rows: RankingRows) -> NDArray[np.float32]:
    """Features with the place in the list as the last column."""
    return np.concatenate([rows.features, rows.rank[:, None].astype(np.float32)], axis=1)


def _ranking_model(rows: RankingRows, parameters: RankerParameters, seed: int) -> "CatBoost":
    from catboost import CatBoost, Pool

    has_gain = np.isin(rows.list_number, np.unique(rows.list_number[rows.grade > 0]))
    kept = rows.take(has_gain)
    model = CatBoost(
        {
            "loss_function": "YetiRank:mode=NDCG",
            "iterations": parameters.ranker_trees,
            "depth": parameters.ranker_depth,
            "learning_rate": parameters.ranker_rate,
            "l2_leaf_reg": parameters.l2,
            **_quiet(seed),
        }
    )
    model.fit(Pool(_placed(kept), label=kept.grade, group_id=kept.list_number))
    return model


def linear_model(rows: RankingRows, seed: int) -> LinearModel:
    """Logistic regression of a yes on standardised features and place, weighted by outcome grade."""
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    placed = np.concatenate([rows.features, rows.rank[:, None] ** np.float32(-0.5)], axis=1)
    fill, scale = SimpleImputer(keep_empty_features=True), StandardScaler()
    standard = scale.fit_transform(fill.fit_transform(placed))
    fitted = LogisticRegression(max_iter=2000, random_state=seed).fit(
        standard, rows.grade > 0, sample_weight=np.maximum(1, rows.grade)
    )
    return LinearModel(
        fill=tuple(map(float, fill.statistics_)),
        centre=tuple(map(float, scale.mean_)),
        spread=tuple(map(float, scale.scale_)),
        weights=tuple(map(float, fitted.coef_[0])),
        intercept=float(fitted.intercept_[0]),
    )


def _chance_model(
    rows: NDArray[np.float32],
    happened: NDArray[np.bool_],
    shape: tuple[int, int],
    parameters: RankerParameters,
    seed: int,
) -> "CatBoost":
    """A boosted classifier with (trees, depth) = ``shape``."""
    from catboost import CatBoost, Pool

    model = CatBoost(
        {
            "loss_function": "Logloss",
            "iterations": shape[0],
            "depth": shape[1],
            "learning_rate": parameters.chance_rate,
            "l2_leaf_reg": parameters.l2,
            **_quiet(seed),
        }
    )
    model.fit(Pool(rows, label=happened.astype(int)))
    return model


def _quiet(seed: int) -> dict[str, Any]:
    """Equal seed, equal model: a fixed number of threads, since sums are rounded in the order of threads."""
    return {"random_seed": seed, "thread_count": 2, "verbose": False, "allow_writing_files": False}


def centred_isotonic(scores: NDArray[np.float64], outcomes: NDArray[np.float64], *, highest: float) -> Calibration:
    """Mean outcome by score, at most ``highest``: a few yes far down the list may weigh more than one each.

    Isotonic regression gives whole ranges of scores one outcome, and so makes ties of what a model told apart. Here
    each range stands at its mean score and the line between two ranges rises: only scores beyond the outermost means
    share an outcome.

    Notes
    -----
    Centered isotonic regression of Oron and Flournoy (2017), doi:10.1080/19466315.2017.1286256.
    """
    from sklearn.isotonic import IsotonicRegression

    fitted = IsotonicRegression(y_max=highest, out_of_bounds="clip").fit_transform(scores, outcomes)
    levels, block = np.unique(fitted, return_inverse=True)
    centres = np.bincount(block, weights=scores) / np.bincount(block)
    return Calibration(tuple(map(float, centres)), tuple(map(float, levels)))
