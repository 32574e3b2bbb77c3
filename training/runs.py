"""One training as it is written down: what was learned from what, with which figures, for which columns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from training.metrics import Interval

Metric = float | Interval

NOTHING: Final[Mapping[str, str]] = MappingProxyType({})

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_REFUSED_IN_NAMES: Final = re.compile(r"[^/\w.\- ]+")


class ColumnKind(StrEnum):
    """What a column of a model holds; the words are those of MLflow's schemas."""

    NUMBER = "double"
    TEXT = "string"
    FLAG = "boolean"


@dataclass(frozen=True, slots=True)
class Signature:
    """Columns that a model reads and gives, by name, in order."""

    inputs: Mapping[str, ColumnKind]
    outputs: Mapping[str, ColumnKind]

    def __post_init__(self) -> None:
        """Refuse a model that reads or gives nothing."""
        if not self.inputs or not self.outputs:
            raise ValueError(f"a signature names inputs and outputs, got {self}")


@dataclass(frozen=True, slots=True)
class Run:
    """One training.

    Attributes
    ----------
    experiment
        Kind of model, such as ``ranker``; runs of one kind can be compared.
    name
        Of this run within its experiment.
    purpose
        One sentence: what the model is for.
    data_sha256
        Hash of all that was learned from: equal data, equal hash.
    split
        How fitting, choosing and judging were kept apart, in words.
    seed
        Equal seeds give equal models.
    parameters
        Settings of the fit.
    metrics
        Figures; an ``Interval`` is kept with both of its ends. Empty where the judging comes later.
    signature
        Columns in and out.
    limits
        What the model must not be used for, or cannot tell; at least one sentence.
    plots
        SVG pictures by file name.
    files
        Further files to keep with the run.
    tags
        Short facts to search by.
    """

    experiment: str
    name: str
    purpose: str
    data_sha256: str
    split: str
    seed: int
    parameters: Mapping[str, Any]
    metrics: Mapping[str, Metric]
    signature: Signature
    limits: tuple[str, ...]
    plots: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    files: tuple[Path, ...] = ()
    tags: Mapping[str, str] = field(default_factory=lambda: NOTHING)

    def __post_init__(self) -> None:
        """Refuse a run that nobody could read or repeat.

        Raises
        ------
        ValueError
            If the hash is none, or a name, the purpose, the split or the limits are missing.
        """
        if not _SHA256.fullmatch(self.data_sha256):
            raise ValueError(f"data_sha256 must be 64 hexadecimal digits, got {self.data_sha256!r}")
        for said in ("experiment", "name", "purpose", "split", "limits"):
            if not getattr(self, said):
                raise ValueError(f"a run needs {said}")
        if not all(name.endswith(".svg") for name in self.plots):
            raise ValueError(f"plots are SVG files, got {sorted(self.plots)}")


def flat(metrics: Mapping[str, Metric]) -> dict[str, float]:
    """Figures as single numbers: an interval ``x`` as ``x``, ``x_low`` and ``x_high``; what is no number is left out.

    Examples
    --------
    >>> flat({"rows": 3.0, "auc": Interval(0.7, 0.6, 0.8)})
    {'rows': 3.0, 'auc': 0.7, 'auc_low': 0.6, 'auc_high': 0.8}
    """
    numbers: dict[str, float] = {}
    for name, metric in metrics.items():
        key = metric_name(name)
        if isinstance(metric, Interval):
            numbers |= {key: metric.mean, f"{key}_low": metric.low, f"{key}_high": metric.high}
        else:
            numbers[key] = float(metric)
    return {name: number for name, number in numbers.items() if isfinite(number)}


def metric_name(name: str) -> str:
    """The name with what the tracker refuses, such as ``=`` and ``@``, as a hyphen."""
    return _REFUSED_IN_NAMES.sub("-", name)
