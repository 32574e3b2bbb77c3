"""Multipliers of a whole plan as prices of its own limits, and as the beginning of a like problem's solution."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from recommender.allocation.national.nodes import Fixing, ProvenNode, relaxed
from recommender.allocation.plan import Multipliers, Multipliers64
from recommender.allocation.problem import NationalProblem
from recommender.allocation.solver.dual import dual_bound


def reference_multipliers(national: NationalProblem, nodes: Sequence[ProvenNode]) -> Multipliers:
    """Prices of the part with the highest bound, without those of rules that tiers and groups brought along."""
    highest = max(nodes, key=lambda node: dual_bound(relaxed(national, node.fixing), node.multipliers)).multipliers
    n_rules = national.base.counts.n_rules
    return replace(highest, at_most=highest.at_most[:n_rules], at_least=highest.at_least[:n_rules])


def starting_multipliers(national: NationalProblem, prices: Multipliers) -> Multipliers:
    """Prices of a problem's own limits with none for the rules that its tiers and groups bring along."""
    n_rules = relaxed(national, Fixing()).counts.n_rules
    return replace(prices, at_most=_padded(prices.at_most, n_rules), at_least=_padded(prices.at_least, n_rules))


def _padded(prices: Multipliers64, n_rules: int) -> Multipliers64:
    return np.concatenate([prices, np.zeros(n_rules - len(prices))])
