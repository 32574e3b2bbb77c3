"""Tests of what a voucher is worth, term by term."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.domain import LearnerKind
from recommender.arrays import CatalogueArrays
from recommender.bundle import Bundle
from recommender.demand import RegionalDemand
from recommender.effects import EffectModel
from recommender.features import feature_table
from recommender.profile import LearnerHistory
from recommender.subsidy import subsidy_centavos
from recommender.value import ShadowPrices, Values, Worth, unmet_coverage, values_of
from tests.api.small_bundle import SMALL_EFFECT
from tests.factories import JALISCO, NUEVO_LEON, TODAY, make_demand, make_exam, make_history, make_profiles

N_STATES = 32
FREE = ShadowPrices(np.zeros(N_STATES), np.zeros(5))
STUDENT = make_history(started_on=TODAY, curriculum_id="systems", goal_occupation_id="data-analyst")
PROFESSIONAL = make_history(kind=LearnerKind.PROFESSIONAL, state_id=NUEVO_LEON)


def sample_demand(arrays: CatalogueArrays) -> RegionalDemand:
    cells = {(JALISCO, "sql"): (5, 9, 1), (JALISCO, "aws"): (2, 3, 3), (NUEVO_LEON, "cloud"): (4, 4, 0)}
    return make_demand(arrays, cells)


def valued(
    bundle: Bundle,
    *people: LearnerHistory,
    demand: RegionalDemand | None = None,
    worth: Worth | None = None,
    prices: ShadowPrices = FREE,
    effects: EffectModel = SMALL_EFFECT,
) -> Values:
    arrays, pesos = bundle.arrays, bundle.pesos_per_dollar
    profiles = make_profiles(arrays, *people)
    region = sample_demand(arrays) if demand is None else demand
    # The chances must not move with the demand where a test changes the demand alone.
    features = feature_table(profiles, arrays, sample_demand(arrays), bundle.behaviour, bundle.vectors, pesos)
    cost = subsidy_centavos(profiles, arrays, pesos)
    models, risk = bundle.models, bundle.risk
    return values_of(features, profiles, arrays, region, models, risk, effects, worth or Worth(), prices, cost)


class TestValuesOf:
    def test_the_terms_add_up_to_the_total(self, bundle: Bundle) -> None:
        prices = ShadowPrices(np.full(N_STATES, 0.7), np.array([100.0, 0.0, 30.0, 5.0, 9.0]))
        found = valued(bundle, STUDENT, PROFESSIONAL, prices=prices)
        assert found.total.shape == (2, 5)
        worth = found.benefit + found.regional_worth + found.retention_worth
        np.testing.assert_allclose(found.gross, worth)
        np.testing.assert_allclose(found.total, worth - found.seat_price - found.money_price)

    def test_each_term_is_what_its_sentence_says(self, bundle: Bundle) -> None:
        worth = Worth(grade=3.0, position=5.0, learner_kept=7.0)
        arrays, profiles = bundle.arrays, make_profiles(bundle.arrays, STUDENT)
        demand = sample_demand(arrays)
        found = valued(bundle, STUDENT, worth=worth)
        features = feature_table(profiles, arrays, demand, bundle.behaviour, bundle.vectors, bundle.pesos_per_dollar)
        likely = found.accept_chance * found.pass_chance
        np.testing.assert_allclose(found.benefit[0], 3 * bundle.models.predictions(features[0]).expected_grade)
        np.testing.assert_allclose(found.regional_worth, 5 * likely * unmet_coverage(profiles, arrays, demand))
        np.testing.assert_allclose(found.retention_worth, 7 * likely * -found.risk_change.expected)
        assert (found.retention_worth > 0).all()

    def test_who_does_not_study_has_no_retention_worth(self, bundle: Bundle) -> None:
        found = valued(bundle, PROFESSIONAL)
        assert np.isnan(found.risk_change.expected).all()
        assert not found.retention_worth.any()
        assert np.isfinite(found.total).all()

    def test_a_learner_is_worth_the_same_alone_as_among_others(self, bundle: Bundle) -> None:
        together = valued(bundle, STUDENT, PROFESSIONAL).total
        alone = np.concatenate([valued(bundle, STUDENT).total, valued(bundle, PROFESSIONAL).total])
        np.testing.assert_allclose(together, alone, rtol=1e-5)

    def test_prices_are_paid_for_as_far_as_the_voucher_is_used(self, bundle: Bundle) -> None:
        seats = np.array([100.0, 0.0, 30.0, 5.0, 9.0])
        found = valued(bundle, STUDENT, prices=ShadowPrices(np.full(N_STATES, 0.5), seats))
        cost = subsidy_centavos(make_profiles(bundle.arrays, STUDENT), bundle.arrays, bundle.pesos_per_dollar)
        np.testing.assert_allclose(found.seat_price, found.accept_chance * seats)
        np.testing.assert_allclose(found.money_price, found.accept_chance * 0.5 * cost)

    @pytest.mark.parametrize("factor", [0.0, 2.0, 10.0])
    def test_the_price_of_money_scales(self, bundle: Bundle, factor: float) -> None:
        base = valued(bundle, STUDENT, prices=ShadowPrices(np.full(N_STATES, 0.5), np.zeros(5)))
        scaled = valued(bundle, STUDENT, prices=ShadowPrices(np.full(N_STATES, 0.5 * factor), np.zeros(5)))
        np.testing.assert_allclose(scaled.money_price, factor * base.money_price)
        np.testing.assert_array_equal(scaled.gross, base.gross)

    def test_money_costs_what_it_is_worth_in_the_learners_own_state(self, bundle: Bundle) -> None:
        money = np.zeros(N_STATES)
        money[bundle.arrays.state_row[JALISCO]] = 0.5
        found = valued(bundle, STUDENT, PROFESSIONAL, prices=ShadowPrices(money, np.zeros(5)))
        assert (found.money_price[0] > 0).any()
        assert not found.money_price[1].any()

    @settings(max_examples=25)
    @given(st.sampled_from(["sql", "python", "cloud", "aws"]), st.integers(0, 5), st.integers(0, 5))
    def test_more_unmet_demand_never_lowers_regional_worth(
        self, bundle: Bundle, skill_id: str, before: int, more: int
    ) -> None:
        less_asked = sample_demand(bundle.arrays)
        column = bundle.arrays.skill_row[skill_id]
        less_asked.positions[:, column] = less_asked.holders[:, column] + before
        more_asked = replace(less_asked, positions=less_asked.positions.copy())
        more_asked.positions[:, column] += more
        low = valued(bundle, STUDENT, PROFESSIONAL, demand=less_asked).regional_worth
        high = valued(bundle, STUDENT, PROFESSIONAL, demand=more_asked).regional_worth
        assert (high >= low).all()


class TestUnmetCoverage:
    def test_counts_each_newly_proven_skill_with_an_open_position(self, arrays: CatalogueArrays) -> None:
        cells = {(JALISCO, "cloud"): (1, 5, 0), (JALISCO, "aws"): (1, 2, 0), (JALISCO, "sql"): (1, 1, 1)}
        demand = make_demand(arrays, cells)
        newcomer, holder = make_history(), make_history(exams=[make_exam("acme-1")])
        found = unmet_coverage(make_profiles(arrays, newcomer, holder), arrays, demand)
        # acme-1 proves cloud, acme-2 cloud and AWS, acme-3 AWS; nobody lacks SQL.
        assert found.tolist() == [[1, 2, 1, 0, 0], [0, 1, 1, 0, 0]]

    def test_counts_a_part_of_a_position_as_a_part(self, arrays: CatalogueArrays) -> None:
        demand = make_demand(arrays, {(JALISCO, "sql"): (1, 1, 0)})
        demand.positions[0, 0] = 0.25
        found = unmet_coverage(make_profiles(arrays, make_history()), arrays, demand)
        assert found.tolist() == [[0, 0, 0, 0.25, 0]]

    def test_is_zero_where_the_state_is_unknown(self, arrays: CatalogueArrays) -> None:
        person = make_history(state_id="??")
        assert not unmet_coverage(make_profiles(arrays, person), arrays, sample_demand(arrays)).any()
