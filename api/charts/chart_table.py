"""The table beneath a picture: the same numbers in words, for whoever cannot or does not want to see the picture."""

from dataclasses import dataclass
from typing import Final

from data.exporters.tables import Cell as FileCell

_MOST_OPEN_ROWS: Final = 6
"""A longer table is folded, as the picture above says the same."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, with the address that it leads to where there is one.

    ``value`` is what a file has in its place, where that is no text.
    """

    text: str
    url: str | None = None
    value: FileCell = None

    @property
    def content(self) -> FileCell:
        """What a file has."""
        return self.text if self.value is None else self.value


@dataclass(frozen=True, slots=True)
class ChartTable:
    """Rows below a heading each; the first cell of a row names it, the others are numbers.

    One that ``is_main`` is what its page is for: it is never folded.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_main: bool = False

    def __post_init__(self) -> None:
        wrong = next((row for row in self.rows if len(row) != len(self.columns)), None)
        if wrong is not None:
            raise ValueError(f"table {self.caption!r} has {len(self.columns)} columns, a row {len(wrong)} cells")

    @property
    def is_folded(self) -> bool:
        """Whether the reader unfolds it first."""
        return not self.is_main and len(self.rows) > _MOST_OPEN_ROWS
