"""Vouchers month by month against hindsight: ``python -m benchmarks.allocation_year [--seeds 20] [--law]``.

Each seed is a programme and two years of learners. The policy knows last year and the months that have passed, never
how many, who, or how worthy the learners of the months to come are. Hindsight is the upper bound of the best plan for
the whole year, so that the shares are, if anything, too low.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial

import numpy as np

from benchmarks.allocation_year_instances import N_MONTHS, SHIFT, ProgrammeYear, make_year
from recommender.allocation.plan import Multipliers, Plan
from recommender.allocation.problem import NO_LIMIT, Problem
from recommender.allocation.solver.solve import solve
from recommender.allocation.year.applicants import Applicants
from recommender.allocation.year.arrivals import N_FORECASTS, expected_after
from recommender.allocation.year.reserve import decide_month, left_after
from training.metrics import bootstrap_mean
from training.plans_in_order import first_come_plan, greedy_plan

SIZES = (5_000, 10_000, 20_000)
Decide = Callable[[Problem, int], Plan]
"""From the learners of a month and what is left, and the month's number, to the month's vouchers."""
Draw = Callable[[int, np.random.Generator], Applicants]
"""From a month's number to a likely rest of the year."""


def year_value(year: ProgrammeYear, decide: Decide) -> float:
    """What a policy's vouchers are worth over the year; every month meets the limits that the earlier ones left."""
    left, value = year.problem, 0.0
    for month in range(N_MONTHS):
        learners = year.this_year.learners.pick(np.flatnonzero(year.this_year.month == month))
        left = learners.set_into(left)
        plan = decide(left, month)
        value += plan.value(left)
        left = left_after(left, plan)  # A limit that was passed would be negative here, which a problem refuses.
    return value


class Reserving:
    """The policy: who is expected is drawn anew each month, several times; prices begin with the month before's."""

    def __init__(self, draw: Draw, seed: int) -> None:
        self.draw, self.seed = draw, seed
        self.rng = np.random.default_rng(seed)
        self.prices: Multipliers | None = None

    def __call__(self, present: Problem, month: int) -> Plan:
        """Decide one month."""
        forecasts = [self.draw(month, self.rng) for _ in range(N_FORECASTS)]
        decided = decide_month(present, forecasts, seed=self.seed, warm=self.prices)
        self.prices = decided.wholes[-1].multipliers
        return decided.plan


def by_forecast(year: ProgrammeYear, month: int, rng: np.random.Generator) -> Applicants:
    """A rest of the year that last year and the months so far lead to expect."""
    return expected_after(month, year.last_year, year.this_year, rng)


def by_law(year: ProgrammeYear, month: int, rng: np.random.Generator) -> Applicants:
    """A rest of the year by this year's own law, as nobody knows it: no forecast is better."""
    again = year.drawn_again(rng)
    return again.learners.pick(np.flatnonzero(again.month > month))


def best_of_the_month(present: Problem, month: int) -> Plan:
    """The best plan for who is there, with nothing kept back."""
    return solve(present, seed=month).plan


def even_parts(present: Problem, month: int) -> Plan:
    """The best plan for who is there, with an even part of what is left."""
    months, most = N_MONTHS - month, present.counts.most
    part = replace(
        present,
        seats=-(-present.seats // months),
        budgets=present.budgets // months,
        counts=replace(present.counts, most=np.where(most == NO_LIMIT, NO_LIMIT, -(-most // months))),
    )
    return solve(part, seed=month).plan


def greedy(present: Problem, month: int) -> Plan:
    """Most worth for each peso first, with nothing kept back."""
    return greedy_plan(present)


def first_come(present: Problem, month: int) -> Plan:
    """Learner after learner as they came, each the best that is left."""
    return first_come_plan(present, np.arange(present.n_learners))


RIVALS: Mapping[str, Decide] = {
    "best of the month": best_of_the_month,
    "even parts": even_parts,
    "greedy": greedy,
    "first come": first_come,
}


def shares_of_hindsight(n_learners: int, seed: int, shift: float, *, only: bool, law: bool) -> dict[str, float]:
    """Each policy's value as a share of hindsight's bound, and the value of hindsight's own plan."""
    year = make_year(n_learners, seed, shift)
    hindsight = solve(year.problem, seed=seed)
    values = {"reserving": year_value(year, Reserving(partial(by_forecast, year), seed))}
    if law:
        values["knowing the law"] = year_value(year, Reserving(partial(by_law, year), seed))
    if not only:
        values |= {name: year_value(year, decide) for name, decide in RIVALS.items()}
    values["hindsight's plan"] = hindsight.value
    return {name: value / hindsight.bound for name, value in values.items()}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line a seed, then means with 95 % intervals over the seeds, as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--shift", type=float, default=SHIFT)
    parser.add_argument("--only", action="store_true", help="leave the rivals out")
    parser.add_argument("--law", action="store_true", help="also with forecasts drawn by the law of this year")
    options = parser.parse_args(arguments)
    shares = []
    for number in range(options.seeds):
        size, seed = options.sizes[number % len(options.sizes)], options.first_seed + number
        shares.append(shares_of_hindsight(size, seed, options.shift, only=options.only, law=options.law))
        _write({"learners": size, "seed": seed, **{name: round(share, 4) for name, share in shares[-1].items()}})
    rng = np.random.default_rng(0)
    for name in shares[0]:
        found = bootstrap_mean(np.array([one[name] for one in shares]), rng)
        _write({"policy": name, **{key: round(value, 4) for key, value in asdict(found).items()}})


def _write(line: Mapping[str, str | float]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
