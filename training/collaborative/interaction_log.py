"""Reads a table of who took what, from CSV or Parquet, without reading anything into the ids."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.errors import InputError
from recommender.collaborative.histories import Histories, histories_of
from training.collaborative.opaque_order import opaque_order

LEARNER: Final = "learner_id"
ITEM: Final = "item_id"
TIME: Final = "time"

Ids = NDArray[np.int64] | NDArray[np.object_]

_DELIMITERS = (",", ";", "\t", "|")
_UNKNOWN_TIME = "none: every history is a set"


@dataclass(frozen=True, slots=True)
class InteractionLog:
    """A log as histories; row ``i`` of ``histories`` is ``learner_ids[i]``, column ``j`` is ``item_ids[j]``.

    Ids are integers where all of the file's are written so, else text exactly as given. ``reading_order`` has shape
    (n_learners,): the rows in the order in which learners first occur in the file. ``time_kind`` says how times
    were read.
    """

    histories: Histories
    learner_ids: Ids
    item_ids: Ids
    reading_order: NDArray[np.int64]
    n_repeated: int
    time_kind: str


def read_interactions(path: Path) -> InteractionLog:
    """Read a log with the columns ``learner_id``, ``item_id`` and, if there is one, ``time``.

    A pair that occurs again is kept once, at its earliest time, and counted. Without ``time`` the order of rows means
    nothing. Learners and items get their numbers from the shape of the log, not from their ids or the order of rows.

    Raises
    ------
    InputError
        If the file cannot be read, lacks a column, has no row, or has a blank in one of its rows.
    """
    table = _table(path)
    times, time_kind = _times(table, path)
    learner_codes, learner_ids = _ids(table, LEARNER, path)
    item_codes, item_ids = _ids(table, ITEM, path)
    is_first = _first_of_each_pair(learner_codes, item_codes, times)
    learner_codes, item_codes, times = learner_codes[is_first], item_codes[is_first], times[is_first]
    shape = (len(learner_ids), len(item_ids))
    learner_order, item_order = opaque_order(histories_of(learner_codes, item_codes, times, shape))
    learner_row, item_row = _places(learner_order), _places(item_order)
    return InteractionLog(
        histories=histories_of(learner_row[learner_codes], item_row[item_codes], times, shape),
        learner_ids=learner_ids[learner_order],
        item_ids=item_ids[item_order],
        reading_order=learner_row,
        n_repeated=int((~is_first).sum()),
        time_kind=time_kind,
    )


def _table(path: Path) -> pd.DataFrame:
    """The columns that are read; of CSV as text, of Parquet as stored."""
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    try:
        table = _parquet(path) if _is_parquet(path) else _csv(path)
    except (ValueError, OSError) as error:
        raise InputError(f"{path}: cannot be read as a table ({error})") from error
    missing = [name for name in (LEARNER, ITEM) if name not in table]
    if missing:
        raise InputError(
            f"{path}: column {' and '.join(missing)} is missing; the file has {', '.join(map(str, table.columns))}."
            f" Name the columns {LEARNER}, {ITEM} and, if known, {TIME}"
        )
    if table.empty:
        raise InputError(f"{path}: has no rows; one row an item that a learner took is needed")
    return table[[name for name in (LEARNER, ITEM, TIME) if name in table]]


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def _parquet(path: Path) -> pd.DataFrame:
    return pd.read_parquet(path)


def _csv(path: Path) -> pd.DataFrame:
    with path.open("rb") as file:
        header = file.readline().decode("utf-8-sig", errors="replace")
    if not header.strip():
        raise InputError(f"{path}: is empty; a header {LEARNER},{ITEM},{TIME} and rows are needed")
    delimiter = max(_DELIMITERS, key=header.count)
    try:
        table = _csv_in(path, delimiter, "utf-8-sig")
    except UnicodeDecodeError:
        table = _csv_in(path, delimiter, "latin-1")
    return table.rename(columns=lambda name: str(name).strip())


def _csv_in(path: Path, delimiter: str, encoding: str) -> pd.DataFrame:
    """All cells as text, so that no id is read as a number; only an empty cell is blank."""
    return pd.read_csv(path, sep=delimiter, encoding=encoding, dtype=str, keep_default_na=False, na_values=[""])


def _ids(table: pd.DataFrame, column: str, path: Path) -> tuple[NDArray[np.int64], Ids]:
    """Numbers by first occurrence, and the id of each number."""
    _refuse_blank(table[column], path)
    codes, found = pd.factorize(table[column])
    if pd.api.types.is_integer_dtype(found.dtype):
        return codes.astype(np.int64), np.asarray(found, np.int64)
    texts = pd.Series(found).astype(str)
    if texts.str.fullmatch(r"0|-?[1-9][0-9]{0,17}").all():
        return codes.astype(np.int64), np.asarray(texts.astype("int64"), np.int64)
    return codes.astype(np.int64), texts.to_numpy(dtype=object)


def _refuse_blank(values: pd.Series, path: Path) -> None:
    blank = np.flatnonzero(values.isna())
    if len(blank):
        raise InputError(
            f"{path}: {values.name} is blank in {len(blank)} rows, first in row {blank[0] + 1} below the header;"
            " fill or delete them"
        )


def _times(table: pd.DataFrame, path: Path) -> tuple[NDArray[np.int64], str]:
    """Ranks of the times of all rows, equal ones equal, and how the times were read."""
    if TIME not in table:
        return np.zeros(len(table), np.int64), _UNKNOWN_TIME
    given = table[TIME]
    _refuse_blank(given, path)
    read, kind = _sortable(given)
    return np.unique(read, return_inverse=True)[1].astype(np.int64), kind


def _sortable(given: pd.Series) -> tuple[NDArray[np.generic], str]:
    """Times as numbers, else as ISO 8601 moments, else as texts in the order of their letters."""
    if pd.api.types.is_datetime64_any_dtype(given.dtype):
        return given.to_numpy("datetime64[ns]"), "moments"
    numbers = pd.to_numeric(given, errors="coerce")
    if numbers.notna().all():
        return numbers.to_numpy(), "numbers"
    moments = pd.to_datetime(given, format="ISO8601", utc=True, errors="coerce")
    if moments.notna().all():
        return moments.dt.tz_localize(None).to_numpy("datetime64[ns]"), "moments"
    return given.astype(str).to_numpy(dtype=str), "texts, sorted by their letters"


def _first_of_each_pair(
    learners: NDArray[np.int64], items: NDArray[np.int64], times: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether a row is the earliest of its learner and item; of equally early ones the first in the file."""
    order = np.lexsort((times, items, learners))
    is_new = np.concatenate([[True], (np.diff(learners[order]) != 0) | (np.diff(items[order]) != 0)])
    is_first = np.zeros(len(order), bool)
    is_first[order[is_new]] = True
    return is_first


def _places(order: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place of each number in an order."""
    places = np.empty_like(order)
    places[order] = np.arange(len(order))
    return places
