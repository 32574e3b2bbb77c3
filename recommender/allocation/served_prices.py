"""A run's multipliers as the prices that suggestions are ordered by, so that both agree on what is scarce."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from recommender.allocation.explaining.price_table import leading_multipliers
from recommender.allocation.national.nodes import ProvenNode
from recommender.allocation.plan import Multipliers
from recommender.allocation.problem import Problem
from recommender.allocation.running.building import Built
from recommender.allocation.year.programme import payers_of, public_funds
from recommender.arrays import CatalogueArrays
from recommender.value import ShadowPrices

_CENTAVOS_A_PESO = 100


def served_prices(
    built: Built, nodes: Sequence[ProvenNode], catalogue: Catalogue, arrays: CatalogueArrays
) -> ShadowPrices:
    """Prices of a run whose options are worth pesos; what the run does not know costs nothing.

    A peso of a state costs what those of its funds cost, weighed by the shares that they pay. A seat costs its own
    price and that of the rules that count it, for the mean learner of the run.
    """
    problem, multipliers = built.national.base, leading_multipliers(built, nodes)
    of_fund = dict(zip(built.names.fund_ids, multipliers.budget[: len(built.names.fund_ids)].tolist(), strict=True))
    funds = public_funds(catalogue)
    money = np.zeros(arrays.n_states)
    for row, state_id in enumerate(arrays.state_ids):
        paying = [funds[place] for place in payers_of(state_id, funds)]
        shares = sum(fund.share_paid for fund in paying)
        if shares > 0:
            money[row] = sum(of_fund.get(fund.id, 0.0) * fund.share_paid for fund in paying) / shares
    seats = np.zeros(arrays.n_certifications)
    for id_, price in zip(built.names.certification_ids, _seat_prices(problem, multipliers), strict=True):
        if id_ in arrays.certification_row:
            seats[arrays.certification_row[id_]] = price
    return ShadowPrices(_CENTAVOS_A_PESO * money, _CENTAVOS_A_PESO * seats)


def _seat_prices(problem: Problem, multipliers: Multipliers) -> NDArray[np.float64]:
    """Price of each certification's seat, with the rules that limit it: shape (n_certifications,)."""
    counts = problem.counts
    learners = np.bincount(counts.segment, minlength=counts.of_segment.shape[1])
    share_counted = counts.of_segment @ learners / max(len(counts.segment), 1)
    by_rule = multipliers.at_most[: counts.n_rules] * share_counted
    return np.asarray(multipliers.seat + by_rule @ counts.of_kind[:, counts.kind])
