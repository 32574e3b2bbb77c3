"""The present showings against those that a bundle learned from: columns, words and rates, and what to do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from data.columns import Col
from recommender.features import FEATURES
from training.datasets import RankingRows
from training.drift import LARGE, MODERATE, CategorySummary, Drift, NumberSummary, Reading, summary_from
from training.metrics import Interval
from training.records import Records
from training.runs import Metric

MIN_SHOWINGS: Final = 200
"""Fewer say nothing."""

MAX_UNSEEN: Final = 0.05
"""Share of words that the bundle never saw, such as certifications never shown, from which it should learn anew."""

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
    reading: Reading


@dataclass(frozen=True, slots=True)
class DriftReport:
    """Each feature, word and rate; ``since`` says which showings were looked at. Empty where there were too few."""

    bundle: str
    since: str
    n_showings: int
    columns: Mapping[str, Drift]
    rates: Mapping[str, RateChange]

    @property
    def reading(self) -> Reading:
        """The worst of all."""
        found = {drift.reading for drift in self.columns.values()} | {rate.reading for rate in self.rates.values()}
        if Reading.LARGE in found or any(drift.unseen > MAX_UNSEEN for drift in self.columns.values()):
            return Reading.LARGE
        return Reading.MODERATE if Reading.MODERATE in found else Reading.STEADY

    @property
    def advice(self) -> str:
        """What to do."""
        if self.n_showings < MIN_SHOWINGS:
            return f"too few showings to tell; at least {MIN_SHOWINGS} are needed"
        if self.reading is Reading.LARGE:
            return "people, offer or answers are no longer what it learned from: rumbo train ranker, evaluate, promote"
        if self.reading is Reading.MODERATE:
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
    columns = {name: NumberSummary.of(showings.features[:, place]) for place, name in enumerate(FEATURES)}
    words = {name: CategorySummary.of(values) for name, values in showings.words.items()}
    return {
        "columns": {name: asdict(summary) for name, summary in columns.items()},
        "words": {name: asdict(summary) for name, summary in words.items()},
        "rates": {
            "yes": [float(showings.said_yes.mean()), len(showings)],
            "pass": [float(showings.passed.mean()) if len(showings.passed) else 0.0, len(showings.passed)],
        },
    }


def drift_report(bundle: str, summaries: Mapping[str, Any], showings: Showings, since: str) -> DriftReport:
    """Compare showings with what the manifest keeps."""
    if len(showings) < MIN_SHOWINGS:
        return DriftReport(bundle, since, len(showings), {}, {})
    columns: dict[str, Drift] = {}
    for place, name in enumerate(FEATURES):
        summary = summary_from(summaries["columns"][name])
        if isinstance(summary, NumberSummary):
            columns[name] = summary.drift(showings.features[:, place])
    for name, found in summaries["words"].items():
        summary = summary_from(found)
        if isinstance(summary, CategorySummary):
            columns[name] = summary.drift(showings.words[name])
    now = {"yes": showings.said_yes, "pass": showings.passed}
    rates = {
        name: _rate_change(then, n_then, now[name])
        for name, (then, n_then) in summaries["rates"].items()
        if n_then and len(now[name])
    }
    return DriftReport(bundle, since, len(showings), columns, rates)


def drift_text(report: DriftReport) -> str:
    """The report as plain text, the largest moves first, the advice last."""
    lines = [f"bundle {report.bundle}: {report.n_showings} showings {report.since}"]
    for name, rate in report.rates.items():
        lines.append(
            f"  rate of {name:<5} {rate.then:.4f} then, {rate.now:.4f} now, by {rate.difference}  {rate.reading}"
        )
    ordered = sorted(report.columns.items(), key=lambda item: (-item[1].psi, item[0]))
    lines += [
        f"  {name:<24} psi {drift.psi:.3f}  ks {drift.ks:.3f}  unseen {drift.unseen:.1%}"
        f"  missing {drift.missing:+.1%}  {drift.reading}"
        for name, drift in ordered
    ]
    lines.append(f"psi below {MODERATE} is steady, above {LARGE} large; {report.reading}: {report.advice}")
    return "\n".join(lines)


def drift_json(report: DriftReport) -> dict[str, Any]:
    """The report as plain values."""
    return {**asdict(report), "reading": report.reading.value, "advice": report.advice}


def drift_metrics(report: DriftReport) -> dict[str, Metric]:
    """The figures that the bundle's run keeps."""
    metrics: dict[str, Metric] = {"drift/showings": float(report.n_showings)}
    metrics |= {f"drift/psi/{name}": drift.psi for name, drift in report.columns.items()}
    metrics |= {f"drift/rate/{name}": rate.difference for name, rate in report.rates.items()}
    return metrics


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
        Reading.LARGE if is_real else Reading.STEADY,
    )
