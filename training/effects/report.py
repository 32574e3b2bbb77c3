"""An answer about effects as plain figures, for programs and for MLflow."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from training.effects.budget_policy import BudgetPolicy, PolicyValue
from training.effects.doubly_robust import EffectEstimate
from training.effects.estimate import ArmAnswer, EffectsAnswer
from training.effects.uplift import N_CURVE_POINTS, Uplift
from training.effects.verdict import Check
from training.metrics import Interval


def answer_json(answer: EffectsAnswer, reason: Callable[[Check], str]) -> dict[str, Any]:
    """The whole answer; docs/formats.md says what each field means. ``reason`` puts a check into words."""
    return {
        "control": answer.control,
        "better": answer.better.value,
        "n_rows": answer.n_rows,
        "n_left_out": answer.n_left_out,
        "known_propensity": answer.known_propensity,
        "decision_grade": answer.decision_grade,
        "arms": [_arm(arm, reason) for arm in answer.arms],
        "policy": _policy(answer.policy) if answer.policy else None,
    }


def _arm(found: ArmAnswer, reason: Callable[[Check], str]) -> dict[str, Any]:
    verdict = found.verdict
    return {
        "arm": found.arm,
        "decision_grade": verdict.decision_grade,
        "refused": verdict.refused,
        "reasons": [reason(check) for check in verdict.failed or verdict.checks],
        "ate": _estimate(found.average),
        "att": _estimate(found.treated),
        "common_support_only": _estimate(found.supported_only),
        "plain_difference": _estimate(found.plain),
        "groups": {
            column: {word: _estimate(effect) for word, effect in words.items()}
            for column, words in found.groups.items()
        },
        "placebos": {name: _estimate(effect) for name, effect in found.placebos.items()},
        "overlap": asdict(found.overlap),
        "balance": asdict(found.balance) if found.balance else None,
        "propensity_error": found.propensity_error,
        "outcome_fit": found.outcome_fit,
        "checks": [{**asdict(check), "doubt": check.doubt.value} for check in verdict.checks],
        "ranking": _ranking(found.uplift) if found.uplift else None,
    }


def _estimate(found: EffectEstimate | None) -> dict[str, float] | None:
    if found is None:
        return None
    return {**_interval(found.effect), "standard_error": found.standard_error, "n_rows": found.n_rows}


def _interval(found: Interval) -> dict[str, float]:
    return {"estimate": found.mean, "low": found.low, "high": found.high}


def _ranking(found: Uplift) -> dict[str, Any]:
    """Whether an order is supported, on what evidence, and its curve only if it is."""
    told: dict[str, Any] = {"supported": found.is_supported, "qini": _interval(found.qini.effect)}
    if found.is_supported:
        told["curve"] = [
            {"share": number / N_CURVE_POINTS, "surplus": _interval(point)}
            for number, point in enumerate(found.curve, start=1)
        ]
    return told


def _policy(found: BudgetPolicy) -> dict[str, Any]:
    return {
        "budget": found.budget,
        "supported": found.is_supported,
        "by_gain": _value(found.by_gain),
        "by_risk": _value(found.by_risk),
        "at_random": _value(found.at_random),
        "above_risk": _interval(found.above_risk),
        "above_random": _interval(found.above_random),
    }


def _value(found: PolicyValue) -> dict[str, Any]:
    return {"n_treated": found.n_treated, "spent": found.spent, "gained": _interval(found.gained)}
