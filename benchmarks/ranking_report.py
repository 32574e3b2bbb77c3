"""Measures of the lists of several methods on one task, with intervals, as numbers and as a table."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.ranking_rivals import RankingTask, Rival, lists_of
from recommender.collaborative.top_lists import Lists
from training.list_metrics import coverage, found_by, gini, novelty
from training.metrics import Interval, bootstrap_mean

_LENGTHS: Final = (5, 10)
_K: Final = 10
_HEADLINE: Final = "ndcg@10"
_DRAWS: Final = 200
"""Draws of an interval: 98,000 learners are resampled for every measure of every method."""

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Measured:
    """One method: ``by_learner`` holds a value of each judged learner, ``of_all`` what only all lists together have."""

    by_learner: dict[str, Values]
    of_all: dict[str, float]
    seconds: float


def compared(
    task: RankingTask, rivals: Sequence[Rival], seed: int, ours: str, progress: Callable[[str], None]
) -> dict[str, Any]:
    """Fit and measure every method that applies; every mean and every difference from ours has its interval."""
    measured: dict[str, Measured] = {}
    for rival in rivals:
        if rival.name in task.does_not_apply:
            continue
        progress(f"{task.name}: {rival.name}")
        start = time.monotonic()
        lists = lists_of(rival, task, seed, _K)
        measured[rival.name] = _measured(lists, task, time.monotonic() - start)
    rng = np.random.default_rng(seed)
    return {
        "task": task.name,
        "seed": seed,
        "learners": task.known.n_learners,
        "items": task.known.n_items,
        "judged": len(task.judged),
        "does_not_apply": dict(task.does_not_apply),
        "methods": {name: _figures(one, measured[ours], task, rng) for name, one in measured.items()},
    }


def _measured(lists: Lists, task: RankingTask, seconds: float) -> Measured:
    counts, n_learners = task.known.item_counts, task.known.n_learners
    by_learner: dict[str, Values] = {}
    for k in _LENGTHS:
        found = found_by(lists, task.gains, k)
        by_learner |= {f"ndcg@{k}": found.ndcg, f"recall@{k}": found.recall, f"mrr@{k}": found.reciprocal_rank}
    by_learner["novelty@10"] = novelty(lists, counts, n_learners)
    n_items = task.known.n_items
    return Measured(by_learner, {"coverage@10": coverage(lists, n_items), "gini@10": gini(lists, n_items)}, seconds)


def _figures(one: Measured, ours: Measured, task: RankingTask, rng: np.random.Generator) -> dict[str, Any]:
    minus = {} if one is ours else {name: ours.by_learner[name] - values for name, values in one.by_learner.items()}
    headline = one.by_learner[_HEADLINE]
    return {
        "seconds": round(one.seconds, 1),
        **{name: round(value, 4) for name, value in one.of_all.items()},
        "means": {name: _told(values, rng) for name, values in one.by_learner.items()},
        "ours_minus": {name: _told(values, rng) for name, values in minus.items()},
        "ours_over": float(ours.by_learner[_HEADLINE].mean() / headline.mean()) - 1.0,
        f"{_HEADLINE} by group": {
            group: {label: _told(headline[labels == label], rng) for label in _in_order(labels)}
            for group, labels in task.groups.items()
        },
    }


def _in_order(labels: NDArray[np.str_]) -> list[str]:
    """Each label once, those that begin with a number by that number."""

    def begin(label: str) -> tuple[float, str]:
        head = label.split("-")[0].rstrip("+")
        return (float(head) if head.isdigit() else np.inf, label)

    return sorted(np.unique(labels).tolist(), key=begin)


def _told(values: Values, rng: np.random.Generator) -> dict[str, float]:
    interval: Interval = bootstrap_mean(values, rng, _DRAWS)
    return {"mean": round(interval.mean, 5), "low": round(interval.low, 5), "high": round(interval.high, 5)}


def report_text(figures: dict[str, Any]) -> str:
    """A table a task: a line a method, and below it ours by group beside the best rival's."""
    lines = [
        f"{figures['task']}: {figures['judged']} of {figures['learners']} learners judged, {figures['items']} items",
        f"  {'':<26} {'NDCG@10':<26} {'ours minus it':<26} {'ours over it':>12} {'recall@10':>9} {'MRR@10':>7}"
        f" {'NDCG@5':>7} {'cover':>6} {'novelty':>7} {'Gini':>5}",
    ]
    for name, one in figures["methods"].items():
        means, minus = one["means"], one["ours_minus"].get(_HEADLINE)
        lines.append(
            f"  {name:<26} {_span(means[_HEADLINE]):<26} {_span(minus) if minus else '':<26}"
            f" {one['ours_over']:>12.1%} {means['recall@10']['mean']:>9.4f} {means['mrr@10']['mean']:>7.4f}"
            f" {means['ndcg@5']['mean']:>7.4f} {one['coverage@10']:>6.3f} {means['novelty@10']['mean']:>7.2f}"
            f" {one['gini@10']:>5.2f}"
        )
    lines += [f"  {name:<26} does not apply: {reason}" for name, reason in figures["does_not_apply"].items()]
    for group in next(iter(figures["methods"].values()))[f"{_HEADLINE} by group"]:
        lines.append(f"  NDCG@10 by {group}:")
        for name, one in figures["methods"].items():
            parts = one[f"{_HEADLINE} by group"][group].items()
            lines.append(f"    {name:<24} " + "  ".join(f"{label}: {_span(told)}" for label, told in parts))
    return "\n".join([*lines, "", ""])


def _span(told: dict[str, float]) -> str:
    return f"{told['mean']:.4f} [{told['low']:.4f}, {told['high']:.4f}]"
