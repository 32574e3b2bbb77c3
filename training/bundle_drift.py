"""The present showings against those that a bundle learned from: columns, words and rates, and what to do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.columns import Col
from recommender.drift import (
    CHANGED,
    UNSEEN,
    WATCH,
    ColumnDrift,
    Drift,
    bin_edges,
    number_drift,
    tallied,
    word_drift,
)
from recommender.features import FEATURES
from recommender.table_risk.encoding import CaseEncoding, CategoryColumn
from training.datasets import RankingRows
from training.metrics import Interval
from training.records import Records
from training.runs import Metric

MIN_SHOWINGS: Final = 200
"""Fewer say nothing."""

_LEAST_CHANGE: Final = 0.2
"""Of a rate, as a share of what it was."""
_Z_OF_CHANGE: Final = 3.29
_Z: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Showings:
    """What drift is measured on.

    ``features`` has shape (n, n_features); ``words`` are columns of n texts by name; ``said_yes`` has shape (n,),
    ``passed`` one entry an exam that followed.
    """

    features: NDArray[np.float32]
    words: Mapping[str, Sequence[str]]
    said_yes: NDArray[np.bool_]
    passed: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.said_yes)


@dataclass(frozen=True, slots=True)
class RateChange:
    """A rate then and now; ``difference`` is now less then, with its 95 % interval."""

    then: float
    now: float
    difference: Interval
    n: int
    drift: Drift


@dataclass(frozen=True, slots=True)
class DriftReport:
    """Each feature, word and rate; ``since`` says which showings were looked at. Empty where there were too few."""

    bundle: str
    since: str
    n_showings: int
    columns: tuple[ColumnDrift, ...]
    rates: Mapping[str, RateChange]

    @property
    def drift(self) -> Drift:
        """The worst of all; words never seen count by themselves, as the bundle can say nothing of them."""
        found = {column.drift for column in self.columns} | {rate.drift for rate in self.rates.values()}
        if Drift.CHANGED in found or any(column.unseen > UNSEEN for column in self.columns):
            return Drift.CHANGED
        return Drift.WATCH if Drift.WATCH in found else Drift.NONE

    @property
    def advice(self) -> str:
        """What to do."""
        if self.n_showings < MIN_SHOWINGS:
            return f"too few showings to tell; at least {MIN_SHOWINGS} are needed"
        if self.drift is Drift.CHANGED:
            return "people, offer or answers are no longer what it learned from: rumbo train ranker, evaluate, promote"
        if self.drift is Drift.WATCH:
            return "look again in some weeks; train anew if it stays"
        return "nothing to do"


def showings_of(rows: RankingRows, records: Records, certification_ids: Sequence[str]) -> Showings:
    """The showings of some rows; whatever place in a list counts."""
    learners = rows.learner_id.tolist()
    people = [records.histories[learner_id].learner for learner_id in learners]
    return Showings(
        features=rows.features,
        words={
            Col.CERTIFICATION.value: [certification_ids[column] for column in rows.certification],
            Col.STATE.value: [str(person.state_id) for person in people],
            Col.KIND.value: [person.kind.value for person in people],
        },
        said_yes=rows.grade > 0,
        passed=rows.exam_passed[~np.isnan(rows.exam_passed)] == 1,
    )


def summaries_of(showings: Showings) -> dict[str, Any]:
    """What the manifest keeps of the showings that a bundle learned from; plain values."""
    numbers = {}
    for place, name in enumerate(FEATURES):
        edges = bin_edges(showings.features[:, place])
        numbers[name] = {"edges": edges, "counts": tallied(showings.features[:, place], edges)}
    words = {}
    for column in CaseEncoding.fit(pd.DataFrame(showings.words), ()).columns:
        if isinstance(column, CategoryColumn):
            counts = _word_counts(column, showings.words[column.name])
            words[column.name] = {"categories": column.categories, "counts": counts}
    return {
        "numbers": numbers,
        "words": words,
        "rates": {
            "yes": [float(showings.said_yes.mean()), len(showings)],
            "pass": [float(showings.passed.mean()) if len(showings.passed) else 0.0, len(showings.passed)],
        },
    }


def drift_report(bundle: str, summaries: Mapping[str, Any], showings: Showings, since: str) -> DriftReport:
    """Compare showings with what the manifest keeps; the columns that moved most come first."""
    if len(showings) < MIN_SHOWINGS:
        return DriftReport(bundle, since, len(showings), (), {})
    columns = []
    for place, name in enumerate(FEATURES):
        kept = summaries["numbers"][name]
        columns.append(number_drift(name, kept["counts"], tallied(showings.features[:, place], kept["edges"])))
    for name, kept in summaries["words"].items():
        now = _word_counts(CategoryColumn(name, tuple(kept["categories"])), showings.words[name])
        columns.append(word_drift(name, kept["counts"], now))
    answers = {"yes": showings.said_yes, "pass": showings.passed}
    rates = {
        name: _rate_change(then, n_then, answers[name])
        for name, (then, n_then) in summaries["rates"].items()
        if n_then and len(answers[name])
    }
    ordered = sorted(columns, key=lambda column: (-column.stability_index, column.column))
    return DriftReport(bundle, since, len(showings), tuple(ordered), rates)


def drift_text(report: DriftReport) -> str:
    """The report as plain text, the largest moves first, the advice last."""
    lines = [f"bundle {report.bundle}: {report.n_showings} showings {report.since}"]
    for name, rate in report.rates.items():
        lines.append(
            f"  rate of {name:<5} {rate.then:.4f} then, {rate.now:.4f} now, by {rate.difference}  {rate.drift}"
        )
    for column in report.columns:
        gap = "" if column.distance is None else f"  ks {column.distance:.3f}"
        lines.append(
            f"  {column.column:<24} psi {column.stability_index:.3f}{gap:<10}  unseen {column.unseen:.1%}"
            f"  missing {column.missing - column.missing_then:+.1%}  {column.drift}"
        )
    lines.append(f"psi below {WATCH} is steady, above {CHANGED} changed; {report.drift}: {report.advice}")
    return "\n".join(lines)


def drift_json(report: DriftReport) -> dict[str, Any]:
    """The report as plain values."""
    return {**asdict(report), "drift": report.drift.value, "advice": report.advice}


def drift_metrics(report: DriftReport) -> dict[str, Metric]:
    """The figures that the bundle's run keeps."""
    metrics: dict[str, Metric] = {"drift/showings": float(report.n_showings)}
    metrics |= {f"drift/psi/{column.column}": column.stability_index for column in report.columns}
    metrics |= {f"drift/rate/{name}": rate.difference for name, rate in report.rates.items()}
    return metrics


def _word_counts(column: CategoryColumn, words: Sequence[str]) -> tuple[int, ...]:
    codes = column.codes(pd.Series(words, dtype="str"))
    return tuple(np.bincount(codes.astype(np.intp), minlength=column.width).tolist())


def _rate_change(then: float, n_then: int, happened: NDArray[np.bool_]) -> RateChange:
    n_now, now = len(happened), float(happened.mean())
    error = float(np.sqrt(then * (1 - then) / n_then + now * (1 - now) / n_now))
    change = now - then
    is_real = abs(change) > _Z_OF_CHANGE * error and abs(change) > _LEAST_CHANGE * then
    return RateChange(
        then,
        now,
        Interval(change, change - _Z * error, change + _Z * error),
        n_now,
        Drift.CHANGED if is_real else Drift.NONE,
    )
