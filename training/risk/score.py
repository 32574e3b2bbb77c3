"""Reads a new table as a risk model needs it, and writes what the model says of it."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.atomic_file import replaced_file
from data.errors import InputError
from recommender.table_risk.encoding import NumberColumn
from recommender.table_risk.files import RiskFacts
from recommender.table_risk.model import Assessment, TableRisk
from training.case_table.mapping import CaseMapping
from training.case_table.reading import CaseTable, read_cases

_DECIMALS = 4


def read_for(path: Path, model: TableRisk, facts: RiskFacts) -> CaseTable:
    """Rows with the columns that the model reads, each of the kind that it was fitted on.

    Raises
    ------
    InputError
        If the file cannot be read, lacks a column, or has words where the model reads numbers.
    """
    columns = model.encoding.columns
    words = frozenset(column.name for column in columns if not isinstance(column, NumberColumn))
    mapping = CaseMapping(id=facts.id, categorical=words, missing=facts.missing)
    table = read_cases(path, mapping, with_outcome=False, columns=model.encoding.names)
    for name in table.frame.columns:
        if name not in words and not pd.api.types.is_numeric_dtype(table.frame[name]):
            found = table.frame[name].dropna()
            stray = found[pd.to_numeric(found, errors="coerce").isna()].iloc[0]
            raise InputError(f"{path}, {name}: {stray!r} is no number; the model was fitted on numbers there")
    return table


def write_scores(path: Path, table: CaseTable, found: Assessment, reasons: NDArray[Any]) -> None:
    """A CSV file with a row a case, in the table's order: id, probability, low, high, reasons."""
    import pyarrow as pa
    from pyarrow import csv

    rounded = {name: np.round(getattr(found, name), _DECIMALS) for name in ("probability", "low", "high")}
    content = pa.table({"id": table.ids.astype(object), **rounded, "reasons": reasons})
    with replaced_file(path) as file:
        csv.write_csv(content, file)
