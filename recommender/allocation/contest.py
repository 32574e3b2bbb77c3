"""The learners and options that prices still decide about, copied together so that many looks at them are cheap.

A learner whose best option leads by more than prices may yet move keeps it: only its sum is remembered. For the others
the options near their best remain. The smoothed dual of what remains differs from the whole one by less than the
options left out could add; the bound of a plan never rests on it (see `dual`).
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.compiled import compiled
from recommender.allocation.problem import Integers, Numbers32
from recommender.allocation.tables import Tables

Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Contest:
    """Entries are options of contested learners, those of one pay class together.

    Attributes
    ----------
    start
        Shape (n_contested + 1,): entries of each.
    value
        Shape (n_entries,).
    cell, rule_cell
        Shape (n_entries,): place in the flattened class costs (n_classes x n_certifications) and segment costs
        (n_segments x n_kinds); ``rule_cell`` is empty where nothing is counted.
    weight
        How many learners each contested one stands for.
    settled_value, settled_use, settled_rule_use
        What the others take: sum of values, and vouchers a cell (flattened as above).
    n_learners
        All learners that the contest speaks for.
    """

    start: Integers
    value: Numbers
    cell: Numbers32
    rule_cell: Numbers32
    weight: float
    settled_value: float
    settled_use: NDArray[np.float64]
    settled_rule_use: NDArray[np.float64]
    n_learners: int

    @classmethod
    def within(
        cls, tables: Tables, learners: Integers, costs: tuple[Numbers, Numbers], window: float, n_learners: int
    ) -> Self:
        """Options of ``learners`` within ``window`` of each one's best at the costs; ``inf`` keeps all payable ones.

        ``costs`` are class costs and segment costs. The learners stand for all ``n_learners``.
        """
        by_class = learners[np.argsort(tables.pay_class[learners], kind="stable")]
        class_cost, segment_cost = costs
        has_rules = tables.rule_kind.shape[0] > 0 or bool(segment_cost.any())
        counted = _count(tables, by_class, class_cost, segment_cost, has_rules, np.float32(window))
        start = np.concatenate([[0], np.cumsum(counted[counted > 0])]).astype(np.int64)
        value = np.empty(start[-1], np.float32)
        cell = np.empty(start[-1], np.int32)
        rule_cell = np.empty(start[-1] if has_rules else 0, np.int32)
        use = np.zeros(class_cost.size)
        rule_use = np.zeros(segment_cost.size)
        settled = _copy(
            tables, by_class, class_cost, segment_cost, has_rules, np.float32(window), counted, value, cell, rule_cell,
            use, rule_use
        )  # fmt: skip
        weight = n_learners / max(1, len(learners))
        return cls(start, value, cell, rule_cell, weight, settled * weight, use * weight, rule_use * weight, n_learners)


@compiled
def _count(
    tables: Tables, learners: Integers, class_cost: Numbers, segment_cost: Numbers, has_rules: bool, window: np.float32
) -> Numbers32:
    """Entries that each learner keeps: 0 where the best one, or none, leads by more than the window."""
    counted = np.zeros(len(learners), np.int32)
    for row in range(len(learners)):
        learner = learners[row]
        first, last = tables.start[learner], tables.start[learner + 1]
        costs = class_cost[tables.pay_class[learner]]
        best = np.float32(0)
        left = np.empty(last - first, np.float32)
        for option in range(first, last):
            taken = tables.certification[option]
            cost = costs[taken]
            if has_rules:
                cost += segment_cost[tables.segment[learner], tables.kind[taken]]
            left[option - first] = tables.value[option] - cost
            best = max(best, left[option - first])
        floor = max(best - window, np.float32(-1e30))
        near = 0
        for place in range(last - first):
            near += left[place] >= floor
        if near > 1 or (near == 1 and floor <= 0):
            counted[row] = near
    return counted


@compiled
def _copy(
    tables: Tables,
    learners: Integers,
    class_cost: Numbers,
    segment_cost: Numbers,
    has_rules: bool,
    window: np.float32,
    counted: Numbers32,
    value: Numbers,
    cell: Numbers32,
    rule_cell: Numbers32,
    use: NDArray[np.float64],
    rule_use: NDArray[np.float64],
) -> float:
    """Fill the entries; add the settled learners' choices to ``use`` and return what these are worth."""
    settled = 0.0
    entry = 0
    n_certifications, n_kinds = class_cost.shape[1], segment_cost.shape[1]
    for row in range(len(learners)):
        learner = learners[row]
        first, last = tables.start[learner], tables.start[learner + 1]
        pay_class, segment = tables.pay_class[learner], tables.segment[learner]
        best = np.float32(0)
        chosen = -1
        left = np.empty(last - first, np.float32)
        for option in range(first, last):
            taken = tables.certification[option]
            cost = class_cost[pay_class, taken]
            if has_rules:
                cost += segment_cost[segment, tables.kind[taken]]
            left[option - first] = tables.value[option] - cost
            if left[option - first] > best:
                best = left[option - first]
                chosen = option
        if counted[row] == 0:
            if chosen >= 0:
                taken = tables.certification[chosen]
                settled += tables.value[chosen]
                use[pay_class * n_certifications + taken] += 1
                if has_rules:
                    rule_use[segment * n_kinds + tables.kind[taken]] += 1
            continue
        floor = max(best - window, np.float32(-1e30))
        for option in range(first, last):
            if left[option - first] >= floor:
                taken = tables.certification[option]
                value[entry] = tables.value[option]
                cell[entry] = pay_class * n_certifications + taken
                if has_rules:
                    rule_cell[entry] = segment * n_kinds + tables.kind[taken]
                entry += 1
    return settled
