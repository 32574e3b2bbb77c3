"""What a risk model says, in words: the reasons of each row, and whether the table is another kind than before."""

from collections.abc import Callable, Iterable
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from api.i18n import Texts
from recommender.drift import ColumnDrift, Drift
from recommender.table_risk.drift import DriftReport
from recommender.table_risk.encoding import CategoryColumn
from recommender.table_risk.files import RiskFacts
from recommender.table_risk.model import TableRisk

N_REASONS: Final = 3
_LEAST: Final = 0.05
"""Log-odds under which a column is no reason: about one point of a hundred."""

_BETWEEN: Final = "; "


def reasons(
    model: TableRisk, facts: RiskFacts, frame: pd.DataFrame, contributions: NDArray[np.float64], t: Texts
) -> NDArray[Any]:
    """The columns that move each row's probability most, with value and direction, shape (n,) of texts.

    Examples of one: ``promedio 6.1: sube el riesgo; beca: sin dato: baja el riesgo``. Empty where nothing moves it.
    """
    strength = np.abs(contributions)
    first: NDArray[np.intp] = np.argsort(-strength, axis=1, kind="stable")[:, :N_REASONS]
    is_reason = np.take_along_axis(strength, first, axis=1) >= _LEAST
    phrases: NDArray[Any] = np.full(first.shape, "", dtype=object)
    for place, column in enumerate(model.encoding.columns):
        rows, ranks = np.nonzero((first == place) & is_reason)
        raises = contributions[rows, place] > 0
        as_text = _word if isinstance(column, CategoryColumn) else _number
        phrases[rows, ranks] = _phrases(
            frame[column.name].iloc[rows], raises, as_text, facts.label(column.name, t.language), t
        )
    told: NDArray[Any] = phrases[:, 0]
    others = phrases[:, 1:].T
    for phrase in others:
        follows = phrase != ""
        told[follows] = told[follows] + _BETWEEN + phrase[follows]
    return told


def drift_text(report: DriftReport, facts: RiskFacts, t: Texts) -> str:
    """What changed and what to do; one line where nothing did."""
    lines = [t("risk.drift.mean", then=t.percent(report.mean_then), now=t.percent(report.mean_now))]
    if not report.is_warning:
        return "\n".join([*lines, t("risk.drift.none")])
    lines.append(t("risk.drift.warning", joint=t.percent(report.joint)))
    lines += [_column_line(column, facts, t) for column in _moved(report.columns)]
    return "\n".join([*lines, t("risk.drift.advice")])


def drift_json(report: DriftReport) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "warning": report.is_warning,
        "joint_auc": report.joint,
        "probabilities_psi": report.chances_stability_index,
        "mean_probability": {"then": report.mean_then, "now": report.mean_now},
        "columns": [
            {
                "column": column.column,
                "psi": column.stability_index,
                "ks": column.distance,
                "unseen": column.unseen,
                "missing": {"then": column.missing_then, "now": column.missing},
                "drift": column.drift.value,
            }
            for column in report.columns
        ],
    }


def _phrases(
    values: pd.Series, raises: NDArray[np.bool_], as_text: Callable[[Any], str], label: str, t: Texts
) -> NDArray[Any]:
    """One phrase a row; each different value is put into words once."""
    codes, different = pd.factorize(values)
    words = [t("risk.reason.value", label=label, value=as_text(value)) for value in different]
    # The last is found by -1, which stands for a missing value.
    words.append(t("risk.reason.missing", label=label))
    directions = [t("risk.reason.lowers"), t("risk.reason.raises")]
    known = np.array([f"{word}: {direction}" for word in words for direction in directions], dtype=object)
    return known[(codes % len(words)) * 2 + raises]


def _word(value: object) -> str:
    return str(value)


def _number(value: float) -> str:
    return f"{value:.6g}"


def _moved(columns: Iterable[ColumnDrift]) -> list[ColumnDrift]:
    return [column for column in columns if column.drift is not Drift.NONE]


def _column_line(column: ColumnDrift, facts: RiskFacts, t: Texts) -> str:
    parts = [t("risk.drift.column", label=facts.label(column.column, t.language), psi=f"{column.stability_index:.2f}")]
    if column.unseen > 0:
        parts.append(t("risk.drift.unseen", share=t.percent(column.unseen)))
    if column.missing > column.missing_then:
        parts.append(t("risk.drift.missing", then=t.percent(column.missing_then), now=t.percent(column.missing)))
    return "  " + ", ".join(parts)
