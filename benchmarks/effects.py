"""Figures of the effect estimator as JSON: coverage, width, refusals, false rankings, and a real experiment.

Usage: python -m benchmarks.effects [--runs 200] [--noise-runs 100] [--experiment hillstrom.csv] [--only PART ...]

``coverage``: 95 % intervals on invented tables of known truth, and their width against an estimator that was given the
true chances and expected outcomes. ``overlap``: tables without overlap, which must be refused. ``noise``: tables with
the outcome permuted, which support no ranking. ``experiment``: the MineThatData e-mail test of Kevin Hillstrom (2008),
64,000 customers, two e-mails and none drawn by lot, where doubly robust and plain differences must agree.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.simulated_effects import COMPARABLE, Simulated, simulated
from training.case_table.mapping import CaseMapping
from training.effects.design import EVERY_ARM, EffectDesign
from training.effects.doubly_robust import (
    EffectEstimate,
    Scores,
    average_effect,
    cross_fitted_scores,
    effect_on_treated,
)
from training.effects.effect_table import EffectTable, read_effect_table
from training.effects.estimate import estimate_effects, usual_repetitions
from training.effects.overlap import common_support
from training.effects.report import answer_json
from training.effects.uplift import uplift

N_ROWS = 1000
_OUTCOMES = ("visit", "conversion", "spend")


def true_scores(table: Simulated) -> Scores:
    """Scores of an estimator that was given the true propensities and expected outcomes."""
    propensities = np.column_stack([1.0 - table.propensity, table.propensity])
    folds = np.zeros((1, len(table.outcome)), dtype=np.int64)
    return Scores(table.treatment, table.outcome, table.means[None], propensities[None], folds)


def covers(estimate: EffectEstimate, truth: float) -> bool:
    """Whether the interval holds the truth."""
    return estimate.effect.low <= truth <= estimate.effect.high


def coverage(shape: str, n_runs: int, n_rows: int = N_ROWS) -> dict[str, float]:
    """How often intervals hold the truth in ``n_runs`` tables of a shape, and their width over the best possible."""
    n_average, n_treated, widths, true_widths = 0, 0, [], []
    for run in range(n_runs):
        table = simulated(shape, n_rows, seed=run)
        scores = cross_fitted_scores(table.features, table.treatment, table.outcome, seed=run)
        kept = common_support(scores, arm=1).astype(np.float64)
        found = average_effect(scores, kept)
        n_average += covers(found, table.effect)
        n_treated += covers(effect_on_treated(scores, kept), table.treated_effect)
        widths.append(found.standard_error)
        true_widths.append(average_effect(true_scores(table)).standard_error)
    return {
        "runs": n_runs,
        "rows": n_rows,
        "average_covered": n_average,
        "treated_covered": n_treated,
        "width_ratio": float(np.mean(widths) / np.mean(true_widths)),
    }


def is_refused(seed: int, n_rows: int = N_ROWS) -> bool:
    """Whether a table without overlap gets no average effect."""
    arm = estimate_effects(as_table(simulated("no overlap", n_rows, seed)), EffectDesign(), seed=seed).arms[0]
    return arm.average is None and not arm.verdict.decision_grade


def shows_ranking_of_noise(seed: int, n_rows: int = N_ROWS) -> bool:
    """Whether a ranking is shown after the outcome was permuted."""
    table = simulated("uneven effect", n_rows, seed)
    outcome = np.random.default_rng(seed).permutation(table.outcome)
    scores = cross_fitted_scores(
        table.features, table.treatment, outcome, repetitions=usual_repetitions(n_rows), seed=seed
    )
    kept = common_support(scores, arm=1)
    return uplift(scores, table.features, kept, arm=1, sign=1.0, seed=seed).is_supported


def as_table(table: Simulated) -> EffectTable:
    """An invented table as if it had been read."""
    return EffectTable(
        ids=np.arange(len(table.outcome)).astype(np.str_),
        arms=("0", "1"),
        treatment=table.treatment,
        outcome=table.outcome,
        features=table.features,
        feature_owners=tuple(f"column {number}" for number in range(table.features.shape[1])),
        columns={},
        placebos={},
        groups={},
        propensity=None,
        n_left_out=0,
    )


def experiment(path: Path, outcome: str, *, known: bool, budget: float | None) -> dict[str, Any]:
    """Answer about both e-mails, with the chances of the lottery known or estimated."""
    mapping = CaseMapping(
        categorical=frozenset({"history_segment", "zip_code", "channel"}), forbidden=frozenset(_OUTCOMES)
    )
    design = EffectDesign(control="No E-Mail", propensity={EVERY_ARM: 1.0 / 3.0} if known else None, budget=budget)
    table = read_effect_table(path, mapping, design, treatment="segment", outcome=outcome)
    answer = answer_json(
        estimate_effects(table, design, seed=2026, with_uplift=known), lambda check: f"{check.doubt} {check.passed}"
    )
    kept = ("arm", "decision_grade", "ate", "att", "plain_difference", "ranking")
    return {
        "arms": [{name: arm[name] for name in kept} | {"agree": _agree(arm)} for arm in answer["arms"]],
        "policy": answer["policy"],
    }


def _agree(arm: dict[str, Any]) -> bool:
    """Whether each of the doubly robust and the plain estimate lies in the other's interval."""
    robust, plain = arm["ate"], arm["plain_difference"]
    return bool(
        plain["low"] <= robust["estimate"] <= plain["high"] and robust["low"] <= plain["estimate"] <= robust["high"]
    )


def figures(options: argparse.Namespace) -> Iterator[tuple[str, Any]]:
    """The parts asked for, one after the other."""
    parts: dict[str, Callable[[], Any]] = {
        f"coverage {shape}": lambda shape=shape: coverage(shape, options.runs) for shape in COMPARABLE
    }
    parts["overlap"] = lambda: {"runs": 20, "refused": sum(is_refused(seed) for seed in range(20))}
    parts["noise"] = lambda: {
        "runs": options.noise_runs,
        "rankings_shown": sum(shows_ranking_of_noise(seed) for seed in range(options.noise_runs)),
    }
    if options.experiment:
        for outcome in _OUTCOMES:
            for known in (True, False):
                parts[f"experiment {outcome}, chances {'known' if known else 'estimated'}"] = (
                    lambda outcome=outcome, known=known: experiment(
                        options.experiment,
                        outcome,
                        known=known,
                        budget=10_000.0 if known and outcome == "visit" else None,
                    )
                )
    for name, part in parts.items():
        if not options.only or any(name.startswith(wanted) for wanted in options.only):
            yield name, part()


def main() -> None:
    """Print each part as it is ready, then all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--noise-runs", type=int, default=100)
    parser.add_argument("--experiment", type=Path)
    parser.add_argument("--only", nargs="*", default=[])
    found = {}
    for name, part in figures(parser.parse_args()):
        found[name] = part
        print(f"{name}: {json.dumps(part)}", file=sys.stderr, flush=True)  # noqa: T201 - progress of a program
    print(json.dumps(found, indent=2))  # noqa: T201 - the program's answer


if __name__ == "__main__":
    main()
