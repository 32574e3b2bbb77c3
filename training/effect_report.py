"""A fitted effect on dropping out as text, as facts of a bundle, and as a run."""

from collections.abc import Mapping
from typing import Any, Final

from recommender.effects import EFFECT_FEATURES
from training.fit_effects import EffectFit
from training.metrics import Interval
from training.platform_effects.pooled_effect import COMMON_SPREAD, DIFFERENCE_SPREADS
from training.platform_effects.voucher_lottery import LotteryEstimate
from training.runs import ColumnKind, Run, Signature

EXPERIMENT: Final = "platform effects"


def verdict_text(fit: EffectFit) -> str:
    """The verdict in one line."""
    if fit.verdict.decision_grade:
        return f"known; yearly chance of holders changes by {_points(fit.average)} percentage points"
    return "not known yet: " + "; ".join(fit.verdict.reasons)


def effect_text(fit: EffectFit) -> str:
    """All that is known of the effect and all that speaks against it."""
    coefficients = (
        f"  {name:<22} {value:+.2f} (standard error {row[place] ** 0.5:.2f})"
        for place, (name, value, row) in enumerate(
            zip(EFFECT_FEATURES, fit.learned.coefficients, fit.learned.covariance, strict=True)
        )
    )
    return "\n".join(
        [
            f"effect of holding a certification on dropping out: {verdict_text(fit)}",
            f"decision_grade: {str(fit.verdict.decision_grade).lower()}",
            f"{fit.n_months} months of students, {fit.n_leavers} left;"
            f" {fit.n_holder_months} months of holders, {fit.n_holder_leavers} left",
            "change of the yearly chance by what is held, percentage points (95 % intervals):",
            f"  {'all holders':<42} {_points(fit.average)}",
            *(f"  {name:<42} {_points(change)}" for name, change in fit.by_group.items()),
            "change of the monthly log-odds of leaving by one certification:",
            *coefficients,
            f"one effect for all, from the data alone, log-odds: {fit.common}",
            f"placebo, enrolled without passing, log-odds: {fit.placebo}",
            _lottery_text("vouchers after a yes", fit.lottery),
            _lottery_text("lotteries of allocations", fit.allocation_lottery),
        ]
    )


def effect_facts(fit: EffectFit) -> dict[str, Any]:
    """What a bundle's manifest says of its effect."""
    return {
        "decision_grade": fit.verdict.decision_grade,
        "reasons": list(fit.verdict.reasons),
        "holds_lottery": fit.holds_lottery,
    }


def effect_limit(facts: Mapping[str, Any]) -> str:
    """The sentence of a bundle's card; bundles of earlier versions do not say whether a lottery moved the effect."""
    if facts["decision_grade"] and facts.get("holds_lottery", False):
        return (
            "The effect on dropping out is learned from what happened to students and from lotteries of vouchers: the"
            " first may take for an effect what makes people both certify and stay, the second cannot, but says less."
        )
    if facts["decision_grade"]:
        return (
            "The effect on dropping out is learned from what happened to students, not from an experiment: what makes"
            " people both certify and stay, and is not on file, would be taken for an effect."
        )
    return (
        "The effect on dropping out is not known yet; a guess that starts from the assumed one counts, unstated: "
        + "; ".join(facts["reasons"])
        + "."
    )


def effect_run(fit: EffectFit, seed: int) -> Run:
    """What is written down of the fit."""
    return Run(
        experiment=EXPERIMENT,
        name=f"effects of {fit.data_sha256[:12]}",
        purpose="Change of the chance of dropping out by holding a certification: months of students, logistic"
        " regression with normal priors around the assumed effect.",
        data_sha256=fit.data_sha256,
        split="sha256 of learner id: 75 % fitting, 25 % evaluation only",
        seed=seed,
        parameters={"common_spread": COMMON_SPREAD, "difference_spreads": DIFFERENCE_SPREADS},
        metrics={
            "months": float(fit.n_months),
            "leavers": float(fit.n_leavers),
            "holder_months": float(fit.n_holder_months),
            "holder_leavers": float(fit.n_holder_leavers),
            "average_change": fit.average,
            "common_log_odds": fit.common,
            "placebo_log_odds": fit.placebo,
            "decision_grade": float(fit.verdict.decision_grade),
        },
        signature=Signature(
            inputs=dict.fromkeys(EFFECT_FEATURES, ColumnKind.NUMBER),
            outputs=dict.fromkeys(("expected", "low", "high"), ColumnKind.NUMBER),
        ),
        limits=(effect_limit(effect_facts(fit)),),
    )


def _points(change: Interval) -> str:
    return f"{100 * change.mean:+.2f} [{100 * change.low:+.2f}, {100 * change.high:+.2f}]"


def _lottery_text(which: str, lottery: LotteryEstimate | None) -> str:
    if lottery is None:
        return f"{which}: too few draws that were followed for a year"
    drawn = "look drawn by lot" if lottery.is_balanced else "do not look drawn by lot, and are not used"
    return (
        f"{which}: {lottery.n_with} with, {lottery.n_without} without; vouchers {drawn}"
        f" (p = {lottery.balance_chance:.2f}); by a voucher, chance of leaving within a year, percentage points:"
        f" {_points(lottery.left.effect)}; years of holding: {lottery.years_held.effect};"
        f" chance of leaving by a year of holding, percentage points: {_points(lottery.by_year_held)}"
    )
