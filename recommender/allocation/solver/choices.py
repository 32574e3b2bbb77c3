"""What each option leaves to its learner after the costs: the arithmetic that pricing and rounding share."""

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.problem import Integers
from recommender.allocation.solver.compiled import compiled
from recommender.allocation.solver.tables import Tables

Numbers = NDArray[np.float32]


@compiled
def has_rules(segment_cost: Numbers) -> bool:
    """Whether counting costs anything, so that it need be looked up."""
    return bool(np.any(segment_cost)) or segment_cost.size > 1


@compiled
def longest(start: Integers) -> int:
    """Most options of any learner."""
    most = 0
    for learner in range(len(start) - 1):
        most = max(most, start[learner + 1] - start[learner])
    return most


@compiled
def left_by_option(
    tables: Tables, learner: int, class_cost: Numbers, segment_cost: Numbers, counts: bool, left: Numbers
) -> tuple[np.float32, int]:
    """Fill ``left`` with value less costs of each option; return the highest above 0 and its row, or 0 and -1."""
    first, last = tables.start[learner], tables.start[learner + 1]
    costs = class_cost[tables.pay_class[learner]]
    rule_costs = segment_cost[tables.segment[learner]]
    best = np.float32(0)
    chosen = -1
    for option in range(first, last):
        taken = tables.certification[option]
        after = tables.value[option] - costs[taken]
        if counts:
            after -= rule_costs[tables.kind[taken]]
        left[option - first] = after
        if after > best:
            best = after
            chosen = option
    return best, chosen
