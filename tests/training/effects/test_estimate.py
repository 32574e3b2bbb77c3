import dataclasses
import json

import numpy as np
import pandas as pd
import pytest

from benchmarks.effects import as_table, covers, experiment, is_refused
from benchmarks.simulated_effects import Simulated, simulated
from tests.development_data import development_file
from training.effects.design import Better, EffectDesign
from training.effects.estimate import EffectsAnswer, estimate_effects, plain_difference
from training.effects.report import answer_json
from training.effects.telling_columns import binned_column
from training.effects.verdict import Doubt

N = 400


@pytest.fixture(scope="module")
def drawn() -> Simulated:
    return simulated("linear", N, seed=3)


@pytest.fixture(scope="module")
def answer(drawn: Simulated) -> EffectsAnswer:
    """An answer with a placebo that moves with the causes alone, a group for each sign, and a budget."""
    rng = np.random.default_rng(1)
    table = dataclasses.replace(
        as_table(drawn),
        placebos={"before": drawn.features[:, 0] + rng.normal(size=N)},
        groups={"sign": np.where(drawn.features[:, 2] > 0, "plus", "minus").astype(np.str_)},
    )
    return estimate_effects(table, EffectDesign(budget=50.0), seed=1, repetitions=1)


def failed(found: EffectsAnswer) -> set[Doubt]:
    return {check.doubt for check in found.arms[0].verdict.failed}


class TestEstimateEffects:
    def test_finds_the_effect_on_all_on_the_treated_and_in_groups(
        self, drawn: Simulated, answer: EffectsAnswer
    ) -> None:
        (arm,) = answer.arms
        assert arm.average is not None
        assert arm.treated is not None
        assert covers(arm.average, drawn.effect)
        assert covers(arm.treated, drawn.effect)
        assert not covers(arm.plain, drawn.effect)
        assert set(arm.groups["sign"]) == {"plus", "minus"}
        assert sum(effect.n_rows for effect in arm.groups["sign"].values()) == arm.average.n_rows
        assert answer.decision_grade

    def test_finds_no_effect_on_the_placebo(self, answer: EffectsAnswer) -> None:
        assert covers(answer.arms[0].placebos["before"], 0.0)

    def test_spends_the_budget(self, answer: EffectsAnswer) -> None:
        assert answer.policy is not None
        assert answer.policy.by_gain.n_treated == pytest.approx(50, abs=5)

    def test_is_written_as_json_with_reasons(self, answer: EffectsAnswer) -> None:
        found = json.loads(json.dumps(answer_json(answer, lambda check: check.doubt.value)))
        assert found["decision_grade"] is True
        assert found["arms"][0]["ate"]["low"] < found["arms"][0]["ate"]["estimate"] < found["arms"][0]["ate"]["high"]
        assert "common_support" in found["arms"][0]["reasons"]
        assert found["reasons"] == [f"1: {reason}" for reason in found["arms"][0]["reasons"]]
        assert ("curve" in found["arms"][0]["ranking"]) is found["arms"][0]["ranking"]["supported"]

    def test_refuses_without_overlap(self) -> None:
        assert is_refused(seed=1, n_rows=300)

    def test_doubts_a_placebo_that_moves_and_a_column_that_follows_the_treatment(self, drawn: Simulated) -> None:
        table = dataclasses.replace(
            as_table(drawn),
            placebos={"moved": drawn.treatment + np.random.default_rng(1).normal(size=N)},
            columns={
                "attended": binned_column(pd.Series(drawn.treatment * 3.0)),
                "copy": binned_column(pd.Series(drawn.outcome)),
            },
        )
        found = estimate_effects(table, EffectDesign(), seed=1, with_uplift=False, repetitions=1)
        assert failed(found) == {Doubt.PLACEBO, Doubt.TREATMENT_LEAK, Doubt.OUTCOME_LEAK}
        assert found.arms[0].average is None
        assert found.arms[0].supported_only is None
        trusting = estimate_effects(
            table, EffectDesign(), seed=1, with_uplift=False, repetitions=1, trusted=frozenset({"attended", "copy"})
        )
        assert failed(trusting) == {Doubt.PLACEBO}

    def test_doubts_chances_that_the_draw_contradicts(self, drawn: Simulated) -> None:
        table = dataclasses.replace(as_table(drawn), propensity=np.tile([0.8, 0.2], (N, 1)))
        assert Doubt.PROPENSITY in failed(
            estimate_effects(table, EffectDesign(), seed=1, with_uplift=False, repetitions=1)
        )

    def test_equal_seeds_give_equal_answers(self, drawn: Simulated) -> None:
        first, second = (
            estimate_effects(
                as_table(drawn), EffectDesign(better=Better.LOWER), seed=5, with_uplift=False, repetitions=1
            )
            for _ in range(2)
        )
        assert first == second


def test_plain_difference_is_that_of_two_samples() -> None:
    found = plain_difference(np.array([1, 1, 0, 0, 2]), np.array([3.0, 5.0, 1.0, 2.0, 9.0]), arm=1)
    assert found.effect.mean == 2.5
    # Variances 2 and 0.5, two rows each.
    assert found.standard_error == pytest.approx(np.sqrt(1.25))
    assert found.n_rows == 4


@pytest.mark.full
@pytest.mark.needs_development_data
@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("outcome", ["visit", "conversion", "spend"])
def test_agrees_with_a_real_experiment(outcome: str, known: bool) -> None:
    found = experiment(development_file("uplift_email/hillstrom.csv"), outcome, known=known, budget=None)
    assert [arm["agree"] for arm in found["arms"]] == [True, True]
