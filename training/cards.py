"""The model card, made from what was written down of a run: one shape for every kind of model."""

from collections.abc import Iterable, Mapping

from training.metrics import Interval
from training.runs import ColumnKind, Metric, Run

_MOST_COLUMNS = 60
"""Names of columns that a card spells out; the run's signature has them all."""


def model_card(run: Run) -> str:
    """The card as Markdown."""
    parts = [
        f"# {run.experiment}: {run.name}",
        run.purpose,
        _items(
            {
                "SHA-256 of the data": run.data_sha256,
                "Split": run.split,
                "Seed": run.seed,
                **run.tags,
            }.items()
        ),
        "## Parameters",
        _items(run.parameters.items()) or "None.",
        "## Figures",
        _items((name, _figure(metric)) for name, metric in run.metrics.items())
        or "Judged after the fit; see the run's metrics and its report.",
        "## Columns",
        _items({"In": _columns(run.signature.inputs), "Out": _columns(run.signature.outputs)}.items()),
        "## Limits",
        "\n".join(f"- {limit}" for limit in run.limits),
    ]
    return "\n\n".join(parts) + "\n"


def _items(facts: Iterable[tuple[str, object]]) -> str:
    return "\n".join(f"- {name}: {fact}" for name, fact in facts)


def _figure(metric: Metric) -> str:
    return f"{metric} (95 % interval)" if isinstance(metric, Interval) else f"{metric:.4g}"


def _columns(columns: Mapping[str, ColumnKind]) -> str:
    named = [f"{name} ({kind.name.lower()})" for name, kind in list(columns.items())[:_MOST_COLUMNS]]
    further = len(columns) - len(named)
    return ", ".join(named) + (f" and {further} more" if further else "")
