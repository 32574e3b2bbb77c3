"""Tests of who pays which share of an exam."""

import numpy as np
import pytest

from data.catalogue import Catalogue
from data.domain import CertificationId
from recommender.arrays import CatalogueArrays
from recommender.subsidy import price_of, subsidy_centavos
from tests.factories import JALISCO, NUEVO_LEON, make_history, make_profiles


class TestSubsidyCentavos:
    def test_is_the_public_share_of_the_discounted_price(self, arrays: CatalogueArrays) -> None:
        people = [make_history(), make_history(state_id=NUEVO_LEON), make_history(state_id="??")]
        found = subsidy_centavos(make_profiles(arrays, *people), arrays, 20.0)
        # acme-1: 100 dollars x 20 pesos less 40 % = 120 000 centavos, of which 70, 35 and 0 %.
        np.testing.assert_allclose(found[:, 0], [84_000, 42_000, 0], rtol=1e-6)


class TestPriceOf:
    def test_splits_a_known_price(self, catalogue: Catalogue, arrays: CatalogueArrays) -> None:
        price = price_of(CertificationId("acme-1"), JALISCO, catalogue, arrays, 20.0)
        assert (price.list_centavos, price.learner_centavos) == (200_000, 36_000)
        assert (price.planned_centavos, price.planned_subsidy_centavos) == (200_000, 84_000)
        assert (price.discount, price.subsidy_share) == pytest.approx((0.4, 0.7))

    def test_shows_no_amount_for_a_price_that_is_assumed(self, catalogue: Catalogue, arrays: CatalogueArrays) -> None:
        price = price_of(CertificationId("zen-1"), NUEVO_LEON, catalogue, arrays, 20.0)
        assert price.list_centavos is None
        assert price.learner_centavos is None
        # 80 dollars x 20 pesos, less 25 %, of which 35 %.
        assert (price.planned_centavos, price.planned_subsidy_centavos) == (160_000, 42_000)

    def test_names_federal_funds_and_those_of_the_state(self, catalogue: Catalogue, arrays: CatalogueArrays) -> None:
        found = [
            price_of(CertificationId("zen-1"), state, catalogue, arrays, 20.0).fund_ids
            for state in (JALISCO, NUEVO_LEON)
        ]
        assert found == [("federal", "jalisco"), ("federal",)]

    def test_the_parts_add_up_to_the_discounted_price(self, catalogue: Catalogue, arrays: CatalogueArrays) -> None:
        price = price_of(CertificationId("acme-1"), JALISCO, catalogue, arrays, 18.37)
        assert price.learner_centavos is not None
        discounted = price.planned_centavos * (1 - 0.4)
        assert abs(price.learner_centavos + price.planned_subsidy_centavos - discounted) <= 1
