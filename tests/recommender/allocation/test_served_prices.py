"""Tests of a run's multipliers as the prices that suggestions are ordered by."""

from dataclasses import replace

import numpy as np

from data.catalogue import Catalogue
from data.domain import CertificationId, FundId
from data.funding import FundKind
from recommender.allocation.national.nodes import Fixing, ProvenNode
from recommender.allocation.plan import Multipliers
from recommender.allocation.problem import WHOLE, Agreements, NationalProblem, Tier
from recommender.allocation.running.building import Built
from recommender.allocation.running.names import Names
from recommender.allocation.served_prices import served_prices
from recommender.allocation.year.programme import programme_problem, public_funds
from recommender.arrays import catalogue_arrays


def built_of(catalogue: Catalogue) -> Built:
    arrays = catalogue_arrays(catalogue)
    value = np.ones((3, arrays.n_certifications))
    problem = programme_problem(value, value > 0, np.zeros(3, np.int64), arrays, catalogue, 18.0)
    names = Names(
        learner_ids=(),
        certification_ids=tuple(map(CertificationId, arrays.certification_ids)),
        vendor_ids=tuple(catalogue.vendors),
        fund_ids=tuple(FundId(fund.id) for fund in public_funds(catalogue)),
        payers=(),
        rules=(),
        parities=(),
        objecting=frozenset(),
    )
    n_vendors = len(catalogue.vendors)
    agreements = Agreements(
        arrays.vendor.astype(np.int32), ((Tier(0, WHOLE),),) * n_vendors, np.zeros(arrays.n_certifications, np.int64)
    )
    return Built(NationalProblem(problem, agreements), names, 0)


class TestServedPrices:
    def test_pesos_become_centavos_and_rules_of_a_vendor_price_its_seats(self, catalogue: Catalogue) -> None:
        arrays, built = catalogue_arrays(catalogue), built_of(catalogue)
        problem = built.national.base
        at_most = np.zeros(problem.counts.n_rules)
        at_most[0] = 5.0
        seat = np.arange(1.0, arrays.n_certifications + 1)
        multipliers = replace(Multipliers.zeros(problem), seat=seat, at_most=at_most)
        found = served_prices(built, [ProvenNode(Fixing({}, {}), multipliers)], catalogue, arrays)
        first_vendor = next(iter(catalogue.agreements.values())).vendor_id
        is_first = arrays.vendor == list(catalogue.vendors).index(first_vendor)
        np.testing.assert_allclose(found.seats, 100 * (seat + 5.0 * is_first))
        assert not found.money.any()

    def test_a_peso_costs_what_its_funds_cost(self, catalogue: Catalogue) -> None:
        arrays, built = catalogue_arrays(catalogue), built_of(catalogue)
        funds = public_funds(catalogue)
        federal = np.array([fund.kind is FundKind.FEDERAL for fund in funds])
        multipliers = replace(Multipliers.zeros(built.national.base), budget=np.where(federal, 0.02, 0.0))
        found = served_prices(built, [ProvenNode(Fixing({}, {}), multipliers)], catalogue, arrays)
        federal_share = sum(fund.share_paid for fund in funds if fund.kind is FundKind.FEDERAL)
        for row, state_id in enumerate(arrays.state_ids):
            state_share = sum(fund.share_paid for fund in funds if fund.state_id == state_id)
            np.testing.assert_allclose(found.money[row], 2.0 * federal_share / (federal_share + state_share))
