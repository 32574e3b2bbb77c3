"""The learners and options that prices still decide about, copied together so that many looks at them are cheap.

A learner whose best option leads by more than prices may yet move keeps it: only its sum is remembered. For the others
the options near their best remain. The smoothed dual of what remains differs from the whole one by less than the
options left out could add; the bound of a plan never rests on it (see `dual`).
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.problem import Integers, Numbers32
from recommender.allocation.solver.choices import has_rules, left_by_option, longest
from recommender.allocation.solver.compiled import compiled
from recommender.allocation.solver.tables import Tables

Numbers = NDArray[np.float32]
Numbers64 = NDArray[np.float64]
Cells = NDArray[np.uint32]

_LEAST = np.float32(-1e30)
"""Below what any option leaves that somebody can pay."""


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
    cell: Cells
    rule_cell: Cells
    weight: float
    settled_value: float
    settled_use: Numbers64
    settled_rule_use: Numbers64
    n_learners: int

    @classmethod
    def within(
        cls, tables: Tables, learners: Integers, costs: tuple[Numbers, Numbers], window: float, n_learners: int
    ) -> Self:
        """Options of ``learners`` within ``window`` of each one's best at the costs; ``inf`` keeps all payable ones.

        ``costs`` are class costs and segment costs. The learners stand for all ``n_learners``.
        """
        class_cost, segment_cost = costs
        counted = np.empty(len(learners), np.int32)
        use, rule_use = np.zeros(class_cost.size), np.zeros(segment_cost.size)
        settled = _settle(
            tables, learners, class_cost, segment_cost, np.float32(window), counted, use.reshape(class_cost.shape),
            rule_use.reshape(segment_cost.shape)
        )  # fmt: skip
        rows = np.flatnonzero(counted)
        rows = rows[np.argsort(tables.pay_class[learners[rows]].astype(np.uint16), kind="stable")]
        start = np.concatenate([[0], np.cumsum(counted[rows])]).astype(np.int64)
        value, cell = np.empty(start[-1], np.float32), np.empty(start[-1], np.uint32)
        rule_cell = np.empty(start[-1] if has_rules(segment_cost) else 0, np.uint32)
        _copy(
            tables, learners[rows], class_cost, segment_cost, np.float32(window), start, value, cell, rule_cell
        )  # fmt: skip
        weight = n_learners / max(1, len(learners))
        return cls(start, value, cell, rule_cell, weight, settled * weight, use * weight, rule_use * weight, n_learners)


@compiled
def _settle(
    tables: Tables,
    learners: Integers,
    class_cost: Numbers,
    segment_cost: Numbers,
    window: np.float32,
    counted: Numbers32,
    use: Numbers64,
    rule_use: Numbers64,
) -> float:
    """Fill how many options each learner keeps: 0 where the best one, or none, leads by more than the window.

    What those with 0 take is added to ``use`` and ``rule_use``; what that is worth is returned.
    """
    settled = 0.0
    counts = has_rules(segment_cost)
    left = np.empty(longest(tables.start), np.float32)
    for row in range(len(learners)):
        learner = learners[row]
        best, chosen = left_by_option(tables, learner, class_cost, segment_cost, counts, left)
        floor = max(best - window, _LEAST)
        near = 0
        for place in range(tables.start[learner + 1] - tables.start[learner]):
            near += left[place] >= floor
        is_contested = near > 1 or (near == 1 and floor <= 0)
        counted[row] = near if is_contested else 0
        if chosen >= 0 and not is_contested:
            taken = tables.certification[chosen]
            settled += tables.value[chosen]
            use[tables.pay_class[learner], taken] += 1
            if counts:
                rule_use[tables.segment[learner], tables.kind[taken]] += 1
    return settled


@compiled
def _copy(
    tables: Tables,
    learners: Integers,
    class_cost: Numbers,
    segment_cost: Numbers,
    window: np.float32,
    start: Integers,
    value: Numbers,
    cell: Cells,
    rule_cell: Cells,
) -> None:
    """Fill the entries of contested learners."""
    n_certifications, n_kinds = class_cost.shape[1], segment_cost.shape[1]
    left = np.empty(longest(tables.start), np.float32)
    for row in range(len(learners)):
        learner = learners[row]
        pay_class, segment = tables.pay_class[learner], tables.segment[learner]
        best, _ = left_by_option(tables, learner, class_cost, segment_cost, len(rule_cell) > 0, left)
        floor = max(best - window, _LEAST)
        entry = start[row]
        first = tables.start[learner]
        for option in range(first, tables.start[learner + 1]):
            if left[option - first] >= floor:
                taken = tables.certification[option]
                value[entry] = tables.value[option]
                cell[entry] = pay_class * n_certifications + taken
                if len(rule_cell) > 0:
                    rule_cell[entry] = segment * n_kinds + tables.kind[taken]
                entry += 1
