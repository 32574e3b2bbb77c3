"""One plan of several for the same learners: everybody gets what most of the plans give them."""

from collections.abc import Sequence

import numpy as np

from recommender.allocation.plan import Plan
from recommender.allocation.problem import Integers, Numbers32, Problem
from recommender.allocation.solver.compiled import compiled
from recommender.allocation.solver.ledger import Given, Ledger, give, has_money, is_admitted, opening_ledger
from recommender.allocation.solver.tables import Tables, tables


def agreed_plan(problem: Problem, plans: Sequence[Plan]) -> Plan:
    """Vouchers for the learners to whom more than half of the plans give one: of theirs the most frequent.

    Each plan keeps to the upper limits, but what most of them give may not, all together. Therefore vouchers are given
    in turn, those on which most plans agree first, and one for which a limit has no room is left out. A single plan is
    agreed on whole.
    """
    options = np.stack([plan.option for plan in plans])
    alternatives = np.stack([plan.alternative for plan in plans])
    agreeing = np.array([_agreeing(options, alternatives, number) for number in range(len(plans))])
    chosen = agreeing.argmax(axis=0)[None, :]
    option, alternative, most = (
        np.take_along_axis(one, chosen, axis=0)[0] for one in (options, alternatives, agreeing)
    )
    n_giving = (options >= 0).sum(axis=0)
    wanted = np.flatnonzero(2 * n_giving > len(plans))
    order = wanted[np.argsort(-(n_giving * (1 + agreeing.max()) + most)[wanted], kind="stable")]
    empty = Plan.empty(problem.n_learners)
    given = Given(empty.option, empty.alternative)
    _give_in_order(tables(problem), opening_ledger(problem), given, order, option, alternative)
    return Plan(given.option, given.alternative)


def _agreeing(options: Integers, alternatives: Numbers32, number: int) -> Integers:
    """How many plans give the voucher of plan ``number``, and of these, as a tie-break, how many let the same pay.

    Shape (n_learners,); 0 where the plan gives none.
    """
    is_same = (options == options[number]) & (options[number] >= 0)
    is_paid_alike = is_same & (alternatives == alternatives[number])
    return np.asarray(is_same.sum(axis=0) * (1 + len(options)) + is_paid_alike.sum(axis=0))


@compiled
def _give_in_order(
    tables: Tables, ledger: Ledger, given: Given, order: Integers, option: Integers, alternative: Numbers32
) -> None:
    """Give these learners their vouchers, but for those that some limit has no room for."""
    for learner in order:
        certification = tables.certification[option[learner]]
        if is_admitted(tables, ledger, tables.segment[learner], certification) and has_money(
            tables, ledger, alternative[learner], certification
        ):
            give(tables, ledger, given, learner, option[learner], alternative[learner])
