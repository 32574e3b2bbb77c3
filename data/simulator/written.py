"""Reads a written country back, as a partner's files and its truth, for the checks."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow.csv as pacsv

from data.errors import InputError
from data.simulator.truth import Truth, read_truth, read_world

_TABLES: Final = ("learners", "enrolments", "exam_results", "outcomes", "vouchers", "surveys")
_COLUMNS: Final = {
    "transcripts": ["passed"],
    "impressions": ["impression_id", "rank"],
    "feedback": ["impression_id", "answer"],
}
"""The long tables, and what the checks read of them."""


@dataclass(frozen=True, slots=True)
class WrittenCountry:
    """The files of a country as frames with the columns of ``docs/formats.md``; days are dates, flags are bools.

    The long ones, ``transcripts``, ``impressions`` and ``feedback``, have the few columns that the checks read.
    """

    learners: pd.DataFrame
    transcripts: pd.DataFrame
    impressions: pd.DataFrame
    feedback: pd.DataFrame
    enrolments: pd.DataFrame
    exam_results: pd.DataFrame
    outcomes: pd.DataFrame
    vouchers: pd.DataFrame
    surveys: pd.DataFrame
    postings: pd.DataFrame
    truth: Truth
    world: dict[str, str | int]

    @property
    def until(self) -> date:
        """The last day."""
        return date.fromisoformat(str(self.world["until"]))

    @property
    def first_day(self) -> pd.Timestamp:
        """First day of the first month of lists."""
        return pd.Timestamp(self.until).to_period("M").to_timestamp() - pd.DateOffset(
            months=int(self.world["months"]) - 1
        )


def read_country(folder: Path, truth_folder: Path) -> WrittenCountry:
    """Read what ``simulate`` wrote.

    Raises
    ------
    InputError
        If a file is missing or unreadable; the detail names it.
    """
    return WrittenCountry(
        **{name: _table(folder / f"{name}.csv", None) for name in _TABLES},
        **{name: _table(folder / f"{name}.csv", columns) for name, columns in _COLUMNS.items()},
        postings=_postings(folder / "postings.jsonl"),
        truth=read_truth(truth_folder),
        world=read_world(truth_folder),
    )


def _table(path: Path, columns: list[str] | None) -> pd.DataFrame:
    """A file's columns, all of them for ``None``."""
    options = pacsv.ConvertOptions(include_columns=columns)
    try:
        frame: pd.DataFrame = pacsv.read_csv(path, convert_options=options).to_pandas(date_as_object=False)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{path}: cannot be read ({error})") from error
    return frame


def _postings(path: Path) -> pd.DataFrame:
    try:
        with path.open(encoding="utf-8") as file:
            return pd.DataFrame([json.loads(line) for line in file])
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read ({error})") from error
