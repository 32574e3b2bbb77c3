"""How near the optimum plans are, in how much time and memory, beside a greedy plan and first come, first served.

Usage: python -m benchmarks.allocation [--learners 10000 100000 1000000] [--seeds 0 1 2 3 4] [--exact-up-to 10000]
    [--out FILE.json]

Every size and seed runs in a process of its own, so that its peak memory, instance included, is its own. Times are CPU
seconds of that process, compilation left out. A gap is the share of the bound that a plan falls short of.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from benchmarks.allocation_instances import instance
from benchmarks.allocation_rivals import first_come, greedy
from recommender.allocation.breaches import breaches
from recommender.allocation.plan import Plan
from recommender.allocation.problem import Problem
from recommender.allocation.solver.exact import solve_exactly
from recommender.allocation.solver.solve import solve

Result = TypeVar("Result")
Figures = dict[str, float | int | None]

_EXACT_SECONDS = 600.0


def main() -> None:
    """Print one row a size and seed, and the scaling from the smallest to the largest size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2, 3, 4])
    parser.add_argument("--exact-up-to", type=int, default=10_000, help="learners up to which HiGHS solves it too")
    parser.add_argument("--out", type=Path, help="file for the figures as JSON")
    parser.add_argument("--one", action="store_true", help="run one size and seed here and print its figures")
    options = parser.parse_args()
    if options.one:
        found = figures(options.learners[0], options.seeds[0], options.exact_up_to)
        sys.stdout.write(json.dumps(found) + "\n")
        return
    rows = []
    for n_learners in options.learners:
        for seed in options.seeds:
            rows.append(_in_own_process(n_learners, seed, options.exact_up_to))
            sys.stdout.write(_as_text(rows[-1]) + "\n")
            sys.stdout.flush()
    report = {"rows": rows, "scaling": scaling(rows)}
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    if options.out is not None:
        options.out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def figures(n_learners: int, seed: int, exact_up_to: int) -> Figures:
    """All figures of one instance."""
    small = instance(2_000, seed=10_000)  # Compiles everything, or reads what an earlier run has compiled.
    solution = solve(small, seed=0)
    solve(small, seed=0, warm=solution.multipliers)
    greedy(small)
    first_come(small, 0)
    problem = instance(n_learners, seed)
    by_peso, greedy_seconds = timed(lambda: greedy(problem))
    solution, seconds = timed(lambda: solve(problem, seed=0))
    peak_gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9
    again, warm_seconds = timed(lambda: solve(problem, seed=0, warm=solution.multipliers))
    found: Figures = {
        "learners": n_learners,
        "seed": seed,
        "breaches": len(breaches(problem, solution.plan)),
        "value": solution.value,
        "bound": solution.bound,
        "gap_percent": 100 * solution.gap,
        "cpu_seconds": seconds,
        "greedy_cpu_seconds": greedy_seconds,
        "times_greedy_cpu": seconds / greedy_seconds,
        "peak_gigabytes": peak_gigabytes,
        "warm_cpu_seconds": warm_seconds,
        "warm_gap_percent": 100 * again.gap,
        "greedy_per_peso_gap_percent": _gap(problem, by_peso, solution.bound),
        "greedy_by_value_gap_percent": _gap(problem, greedy(problem, per_peso=False), solution.bound),
        "first_come_gap_percent": _gap(problem, first_come(problem, seed), solution.bound),
        "optimum": None,
        "below_optimum_percent": None,
        "load_average": os.getloadavg()[0],
    }
    if n_learners <= exact_up_to:
        (_, optimum, at_most), exact_seconds = timed(lambda: solve_exactly(problem, seconds=_EXACT_SECONDS))
        # HiGHS stops within its own tolerance; its bound is on the safe side.
        found |= {
            "optimum": optimum,
            "below_optimum_percent": 100 * (1 - solution.value / at_most),
            "exact_cpu_seconds": exact_seconds,
        }
    return found


def timed(act: Callable[[], Result]) -> tuple[Result, float]:
    """What ``act`` returns, and CPU seconds of the whole process."""
    start = time.process_time()
    result = act()
    return result, time.process_time() - start


def scaling(rows: list[Figures]) -> Figures:
    """Mean CPU a size, and the exponent of its growth from the smallest to the largest: 1 is linear."""
    sizes = sorted({int(row["learners"] or 0) for row in rows})
    mean = {size: float(np.mean([row["cpu_seconds"] for row in rows if row["learners"] == size])) for size in sizes}
    found: Figures = {f"cpu_seconds_{size}": mean[size] for size in sizes}
    if len(sizes) > 1:
        found["exponent"] = float(np.log(mean[sizes[-1]] / mean[sizes[0]]) / np.log(sizes[-1] / sizes[0]))
    return found


def _gap(problem: Problem, plan: Plan, bound: float) -> float:
    return 100 * (1 - plan.value(problem) / bound)


def _in_own_process(n_learners: int, seed: int, exact_up_to: int) -> Figures:
    command = [sys.executable, "-m", "benchmarks.allocation", "--one", "--learners", str(n_learners)]
    command += ["--seeds", str(seed), "--exact-up-to", str(exact_up_to)]
    # Waiting threads must not spin: their time would be counted.
    environment = os.environ | {"OMP_WAIT_POLICY": "passive", "OPENBLAS_NUM_THREADS": "1"}
    answer = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    found: Figures = json.loads(answer.stdout)
    return found


def _as_text(row: Figures) -> str:
    values: dict[str, Any] = dict(row)
    text = (
        "{learners:>9,} learners, seed {seed}: {breaches} breaches, gap {gap_percent:.4f} %, {cpu_seconds:.2f} CPU s"
        " = {times_greedy_cpu:.2f} x greedy, {peak_gigabytes:.2f} GB; warm {warm_cpu_seconds:.2f} CPU s, gap"
        " {warm_gap_percent:.4f} %; greedy per peso {greedy_per_peso_gap_percent:.2f} %, by value"
        " {greedy_by_value_gap_percent:.2f} %, first come {first_come_gap_percent:.2f} %"
    ).format(**values)
    if row["below_optimum_percent"] is not None:
        text += "; {below_optimum_percent:.4f} % below HiGHS ({exact_cpu_seconds:.1f} CPU s)".format(**values)
    return text


if __name__ == "__main__":
    main()
