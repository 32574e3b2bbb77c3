"""Tests of the effect that starts from the assumed one, on months whose effects are known."""

from dataclasses import replace

import numpy as np
import pytest

from recommender.effects import EFFECT_FEATURES
from tests.training.platform_effects.invented_months import invented_months
from training.effects.doubly_robust import interval_of
from training.platform_effects.pooled_effect import (
    ASSUMED_COEFFICIENTS,
    common_effect,
    placebo_effect,
    pooled_effect,
)


class TestPooledEffect:
    def test_stays_at_the_assumed_effect_where_nobody_held_anything(self) -> None:
        months = invented_months(1)
        nobody = replace(months, held=np.zeros_like(months.held))
        np.testing.assert_allclose(pooled_effect(nobody).coefficients, ASSUMED_COEFFICIENTS, atol=1e-9)

    def test_finds_that_effects_differ_by_field(self) -> None:
        found = pooled_effect(invented_months(2, n=200_000, always=0.0, related=-0.8))
        by_name = dict(zip(EFFECT_FEATURES, found.coefficients, strict=True))
        assert by_name["related"] + 0.5 * by_name["related_studies_left"] == pytest.approx(-0.8, abs=0.2)
        assert by_name["always"] + 0.5 * by_name["studies_left"] == pytest.approx(0.0, abs=0.15)

    def test_finds_one_effect_where_all_are_alike(self) -> None:
        found = pooled_effect(invented_months(3, n=200_000, always=-0.5))
        own_field = np.array([1, 1, 0.5, 0.5, 0]) @ found.coefficients
        other = np.array([1, 0, 0.5, 0, 0]) @ found.coefficients
        assert own_field == pytest.approx(-0.5, abs=0.12)
        assert other == pytest.approx(-0.5, abs=0.12)

    def test_is_surer_the_more_was_seen(self) -> None:
        few, many = (pooled_effect(invented_months(4, n=n, always=-0.3)) for n in (5_000, 80_000))
        assert np.trace(many.covariance) < np.trace(few.covariance)


class TestCommonEffect:
    def test_its_intervals_hold_the_truth_about_95_times_in_100(self) -> None:
        found = [interval_of(*common_effect(invented_months(100 + run, n=10_000, always=-0.4))) for run in range(200)]
        assert 181 <= sum(one.low <= -0.4 <= one.high for one in found) <= 198


class TestPlaceboEffect:
    def test_is_nothing_where_all_that_matters_is_on_file(self) -> None:
        placebo = interval_of(*placebo_effect(invented_months(5, n=100_000, always=-0.4)))
        assert placebo.low <= 0 <= placebo.high

    def test_tells_of_what_is_hidden(self) -> None:
        placebo = interval_of(*placebo_effect(invented_months(6, n=100_000, always=-0.4, hidden_pull=0.8)))
        assert placebo.high < 0
