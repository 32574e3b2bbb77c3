from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.voucher_trial import N_ROUNDS, Given, Trial, averted_by_learner, filled_by_learner, give_vouchers


def make_trial(n: int, m: int, **changed: object) -> Trial:
    """Everybody may take anything for 100 centavos in one state with nothing to fill."""
    facts: dict[str, object] = {
        "allowed": np.ones((n, m), bool),
        "cost_centavos": np.full((n, m), 100.0),
        "n_seats": n,
        "budget_centavos": 100.0 * n,
        "open_positions": np.zeros((1, 2)),
        "state": np.zeros(n, np.int64),
        "proves": np.zeros((m, 2), bool),
        "proven": np.zeros((n, 2), bool),
        "holds": np.full((n, m), 0.5),
        "averted": np.full((n, m), 0.1),
    }
    return Trial(**(facts | changed))  # type: ignore[arg-type]


def given_to(*pairs: tuple[int, int]) -> Given:
    rows = np.array(pairs, np.int64).reshape(len(pairs), 2)
    return Given(rows[:, 0], rows[:, 1], 0.0)


def give_one_by_one(trial: Trial, scores: np.ndarray) -> tuple[list[tuple[int, int]], float]:
    """For scores that do not look at what is open: walk the pairs from the highest score down, round by round."""
    n, m = scores.shape
    pairs = sorted(((a, b) for a in range(n) for b in range(m)), key=lambda p: (-scores[p], p))
    money, chosen = trial.budget_centavos, []
    for number in range(N_ROUNDS):
        for pair in pairs:
            if len(chosen) >= round(trial.n_seats * (number + 1) / N_ROUNDS):
                break
            is_free = all(pair[0] != learner for learner, _ in chosen)
            if trial.allowed[pair] and is_free and trial.cost_centavos[pair] <= money:
                money -= trial.cost_centavos[pair]
                chosen.append(pair)
    return chosen, trial.budget_centavos - money


@st.composite
def trials(draw: st.DrawFn) -> tuple[Trial, np.ndarray]:
    n, m = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    trial = make_trial(
        n,
        m,
        allowed=rng.random((n, m)) < 0.7,
        cost_centavos=rng.integers(0, 300, (n, m)).astype(float),
        n_seats=draw(st.integers(0, 8)),
        budget_centavos=float(draw(st.integers(0, 900))),
        open_positions=rng.integers(0, 3, (2, 2)).astype(float),
        state=rng.integers(2, size=n),
        proves=rng.random((m, 2)) < 0.7,
        proven=rng.random((n, 2)) < 0.3,
        holds=rng.random((n, m)),
        averted=rng.random((n, m)),
    )
    return trial, rng.integers(0, 4, (n, m)).astype(float)


class TestGiveVouchers:
    @given(trials())
    def test_never_exceeds_seats_pesos_or_one_voucher_a_learner(self, drawn: tuple[Trial, np.ndarray]) -> None:
        trial, scores = drawn
        found = give_vouchers(trial, lambda _: scores, trial.holds)
        pairs = (found.learner, found.certification)
        assert len(found.learner) <= trial.n_seats
        assert len(set(found.learner.tolist())) == len(found.learner)
        assert trial.allowed[pairs].all()
        assert found.spent_centavos == trial.cost_centavos[pairs].sum() <= trial.budget_centavos

    @given(trials())
    def test_equals_walking_down_the_scores(self, drawn: tuple[Trial, np.ndarray]) -> None:
        trial, scores = drawn
        found = give_vouchers(trial, lambda _: scores, trial.holds)
        pairs, spent = give_one_by_one(trial, scores)
        assert list(zip(found.learner.tolist(), found.certification.tolist(), strict=True)) == pairs
        assert found.spent_centavos == spent

    @given(trials(), st.floats(0.1, 10.0))
    def test_is_one_rule_for_all_policies(self, drawn: tuple[Trial, np.ndarray], scale: float) -> None:
        """Who ranks alike gives alike, whatever the scores are called or measured in."""
        trial, scores = drawn
        one = give_vouchers(trial, lambda _: scores, np.zeros_like(scores))
        other = give_vouchers(trial, lambda _: scale * scores + 7.0, trial.holds)
        np.testing.assert_array_equal(one.learner, other.learner)
        np.testing.assert_array_equal(one.certification, other.certification)

    def test_passes_over_what_the_money_left_cannot_pay(self) -> None:
        trial = make_trial(2, 2, cost_centavos=np.array([[100.0, 50.0], [100.0, 50.0]]), budget_centavos=150.0)
        found = give_vouchers(trial, lambda _: np.array([[9.0, 8.0], [7.0, 1.0]]), trial.holds)
        assert list(zip(found.learner.tolist(), found.certification.tolist(), strict=True)) == [(0, 0), (1, 1)]

    def test_tells_a_policy_what_is_still_open_by_its_own_belief(self) -> None:
        trial = make_trial(
            20,
            1,
            open_positions=np.array([[3.0, 0.0]]),
            proves=np.array([[True, False]]),
            holds=np.zeros((20, 1)),
        )
        seen = []

        def score(still_open: np.ndarray) -> np.ndarray:
            seen.append(still_open[0, 0])
            return np.ones((20, 1))

        give_vouchers(trial, score, np.full((20, 1), 0.5))
        # Two vouchers a round, each believed to fill half a position.
        assert seen == [3.0, 2.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
        assert trial.open_positions[0, 0] == 3.0

    @pytest.mark.parametrize("changed", [{"n_seats": 0}, {"budget_centavos": 0.0}])
    def test_may_give_nothing(self, changed: dict[str, object]) -> None:
        trial = make_trial(2, 2, **changed)
        found = give_vouchers(trial, lambda _: np.ones((2, 2)), trial.holds)
        assert filled_by_learner(trial, found).shape == averted_by_learner(trial, found).shape == (0,)
        assert found.spent_centavos == 0.0


class TestFilledByLearner:
    def test_fills_a_position_once(self) -> None:
        trial = make_trial(
            3,
            1,
            open_positions=np.array([[1.0, 0.0]]),
            proves=np.array([[True, True]]),
            holds=np.array([[0.75], [0.75], [0.75]]),
        )
        assert filled_by_learner(trial, given_to((2, 0), (0, 0), (1, 0))).tolist() == [0.75, 0.25, 0.0]

    def test_fills_only_in_the_learners_own_state_and_by_what_is_new(self) -> None:
        trial = make_trial(
            2,
            1,
            open_positions=np.array([[0.0, 5.0], [5.0, 5.0]]),
            state=np.array([0, 1]),
            proves=np.array([[True, True]]),
            proven=np.array([[False, False], [False, True]]),
        )
        assert filled_by_learner(trial, given_to((0, 0), (1, 0))).tolist() == [0.5, 0.5]

    @given(trials())
    def test_never_fills_more_than_is_open(self, drawn: tuple[Trial, np.ndarray]) -> None:
        trial, scores = drawn
        found = give_vouchers(trial, lambda _: scores, trial.holds)
        filled = filled_by_learner(trial, found)
        assert (filled >= 0).all()
        assert filled.sum() <= trial.open_positions.sum() + 1e-9
        doubled = replace(trial, open_positions=2 * trial.open_positions)
        assert filled_by_learner(doubled, found).sum() >= filled.sum() - 1e-9


class TestAvertedByLearner:
    def test_is_the_chance_of_holding_times_the_fall_of_risk(self) -> None:
        trial = make_trial(2, 1, holds=np.array([[0.5], [0.2]]), averted=np.array([[0.4], [0.1]]))
        np.testing.assert_allclose(averted_by_learner(trial, given_to((1, 0), (0, 0))), [0.02, 0.2])
