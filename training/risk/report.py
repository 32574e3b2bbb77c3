"""The report of a risk model: figures to read, figures to keep, and the model card."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from training.chance_metrics import TOP
from training.metrics import Interval
from training.risk.choice import Choice
from training.risk.judge import GroupFigures, Judgement

_NAMES: Final = {
    "auc": "AUC",
    "pr_auc": "PR-AUC",
    "brier": "Brier score",
    "log_loss": "log loss",
    "ece": "ECE",
}


LIMITS: Final = (
    "A probability is not an effect: it says who is likely to leave, not whom help would keep.",
    "The reasons say what moved this model, not what causes anybody to leave.",
    "Not for admission, grants or grading. Nobody may be refused anything by this model alone; a person decides.",
    "On a table that differs from the one it was made from it may be wrong: `rumbo score risk` says so and names the"
    " columns.",
)


@dataclass(frozen=True, slots=True)
class RiskReport:
    """What is told of a model: its version and settings, how it was chosen, and how it was judged.

    ``columns`` are those that it reads, ``word_columns`` the ones of words. ``n_left_out`` rows of the table had no
    outcome.
    """

    version: str
    early: bool
    seed: int
    data_sha256: str
    n_rows: int
    n_left_out: int
    columns: tuple[str, ...]
    word_columns: frozenset[str]
    forbidden: tuple[str, ...]
    choice: Choice
    judgement: Judgement


def report_json(report: RiskReport) -> dict[str, Any]:
    """The report as plain values; what cannot be worked out is null."""
    choice, judgement = report.choice, report.judgement
    return {
        "version": report.version,
        "early": report.early,
        "seed": report.seed,
        "data_sha256": report.data_sha256,
        "rows": report.n_rows,
        "rows_without_outcome": report.n_left_out,
        "columns": list(report.columns),
        "forbidden": list(report.forbidden),
        "choice": {**_settings(choice), "losses": choice.losses, "gain": _interval(choice.gain)},
        "judged": {
            "method": judgement.method,
            "rows": judgement.n_rows,
            "people": judgement.n_people,
            "happened": judgement.happened,
            "figures": {name: _interval(figure) for name, figure in judgement.figures.items()},
            "bins": [
                {"stated": found.stated, "happened": _interval(found.happened), "rows": found.n_rows}
                for found in judgement.bins
            ],
            "groups": [
                {
                    **{key: getattr(group, key) for key in ("column", "word", "n_people", "happened")},
                    **{key: _interval(getattr(group, key)) for key in ("auc", "gap", "selected")},
                }
                for group in judgement.groups
            ],
        },
    }


def report_text(report: RiskReport) -> str:
    """The report as lines to read."""
    choice, judgement = report.choice, report.judgement
    figures = judgement.figures
    left_out = f", {report.n_left_out} without an outcome left out" if report.n_left_out else ""
    lines = [
        f"risk model {report.version}: {report.n_rows} rows{left_out}, {len(report.columns)} columns"
        + (" known at enrolment" if report.early else ""),
        f"chosen by cross-validated log loss: {choice.name}, better than the next kind by {choice.gain}",
        *(f"  {name:<24} {loss:.5f}" for name, loss in choice.losses.items()),
        "",
        f"judged: {judgement.method}; {judgement.n_rows} rows of {judgement.n_people} people,"
        f" outcome in {judgement.happened:.1%} (95 % bootstrap intervals over people)",
        *(f"  {label:<24} {figures[name]}" for name, label in _NAMES.items()),
        "",
        f"a tutor with time for the {TOP:.0%} with the highest probabilities",
        f"  catches of all cases     {figures['recall_at_top']}  ({TOP:.0%} by chance)",
        f"  is right in              {figures['precision_at_top']}  ({judgement.happened:.1%} by chance)",
    ]
    if judgement.groups:
        lines += ["", "by group: people, outcome, AUC, mean probability less outcome, share of it in the top 10 %"]
        lines += [_group_line(group) for group in judgement.groups]
    return "\n".join(lines) + "\n"


def model_card(report: RiskReport) -> str:
    """The card as Markdown: what the model is for, how it was made, how good it is, what it must not be used for."""
    settings = "\n".join(f"- {name}: {value}" for name, value in _settings(report.choice).items())
    limits = "\n".join(f"- {limit}" for limit in LIMITS)
    return f"""# Risk model {report.version}

The probability that a student drops out, for tutors who decide whom to talk to first.

## Made from

- Rows: {report.n_rows} ({report.n_left_out} without an outcome left out); SHA-256 of the table: {report.data_sha256}
- Columns read: {", ".join(report.columns)}
- Never read: {", ".join(report.forbidden) or "none was forbidden"}
- Only what is known at enrolment: {"yes" if report.early else "no"}
- Seed: {report.seed}

## Model

{report.choice.name.capitalize()}, chosen by cross-validated log loss; calibrated on people whom the models of the
folds had not seen.

{settings}

## Figures

```
{report_text(report)}```

The reliability plot is `reliability.svg`. Groups of fewer than five people are not shown by themselves.

## The interval of a probability

`low` and `high` come from refits on resampled people, each calibrated anew: where another draw of people would have
led to another probability, the interval is wide. In simulated tables it held the true probability of between 90 and
99.5 of 100 cases where the model can express the truth, and of fewer where so few rows cannot show the patterns that
there are. What the columns do not say is not in it.

## Limits

{limits}
"""


def _settings(choice: Choice) -> dict[str, Any]:
    settings: dict[str, Any] = {"kind": choice.name, "weight_of_trees": choice.tree_weight}
    if choice.tree_weight < 1:
        settings["ridge_penalty"] = choice.strength
    if choice.tree_weight > 0:
        settings |= {"depth": choice.depth, "trees": choice.n_trees}
    return settings


def _group_line(group: GroupFigures) -> str:
    auc = "not defined" if math.isnan(group.auc.mean) else str(group.auc)
    return (
        f"  {f'{group.column} = {group.word}':<34} {group.n_people:>7} {group.happened:>6.1%}"
        f"  {auc:<26} {group.gap!s:<28} {group.selected}"
    )


def _interval(interval: Interval) -> Mapping[str, float | None]:
    return {name: value if math.isfinite(value) else None for name, value in asdict(interval).items()}
