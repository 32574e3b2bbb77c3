from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.features import COLUMN, FALLING, FEATURES
from recommender.ranker import Models
from tests.training.synthetic_rows import make_rows
from training.datasets import RankingRows
from training.fit_ranker import (
    RankerParameters,
    Trees,
    calibrated,
    fit_models,
    looks_by_rank,
    selection_weights,
    without,
)
from training.splits import Split, split_of

SMALL = RankerParameters(accept=Trees(60, 3, 0.05), outcome=Trees(25, 3, 0.05), passing=Trees(25, 3, 0.06))


@pytest.fixture(scope="module")
def rows() -> RankingRows:
    return make_rows(500)


@pytest.fixture(scope="module")
def models(rows: RankingRows) -> Models:
    return fit_models(rows, SMALL, seed=7)


@pytest.fixture(scope="module")
def unseen() -> np.ndarray:
    return make_rows(100, seed=2).features


class TestFitModels:
    def test_equal_seeds_give_equal_models(self, rows: RankingRows, models: Models, unseen: np.ndarray) -> None:
        again = fit_models(rows, SMALL, seed=7)
        np.testing.assert_array_equal(again.score(unseen), models.score(unseen))
        np.testing.assert_array_equal(again.predictions(unseen).pass_chance, models.predictions(unseen).pass_chance)
        assert again.accept_chance == models.accept_chance

    def test_equal_seeds_give_equal_files(self, rows: RankingRows, models: Models, tmp_path: Path) -> None:
        """A bundle's version is a hash of its files."""
        for name, found in (("one", models), ("other", fit_models(rows, SMALL, seed=7))):
            found.odds.accept.save(tmp_path / f"{name}.cbm")
            found.odds.additive.save(tmp_path / f"{name}.npz")
        for kind in ("cbm", "npz"):
            assert (tmp_path / f"one.{kind}").read_bytes() == (tmp_path / f"other.{kind}").read_bytes()

    def test_another_seed_gives_another_model(self, rows: RankingRows, models: Models, unseen: np.ndarray) -> None:
        assert not np.array_equal(fit_models(rows, SMALL, seed=8).score(unseen), models.score(unseen))

    def test_learns_what_brings_a_yes_and_a_pass(self, models: Models, unseen: np.ndarray) -> None:
        assert np.corrcoef(models.score(unseen), unseen[:, 0])[0, 1] > 0.8
        assert np.corrcoef(models.predictions(unseen).accept_chance, unseen[:, 0])[0, 1] > 0.8
        assert np.corrcoef(models.predictions(unseen).pass_chance, unseen[:, 1])[0, 1] > 0.6

    def test_states_chances_as_if_shown_first(self, models: Models, unseen: np.ndarray) -> None:
        chances = models.predictions(unseen).accept_chance
        assert ((chances >= 0) & (chances <= 1)).all()
        # Yes when looked at is the square of the first feature: a third on average, where the lists show a fifth.
        assert abs(chances.mean() - 1 / 3) < 0.1

    def test_reads_nothing_of_the_learners_who_judge(
        self, rows: RankingRows, models: Models, unseen: np.ndarray
    ) -> None:
        judges = split_of(rows.learner_id.tolist()) == Split.EVALUATE
        without = fit_models(rows.take(~judges), SMALL, seed=7)
        np.testing.assert_array_equal(without.score(unseen), models.score(unseen))
        assert without.accept_chance == models.accept_chance

    def test_serves_as_if_shown_first_though_places_mattered(self, models: Models, unseen: np.ndarray) -> None:
        def raw(place: int) -> np.ndarray:
            placed = np.concatenate([unseen, np.full((len(unseen), 1), place, np.float32)], axis=1)
            return np.asarray(models.odds.accept.model.predict(placed, prediction_type="RawFormulaVal"))

        np.testing.assert_allclose(models.odds.accept.score(unseen), raw(1))
        assert raw(5).mean() < raw(1).mean() - 0.3

    def test_wants_enough_to_learn_from(self) -> None:
        with pytest.raises(ValueError, match="at least 50 accepted suggestions and 20 passed exams"):
            fit_models(make_rows(40), SMALL, seed=7)

    @pytest.mark.parametrize("known", [1.0, np.nan])
    def test_wants_failed_exams_beside_passed_ones(self, rows: RankingRows, known: float) -> None:
        """Some partners only report who passed; others report nothing of the learners kept for calibration."""
        held = split_of(rows.learner_id.tolist()) == Split.CALIBRATE
        exams = np.where(rows.exam_passed == 1, 1.0, np.nan)
        if np.isnan(known):
            exams = np.where(held, np.nan, rows.exam_passed)
        with pytest.raises(ValueError, match="failed exams are needed"):
            fit_models(replace(rows, exam_passed=exams), SMALL, seed=7)


class TestLooksByRank:
    def test_falls_from_1_by_the_place(self, rows: RankingRows, models: Models) -> None:
        found = looks_by_rank(rows, models.odds)
        assert found.shape == (5,)
        assert found[0] == 1.0
        assert (np.diff(found) <= 0).all()
        np.testing.assert_allclose(found, np.arange(1, 6) ** -0.7, atol=0.15)

    def test_stays_above_a_twentieth_where_nobody_looks(self, rows: RankingRows, models: Models) -> None:
        blind = replace(rows, grade=np.where(rows.rank > 2, 0, rows.grade))
        assert looks_by_rank(blind, models.odds)[2:].tolist() == [0.05, 0.05, 0.05]


class TestSelectionWeights:
    def test_count_once_where_every_showing_had_the_same_chance(self) -> None:
        assert selection_weights(np.full(5, 0.02)).tolist() == [1.0] * 5

    def test_count_rare_showings_more_but_never_without_limit(self) -> None:
        assert selection_weights(np.array([0.1, 0.1, 0.1, 0.05, 1e-6, 1.0])).tolist() == [1, 1, 1, 2, 5, 0.2]

    def test_undo_the_preference_of_the_system_in_what_is_said_of_looking(
        self, rows: RankingRows, models: Models
    ) -> None:
        """Showings that count twice change the ratio as the same showings twice would."""
        rare = rows.features[:, 1] > 0.7
        doubled = RankingRows(
            *(np.concatenate([getattr(rows, name), getattr(rows, name)[rare]]) for name in RankingRows.__slots__)
        )
        weighted = replace(rows, propensity=np.where(rare, 0.25, 0.5))
        np.testing.assert_allclose(looks_by_rank(weighted, models.odds), looks_by_rank(doubled, models.odds))


class TestMonotone:
    """Cheaper never ranks lower, all else equal; no more does less English or time missing, or fewer refusals."""

    @pytest.mark.parametrize("name", sorted(FALLING))
    @given(data=st.data())
    def test_more_of_an_obstacle_never_raises_what_is_thought(
        self, models: Models, name: str, data: st.DataObject
    ) -> None:
        n = 20
        seed = data.draw(st.integers(0, 2**32 - 1))
        rows = np.random.default_rng(seed).uniform(-0.5, 1.5, (n, len(FEATURES))).astype(np.float32)
        more = rows.copy()
        more[:, COLUMN[name]] += np.float32(data.draw(st.floats(0, 2, width=32)))
        before, after = models.predictions(rows), models.predictions(more)
        assert (models.score(more) <= models.score(rows)).all()
        assert (after.expected_grade <= before.expected_grade).all()
        assert (after.accept_chance <= before.accept_chance).all()

    def test_would_not_hold_without_the_constraint(self, rows: RankingRows, unseen: np.ndarray) -> None:
        """The pattern of these rows has a feature rise; called a price, it would make the dear ones rank first."""
        swapped = rows.features.copy()
        swapped[:, [0, COLUMN["learner_price"]]] = swapped[:, [COLUMN["learner_price"], 0]]
        dear = replace(rows, features=swapped)
        more = unseen.copy()
        more[:, COLUMN["learner_price"]] += 0.3
        held = fit_models(dear, SMALL, seed=7)
        free = fit_models(dear, replace(SMALL, is_monotone=False), seed=7)
        assert (held.score(more) <= held.score(unseen)).all()
        assert free.score(more).mean() > free.score(unseen).mean() + 0.1


class TestWithout:
    def test_blanks_what_is_named_and_leaves_the_rest(self) -> None:
        found = without(np.ones((2, 3, len(FEATURES)), np.float32), ("grade", "state"))
        assert found[0, 0, COLUMN["grade"]] == 0.0
        assert found[0, 0, COLUMN["state"]] == -1.0
        assert found.sum() == 6 * (len(FEATURES) - 3)

    def test_keeps_models_from_reading_it(self, rows: RankingRows, unseen: np.ndarray) -> None:
        blind = fit_models(rows, replace(SMALL, left_out=FEATURES[:1]), seed=7)
        seen, unlike = without(unseen, FEATURES[:1]), unseen.copy()
        unlike[:, 0] = 0.0
        np.testing.assert_array_equal(blind.score(seen), blind.score(unlike))
        assert abs(np.corrcoef(blind.score(seen), unseen[:, 0])[0, 1]) < 0.3


class TestCalibrated:
    def test_finds_the_line_that_made_the_outcomes(self) -> None:
        rng = np.random.default_rng(3)
        scores, look = rng.normal(size=20_000), rng.choice([1.0, 0.5], size=20_000)
        happened = rng.random(20_000) < look / (1 + np.exp(1.0 - 2.0 * scores))
        found = calibrated(scores, happened, look=look)
        assert (found.intercept, found.slope) == pytest.approx((-1.0, 2.0), abs=0.1)

    @given(st.lists(st.tuples(st.integers(-50, 50), st.booleans()), min_size=2, max_size=40))
    def test_never_falls_and_states_chances(self, pairs: list[tuple[int, bool]]) -> None:
        scores, happened = np.array([p[0] for p in pairs], float), np.array([p[1] for p in pairs])
        chances = calibrated(scores, happened, look=np.ones(len(pairs)))(np.linspace(-60, 60, 40))
        assert (np.diff(chances) >= 0).all()
        assert ((chances >= 0) & (chances <= 1)).all()

    def test_states_the_share_of_what_happened_where_scores_say_nothing(self) -> None:
        found = calibrated(np.array([0.0, 0.0, 1.0, 1.0]), np.array([True, False, True, False]), look=np.ones(4))
        np.testing.assert_allclose(found(np.array([0.0, 1.0])), 0.5, atol=1e-3)
