"""A near-optimal plan of a settled problem, with the multipliers that prove how near."""

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.plan import Multipliers, Plan, Solution
from recommender.allocation.problem import Integers, Problem
from recommender.allocation.solver.ascent import SmoothedDual, typical_value
from recommender.allocation.solver.contested import contested_anew
from recommender.allocation.solver.exact import solve_exactly
from recommender.allocation.solver.improve import move_to_better
from recommender.allocation.solver.ledger import Given, Ledger, opening_ledger
from recommender.allocation.solver.meeting import Prices, Repair
from recommender.allocation.solver.parity_windows import with_windows
from recommender.allocation.solver.pricing import priced
from recommender.allocation.solver.rounding import falling_order, first_choices, give_in_turn, highest_values
from recommender.allocation.solver.tables import Tables, tables
from recommender.allocation.solver.variables import Variables

MOST_EXACT_CHOICES = 2_000
"""Problems with no more options times payers are solved exactly."""

_MOST_LOST = (0.003, 0.03)
"""Shares of a typical value that a voucher of what is left may leave less than nothing, or than the one before."""

Numbers = NDArray[np.float32]


def solve(problem: Problem, *, seed: int, warm: Multipliers | None = None) -> Solution:
    """Plan of the problem, worth close to the most that is possible; equal input and seed give the equal plan.

    ``warm`` are multipliers of a like problem, yesterday's say: they save steps and change no guarantee.
    """
    flat = tables(problem)
    variables = Variables.of(problem)
    multipliers, bound = priced(variables, flat, seed, warm)
    if 0 < n_choices(problem) <= MOST_EXACT_CHOICES:
        plan, value, _ = solve_exactly(problem)
        return Solution(plan, multipliers, value, bound)
    plan = planned(variables, flat, multipliers)
    return Solution(plan, multipliers, plan.value(problem), bound)


def planned(variables: Variables, flat: Tables, multipliers: Multipliers) -> Plan:
    """Integer plan of the problem of ``variables`` near the prices.

    Raises
    ------
    LimitsError
        If the lower bounds could not all be reached.
    """
    problem = variables.problem
    class_cost, segment_cost = SmoothedDual(flat, variables).costs(variables.prices(multipliers), 0.0)
    ledger, given = rounded(flat, opening_ledger(problem), class_cost, segment_cost, multipliers)
    if problem.parities:
        by_segment = np.bincount(problem.counts.segment[given.option >= 0], minlength=len(segment_cost))
        windowed = with_windows(problem, by_segment)
        flat = tables(windowed)
        ledger, given = rounded(flat, opening_ledger(windowed), class_cost, segment_cost, multipliers)
    if (ledger.spare < 0).any():
        prices = Prices.of(problem, multipliers)
        if not Repair(flat, ledger, given, prices).meet():
            return contested_anew(problem, Plan(given.option, given.alternative), prices, ledger.spare)
        # What repair took away has left room.
        move_to_better(flat, ledger, given, class_cost, segment_cost, multipliers.budget, np.inf)
    return Plan(given.option, given.alternative)


def rounded(
    flat: Tables, ledger: Ledger, class_cost: Numbers, segment_cost: Numbers, multipliers: Multipliers
) -> tuple[Ledger, Given]:
    """Learners choose in turn at the prices; then what is left goes where least is lost by the prices.

    Rounding leaves a little of many limits. Whoever takes of it what others would make more of wastes it: at first only
    those do who lose next to nothing, and in the end everybody without a voucher.
    """
    n_learners = len(flat.pay_class)
    empty = Plan.empty(n_learners)
    given = Given(empty.option, empty.alternative)
    best, margin = np.empty(n_learners, np.int64), np.empty(n_learners, np.float32)
    first_choices(flat, class_cost, segment_cost, best, margin)
    order = falling_order(margin, np.flatnonzero(best >= 0))
    give_in_turn(flat, ledger, given, order, best, class_cost, segment_cost, multipliers.budget, 0.0)
    unknown = np.full(n_learners, -1, np.int64)
    scale, highest = typical_value(flat), highest_values(flat)

    def give_to_the_rest(most_lost: float) -> None:
        may_take = (best >= 0) | (margin < most_lost)
        rest = falling_order(highest, np.flatnonzero((given.option < 0) & may_take))
        give_in_turn(flat, ledger, given, rest, unknown, class_cost, segment_cost, multipliers.budget, -most_lost)

    for share in _MOST_LOST:
        give_to_the_rest(share * scale)
        move_to_better(flat, ledger, given, class_cost, segment_cost, multipliers.budget, share * scale)
    give_to_the_rest(np.inf)
    return ledger, given


def first_choice_counts(problem: Problem, multipliers: Multipliers) -> Integers:
    """Learners who would choose each certification at the prices, whatever is left of it: (n_certifications,)."""
    variables, flat = Variables.of(problem), tables(problem)
    costs = SmoothedDual(flat, variables).costs(variables.prices(multipliers), 0.0)
    best, margin = np.empty(problem.n_learners, np.int64), np.empty(problem.n_learners, np.float32)
    first_choices(flat, *costs, best, margin)
    return np.bincount(problem.options.certification[best[best >= 0]], minlength=problem.n_certifications)


def n_choices(problem: Problem) -> int:
    """Options times who may pay: what an exact solver has to decide."""
    alternatives = np.diff(problem.payments.first_alternative)[problem.payments.pay_class]
    return int(alternatives @ np.diff(problem.options.start))
