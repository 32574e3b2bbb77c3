import numpy as np
import pytest

from recommender.follow_up.design import design_matrix
from recommender.follow_up.weights import answer_weights, calibrated, response_chances


def people(n: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Kinds of people, one in four a professional, and who answered: half of these, a fifth of the others."""
    kind = np.where(np.arange(n) % 4 == 0, "professional", "student")
    place = np.arange(n) // 4
    return kind, np.where(kind == "professional", place % 2 == 0, place % 5 == 0)


class TestDesignMatrix:
    def test_has_a_column_a_group_but_the_one_with_most_answers(self) -> None:
        kind, answered = people()
        matrix = design_matrix({"kind": kind}, answered)
        # 60 students answered and 50 professionals.
        assert matrix.shape == (400, 2)
        assert (matrix[:, 0] == 1).all()
        assert (matrix[:, 1] == (kind == "professional")).all()

    def test_joins_groups_with_few_answers(self) -> None:
        state = np.array(["big"] * 300 + ["b"] * 40 + ["c"] * 40 + ["d"] * 20)
        answered = np.zeros(400, bool)
        answered[[*range(50), *range(300, 306), *range(340, 345)]] = True
        matrix = design_matrix({"state": state}, answered)
        # b has six answers, c five, d none: together they are eleven.
        assert matrix[:, 1].tolist() == [0.0] * 300 + [1.0] * 100

    def test_refuses_facts_that_are_not_known_of_all(self) -> None:
        with pytest.raises(ValueError, match="kind is known of 3 people out of 4"):
            design_matrix({"kind": np.array(["a", "a", "b"])}, np.ones(4, bool))


class TestResponseChances:
    def test_are_the_shares_of_groups_but_for_a_slight_ridge(self) -> None:
        kind, answered = people()
        chances = response_chances(design_matrix({"kind": kind}, answered), answered)
        assert chances[kind == "professional"] == pytest.approx(0.5, abs=0.02)
        assert chances[kind == "student"] == pytest.approx(0.2, abs=0.02)


class TestCalibrated:
    def test_meets_the_totals_exactly_where_it_can(self) -> None:
        design = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
        weights = calibrated(np.array([1.0, 2.0, 5.0]), design, np.array([30.0, 12.0]))
        # 18 are left for the first two, who keep their ratio.
        assert weights == pytest.approx([6.0, 12.0, 12.0], rel=1e-4)

    def test_stays_finite_and_positive_where_no_weights_meet_the_totals(self) -> None:
        design = np.array([[1.0, 0.0], [1.0, 0.0]])
        weights = calibrated(np.ones(2), design, np.array([10.0, 4.0]))
        assert np.isfinite(weights).all()
        assert (weights > 0).all()


class TestAnswerWeights:
    def test_let_answers_stand_for_all_people_of_their_group(self) -> None:
        kind, answered = people()
        weights = answer_weights(design_matrix({"kind": kind}, answered), np.arange(400), np.ones(400), answered)
        # 100 professionals by 50 answers, 300 students by 60.
        assert weights.final[kind[answered] == "professional"] == pytest.approx(2.0, rel=1e-3)
        assert weights.final[kind[answered] == "student"] == pytest.approx(5.0, rel=1e-3)
        # (50 * 2 + 60 * 5)² / (50 * 4 + 60 * 25)
        assert weights.worth == pytest.approx(160_000 / 1_700, rel=1e-3)

    def test_refuse_a_study_that_nobody_answered(self) -> None:
        with pytest.raises(ValueError, match="nobody answered"):
            answer_weights(np.ones((3, 1)), np.arange(3), np.ones(3), np.zeros(3, bool))
