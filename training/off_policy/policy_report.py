"""A judgement of a policy as a text to read and as plain values."""

from dataclasses import asdict
from typing import Any

from training.metrics import Interval
from training.off_policy.estimators import Judgement


def judgement_text(judgement: Judgement) -> str:
    """The judgement as plain text, with the verdict last."""
    lines = [
        f"{judgement.n_choices} logged choices of {judgement.n_units} independent units,"
        f" effective sample size {judgement.effective_size:.1f}",
        f"what the log earned          {judgement.logged_value}",
        f"mean weight (should be 1)    {judgement.mean_weight}, largest {judgement.largest_weight:.1f}",
    ]
    if judgement.is_supported:
        lines.append("what the policy would earn, and that less what the log earned (95 % intervals):")
    lines += [
        f"  {name:<10} {estimate.value}   gain {estimate.gain}   effective size {estimate.effective_size:.1f}"
        for name, estimate in judgement.estimates.items()
    ]
    if judgement.is_supported:
        lines += [
            f"capped at a weight of {judgement.cap:.1f}: {judgement.share_capped:.2%} of the choices are cut, which"
            f" moves the capped estimate by at most {judgement.bias_bound:.4f}",
            "verdict: the log supports an estimate",
        ]
    lines += [f"verdict: no estimate; {refusal}" for refusal in judgement.refusals]
    return "\n".join(lines)


def judgement_json(judgement: Judgement) -> dict[str, Any]:
    """The judgement as plain values; no estimates where the verdict refuses them."""
    return {
        "n_choices": judgement.n_choices,
        "n_units": judgement.n_units,
        "effective_sample_size": judgement.effective_size,
        "largest_weight": judgement.largest_weight,
        "mean_weight": asdict(judgement.mean_weight),
        "logged_value": asdict(judgement.logged_value),
        "estimates": {
            name.value: {
                **asdict(estimate.value),
                "effective_sample_size": estimate.effective_size,
                "gain": asdict(estimate.gain),
            }
            for name, estimate in judgement.estimates.items()
        },
        "cap": {
            "weight": judgement.cap,
            "share_capped": judgement.share_capped,
            "bias_bound": judgement.bias_bound if judgement.is_supported else None,
        },
        "verdict": {"is_supported": judgement.is_supported, "reasons": list(judgement.refusals)},
    }


def judgement_metrics(judgement: Judgement, prefix: str) -> dict[str, float | Interval]:
    """The figures that a run keeps, each name beginning with ``prefix``."""
    metrics: dict[str, float | Interval] = {
        f"{prefix}/effective_size": judgement.effective_size,
        f"{prefix}/logged_value": judgement.logged_value,
        f"{prefix}/mean_weight": judgement.mean_weight,
    }
    for name, estimate in judgement.estimates.items():
        metrics |= {f"{prefix}/{name}": estimate.value, f"{prefix}/{name}_gain": estimate.gain}
    return metrics
