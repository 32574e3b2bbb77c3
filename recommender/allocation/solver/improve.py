"""Local improvement of a plan: moves and exchanges that raise its value and keep every limit."""

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.solver.choices import has_rules
from recommender.allocation.solver.compiled import compiled
from recommender.allocation.solver.ledger import Given, Ledger, give, is_admitted, is_dispensable, payer, take_back
from recommender.allocation.solver.tables import Tables

Numbers = NDArray[np.float32]
Numbers64 = NDArray[np.float64]


@compiled
def move_to_better(
    tables: Tables,
    ledger: Ledger,
    given: Given,
    class_cost: Numbers,
    segment_cost: Numbers,
    budget_price: Numbers64,
    most_lost: float,
) -> int:
    """Each learner in turn moves to an option worth more that is still admitted; returns how many moved.

    Of several the one that leaves most after the costs is taken, and none that leaves less than now by more than
    ``most_lost``: it would spend what others make more of.
    """
    counts = has_rules(segment_cost)
    moved = 0
    for learner in range(len(given.option)):
        segment, pay_class = tables.segment[learner], tables.pay_class[learner]
        held = given.option[learner]
        worth, least = np.float32(0), np.float32(-most_lost)
        if held >= 0:
            worth = tables.value[held]
            least += _left(tables, segment, pay_class, held, class_cost, segment_cost, counts)
        option = -1
        alternative = -1
        for other in range(tables.start[learner], tables.start[learner + 1]):
            if tables.value[other] <= worth or ledger.seats[tables.certification[other]] < 1:
                continue
            left = _left(tables, segment, pay_class, other, class_cost, segment_cost, counts)
            if left > least:
                payer_of_other = _payer_instead(tables, ledger, given, learner, other, budget_price)
                if payer_of_other >= 0:
                    least = left
                    option = other
                    alternative = payer_of_other
        if option < 0:
            continue
        if held >= 0:
            take_back(tables, ledger, given, learner)
        give(tables, ledger, given, learner, option, alternative)
        moved += 1
    return moved


@compiled
def _payer_instead(
    tables: Tables, ledger: Ledger, given: Given, learner: int, option: int, budget_price: Numbers64
) -> int:
    """Who could pay an option if the learner gave back what they hold; -1 where nobody could or a rule forbids it."""
    segment, taken = tables.segment[learner], tables.certification[option]
    held, held_by = given.option[learner], given.alternative[learner]
    if held >= 0:
        take_back(tables, ledger, given, learner)
    alternative = -1
    if is_admitted(tables, ledger, segment, taken):
        alternative = payer(tables, ledger, budget_price, tables.pay_class[learner], taken)
    if held >= 0:
        give(tables, ledger, given, learner, held, held_by)
        # A rule that counts the old voucher and not the new one must be able to spare it.
        if not is_dispensable(tables, ledger, segment, tables.certification[held]):
            alternative = -1
    return alternative


@compiled
def _left(
    tables: Tables,
    segment: int,
    pay_class: int,
    option: int,
    class_cost: Numbers,
    segment_cost: Numbers,
    counts: bool,
) -> np.float32:
    """What an option leaves after its costs."""
    taken = tables.certification[option]
    left: np.float32 = tables.value[option] - class_cost[pay_class, taken]
    if counts:
        left -= segment_cost[segment, tables.kind[taken]]
    return left
