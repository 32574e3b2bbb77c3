"""Turns the columns of a table of cases into numbers: one way for straight lines, one for trees."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_RARE: Final = 10
"""A category with fewer rows than this is read as one with all other rare ones."""

_MOST_CATEGORIES: Final = 100
_OUTER: Final = (0.005, 0.995)
"""Numbers beyond these quantiles count as the quantile: one slip of a key must not carry a straight line away."""


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """A column of numbers; those outside of ``low`` to ``high`` count as the nearest end."""

    name: str
    low: float
    high: float
    mean: float
    spread: float
    has_missing: bool

    @property
    def width(self) -> int:
        """Columns of the dense form: the number, and whether it is missing where that occurs."""
        return 1 + self.has_missing

    def dense(self, values: pd.Series) -> NDArray[np.float64]:
        """Shape (n, width); a missing number counts as the mean."""
        numbers = values.to_numpy(dtype=np.float64)
        missing = np.isnan(numbers)
        standard = (np.clip(numbers, self.low, self.high) - self.mean) / self.spread
        columns = [np.where(missing, 0.0, standard)]
        return np.stack([*columns, missing.astype(np.float64)] if self.has_missing else columns, axis=1)

    def codes(self, values: pd.Series) -> NDArray[np.float64]:
        """The numbers as they are, NaN where missing, shape (n,)."""
        return values.to_numpy(dtype=np.float64)


@dataclass(frozen=True, slots=True)
class CategoryColumn:
    """A column of words: ``categories``, then one for rare and unseen words, then one for no word."""

    name: str
    categories: tuple[str, ...]

    @property
    def width(self) -> int:
        """Columns of the dense form."""
        return len(self.categories) + 2

    def dense(self, values: pd.Series) -> NDArray[np.float64]:
        """One of ``width`` columns is 1 in each row."""
        one_hot = np.zeros((len(values), self.width))
        one_hot[np.arange(len(values)), self.codes(values).astype(np.intp)] = 1.0
        return one_hot

    def codes(self, values: pd.Series) -> NDArray[np.float64]:
        """Place among the categories; their number for a rare or unseen word, one more for none."""
        found, words = pd.factorize(values)
        place = {word: number for number, word in enumerate(self.categories)}
        # The last entry is found by -1, which stands for a missing word.
        numbers = [*(place.get(word, len(place)) for word in words), len(place) + 1]
        return np.asarray(numbers, np.float64)[found]


@dataclass(frozen=True, slots=True)
class CaseEncoding:
    """How each column of a table becomes numbers, learned from the table that a model is fitted on."""

    columns: tuple[NumberColumn | CategoryColumn, ...]

    @classmethod
    def fit(cls, frame: pd.DataFrame, categorical: Collection[str]) -> Self:
        """Learn from a frame of floats and words; columns of words are categorical whether named or not.

        Raises
        ------
        ValueError
            If a column named categorical holds numbers.
        """
        fitted = []
        for name in frame.columns:
            is_number = pd.api.types.is_numeric_dtype(frame[name])
            if is_number and name in categorical:
                raise ValueError(f"{name} is categorical and holds numbers; read it as words")
            fitted.append(_number_column(frame[name]) if is_number else _category_column(frame[name]))
        return cls(tuple(fitted))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the table's columns, in order."""
        return tuple(column.name for column in self.columns)

    def dense(self, frame: pd.DataFrame) -> NDArray[np.float64]:
        """Standardised numbers with flags of missing ones, and one-hot categories, shape (n, sum of widths)."""
        return _joined(frame, [column.dense(frame[column.name]) for column in self.columns])

    def codes(self, frame: pd.DataFrame) -> NDArray[np.float64]:
        """Numbers as they are and categories as whole numbers, shape (n, number of columns)."""
        return _joined(frame, [column.codes(frame[column.name])[:, None] for column in self.columns])

    def split(self, frame: pd.DataFrame) -> NDArray[np.float32]:
        """For trees that know no categories: numbers as they are, NaN where missing, and one-hot categories."""
        parts = [
            column.codes(frame[column.name])[:, None]
            if isinstance(column, NumberColumn)
            else column.dense(frame[column.name])
            for column in self.columns
        ]
        return _joined(frame, parts).astype(np.float32)

    def dense_owners(self) -> NDArray[np.intp]:
        """Which of the table's columns each column of the dense form comes from."""
        return np.repeat(np.arange(len(self.columns)), [column.width for column in self.columns])

    def split_owners(self) -> NDArray[np.intp]:
        """Which of the table's columns each column of the split form comes from."""
        widths = [1 if isinstance(column, NumberColumn) else column.width for column in self.columns]
        return np.repeat(np.arange(len(self.columns)), widths)

    def as_json(self) -> list[dict[str, Any]]:
        """The encoding as plain lists and numbers."""
        return [{name: getattr(column, name) for name in column.__slots__} for column in self.columns]

    @classmethod
    def from_json(cls, content: Collection[Mapping[str, Any]]) -> Self:
        """The encoding that ``as_json`` wrote."""
        return cls(
            tuple(
                CategoryColumn(found["name"], tuple(found["categories"]))
                if "categories" in found
                else NumberColumn(**found)
                for found in content
            )
        )


def _number_column(values: pd.Series) -> NumberColumn:
    numbers = values.to_numpy(dtype=np.float64)
    known = numbers[~np.isnan(numbers)]
    if not len(known):
        return NumberColumn(str(values.name), 0.0, 0.0, 0.0, 1.0, has_missing=True)
    low, high = np.quantile(known, _OUTER)
    clipped = np.clip(known, low, high)
    spread = float(clipped.std())
    return NumberColumn(
        name=str(values.name),
        low=float(low),
        high=float(high),
        mean=float(clipped.mean()),
        # A column that never changes says nothing, whatever it is divided by.
        spread=spread if spread > 0 else 1.0,
        has_missing=len(known) < len(numbers),
    )


def _category_column(values: pd.Series) -> CategoryColumn:
    counts = values.value_counts()
    kept = counts[counts >= _RARE].index[:_MOST_CATEGORIES]
    return CategoryColumn(str(values.name), tuple(sorted(map(str, kept))))


def _joined(frame: pd.DataFrame, parts: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    return np.concatenate([np.empty((len(frame), 0)), *parts], axis=1)
