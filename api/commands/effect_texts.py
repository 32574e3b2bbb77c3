"""An answer about effects in words: the figures, and the reasons to believe or to doubt them."""

from collections.abc import Mapping
from typing import Final

from api.i18n import Texts
from training.effects.budget_policy import BudgetPolicy
from training.effects.estimate import ArmAnswer, EffectsAnswer
from training.effects.verdict import Check, Doubt
from training.metrics import Interval

_DECIMALS: Final = 4
_CHECK_DECIMALS: Final = 3
_CHECK_TEXTS: Final[Mapping[tuple[Doubt, bool], str]] = {
    (Doubt.COMMON_SUPPORT, True): "effects.check.common_support.passed",
    (Doubt.COMMON_SUPPORT, False): "effects.check.common_support.failed",
    (Doubt.EFFECTIVE_SIZE, True): "effects.check.effective_size.passed",
    (Doubt.EFFECTIVE_SIZE, False): "effects.check.effective_size.failed",
    (Doubt.TREATMENT_LEAK, True): "effects.check.treatment_leak.passed",
    (Doubt.TREATMENT_LEAK, False): "effects.check.treatment_leak.failed",
    (Doubt.OUTCOME_LEAK, True): "effects.check.outcome_leak.passed",
    (Doubt.OUTCOME_LEAK, False): "effects.check.outcome_leak.failed",
    (Doubt.EVENTS, True): "effects.check.events.passed",
    (Doubt.EVENTS, False): "effects.check.events.failed",
    (Doubt.BALANCE, True): "effects.check.balance.passed",
    (Doubt.BALANCE, False): "effects.check.balance.failed",
    (Doubt.PROPENSITY, True): "effects.check.propensity.passed",
    (Doubt.PROPENSITY, False): "effects.check.propensity.failed",
    (Doubt.WIDTH, True): "effects.check.width.passed",
    (Doubt.WIDTH, False): "effects.check.width.failed",
    (Doubt.PLACEBO, True): "effects.check.placebo.passed",
    (Doubt.PLACEBO, False): "effects.check.placebo.failed",
}
"""The sentence of each check that passed or failed."""


def answer_text(answer: EffectsAnswer, t: Texts) -> str:
    """Several lines an arm, then the budget."""
    lines = [t("effects.rows", rows=t.number(answer.n_rows), left_out=t.number(answer.n_left_out))]
    lines.append(t("effects.known_chances" if answer.known_propensity else "effects.unseen_causes"))
    for arm in answer.arms:
        lines += ["", t("effects.arm", arm=arm.arm, control=answer.control), *(f"  {line}" for line in _arm(arm, t))]
    if answer.policy is not None:
        lines += ["", *_policy(answer.policy, t)]
    return "\n".join(lines)


def reason_text(check: Check, t: Texts) -> str:
    """One check as a sentence for or against the estimate."""
    return t(
        _CHECK_TEXTS[check.doubt, check.passed],
        figure="" if check.figure is None else t.number(check.figure, _CHECK_DECIMALS),
        bound="" if check.bound is None else t.number(check.bound, _CHECK_DECIMALS),
        columns=t.listed(check.columns),
    )


def _arm(found: ArmAnswer, t: Texts) -> list[str]:
    lines = [t("effects.decision_grade" if found.verdict.decision_grade else "effects.not_decision_grade")]
    lines += [f"  - {reason_text(check, t)}" for check in found.verdict.failed or found.verdict.checks]
    if found.average is None:
        lines.append(t("effects.refused"))
    named = [
        ("effects.average", found.average),
        ("effects.treated", found.treated),
        ("effects.common_support_only", found.supported_only),
        ("effects.plain", found.plain),
    ]
    lines += [t(key, effect=_interval(effect.effect)) for key, effect in named if effect is not None]
    lines += [
        t("effects.group", column=column, word=word, effect=_interval(effect.effect), rows=t.number(effect.n_rows))
        for column, words in found.groups.items()
        for word, effect in words.items()
    ]
    lines += [
        t("effects.placebo", column=name, effect=_interval(effect.effect)) for name, effect in found.placebos.items()
    ]
    if found.uplift is not None:
        key = "effects.ranking" if found.uplift.is_supported else "effects.no_ranking"
        lines.append(t(key, qini=_interval(found.uplift.qini.effect)))
    return lines


def _policy(found: BudgetPolicy, t: Texts) -> list[str]:
    rules = [
        ("effects.policy.by_gain", found.by_gain),
        ("effects.policy.by_risk", found.by_risk),
        ("effects.policy.at_random", found.at_random),
    ]
    return [
        t("effects.policy.budget", budget=t.number(found.budget, 2)),
        *(
            t(
                key,
                treated=t.number(rule.n_treated),
                spent=t.number(rule.spent, 2),
                gained=_interval(rule.gained, decimals=1),
            )
            for key, rule in rules
        ),
        t("effects.policy.above_risk", gained=_interval(found.above_risk, decimals=1)),
        t("effects.policy.above_random", gained=_interval(found.above_random, decimals=1)),
        t("effects.policy.supported" if found.is_supported else "effects.policy.not_supported"),
    ]


def _interval(found: Interval, decimals: int = _DECIMALS) -> str:
    # Both languages write numbers alike; those of Babel end after three decimals.
    return f"{found.mean:,.{decimals}f} [{found.low:,.{decimals}f}, {found.high:,.{decimals}f}]"
