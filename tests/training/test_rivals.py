import numpy as np
import pytest

from data.domain import EnglishLevel, OccupationId
from recommender.arrays import CatalogueArrays
from recommender.behaviour import behaviour_as_of
from recommender.features import COLUMN, FEATURES
from tests.factories import JALISCO, NUEVO_LEON, TODAY, make_answer_events, make_history, make_profiles
from tests.training.synthetic_rows import make_rows
from training.rivals import content_scores, fit_logistic, popularity_scores, random_scores


class TestRandomScores:
    def test_follows_the_generator(self) -> None:
        one, two = (random_scores((2, 3), np.random.default_rng(5)) for _ in range(2))
        np.testing.assert_array_equal(one, two)


class TestPopularityScores:
    def test_orders_by_yes_in_the_learners_own_region_and_area(self, arrays: CatalogueArrays) -> None:
        day, data_ai = TODAY.toordinal() - 5, int(arrays.occupation_area[0])
        # (day, learner, state, group, certification, look, yes, day of yes): zen-1 in Jalisco, acme-1 in Nuevo León.
        liked = [(day, n, 0, data_ai, 3, 1.0, True, day) for n in range(30)]
        liked += [(day, 50 + n, 1, data_ai, 0, 1.0, True, day) for n in range(30)]
        behaviour = behaviour_as_of(make_answer_events(liked), TODAY, arrays)
        goal = OccupationId("data-analyst")
        profiles = make_profiles(
            arrays,
            make_history(state_id=JALISCO, goal_occupation_id=goal),
            make_history(state_id=NUEVO_LEON, goal_occupation_id=goal),
            make_history(state_id=JALISCO),
        )
        found = popularity_scores(profiles, arrays, behaviour)
        assert found.argmax(axis=1).tolist() == [3, 0, 3]
        np.testing.assert_array_equal(found[2], behaviour.by_state[0].astype(np.float64))

    def test_knows_nothing_else_of_the_learner(self, arrays: CatalogueArrays) -> None:
        behaviour = behaviour_as_of(make_answer_events(), TODAY, arrays)
        profiles = make_profiles(
            arrays, make_history(english=EnglishLevel.NONE), make_history(weekly_hours=30.0, english=EnglishLevel.C1)
        )
        one, other = popularity_scores(profiles, arrays, behaviour)
        np.testing.assert_array_equal(one, other)


class TestContentScores:
    def test_adds_three_columns_in_units_of_their_spread(self) -> None:
        features = np.zeros((1, 2, len(FEATURES)), np.float32)
        features[0, :, COLUMN["text_goal"]] = [0.2, 0.8]
        features[0, :, COLUMN["text_profile"]] = [30.0, 10.0]
        features[0, :, COLUMN["goal_gap_covered"]] = [0.5, 0.5]
        features[0, :, COLUMN["state_popularity"]] = [9.0, 0.0]
        np.testing.assert_allclose(content_scores(features), [[0.0, 0.0]], atol=1e-6)
        features[0, :, COLUMN["goal_gap_covered"]] = [0.4, 0.5]
        np.testing.assert_allclose(content_scores(features), [[-1.0, 1.0]], atol=1e-5)


class TestFitLogistic:
    def test_learns_the_pattern_from_the_learners_of_the_fit(self) -> None:
        rows = make_rows(300)
        features = make_rows(40, seed=2).features.reshape(40, 5, len(FEATURES))
        found = fit_logistic(rows, 1)(features)
        assert found.shape == (40, 5)
        assert np.corrcoef(found.ravel(), features[:, :, 0].ravel())[0, 1] > 0.8

    def test_fills_grades_that_are_unknown(self) -> None:
        rows = make_rows(100)
        rows.features[::3, COLUMN["grade"]] = np.nan
        features = rows.features.reshape(100, 5, len(FEATURES))
        assert np.isfinite(fit_logistic(rows, 1)(features)).all()

    def test_takes_a_country_without_grades(self) -> None:
        rows = make_rows(100)
        rows.features[:, COLUMN["grade"]] = np.nan
        features = rows.features.reshape(100, 5, len(FEATURES))
        assert fit_logistic(rows, 1)(features).shape == (100, 5)

    @pytest.mark.parametrize("seed", [1, 2])
    def test_gives_equal_scores_for_any_seed(self, seed: int) -> None:
        rows = make_rows(100)
        features = rows.features.reshape(100, 5, len(FEATURES))
        np.testing.assert_array_equal(fit_logistic(rows, seed)(features), fit_logistic(rows, 1)(features))
