import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.effects import N_ROWS, coverage, covers, true_scores
from benchmarks.simulated_effects import COMPARABLE, simulated
from training.effects.doubly_robust import (
    Scores,
    average_effect,
    cross_fitted_scores,
    effect_on_treated,
)
from training.effects.nuisances import constant, linear


def assert_covers_and_is_narrow(shape: str, n_runs: int, n_rows: int, least: int, most: int) -> None:
    found = coverage(shape, n_runs, n_rows)
    assert least <= found["average_covered"] <= most
    assert least <= found["treated_covered"] <= most
    assert found["width_ratio"] <= 1.25


class TestCoverage:
    def test_intervals_hold_the_truth_in_a_few_runs(self) -> None:
        # 30 runs at 95 %: fewer than 25 would be chance once in 600.
        assert_covers_and_is_narrow("uneven effect", n_runs=30, n_rows=400, least=25, most=30)

    @pytest.mark.full
    @pytest.mark.parametrize("shape", COMPARABLE)
    def test_intervals_hold_the_truth_in_181_to_198_of_200_runs(self, shape: str) -> None:
        assert_covers_and_is_narrow(shape, n_runs=200, n_rows=N_ROWS, least=181, most=198)


class TestCrossFittedScores:
    def test_takes_away_the_confounding_that_a_plain_difference_keeps(self) -> None:
        table = simulated("linear", 2000, seed=4)
        plain = table.outcome[table.treatment == 1].mean() - table.outcome[table.treatment == 0].mean()
        scores = cross_fitted_scores(table.features, table.treatment, table.outcome, seed=1, learners=(linear,))
        assert covers(average_effect(scores), table.effect)
        assert not covers(average_effect(scores), plain)

    def test_is_right_with_either_nuisance_wrong(self) -> None:
        table = simulated("linear", 4000, seed=9)
        wrong_means = dataclasses.replace(true_scores(table), means=np.zeros_like(table.means)[None])
        wrong_chances = dataclasses.replace(true_scores(table), propensities=np.full_like(table.means, 0.5)[None])
        assert covers(average_effect(wrong_means), table.effect)
        assert covers(average_effect(wrong_chances), table.effect)

    def test_never_learns_from_the_fold_that_it_predicts(self) -> None:
        seen: list[tuple[frozenset[float], frozenset[float]]] = []

        def spy(columns: np.ndarray, target: np.ndarray, others: np.ndarray, seed: int) -> np.ndarray:
            seen.append((frozenset(columns[:, 0]), frozenset(others[:, 0])))
            return constant(columns, target, others, seed)

        table = simulated("linear", 100, seed=2)
        cross_fitted_scores(table.features, table.treatment, table.outcome, seed=1, learners=(spy,))
        assert seen
        assert all(not learned & predicted for learned, predicted in seen)

    def test_uses_known_chances_as_they_are(self) -> None:
        table = simulated("linear", 200, seed=3)
        scores = cross_fitted_scores(
            table.features, table.treatment, table.outcome, seed=1, propensity=table.propensity, learners=(constant,)
        )
        np.testing.assert_array_equal(scores.propensities[0, :, 1], table.propensity)

    def test_equal_seeds_give_equal_scores(self) -> None:
        table = simulated("steps, yes or no", 200, seed=3)
        first, second = (
            cross_fitted_scores(
                table.features, table.treatment, table.outcome, seed=7, repetitions=2, learners=(linear,)
            )
            for _ in range(2)
        )
        np.testing.assert_array_equal(first.arm_values, second.arm_values)
        assert (first.folds[0] != first.folds[1]).any()

    def test_spreads_arms_evenly_over_folds(self) -> None:
        table = simulated("uneven effect", 503, seed=3)
        scores = cross_fitted_scores(table.features, table.treatment, table.outcome, seed=7, learners=(constant,))
        for arm in (0, 1):
            sizes = np.bincount(scores.folds[0][table.treatment == arm])
            assert sizes.max() - sizes.min() <= 2

    def test_estimates_chances_of_several_arms_that_sum_to_one(self) -> None:
        rng = np.random.default_rng(5)
        features, treatment = rng.normal(size=(600, 3)), rng.integers(3, size=600)
        outcome = features[:, 0] + np.array([0.0, 1.0, -1.0])[treatment] + 0.1 * rng.normal(size=600)
        scores = cross_fitted_scores(features, treatment, outcome, seed=1, learners=(constant, linear))
        np.testing.assert_allclose(scores.propensities.sum(axis=2), 1.0)
        assert average_effect(scores, arm=1).effect.mean == pytest.approx(1.0, abs=0.05)
        assert average_effect(scores, arm=2).effect.mean == pytest.approx(-1.0, abs=0.05)

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"outcome": np.ones(3)}, "differ"),
            ({"outcome": np.full(40, np.nan)}, "finite"),
            ({"treatment": np.zeros(40, dtype=np.int64)}, "two arms of at least 10"),
            ({"propensity": np.full((40, 3), 1 / 3)}, r"expected \(40, 2\)"),
            ({"propensity": np.full(40, 1.5)}, "sum to 1"),
        ],
    )
    def test_refuses_what_it_cannot_use(self, change: dict[str, np.ndarray], message: str) -> None:
        given = {"features": np.zeros((40, 1)), "treatment": np.arange(40) % 2, "outcome": np.zeros(40)} | change
        with pytest.raises(ValueError, match=message):
            cross_fitted_scores(**given, seed=1)


def by_hand() -> Scores:
    """Four rows, all chances a half, nothing expected: values are twice the outcome where the arm was given."""
    return Scores(
        treatment=np.array([1, 0, 1, 0]),
        outcome=np.array([3.0, 1.0, 5.0, 2.0]),
        means=np.zeros((1, 4, 2)),
        propensities=np.full((1, 4, 2), 0.5),
        folds=np.zeros((1, 4), dtype=np.int64),
    )


class TestAverageEffect:
    def test_is_the_mean_of_the_row_by_row_differences(self) -> None:
        # Differences 6, -2, 10, -4: mean 2.5, squared distances 12.25 + 20.25 + 56.25 + 42.25 = 131.
        found = average_effect(by_hand())
        assert found.effect.mean == 2.5
        assert found.standard_error == pytest.approx(np.sqrt(131 / 4) / 2)
        assert found.n_rows == 4

    def test_speaks_of_a_group_where_others_weigh_nothing(self) -> None:
        # Rows 0 and 1: differences 6 and -2, mean 2; two rows, each 4 from it: 4 / sqrt(2).
        found = average_effect(by_hand(), np.array([1.0, 1.0, 0.0, 0.0]))
        assert found.effect.mean == 2.0
        assert found.standard_error == pytest.approx(4 / np.sqrt(2))
        assert found.n_rows == 2

    def test_takes_the_median_over_repetitions_and_counts_their_disagreement(self) -> None:
        one = by_hand()
        three = Scores(
            one.treatment,
            one.outcome,
            np.stack([one.means[0] + shift for shift in ([0.0, 0.0], [0.0, 2.0], [0.0, 50.0])]),
            np.repeat(one.propensities, 3, axis=0),
            np.repeat(one.folds, 3, axis=0),
        )
        estimates = three.contrasts().mean(axis=1)
        variances = ((three.contrasts() - estimates[:, None]) ** 2).mean(axis=1) / 4
        found = average_effect(three)
        assert found.effect.mean == np.median(estimates)
        assert found.standard_error**2 == pytest.approx(np.median(variances + (estimates - np.median(estimates)) ** 2))

    @given(st.floats(-100, 100), st.floats(0.01, 10))
    @settings(max_examples=30, deadline=None)
    def test_follows_the_unit_of_the_outcome(self, shift: float, scale: float) -> None:
        one = by_hand()
        changed = dataclasses.replace(one, outcome=shift + scale * one.outcome, means=shift + scale * one.means)
        assert average_effect(changed).effect.mean == pytest.approx(scale * 2.5)
        assert average_effect(changed).standard_error == pytest.approx(scale * average_effect(one).standard_error)

    def test_refuses_a_group_of_nobody(self) -> None:
        with pytest.raises(ValueError, match="no row has weight"):
            average_effect(by_hand(), np.zeros(4))


class TestEffectOnTreated:
    def test_weighs_the_untreated_by_their_odds(self) -> None:
        # Odds are 1: mean of the treated 4, of the untreated 1.5.
        assert effect_on_treated(by_hand()).effect.mean == 2.5

    def test_is_the_effect_of_those_who_were_treated_where_effects_differ(self) -> None:
        table = simulated("uneven effect", 4000, seed=11)
        truth = (table.means[:, 1] - table.means[:, 0])[table.treatment == 1].mean()
        scores = cross_fitted_scores(table.features, table.treatment, table.outcome, seed=1, learners=(linear,))
        found = effect_on_treated(scores)
        assert truth > table.effect + 0.15
        assert covers(found, truth)
        assert not covers(found, table.effect)

    def test_covers_the_truth_about_95_times_in_100_with_known_nuisances(self) -> None:
        tables = [simulated("uneven effect", 500, seed) for seed in range(200)]
        n_covered = sum(covers(effect_on_treated(true_scores(table)), table.treated_effect) for table in tables)
        assert 181 <= n_covered <= 198

    def test_refuses_an_arm_of_nobody(self) -> None:
        with pytest.raises(ValueError, match="nobody of arm 1"):
            effect_on_treated(by_hand(), np.array([0.0, 1.0, 0.0, 1.0]))
