"""How good the order itself is: by group, for people without history, how true its chances are, how lists spread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.bundle import Bundle
from recommender.collaborative.top_lists import Lists, top_items
from recommender.demand import RegionalDemand
from recommender.features import feature_table
from recommender.profile import LearnerHistory, profiles_of
from training.champion import MIN_GROUP
from training.list_metrics import coverage, found_by, gini
from training.metrics import Interval, bootstrap_mean, expected_calibration_error, ndcg_at_k

Matrix = NDArray[np.float64]

_DRAWS: Final = 200
_N_PAIRS: Final = 20_000
"""Pairs of learner and certification that chances are held against the truth on."""


@dataclass(frozen=True, slots=True)
class Cold:
    """NDCG@10 of the judged learners as they are and with nothing known of what they answered, sat and hold.

    ``share`` is the second over the first, both judged by the same truth; ``newcomers`` is of those who really have
    no history yet, ``None`` where there are fewer than two, and ``n_newcomers`` their number.
    """

    warm: Interval
    cold: Interval
    share: Interval
    newcomers: Interval | None
    n_newcomers: int


@dataclass(frozen=True, slots=True)
class RankingQuality:
    """``measures``: measure -> policy -> interval, or a plain number where only all lists together have one.

    ``by_group``: ``way/group`` -> NDCG@10 of ours and the number of learners. ``calibration``: mean distance between a
    stated chance and the true one over ten bins of equal count.
    """

    measures: Mapping[str, Mapping[str, Interval | float]]
    by_group: Mapping[str, tuple[Interval, int]]
    cold: Cold
    calibration: Mapping[str, Interval]


def measures_of(
    scores: Mapping[str, Matrix], allowed: NDArray[np.bool_], gains: Matrix, area: NDArray[np.int64], draw: int
) -> dict[str, dict[str, Interval | float]]:
    """Recall and reciprocal rank at 5 and 10, coverage, inequality and variety of each policy's lists.

    Variety is the number of different areas among the ten.
    """
    relevant = csr_array(np.where(allowed, gains, 0.0))
    found: dict[str, dict[str, Interval | float]] = {}
    for name, score in scores.items():
        rng = np.random.default_rng(draw)
        lists = top_items(np.where(allowed, score, -np.inf), 10)
        for k in (5, 10):
            reached = found_by(lists, relevant, k)
            found.setdefault(f"NDCG@{k}", {})[name] = bootstrap_mean(reached.ndcg, rng, _DRAWS)
            found.setdefault(f"recall@{k}", {})[name] = bootstrap_mean(reached.recall, rng, _DRAWS)
            found.setdefault(f"MRR@{k}", {})[name] = bootstrap_mean(reached.reciprocal_rank, rng, _DRAWS)
        found.setdefault("areas among ten", {})[name] = bootstrap_mean(n_areas(lists, area), rng, _DRAWS)
        found.setdefault("coverage@10", {})[name] = coverage(lists, allowed.shape[1])
        found.setdefault("Gini@10", {})[name] = gini(lists, allowed.shape[1])
    return found


def n_areas(lists: Lists, area: NDArray[np.int64]) -> Matrix:
    """How many areas each list touches, shape (n,).

    Examples
    --------
    >>> n_areas(np.array([[0, 1, -1], [1, 2, 0]]), np.array([7, 7, 3]))
    array([1., 2.])
    """
    return np.array([len(set(area[row[row >= 0]].tolist())) for row in lists], np.float64)


def by_group(
    ndcg: Matrix, groups: Mapping[str, NDArray[np.str_]], rng: np.random.Generator
) -> dict[str, tuple[Interval, int]]:
    """NDCG of each group of at least ``MIN_GROUP`` learners, by ``way/group``."""
    known = ~np.isnan(ndcg)
    return {
        f"{way}/{name}": (bootstrap_mean(ndcg[members], rng, _DRAWS), int(members.sum()))
        for way, names in groups.items()
        for name in np.unique(names).tolist()
        if name and (members := known & (names == name)).sum() >= MIN_GROUP
    }


def cold_start(
    bundle: Bundle,
    histories: Sequence[LearnerHistory],
    until: date,
    demand: RegionalDemand,
    allowed: NDArray[np.bool_],
    gains: Matrix,
    warm_scores: Matrix,
    rng: np.random.Generator,
) -> Cold:
    """Order the same certifications for the same people as if this were their first day.

    Studies stay, as a school brings them with the learner; answers, exams and certifications go.
    """
    blank = [replace(history, answers=(), exams=()) for history in histories]
    profiles = profiles_of(blank, [until] * len(blank), bundle.arrays)
    features = feature_table(profiles, bundle.arrays, demand, bundle.behaviour, bundle.vectors, bundle.pesos_per_dollar)
    scores = bundle.models.score(features.reshape(-1, features.shape[-1])).reshape(allowed.shape)
    warm, cold = (
        ndcg_at_k(np.where(allowed, one, -np.inf), np.where(allowed, gains, 0.0), 10) for one in (warm_scores, scores)
    )
    known = ~np.isnan(warm)
    is_new = np.array([not history.answers and not history.exams for history in histories]) & known
    draws = rng.integers(known.sum(), size=(_DRAWS, int(known.sum())))
    shares = cold[known][draws].mean(axis=1) / warm[known][draws].mean(axis=1)
    low, high = np.percentile(shares, [2.5, 97.5])
    return Cold(
        warm=bootstrap_mean(warm, rng, _DRAWS),
        cold=bootstrap_mean(cold, rng, _DRAWS),
        share=Interval(float(cold[known].mean() / warm[known].mean()), float(low), float(high)),
        newcomers=bootstrap_mean(warm[is_new], rng, _DRAWS) if is_new.sum() > 1 else None,
        n_newcomers=int(is_new.sum()),
    )


def calibration_of(stated: Matrix, true: Matrix, weight: Matrix, rng: np.random.Generator) -> Interval:
    """Expected calibration error over pairs drawn by ``weight``, shape (n, m) each, with an interval over learners."""
    n, m = stated.shape
    chosen = rng.choice(n * m, size=_N_PAIRS, p=weight.ravel() / weight.sum())
    learner, chance, truth = chosen // m, stated.ravel()[chosen], true.ravel()[chosen]
    draws = []
    for _ in range(_DRAWS):
        times = np.bincount(rng.integers(n, size=n), minlength=n)[learner]
        draws.append(expected_calibration_error(np.repeat(chance, times), np.repeat(truth, times)))
    low, high = np.percentile(draws, [2.5, 97.5])
    return Interval(expected_calibration_error(chance, truth), float(low), float(high))


def quality_text(quality: RankingQuality) -> str:
    """The figures as plain text."""
    lines = ["the order itself (95 % bootstrap intervals)"]
    for measure, of_policy in quality.measures.items():
        lines.append(f"  {measure}")
        lines += [f"    {name:<30} {_told(value)}" for name, value in of_policy.items()]
    lines.append("  NDCG@10 of ours by group")
    lines += [f"    {group:<30} {interval} ({n} learners)" for group, (interval, n) in quality.by_group.items()]
    cold = quality.cold
    lines += [
        "  the same people on their first day",
        f"    {'NDCG@10 with their history':<30} {cold.warm}",
        f"    {'without':<30} {cold.cold}",
        f"    {'without over with':<30} {cold.share} (at least 0.9)",
    ]
    if cold.newcomers is not None:
        lines.append(f"    {'who has no history yet':<30} {cold.newcomers} ({cold.n_newcomers} learners)")
    lines.append("  distance of stated chances from the truth (ECE)")
    lines += [f"    {name:<30} {interval}" for name, interval in quality.calibration.items()]
    return "\n".join(lines)


def _told(value: Interval | float) -> str:
    return str(value) if isinstance(value, Interval) else f"{value:.3f}"
