"""One table of a scenario, CSV or Parquet: its columns as numbers and texts, its errors with file and row."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data.allocation.scenario import ScenarioError

UNLIMITED: Final = -1
"""An amount or a count that is left blank where blank means no limit."""

_TRUTHS: Final = {
    **dict.fromkeys(("true", "1", "sí", "si", "yes"), True),
    **dict.fromkeys(("false", "0", "no", ""), False),
}
_HEADER_AND_FIRST: Final = 2
_LARGEST: Final = 2**53


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of text, numbers or truths as they stand in a file; rows keep the file's order."""

    path: Path
    frame: pd.DataFrame

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file.

        Raises
        ------
        ScenarioError
            If it is missing, is neither CSV nor Parquet, or has no row.
        """
        readers = {".csv": _csv, ".parquet": _parquet}
        if path.suffix.lower() not in readers:
            raise ScenarioError(f"{path.name}: a table is a .csv or a .parquet file")
        if not path.is_file():
            raise ScenarioError(f"{path} is not there")
        table = cls(path, readers[path.suffix.lower()](path))
        if not len(table):
            raise ScenarioError(f"{path.name} has no row; leave a table out of the scenario or fill it")
        return table

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(map(str, self.frame.columns))

    def trouble(self, row: int, column: str, problem: str) -> ScenarioError:
        """What is wrong in a row, counted from 0, by the number that the file's reader sees."""
        is_csv = self.path.suffix.lower() == ".csv"
        place = f"line {row + _HEADER_AND_FIRST}" if is_csv else f"row {row + 1}"
        return ScenarioError(f"{self.path.name}, {place}, column {column}: {problem}")

    def ids(self, column: str, *, required: bool = True) -> pa.Array:
        """Texts of a column; with ``required`` none is blank.

        Raises
        ------
        ScenarioError
            If the column is missing or a required text is blank.
        """
        found = _as_text(self._column(column))
        if required:
            self._refuse(column, _is_blank(found), "is blank; fill it in")
        return found

    def condition_values(self, column: str) -> pa.Array:
        """Texts that conditions are compared with: ``TRUE`` is ``true``, blanks stay."""
        found = self.ids(column, required=False)
        lower = pc.utf8_lower(found)
        return pc.if_else(pc.is_in(lower, value_set=pa.array(["true", "false"])), lower, found)

    def optional_texts(self, column: str) -> list[str]:
        """Texts of a column, all blank where there is none."""
        if column not in self.frame:
            return [""] * len(self)
        return list(self.ids(column, required=False).to_pylist())

    def numbers(self, column: str, *, least: float, most: float = np.inf) -> NDArray[np.float64]:
        """Finite numbers within bounds.

        Raises
        ------
        ScenarioError
            If the column is missing, or a value is blank, no number or out of bounds.
        """
        found = self._floats(column)
        self._refuse(column, ~np.isfinite(found), "is no finite number; correct it or leave the row out")
        self._refuse(column, found < least, f"is below {least:g}; correct it")
        self._refuse(column, found > most, f"is above {most:g}; correct it")
        return found

    def shares(self, column: str) -> NDArray[np.int64]:
        """Shares from 0 to 1, as basis points."""
        return self._whole(column, self.numbers(column, least=0, most=1), 10_000, "has more than four decimals")

    def counts(self, column: str, *, blank: int | None = None) -> NDArray[np.int64]:
        """Whole numbers from 0; a blank or absent column is ``blank``, if that is allowed."""
        return self._limits(column, 1, "is no whole number", blank)

    def centavos(self, column: str, *, blank: int | None = None) -> NDArray[np.int64]:
        """Pesos with at most two decimals, as centavos; blanks as in `counts`."""
        return self._limits(column, 100, "has more than two decimals", blank)

    def truths(self, column: str) -> NDArray[np.bool_]:
        """True and false, in any of their usual spellings; blank and an absent column are false."""
        texts = pd.Series(self.optional_texts(column), dtype=object).str.lower()
        self._refuse(column, ~texts.isin(_TRUTHS).to_numpy(), "is neither true nor false; write one of them")
        return texts.map(_TRUTHS).to_numpy(np.bool_)

    def rows_in(self, column: str, known: pa.Array, where: str) -> NDArray[np.int64]:
        """Places of a column's ids among ``known``.

        Raises
        ------
        ScenarioError
            If an id is blank or not known; ``where`` says where it should stand.
        """
        found = self.ids(column)
        places = np.asarray(pc.fill_null(pc.index_in(found, value_set=known), -1), np.int64)
        for row in np.flatnonzero(places < 0)[:1]:
            raise self.trouble(int(row), column, f"{found[int(row)].as_py()!r} is not in {where}; add it or correct it")
        return places

    def unique(self, columns: Sequence[str]) -> None:
        """Refuse a row that repeats the ids of an earlier one."""
        repeated = self.frame.duplicated(list(columns)).to_numpy()
        self._refuse(" and ".join(columns), repeated, "repeats an earlier row; leave one of them")

    def _limits(self, column: str, factor: int, problem: str, blank: int | None) -> NDArray[np.int64]:
        if blank is None:
            return self._whole(column, self.numbers(column, least=0), factor, problem)
        if column not in self.frame:
            return np.full(len(self), blank, np.int64)
        is_blank = _is_blank(_as_text(self._column(column)))
        found = self._floats(column)
        self._refuse(column, ~np.isfinite(found) & ~is_blank, "is no finite number; correct it or leave it blank")
        self._refuse(column, found < 0, "is below 0; correct it")
        return np.where(is_blank, blank, self._whole(column, np.where(is_blank, 0, found), factor, problem))

    def _whole(self, column: str, found: NDArray[np.float64], factor: int, problem: str) -> NDArray[np.int64]:
        scaled = found * factor
        self._refuse(column, scaled > _LARGEST, "is too large; leave it blank if there is no limit")
        whole = np.rint(scaled)
        self._refuse(column, np.abs(scaled - whole) > 1e-6 * np.maximum(1, np.abs(found)), f"{problem}; round it")
        return whole.astype(np.int64)

    def _floats(self, column: str) -> NDArray[np.float64]:
        series = self._column(column)
        found = pd.to_numeric(series, errors="coerce").to_numpy(np.float64, na_value=np.nan)
        return np.asarray(found)

    def _column(self, name: str) -> pd.Series:
        if name not in self.frame:
            raise ScenarioError(f"{self.path.name} has no column {name}; it has {', '.join(self.columns)}")
        return self.frame[name]

    def _refuse(self, column: str, is_wrong: NDArray[np.bool_], problem: str) -> None:
        for row in np.flatnonzero(is_wrong)[:1]:
            raise self.trouble(int(row), column, problem)


def _csv(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, skip_blank_lines=False, encoding="utf-8-sig")
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path.name} is no CSV in UTF-8 with a header: {error}") from error


def _parquet(path: Path) -> pd.DataFrame:
    try:
        return pd.DataFrame(pq.read_table(path).to_pandas())
    except pa.ArrowException as error:
        raise ScenarioError(f"{path.name} is no Parquet file: {error}") from error


def _as_text(series: pd.Series) -> pa.Array:
    """The column as texts without blanks around; nothing there is the empty text, truths are ``true`` and ``false``."""
    found = pa.Array.from_pandas(series)
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    if pa.types.is_dictionary(found.type):
        found = found.dictionary_decode()
    return pc.fill_null(pc.utf8_trim_whitespace(pc.cast(found, pa.string())), "")


def _is_blank(texts: pa.Array) -> NDArray[np.bool_]:
    return np.asarray(pc.equal(texts, "").to_numpy(zero_copy_only=False), np.bool_)
