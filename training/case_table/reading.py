"""Reads an institution's table of cases, CSV, Excel or Parquet, into what models and reports need."""

import csv
import re
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.errors import InputError
from data.importers.encodings import encoding_of
from training.case_table.mapping import CaseMapping, OutcomeColumn

_DELIMITERS: Final = ",;\t|"
_EXCEL_SUFFIXES: Final = (".xlsx", ".xlsm")
_PARQUET_SUFFIXES: Final = (".parquet", ".pq")
_FIRST_ROW: Final = 2
"""Number of the first row below a header, as spreadsheets and editors count."""

_MOST_STRAY_TEXT: Final = 0.2
"""A column with more text than this among its filled cells is one of words; with less, its text is a slip."""

_LOCAL_DATE: Final = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")
_HAPPENED: Final = {"1": True, "1.0": True, "true": True, "0": False, "0.0": False, "false": False}


@dataclass(frozen=True, slots=True)
class CaseTable:
    """Cases in the order of the file, n of them.

    ``frame`` has the columns that a model may read: floats, or texts; a missing value is NaN in both. ``time`` can be
    sorted: numbers, or texts such as 2013B and ISO dates. ``n_left_out`` rows had no outcome.
    """

    ids: NDArray[np.str_]
    frame: pd.DataFrame
    outcome: NDArray[np.bool_] | None
    time: NDArray[Any] | None
    groups: Mapping[str, NDArray[np.str_]]
    n_left_out: int = 0

    def __len__(self) -> int:
        return len(self.ids)

    def rows(self, kept: NDArray[Any]) -> "CaseTable":
        """The cases that a mask or an array of places keeps."""
        return replace(
            self,
            ids=self.ids[kept],
            frame=self.frame.iloc[np.flatnonzero(kept) if kept.dtype == bool else kept].reset_index(drop=True),
            outcome=None if self.outcome is None else self.outcome[kept],
            time=None if self.time is None else self.time[kept],
            groups={name: words[kept] for name, words in self.groups.items()},
        )

    def only(self, columns: Collection[str]) -> "CaseTable":
        """The same cases with fewer columns for models, in the order that they have."""
        return replace(self, frame=self.frame[[name for name in self.frame.columns if name in columns]])


def read_cases(
    path: Path, mapping: CaseMapping, *, with_outcome: bool = True, columns: Collection[str] | None = None
) -> CaseTable:
    """Cases of a CSV (any usual encoding and delimiter), Excel or Parquet file.

    Parameters
    ----------
    with_outcome
        Whether the outcome is wanted: rows without one are left out and counted.
    columns
        What a model reads, where that is settled: other columns are not looked at, and all of these must be there.

    Raises
    ------
    InputError
        If the file cannot be read, lacks a column of the mapping, or a cell is not what its column holds; the detail
        names file, column and row.
    """
    read = _read(path, mapping)
    _check_columns(path, read, mapping.all_columns() if columns is None else {*columns, *filter(None, [mapping.id])})
    outcome, n_left_out = None, 0
    if with_outcome and mapping.outcome is not None:
        cells = _words(read[mapping.outcome.column], mapping)
        told = cells.notna().to_numpy()
        outcome, n_left_out = _outcome(path, cells[told], mapping.outcome), int((~told).sum())
        read = read[told]
    if not len(read):
        raise InputError(f"{path}: there is no row{' with an outcome' if outcome is not None else ''} below the header")
    readable = [
        name for name in read.columns if name not in mapping.never_read() and (columns is None or name in columns)
    ]
    # A table to be scored may lack what only fitting needs.
    has_time = mapping.time in read.columns
    return CaseTable(
        ids=_ids(path, read, mapping),
        frame=pd.DataFrame({name: _values(path, read[name], mapping) for name in readable}).reset_index(drop=True),
        outcome=outcome,
        time=_time(path, read[mapping.time], mapping) if mapping.time is not None and has_time else None,
        groups={
            name: _words(read[name], mapping).fillna("").to_numpy(dtype=np.str_)
            for name in mapping.groups
            if name in read.columns
        },
        n_left_out=n_left_out,
    )


def column_names(path: Path) -> list[str]:
    """Names of the columns of a table that ``read_cases`` reads, in order.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    return list(_read(path, CaseMapping()).columns)


def _read(path: Path, mapping: CaseMapping) -> pd.DataFrame:
    """The file's cells; columns of words as they are written, so that a code such as 007 keeps its zeros."""
    as_written = {*mapping.categorical, *mapping.groups}
    if mapping.id is not None:
        as_written.add(mapping.id)
    try:
        if path.suffix.lower() in _PARQUET_SUFFIXES:
            read = pd.read_parquet(path)
        elif path.suffix.lower() in _EXCEL_SUFFIXES:
            read = pd.read_excel(
                path, dtype=dict.fromkeys(as_written, str), na_values=sorted(mapping.missing), engine="openpyxl"
            )
        else:
            read = _read_csv(path, as_written, mapping)
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file") from error
    except (OSError, ValueError, csv.Error, zipfile.BadZipFile) as error:
        raise InputError(f"{path}: cannot be read as a table: {error}") from error
    read.columns = pd.Index([str(name).strip() for name in read.columns])
    repeated = read.columns[read.columns.duplicated()]
    if len(repeated):
        raise InputError(f"{path}: the column {repeated[0]} is there twice; rename one")
    # Rows keep the numbers that they have in the file.
    return read.set_axis(np.arange(_FIRST_ROW, len(read) + _FIRST_ROW)).dropna(how="all")


def _read_csv(path: Path, as_written: set[str], mapping: CaseMapping) -> pd.DataFrame:
    with path.open("rb") as raw:
        encoding = encoding_of(path, raw)
    with path.open(encoding=encoding, errors="replace") as text:
        header = text.readline()
    delimiter = max(_DELIMITERS, key=header.count)
    names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter))]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        # pandas would rename the second.
        raise InputError(f"{path}: the column {repeated[0]} is there twice; rename one")
    return pd.read_csv(
        path,
        sep=delimiter,
        encoding=encoding,
        encoding_errors="replace",
        names=names,
        header=0,
        index_col=False,
        dtype=dict.fromkeys(as_written & set(names), "str"),
        na_values=sorted(mapping.missing),
        skip_blank_lines=False,
        low_memory=False,
    )


def _check_columns(path: Path, read: pd.DataFrame, needed: Collection[str]) -> None:
    absent = sorted(set(needed) - set(read.columns))
    if absent:
        raise InputError(
            f"{path}: there is no column {absent[0]}, which is needed; the file has {', '.join(read.columns)}"
        )


def _ids(path: Path, read: pd.DataFrame, mapping: CaseMapping) -> NDArray[np.str_]:
    if mapping.id is None:
        return read.index.astype(str).to_numpy(dtype=np.str_)
    words = _words(read[mapping.id], mapping)
    if words.isna().any():
        raise InputError(f"{path}, row {words.index[words.isna()][0]}: {mapping.id} is empty; each row needs its id")
    return words.to_numpy(dtype=np.str_)


def _outcome(path: Path, cells: pd.Series, outcome: OutcomeColumn) -> NDArray[np.bool_]:
    """Whether the outcome happened, of cells that are not empty."""
    column, happened_words = outcome.column, outcome.values  # noqa: PD011 - a field of ours, not of a frame
    if happened_words:
        happened = cells.isin(happened_words).to_numpy()
        if not happened.any():
            found = ", ".join(sorted(cells.unique())[:10])
            raise InputError(f"{path}, {column}: no row has {' or '.join(happened_words)}; the column holds {found}")
        return happened
    told = cells.str.lower().map(_HAPPENED)
    if told.isna().any():
        row = told.index[told.isna()][0]
        raise InputError(
            f"{path}, row {row}, {column}: {cells[row]!r} is neither 0 nor 1;"
            " say under outcome.values in the mapping which words mean that it happened"
        )
    return told.to_numpy(dtype=bool)


def _time(path: Path, column: pd.Series, mapping: CaseMapping) -> NDArray[Any]:
    """The time of each row in a form that sorts as time does."""
    empty = column.isna()
    if empty.any():
        raise InputError(f"{path}, row {column.index[empty][0]}: {mapping.time} is empty; each row needs its time")
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy(dtype=np.float64)
    words = _words(column, mapping)
    local = words.str.fullmatch(_LOCAL_DATE)
    if local.any():
        row = words.index[local][0]
        raise InputError(f"{path}, row {row}, {mapping.time}: write the date {words[row]} as year-month-day")
    return words.to_numpy(dtype=np.str_)


def _values(path: Path, column: pd.Series, mapping: CaseMapping) -> pd.Series:
    """Floats, or words where the mapping or the cells say so."""
    name = str(column.name)
    if name in mapping.categorical:
        return _words(column, mapping)
    if pd.api.types.is_numeric_dtype(column):
        return _finite(path, column.astype(np.float64))
    words = _words(column, mapping)
    numbers = pd.to_numeric(words.str.lower().replace({"true": "1", "false": "0"}), errors="coerce")
    stray = words.notna() & numbers.isna()
    if not stray.any():
        return _finite(path, numbers.astype(np.float64))
    if stray.sum() > _MOST_STRAY_TEXT * words.notna().sum():
        return words
    row = stray.index[stray][0]
    raise InputError(
        f"{path}, row {row}, {name}: {words[row]!r} is no number, though most of the column are; name the column under"
        " categorical in the mapping, or the word under missing"
    )


def _finite(path: Path, numbers: pd.Series) -> pd.Series:
    endless = np.isinf(numbers.to_numpy())
    if endless.any():
        raise InputError(f"{path}, row {numbers.index[endless][0]}, {numbers.name}: the number has no end")
    return numbers


def _words(column: pd.Series, mapping: CaseMapping) -> pd.Series:
    """Cells as texts without outer blanks; empty ones and words for missing are NaN.

    A whole number in a column with gaps became 3.0 while it was read, and is 3 again.
    """
    if pd.api.types.is_float_dtype(column):
        whole = column.dropna()
        if (whole == whole.round()).all():
            column = column.astype("Int64")
    words = column.astype("str").where(column.notna()).astype("str").str.strip()
    return words.mask(words.isin(["", *mapping.missing]))
