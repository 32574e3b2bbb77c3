"""Finds columns that know the outcome: written down after it, or copied from it."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.errors import InputError
from recommender.table_risk.encoding import CaseEncoding
from training.case_table.reading import CaseTable
from training.chance_metrics import SortedChances

_TELLS_ALL: Final = 0.98
"""From this area under the curve on, one column alone tells the outcome: nothing known beforehand does."""

_PURE: Final = 0.99
_ENOUGH: Final = 30
_SHARE_EXPLAINED: Final = 0.5
_N_BINS: Final = 32
_PRIOR: Final = 1.0
_MOST_LATE: Final = 0.01


@dataclass(frozen=True, slots=True)
class Leak:
    """A column and why it cannot have been known."""

    column: str
    why: str


def refuse_leaks(table: CaseTable, outcome: NDArray[np.bool_], trusted: frozenset[str], seed: int) -> None:
    """Refuse a table in which a column knows the outcome.

    A column is refused if it is not ``trusted`` and

    - its values alone, learned on one half of the people, order the other half with an area of .98 or more;
    - or single values of it, seen 30 times or more, hold half of those to whom the outcome happened, and 99 % of the
      cases with them are such;
    - or it holds dates and more than 1 % of them are after the row's ``time``.

    Raises
    ------
    InputError
        Naming every such column and what to do.
    """
    found = [leak for leak in leaks(table, outcome, seed) if leak.column not in trusted]
    if found:
        raise InputError(
            "; ".join(f"{leak.column} {leak.why}" for leak in found)
            + ". If it is written down after the outcome or copied from it, name it under forbidden in the mapping;"
            " if it is known beforehand all the same, under trusted"
        )


def leaks(table: CaseTable, outcome: NDArray[np.bool_], seed: int) -> list[Leak]:
    """Columns that know the outcome, in the order of the table; see `refuse_leaks`."""
    half = _halves(table.ids, seed)
    encoding = CaseEncoding.fit(table.frame, ())
    found = []
    for column in encoding.columns:
        values = table.frame[column.name]
        why = _told(_binned(column.codes(values)), outcome, half) or _is_late(values, table.time)
        if why:
            found.append(Leak(column.name, why))
    return found


def _told(bins: NDArray[np.intp], outcome: NDArray[np.bool_], half: NDArray[np.bool_]) -> str | None:
    """Why bins of one column tell too much; ``None`` where they do not."""
    chances = np.empty(len(bins))
    for learned in (half, ~half):
        chances[~learned] = _frequencies(bins[learned], outcome[learned], int(bins.max()) + 1)[bins[~learned]]
    auc = SortedChances(chances, outcome).auc(np.ones(len(bins)))
    if auc >= _TELLS_ALL:
        return f"alone tells the outcome almost perfectly (AUC {auc:.3f})"
    counts, happened = np.bincount(bins), np.bincount(bins, weights=outcome)
    pure = (counts >= _ENOUGH) & (happened >= _PURE * counts)
    share = happened[pure].sum() / outcome.sum()
    if share >= _SHARE_EXPLAINED:
        return f"has values with which the outcome always happened, in {share:.0%} of all cases of it"
    return None


def _is_late(values: pd.Series, time: NDArray[Any] | None) -> str | None:
    """Why a column of dates is after its time; ``None`` where it is not, or where either holds no dates."""
    if time is None or pd.api.types.is_numeric_dtype(values) or np.issubdtype(time.dtype, np.number):
        return None
    then = pd.to_datetime(pd.Series(time), format="ISO8601", errors="coerce")
    dates = pd.to_datetime(values, format="ISO8601", errors="coerce")
    if then.isna().any() or dates.notna().sum() < _PURE * values.notna().sum():
        return None
    late = float((dates > then).sum() / max(1, dates.notna().sum()))
    return f"holds dates after the time of the row, in {late:.0%} of them" if late > _MOST_LATE else None


def _binned(codes: NDArray[np.float64]) -> NDArray[np.intp]:
    """Numbers in up to 32 bins of about equal count, a few different ones in a bin each; missing ones in the last."""
    known = ~np.isnan(codes)
    different = np.unique(codes[known])
    if len(different) > _N_BINS:
        different = np.unique(np.quantile(codes[known], np.arange(1, _N_BINS) / _N_BINS))
    bins = np.full(len(codes), len(different) + 1)
    bins[known] = np.searchsorted(different, codes[known])
    return bins


def _frequencies(bins: NDArray[np.intp], outcome: NDArray[np.bool_], n_bins: int) -> NDArray[np.float64]:
    """How often the outcome happened in each bin, drawn a little to how often it happened at all."""
    counts = np.bincount(bins, minlength=n_bins)
    happened = np.bincount(bins, weights=outcome, minlength=n_bins)
    return np.asarray((happened + _PRIOR * outcome.mean()) / (counts + _PRIOR))


def _halves(ids: NDArray[np.str_], seed: int) -> NDArray[np.bool_]:
    """Half of the people, all rows of each."""
    people, person = np.unique(ids, return_inverse=True)
    return (np.random.default_rng(seed).permutation(len(people)) < len(people) / 2)[person]
