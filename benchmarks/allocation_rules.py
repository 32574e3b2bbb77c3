"""What every rule at once costs a national plan, and how good the choice of tiers is, as JSON and text.

Usage: python -m benchmarks.allocation_rules [--seeds N] [--tier-instances N] [--only national|tiers]

``national``: 60,000 learners, 250 certifications, 20 options each; 32 state funds, a federal and a company fund, a
ceiling; 200 institutions that each get 2 vouchers for every 10 who applied, teachers too; parity by gender and between
states; tiers of 8 vendors, minimum groups of 5; every voucher worth 80 % of the learner's best option. ``tiers``: small
programmes with the same rules, against HiGHS on the whole problem.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.allocation_rules_instances import NATIONAL, PROVABLE, Size, make
from recommender.allocation.breaches import Limit
from recommender.allocation.national.agreements import national_breaches, tiers_reached
from recommender.allocation.national.allocate import allocate
from recommender.allocation.national.branching import Search
from recommender.allocation.national.nodes import covers_all
from recommender.allocation.plan import Plan
from recommender.allocation.problem import NationalProblem
from recommender.allocation.running.floors import cheapest_price, is_attainable
from recommender.allocation.solver.exact import solve_exactly

_EXACT_SECONDS, _EXACT_GAP = 60.0, 2e-3
_FAR = 0.01
_MOST_PRICINGS = 40
_BEYOND_EXACT = replace(PROVABLE, learners=3_000)


def national_figures(seed: int, size: Size = NATIONAL) -> dict[str, Any]:
    """One national plan: breaches, gap and time, without those of making the instance and of compiling."""
    national = make(size, seed)
    wall, cpu = time.perf_counter(), time.process_time()
    solution = allocate(national, seed=seed)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {
        "seed": seed,
        "vouchers": len(solution.plan.holders),
        "value": round(solution.value, 2),
        "bound": round(solution.bound, 2),
        "gap_percent": round(100 * solution.gap, 4),
        "breaches": len(national_breaches(national, solution.plan)),
        "lowest_percent_of_best_option": round(100 * lowest_share_of_best(national, solution.plan, size, seed), 2),
        "parts_cover_every_plan": covers_all(national, [node.fixing for node in solution.nodes]),
        "parts": len(solution.nodes),
        "tiers_reached": tiers_reached(national, solution.plan)[: size.tiered_vendors].tolist(),
        "binding_prices": _binding(solution.nodes[0].multipliers.at_least, national),
        "cpu_seconds": round(cpu, 1),
        "wall_seconds": round(wall, 1),
    }


def lowest_share_of_best(national: NationalProblem, plan: Plan, size: Size, seed: int) -> float:
    """Of all vouchers, the least share of the value of their holder's best attainable option, floor or not."""
    base, agreements = make(replace(size, floor=0.0), seed).base, national.agreements
    cheapest = cheapest_price(base.price, agreements)
    attainable = is_attainable(base.options, base.payments, cheapest, base.seats, agreements)
    best = np.zeros(base.n_learners)
    np.maximum.at(best, base.options.learners()[attainable], base.options.value[attainable])
    value = national.base.options.value[plan.option[plan.holders]]
    return float((value / best[plan.holders]).min())


def tier_figures(seed: int) -> dict[str, Any]:
    """One small programme: the plan found by branch and bound against that of HiGHS for the whole problem."""
    national = make(PROVABLE, seed)
    search = Search(national, seed=seed, plan=None)
    found, _ = search.run(None, most_pricings=_MOST_PRICINGS)
    plan, value, bound = solve_exactly(national, seconds=_EXACT_SECONDS, gap=_EXACT_GAP)
    return {
        "seed": seed,
        "value": round(search.value, 4),
        "exact_value": round(value, 4),
        "exact_bound": round(bound, 4),
        "below_exact_percent": round(100 * (1 - search.value / value), 4),
        "below_exact_bound_percent": round(100 * (1 - search.value / bound), 4),
        "tiers": tiers_reached(national, found).tolist(),
        "exact_tiers": tiers_reached(national, plan).tolist(),
        "breaches": len(national_breaches(national, found)),
    }


def _binding(at_least: np.ndarray, national: NationalProblem) -> dict[str, int]:
    n_rules = national.base.counts.n_rules
    return {
        str(Limit.AT_LEAST): int((at_least[:n_rules] > 0).sum()),
        "tiers_and_groups": int((at_least[n_rules:] > 0).sum()),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures: text on the error stream as they come, JSON at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--tier-instances", type=int, default=50)
    parser.add_argument("--only", choices=["national", "tiers"])
    chosen = parser.parse_args(arguments)
    figures: dict[str, Any] = {}
    if chosen.only != "tiers":
        allocate(make(_BEYOND_EXACT, 0), seed=0)  # Compiles.
        figures["national"] = [_told(national_figures(seed)) for seed in range(chosen.seeds)]
    if chosen.only != "national":
        rows = [_told(tier_figures(seed)) for seed in range(chosen.tier_instances)]
        below = np.array([row["below_exact_percent"] for row in rows])
        below_bound = np.array([row["below_exact_bound_percent"] for row in rows])
        figures["tiers"] = {
            "instances": rows,
            "farther_than_1_percent": int((below > 100 * _FAR).sum()),
            "farther_than_1_percent_from_exact_bound": int((below_bound > 100 * _FAR).sum()),
            "not_proven_by_exact": sum(row["exact_bound"] > row["exact_value"] * (1 + 2 * _EXACT_GAP) for row in rows),
            "other_tiers_than_exact": sum(row["tiers"] != row["exact_tiers"] for row in rows),
            "mean_below_exact_percent": round(float(below.mean()), 4),
            "most_below_exact_percent": round(float(below.max()), 4),
            "most_below_exact_bound_percent": round(float(below_bound.max()), 4),
            "breaches": sum(row["breaches"] for row in rows),
        }
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


def _told(row: dict[str, Any]) -> dict[str, Any]:
    sys.stderr.write(", ".join(f"{name} {value}" for name, value in row.items()) + "\n")
    sys.stderr.flush()
    return row


if __name__ == "__main__":
    main()
