"""An evaluation as a table to read and as numbers to keep."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from training.champion import champion_metrics, champion_text
from training.evaluate import OURS, Comparison, Report
from training.metrics import Interval
from training.platform_effects.effect_truth import EffectTruth
from training.ranking_quality import quality_text
from training.runs import Metric
from training.voucher_plans import PlanTrial


def report_text(report: Report) -> str:
    """The report as plain text; every figure is from an invented country and says so."""
    lines = ["Invented data (Synthetic Mexico): simulated potential outcomes, not results of a programme.", ""]
    lines += [f"{name}: {value}" for name, value in report.facts.items()]
    for comparison in report.comparisons:
        lines += ["", *_table(comparison)]
    lines += ["", "vouchers given and pesos of programme money used, at equal seats and pesos:"]
    lines += [
        f"  {name:<30} {n_given:>5} vouchers {centavos / 100:>14,.0f} pesos"
        for name, (n_given, centavos) in report.spent.items()
    ]
    lines += ["", *_plan_lines(report.plans)]
    overlap = report.first_day_overlap
    lines += [
        "",
        f"first-day profiles: share of the first ten that repeats regional popularity {overlap} (at most 0.5)",
    ]
    lines += ["", quality_text(report.quality)]
    lines += ["", *_effect_lines(report.effect_truth)]
    if report.against_champion is not None:
        lines += ["", champion_text(report.against_champion)]
    return "\n".join(lines)


def _plan_lines(plans: PlanTrial) -> list[str]:
    lines = ["the same values, funds and vendors' seats, given in three ways (95 % bootstrap intervals)"]
    for comparison in plans.comparisons:
        lines.append(f"  {comparison.metric}")
        for name, mean in comparison.means.items():
            minus = comparison.allocation_minus.get(name)
            lines.append(f"    {name:<28} {mean!s:<34}" + (f" allocation minus it {minus}" if minus else ""))
    lines += [
        f"  {name:<30} {plans.n_vouchers[name]:>7,.1f} vouchers {plans.pesos[name]:>12,.0f} pesos"
        for name in plans.n_vouchers
    ]
    return lines


def _effect_lines(truth: EffectTruth | None) -> list[str]:
    if truth is None:
        return ["effect of holding a certification on dropping out: nobody who was judged studies"]
    return [
        "change of the yearly chance of dropping out by holding a certification, in percentage points:",
        *(
            f"  {name:<40} learned {100 * learned:+.2f}, true {100 * true:+.2f}"
            for name, (learned, true) in truth.by_group.items()
        ),
        f"  correlation over learners and certifications {truth.correlation:.3f};"
        f" 95 % intervals hold the truth for {truth.covered:.1%} of them",
    ]


def _table(comparison: Comparison) -> list[str]:
    lines = [f"{comparison.metric} (95 % bootstrap intervals)"]
    for name, mean in comparison.means.items():
        minus = comparison.ours_minus.get(name) or comparison.ours_minus_variants.get(name)
        lines.append(f"  {name:<30} {mean!s:<34}" + (f" ours minus it {minus}" if minus else ""))
    lines.append(
        f"  share of the gap between the best rival ({comparison.best_rival}) and the oracle that ours closes:"
        f" {comparison.gap_closed:.1%}"
    )
    return lines


def report_json(report: Report) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "facts": dict(report.facts),
        "comparisons": [
            {
                "metric": comparison.metric,
                "means": _intervals(comparison.means),
                "ours_minus": _intervals(comparison.ours_minus),
                "ours_minus_variants": _intervals(comparison.ours_minus_variants),
                "best_rival": comparison.best_rival,
                "gap_closed": comparison.gap_closed,
            }
            for comparison in report.comparisons
        ],
        "plans": asdict(report.plans),
        "first_day_overlap": _interval(report.first_day_overlap),
        "effect_truth": asdict(report.effect_truth) if report.effect_truth else None,
        "spent": {name: {"vouchers": n, "centavos": c} for name, (n, c) in report.spent.items()},
        "quality": asdict(report.quality),
        "against_champion": None if report.against_champion is None else asdict(report.against_champion),
    }


def flat_metrics(report: Report) -> dict[str, Metric]:
    """The figures that the run keeps and the promotion gate reads."""
    metrics: dict[str, Metric] = {"first_day_overlap": report.first_day_overlap}
    for comparison in report.comparisons:
        key = _key(comparison.metric)
        metrics[key] = comparison.means[OURS]
        metrics[f"{key}_least_lead"] = min(interval.low for interval in comparison.ours_minus.values())
        metrics[f"{key}_gap_closed"] = comparison.gap_closed
    metrics["cold_over_warm"] = report.quality.cold.share
    metrics |= {f"ece_{_key(name)}": interval for name, interval in report.quality.calibration.items()}
    if report.against_champion is not None:
        metrics |= champion_metrics(report.against_champion)
    return metrics


def _key(name: str) -> str:
    """A name as MLflow takes it."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def _intervals(found: Mapping[str, Interval]) -> dict[str, dict[str, float]]:
    return {name: _interval(interval) for name, interval in found.items()}


def _interval(interval: Interval) -> dict[str, float]:
    return {"mean": interval.mean, "low": interval.low, "high": interval.high}
