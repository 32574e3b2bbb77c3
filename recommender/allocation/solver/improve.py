"""Local improvement of a plan: moves and exchanges that raise its value and keep every limit."""

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.solver.compiled import compiled
from recommender.allocation.solver.ledger import Given, Ledger, give, is_admitted, is_dispensable, payer, take_back
from recommender.allocation.solver.tables import Tables

Numbers64 = NDArray[np.float64]


@compiled
def move_to_better(tables: Tables, ledger: Ledger, given: Given, budget_price: Numbers64) -> int:
    """Each learner in turn moves to the option worth most that is still admitted; returns how many moved."""
    moved = 0
    for learner in range(len(given.option)):
        held = given.option[learner]
        least = tables.value[held] if held >= 0 else np.float32(0)
        segment, pay_class = tables.segment[learner], tables.pay_class[learner]
        is_released = held < 0
        chosen = held
        paid_by = given.alternative[learner]
        held_by = paid_by
        for option in range(tables.start[learner], tables.start[learner + 1]):
            taken = tables.certification[option]
            if tables.value[option] <= least or ledger.seats[taken] < 1:
                continue
            if not is_released:
                take_back(tables, ledger, given, learner)
                is_released = True
            if is_admitted(tables, ledger, segment, taken):
                alternative = payer(tables, ledger, budget_price, pay_class, taken)
                if alternative >= 0:
                    least = tables.value[option]
                    chosen = option
                    paid_by = alternative
        if chosen != held and held >= 0:
            # A rule that counts the old voucher and not the new one must be able to spare it.
            give(tables, ledger, given, learner, held, held_by)
            if not is_dispensable(tables, ledger, segment, tables.certification[held]):
                continue
            take_back(tables, ledger, given, learner)
        if chosen >= 0 and given.option[learner] < 0:
            give(tables, ledger, given, learner, chosen, paid_by)
        moved += chosen != held
    return moved
