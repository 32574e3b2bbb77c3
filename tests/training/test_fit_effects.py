"""Tests of the fit of effects on a platform's history, and of what is said of it."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from data.domain import LearnerId
from recommender.arrays import CatalogueArrays
from recommender.risk import RISK_FEATURES, RiskModel
from tests.factories import make_exam, make_history
from tests.training.platform_effects.invented_lottery import Pool, lottery_records
from tests.training.platform_effects.invented_records import make_records
from training.effect_report import effect_facts, effect_limit, effect_run, effect_text
from training.fit_effects import EffectFit, fit_effects
from training.platform_effects.verdict import EffectVerdict
from training.records import Records

RISK = RiskModel(-1.2, (0.0,) * len(RISK_FEATURES))
FIRST, END = date(2025, 1, 1), date(2026, 6, 30)


def history_of(n: int, monthly_with: float, monthly_without: float, seed: int = 1) -> Records:
    """``n`` students, a third of whom pass a certification by lot; leaving is drawn month by month."""
    rng = np.random.default_rng(seed)
    months = [date(2025 + number // 12, 1 + number % 12, 1) for number in range(18)]
    histories, gone = [], []
    for number in range(n):
        id_ = f"student-{number:05d}"
        passed_on = FIRST + timedelta(days=int(rng.integers(0, 300))) if rng.random() < 1 / 3 else None
        for month in months:
            if rng.random() < (monthly_with if passed_on and passed_on < month else monthly_without):
                gone.append((id_, month + timedelta(days=20)))
                break
        is_there = passed_on and not (gone and gone[-1][0] == id_ and gone[-1][1] < passed_on)
        exams = [make_exam("zen-2", on=passed_on)] if passed_on and is_there else []
        histories.append(
            make_history(learner_id=id_, started_on=date(2024, 8, 15), curriculum_id="systems", exams=exams)
        )
    return make_records(*histories, as_of=END, shown=[("student-00000", FIRST)], dropped_out=gone)


def fitted(records: Records, arrays: CatalogueArrays) -> EffectFit:
    return fit_effects(records, arrays, RISK, frozenset(map(LearnerId, records.histories)), seed=1)


@pytest.fixture(scope="module")
def strong(arrays: CatalogueArrays) -> EffectFit:
    """Holders leave half as often."""
    return fitted(history_of(2_500, 0.015, 0.03), arrays)


class TestFitEffects:
    def test_finds_and_states_a_clear_effect(self, strong: EffectFit) -> None:
        assert strong.verdict.reasons == ()
        assert strong.model.is_known
        assert strong.common.low < np.log(0.015 / 0.985 / (0.03 / 0.97)) < strong.common.high
        assert strong.average.high < 0

    def test_does_not_know_it_where_few_holders_left(self, arrays: CatalogueArrays) -> None:
        few = fitted(history_of(150, 0.015, 0.03), arrays)
        assert not few.model.is_known
        assert few.model.coefficients == few.learned.coefficients
        assert "holders dropped out" in few.verdict.reasons[0]

    def test_equal_seeds_give_equal_fits(self, arrays: CatalogueArrays, strong: EffectFit) -> None:
        again = fitted(history_of(2_500, 0.015, 0.03), arrays)
        assert (again.learned, again.average, again.data_sha256) == (strong.learned, strong.average, strong.data_sha256)

    def test_learns_from_nobody_but_those_named(self, arrays: CatalogueArrays) -> None:
        records = history_of(300, 0.015, 0.03)
        named = frozenset(list(records.histories)[:200])
        alone = make_records(
            *(records.histories[id_] for id_ in sorted(named)),
            as_of=END,
            shown=[("student-00000", FIRST)],
            dropped_out=[
                (who, on.date())
                for who, on in zip(records.outcomes["learner_id"], records.outcomes["occurred_on"], strict=True)
                if who in named
            ],
        )
        assert fit_effects(records, arrays, RISK, named, seed=1) == fit_effects(alone, arrays, RISK, named, seed=1)


class TestLotteriesOfAllocations:
    def test_enter_the_effect_that_is_learned(self, arrays: CatalogueArrays) -> None:
        with_lottery = lottery_records(Pool(2_000, 1_000, 50, 150))
        found = fitted(with_lottery, arrays)
        without = fitted(replace(with_lottery, draws=with_lottery.draws.iloc[:0]), arrays)
        assert without.allocation_lottery is None
        assert found.allocation_lottery is not None
        assert found.allocation_lottery.left.effect.mean == pytest.approx(-0.1, abs=0.01)
        assert found.learned.covariance[0][0] < without.learned.covariance[0][0]
        assert "lotteries of allocations: 1000 with, 1000 without" in effect_text(found)
        facts = effect_facts(replace(found, verdict=EffectVerdict(())))
        assert "lotteries of vouchers" in effect_limit(facts)


class TestEffectText:
    def test_names_verdict_counts_and_intervals(self, strong: EffectFit) -> None:
        text = effect_text(strong)
        assert "decision_grade: true" in text
        assert f"{strong.n_holder_leavers} left" in text
        assert f"{100 * strong.average.mean:+.2f} [{100 * strong.average.low:+.2f}" in text
        assert "vouchers after a yes: too few draws" in text
        assert "lotteries of allocations: too few draws" in text


class TestEffectFacts:
    def test_a_card_says_why_the_effect_is_not_known(self, arrays: CatalogueArrays) -> None:
        facts = effect_facts(fitted(history_of(150, 0.015, 0.03), arrays))
        assert facts["decision_grade"] is False
        assert facts["reasons"][0] in effect_limit(facts)

    def test_a_card_says_what_a_known_effect_rests_on(self, strong: EffectFit) -> None:
        assert "not from an experiment" in effect_limit(effect_facts(strong))


class TestEffectRun:
    def test_keeps_the_figures_with_their_intervals(self, strong: EffectFit) -> None:
        run = effect_run(strong, seed=7)
        assert (run.seed, run.data_sha256) == (7, strong.data_sha256)
        assert run.metrics["average_change"] == strong.average
