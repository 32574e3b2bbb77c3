"""What one more seat, peso or voucher would be worth: the multipliers of a run, for people."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from recommender.allocation.breaches import Limit, Use
from recommender.allocation.national.nodes import ProvenNode, relaxed
from recommender.allocation.plan import Multipliers
from recommender.allocation.running.building import Built
from recommender.allocation.running.names import constraint_key
from recommender.allocation.solver.dual import dual_bound

_CENTAVOS_A_PESO = 100


def leading_multipliers(built: Built, nodes: Sequence[ProvenNode]) -> Multipliers:
    """The multipliers of the part with the highest bound."""
    return max(nodes, key=lambda node: dual_bound(relaxed(built.national, node.fixing), node.multipliers)).multipliers


def price_table(built: Built, nodes: Sequence[ProvenNode]) -> pa.Table:
    """Limits with a price, by name: ``worth`` of one more seat, peso or voucher, in the unit of the options' values.

    The prices are those of the part with the highest bound.
    """
    problem, multipliers = built.national.base, leading_multipliers(built, nodes)
    n_rules = problem.counts.n_rules
    worth = {
        Limit.SEATS: multipliers.seat,
        Limit.BUDGET: multipliers.budget * _CENTAVOS_A_PESO,
        Limit.AT_MOST: multipliers.at_most[:n_rules],
        Limit.AT_LEAST: multipliers.at_least[:n_rules],
    }
    rows = [
        (constraint_key(Use(kind, row, 0, 0), built.names), float(prices[row]))
        for kind, prices in worth.items()
        for row in np.flatnonzero(prices > 0).tolist()
    ]
    return pa.table(
        {
            "constraint": pa.array([name for name, _ in rows], pa.string()),
            "worth": pa.array([price for _, price in rows], pa.float64()),
        }
    )
