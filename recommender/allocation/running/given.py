"""What the earlier months of a year have given, as a plan: what it leaves is there for the month that is decided."""

import numpy as np
import pyarrow as pa

from data.allocation.scenario import ScenarioError
from data.allocation.scenario_tables import PAYING, GivenRows
from recommender.allocation.breaches import Limit, Use, breaches
from recommender.allocation.plan import Plan
from recommender.allocation.problem import Integers, Problem
from recommender.allocation.running.building import Built
from recommender.allocation.running.names import constraint_key
from recommender.allocation.year.reserve import left_after

_SPENT = (Limit.SEATS, Limit.BUDGET, Limit.AT_MOST)


def left_after_given(built: Built, given: GivenRows, earlier: Integers) -> Problem:
    """The problem with what the vouchers that were given leave of seats, budgets and counts.

    Parameters
    ----------
    earlier
        Rows of the learners who came in earlier months of this year.

    Raises
    ------
    InputError
        If a voucher is of nobody who came earlier this year, is none of their options, or the funds named do not pay
        such a one; or all together take more than there is.
    """
    problem, names = built.national.base, built.names
    plan = _plan(built, given, earlier)
    for breach in breaches(problem, plan):
        if breach.kind in _SPENT:
            limit = constraint_key(Use(breach.kind, breach.row, breach.use, breach.limit), names)
            raise ScenarioError(
                f"{given.table.path.name}: of {limit} {breach.use:.0f} were given and there are {breach.limit:.0f};"
                " the tables say what there is for the whole year"
            )
    return left_after(problem, plan)


def _plan(built: Built, given: GivenRows, earlier: Integers) -> Plan:
    problem, names = built.national.base, built.names
    options, payments = problem.options, problem.payments
    came = pa.array([names.learner_ids[row] for row in earlier.tolist()], pa.string())
    learners = earlier[given.table.rows_in("learner_id", came, "the learners of earlier months of this year")]
    known = pa.array(names.certification_ids, pa.string())
    certifications = given.table.rows_in("certification_id", known, "the table of certifications")
    is_payable = payments.is_payable(problem.price)
    funds = _funds_of_alternatives(built)
    plan = Plan.empty(problem.n_learners)
    for row, (learner, certification) in enumerate(zip(learners.tolist(), certifications.tolist(), strict=True)):
        first, end = options.start[learner : learner + 2]
        option = first + np.flatnonzero(options.certification[first:end] == certification)
        if not len(option):
            raise given.table.trouble(row, "certification_id", "is none of the learner's options; correct it")
        pay_class = payments.pay_class[learner]
        ways = range(*payments.first_alternative[pay_class : pay_class + 2].tolist())
        way = next((one for one in ways if is_payable[one, certification] and funds[one] == given.funds[row]), -1)
        if way < 0:
            named = ", ".join(sorted(given.funds[row])) or "no fund"
            raise given.table.trouble(
                row, "learner_id", f"{named} does not pay such a voucher alone; correct the funds"
            )
        plan.option[learner], plan.alternative[learner] = option[0], way
    return plan


def _funds_of_alternatives(built: Built) -> list[frozenset[str]]:
    """Funds that pay, ceilings left out, of each row of `Payments`."""
    names = built.names
    return [
        frozenset(names.fund_ids[budget] for budget in row if budget >= 0 and names.payers[budget] in PAYING)
        for row in built.national.base.payments.budget.tolist()
    ]
