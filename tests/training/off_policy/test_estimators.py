import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.logged_logs import N_ACTIONS, SimulatedLog, choices_of, simulated_log
from training.off_policy.estimators import (
    Estimator,
    LoggedChoices,
    effective_size,
    ips,
    judge_policy,
    policy_difference,
    snips,
)
from training.off_policy.reward_model import N_FOLDS, RIDGE, folds_of


def columns(log: SimulatedLog, row: int, action: int) -> np.ndarray:
    """Columns of the reward model, written out for one context and action."""
    parts = [1.0]
    for other in range(N_ACTIONS):
        for value in (1.0, *log.context[row]):
            parts.append(value if other == action else 0.0)
    return np.array(parts)


def fitted(log: SimulatedLog, rows: list[int]) -> np.ndarray:
    """Ridge regression from its normal equations, summed row by row; the constant is not penalised."""
    d = 1 + 3 * N_ACTIONS
    products, sums = np.zeros((d, d)), np.zeros(d)
    for row in rows:
        x = columns(log, row, int(log.action[row]))
        products += np.outer(x, x)
        sums += x * log.reward[row]
    for number in range(1, d):
        products[number, number] += RIDGE
    return np.linalg.lstsq(products, sums, rcond=None)[0]


@pytest.fixture(scope="module")
def log() -> SimulatedLog:
    return simulated_log(600, seed=3)


class TestJudgePolicy:
    def test_agrees_with_loops_written_from_the_formulas(self, log: SimulatedLog) -> None:
        judgement = judge_policy(choices_of(log), seed=11, cap=1.5)
        n = len(log.reward)
        fold = folds_of(np.arange(n), 11)
        models = [fitted(log, [row for row in range(n) if fold[row] != number]) for number in range(N_FOLDS)]
        whole = fitted(log, list(range(n)))
        weighted = weights = direct = doubly = capped = 0.0
        for row in range(n):
            action = int(log.action[row])
            w = log.target[row, action] / log.propensity[row]
            weighted += w * log.reward[row]
            weights += w
            direct += sum(log.target[row, a] * (columns(log, row, a) @ whole) for a in range(N_ACTIONS))
            model = models[fold[row]]
            v = sum(log.target[row, a] * (columns(log, row, a) @ model) for a in range(N_ACTIONS))
            error = log.reward[row] - columns(log, row, action) @ model
            doubly += v + w * error
            capped += v + min(w, 1.5) * error
        found = {name: estimate.value.mean for name, estimate in judgement.estimates.items()}
        expected = {
            Estimator.IPS: weighted / n,
            Estimator.SNIPS: weighted / weights,
            Estimator.DM: direct / n,
            Estimator.DR: doubly / n,
            Estimator.CAPPED_DR: capped / n,
        }
        assert set(found) == set(Estimator)
        for name, value in expected.items():
            assert found[name] == pytest.approx(value, abs=1e-10)

    def test_gives_intervals_as_the_spread_of_repeated_logs_has_it(self) -> None:
        judgements = [judge_policy(choices_of(simulated_log(1000, seed=seed)), seed=0) for seed in range(120)]
        for name in Estimator:
            values = [judgement.estimates[name].value for judgement in judgements]
            told = np.mean([(value.high - value.low) / 2 / 1.96 for value in values])
            spread = np.std([value.mean for value in values], ddof=1)
            # The spread of 120 draws is itself known to about 6.5 %.
            assert told == pytest.approx(spread, rel=0.2), name

    @pytest.mark.parametrize("n_logs", [20, pytest.param(100, marks=pytest.mark.full)])
    def test_intervals_cover_the_known_value(self, n_logs: int) -> None:
        logs = [simulated_log(2000, seed=1000 + seed) for seed in range(n_logs)]
        judgements = [judge_policy(choices_of(log), seed=0, cap=4.0) for log in logs]
        for name in Estimator:
            covered = sum(
                judgement.estimates[name].value.low <= log.true_value <= judgement.estimates[name].value.high
                for log, judgement in zip(logs, judgements, strict=True)
            )
            assert covered >= 0.9 * n_logs, name

    def test_ips_is_wider_than_what_uses_a_good_model(self, log: SimulatedLog) -> None:
        estimates = judge_policy(choices_of(log), seed=0).estimates
        width = {name: found.value.high - found.value.low for name, found in estimates.items()}
        assert width[Estimator.DM] < width[Estimator.DR] < width[Estimator.IPS]

    def test_counts_choices_of_one_person_once(self, log: SimulatedLog) -> None:
        one = choices_of(log)
        twice = LoggedChoices(*(np.concatenate([part, part]) for part in _parts(one)))
        once_more = judge_policy(twice, seed=0).estimates[Estimator.IPS].value
        once = judge_policy(one, seed=0).estimates[Estimator.IPS].value
        assert once_more.high - once_more.low == pytest.approx(once.high - once.low)

    def test_tells_that_the_logging_policy_gains_nothing_on_itself(self, log: SimulatedLog) -> None:
        own = replace(choices_of(log), weight=np.ones(len(log.reward)))
        gain = judge_policy(own, seed=0).estimates[Estimator.IPS].gain
        assert (gain.mean, gain.low, gain.high) == pytest.approx((0, 0, 0), abs=1e-12)

    def test_keeps_the_cap_within_its_stated_bias(self, log: SimulatedLog) -> None:
        judgement = judge_policy(choices_of(log), seed=0, cap=1.2)
        assert judgement.share_capped > 0.1
        moved = judgement.estimates[Estimator.CAPPED_DR].value.mean - judgement.estimates[Estimator.DR].value.mean
        assert abs(moved) <= judgement.bias_bound

    def test_gives_equal_answers_for_equal_seeds(self, log: SimulatedLog) -> None:
        assert judge_policy(choices_of(log), seed=4) == judge_policy(choices_of(log), seed=4)


class TestPolicyDifference:
    def test_is_narrower_than_two_judgements_by_themselves(self, log: SimulatedLog) -> None:
        first = choices_of(log)
        mixed = 0.9 * log.target + 0.1 / N_ACTIONS
        second = choices_of(replace(log, target=mixed))
        difference = policy_difference(first, second, seed=5)
        one, other = (judge_policy(one, seed=5).estimates[Estimator.DR].value for one in (first, second))
        assert difference.mean == pytest.approx(one.mean - other.mean, abs=1e-12)
        assert difference.high - difference.low < 0.3 * (one.high - one.low)

    def test_is_nothing_between_a_policy_and_itself(self, log: SimulatedLog) -> None:
        difference = policy_difference(choices_of(log), choices_of(log), seed=5)
        assert (difference.mean, difference.low, difference.high) == (0, 0, 0)

    def test_refuses_two_logs(self, log: SimulatedLog) -> None:
        with pytest.raises(ValueError, match="same logged choices"):
            policy_difference(choices_of(log), choices_of(simulated_log(600, seed=9)), seed=5)


class TestRefusals:
    def test_refuses_few_units(self) -> None:
        judgement = judge_policy(choices_of(simulated_log(199, seed=1)), seed=0)
        assert not judgement.is_supported
        assert judgement.estimates == {}
        assert "199 independent units were logged; at least 200" in judgement.refusals[0]

    def test_counts_units_and_not_rows(self) -> None:
        log = choices_of(simulated_log(1000, seed=1))
        assert "50 independent units" in judge_policy(replace(log, unit=log.unit % 50), seed=0).refusals[0]

    def test_refuses_a_log_that_hardly_did_what_the_policy_does(self) -> None:
        log = choices_of(simulated_log(1000, seed=1))
        weight = np.where(np.arange(1000) < 20, 50.0, 0.0)
        judgement = judge_policy(replace(log, weight=weight), seed=0)
        assert judgement.effective_size == 20
        assert "effective sample size is 20.0, at least 50" in judgement.refusals[0]

    def test_refuses_a_log_where_one_choice_decides_much(self) -> None:
        log = choices_of(simulated_log(1000, seed=1))
        weight = np.where(np.arange(1000) == 0, 60.0, 940 / 999)
        assert "one choice has 6.0% of all weight" in judge_policy(replace(log, weight=weight), seed=0).refusals[0]

    def test_refuses_chances_that_cannot_be_right(self) -> None:
        log = choices_of(simulated_log(1000, seed=1))
        judgement = judge_policy(replace(log, weight=log.weight * 1.5), seed=0)
        assert "must average 1" in judgement.refusals[0]

    def test_refuses_a_policy_that_does_what_was_never_done(self) -> None:
        judgement = judge_policy(choices_of(simulated_log(1000, seed=1)), seed=0, unsupported=0.2)
        assert "gives 20.0% of its choices to actions that the log never made" in judgement.refusals[0]

    def test_accepts_what_is_right(self) -> None:
        refused = [judge_policy(choices_of(simulated_log(400, seed=seed)), seed=0).refusals for seed in range(30)]
        assert refused == [()] * 30


class TestEstimators:
    def test_snips_does_not_know_where_no_weight_is(self) -> None:
        assert math.isnan(snips(np.ones(3), np.zeros(3)))

    @given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.01, 50)), min_size=1, max_size=30), st.floats(-3, 3))
    def test_snips_moves_with_the_rewards_and_stays_among_them(
        self, rows: list[tuple[float, float]], shift: float
    ) -> None:
        reward, weight = np.array(rows).T
        value = snips(reward, weight)
        assert reward.min() - 1e-9 <= value <= reward.max() + 1e-9
        assert snips(reward + shift, weight) == pytest.approx(value + shift)

    def test_ips_by_hand(self) -> None:
        assert ips(np.array([1.0, 0.0, 1.0]), np.array([0.5, 2.0, 2.5])) == 1.0


class TestEffectiveSize:
    @given(st.lists(st.floats(0.01, 50), min_size=1, max_size=30))
    def test_lies_between_one_and_the_number_of_choices(self, weights: list[float]) -> None:
        assert 1 - 1e-9 <= effective_size(np.array(weights)) <= len(weights) + 1e-9

    def test_is_nothing_without_weight(self) -> None:
        assert effective_size(np.zeros(4)) == 0


class TestLoggedChoices:
    @pytest.mark.parametrize(
        ("changed", "why"),
        [
            ({"weight": np.ones(3)}, "600 rewards"),
            ({"reward": np.full(600, np.nan)}, "finite"),
            ({"weight": np.full(600, -1.0)}, "negative"),
        ],
    )
    def test_refuses_what_cannot_be(self, changed: dict[str, np.ndarray], why: str) -> None:
        with pytest.raises(ValueError, match=why):
            replace(choices_of(simulated_log(600, seed=1)), **changed)


def _parts(choices: LoggedChoices) -> list[np.ndarray]:
    return [choices.reward, choices.weight, choices.logged, choices.target, choices.unit]
