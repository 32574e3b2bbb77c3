"""Bias of follow-up studies as JSON: 40 % answer, at random given what is known, or not.

Usage: python -m benchmarks.follow_up [--runs 200]

An invented country of 6,000 certified people: kind, state, age of the certificate and English are known of everybody; a
new job and a change of wage follow from them. 2,000 are drawn in strata of state and kind, and about 40 % of these
answer. In each case the answers are weighted and compared with the truth of the same 6,000 people:

``both_right``         answering and results follow from the groups as the weights assume
``answering_wrong``    answering follows from combinations of groups that the weights do not know, results do not
``results_wrong``      the reverse
``own_result``         who found a new job answers with twice the odds, and the wage itself moves answering: no weights
                       repair it, and the band for odds of up to 2 must say so
``beyond_reach``       the same with four times the odds, more than the band was stated for
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import binomtest

from recommender.follow_up.design import design_matrix
from recommender.follow_up.results import band, estimate
from recommender.follow_up.sample import draw_sample
from recommender.follow_up.weights import answer_weights

N_PEOPLE: Final = 6_000
N_DRAWN: Final = 2_000
CASES: Final = ("both_right", "answering_wrong", "results_wrong", "own_result", "beyond_reach")
_OWN_ODDS: Final = {"own_result": 2.0, "beyond_reach": 4.0}
ODDS_REACH: Final = 2.0
WAGE_REACH: Final = 10.0
"""The band that is stated beforehand: odds of up to 2, wage changes up to 10 points apart."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Country:
    """What is known of everybody, and what is asked about; all of shape (6000,)."""

    facts: dict[str, NDArray[np.str_]]
    new_job: Numbers
    wage_change: Numbers
    answer_chance: Numbers


def country(case: str, rng: np.random.Generator) -> Country:
    """An invented country of a case."""
    is_professional = rng.random(N_PEOPLE) < 0.35
    state = rng.choice(8, N_PEOPLE, p=np.array([30, 20, 15, 12, 10, 6, 4, 3]) / 100)
    months = rng.integers(6, 30, N_PEOPLE)
    is_fluent = rng.random(N_PEOPLE) < 0.2 + 0.3 * is_professional
    crossed = is_professional & is_fluent & (state < 2)
    bent = 1.2 * crossed if case == "results_wrong" else 0.0
    job_score = -1.5 + 0.9 * is_professional + 0.6 * is_fluent + 0.02 * (months - 18) + 0.1 * (state < 3)
    new_job = (rng.random(N_PEOPLE) < expit(job_score + bent)).astype(np.float64)
    wage_mean = 15 + 12 * is_professional + 8 * is_fluent + 0.3 * (months - 18)
    wage_change = wage_mean + 10 * np.asarray(bent) + rng.normal(0, 20, N_PEOPLE)
    answering = -1.15 + 1.2 * is_professional + 0.5 * is_fluent - 0.02 * (months - 18) + 0.2 * (state < 3)
    if case == "answering_wrong":
        answering = answering + 0.8 * crossed - 0.5 * (~is_professional & ~is_fluent)
    if case in _OWN_ODDS:
        answering = answering - 0.2 + np.log(_OWN_ODDS[case]) * new_job + 0.02 * (wage_change - wage_mean)
    facts = {
        "kind": np.where(is_professional, "professional", "student"),
        "state": state.astype(np.str_),
        "months": (months // 6).astype(np.str_),
        "english": np.where(is_fluent, "B2", "A2"),
    }
    return Country(facts, new_job, wage_change, expit(answering))


def study(case: str, seed: int) -> dict[str, float]:
    """One study: errors with and without weights in points, and what interval and band hold."""
    rng = np.random.default_rng([CASES.index(case), seed])
    people = country(case, rng)
    strata = np.char.add(people.facts["state"], people.facts["kind"])
    sample = draw_sample(strata, N_DRAWN, at_least=20, seed=seed)
    answers = rng.random(len(sample.people)) < people.answer_chance[sample.people]
    answered = np.zeros(N_PEOPLE, bool)
    answered[sample.people[answers]] = True
    weights = answer_weights(design_matrix(people.facts, answered), sample.people, sample.chances, answers)
    found = {"response": float(answers.mean()), "worth": weights.worth}
    for name, truth, is_share, reach in (
        ("new_job", people.new_job, True, ODDS_REACH),
        ("wage_change", people.wage_change, False, WAGE_REACH),
    ):
        scale = 100.0 if is_share else 1.0
        given, mean = truth[sample.people[answers]], float(truth.mean())
        result = estimate(weights, given, is_share=is_share)
        sides = band(weights, given, is_share=is_share, reach=reach)
        found |= {
            f"{name}_plain_error": scale * (float(given.mean()) - mean),
            f"{name}_error": scale * (result.value - mean),
            f"{name}_interval_holds": float(result.low <= mean <= result.high),
            f"{name}_band_holds": float(sides.low <= mean <= sides.high),
            f"{name}_width": scale * (result.high - result.low),
            f"{name}_band_width": scale * (sides.high - sides.low),
        }
    return found


def case_figures(case: str, n_runs: int) -> dict[str, Any]:
    """Means over runs; of each error (bias) and share also the 95 % interval of that mean."""
    runs = [study(case, seed) for seed in range(n_runs)]
    figures: dict[str, Any] = {"runs": n_runs}
    for name in runs[0]:
        values = np.array([run[name] for run in runs])
        figures[name] = round(float(values.mean()), 3)
        if name.endswith("_holds"):
            held = binomtest(int(values.sum()), n_runs).proportion_ci(method="wilson")
            figures[f"{name}_95"] = [round(float(end), 3) for end in held]
        if name.endswith("_error"):
            reach = 1.96 * values.std(ddof=1) / np.sqrt(n_runs)
            figures[f"{name}_95"] = [round(float(values.mean() + side * reach), 3) for side in (-1, 1)]
    return figures


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=200)
    asked = parser.parse_args(arguments)
    json.dump({case: case_figures(case, asked.runs) for case in CASES}, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
