"""Writes columns as CSV files whose bytes depend on the columns alone."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from numpy.typing import NDArray

TextColumns = Mapping[str, pa.Array]

# No text of ours holds a comma, a quote or a line break; the writer refuses one that does.
_OPTIONS: Final = pacsv.WriteOptions(quoting_style="none", quoting_header="none")


def write_csv(path: Path, parts: Iterable[TextColumns], *, may_be_empty: bool = False) -> None:
    """Write tables of equal columns below each other.

    Raises
    ------
    ValueError
        If there is no row at all and the file ``may_be_empty`` is false.
    """
    tables = map(pa.table, parts)
    first = next(tables)
    n_rows = first.num_rows
    with pacsv.CSVWriter(path, first.schema, write_options=_OPTIONS) as writer:
        writer.write_table(first)
        for table in tables:
            n_rows += table.num_rows
            writer.write_table(table)
    if n_rows == 0 and not may_be_empty:
        raise ValueError(f"the country is too small: no row for {path.name}; ask for more learners or months")


def numbered(letters: str, numbers: NDArray[Any], n_digits: int) -> pa.Array:
    """Ids such as ``SM0000001``."""
    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), n_digits, "0")
    return pc.binary_join_element_wise(letters, digits, "")


def named(names: Iterable[str], numbers: NDArray[Any]) -> pa.Array:
    """The name that stands at each number's place; an empty text for -1."""
    texts = pa.array(["", *names], pa.string())
    return texts.take(pa.array(numbers.astype(np.int64) + 1))


def truth_words(flags: NDArray[np.bool_]) -> pa.Array:
    """``True`` and ``False`` as words."""
    return named(["False", "True"], flags)


def where_known(texts: pa.Array, is_known: NDArray[np.bool_]) -> pa.Array:
    """The texts, empty where not known."""
    return pc.if_else(pa.array(is_known), texts, "")
