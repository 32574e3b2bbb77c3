"""Reads a text line by line without ever holding an endless one, and can give lines back."""

from collections import deque
from collections.abc import Iterator
from typing import IO

from data.importers.formats.rows import MAX_LINE


class TooLongError(Exception):
    """A row goes beyond `MAX_LINE` characters."""


class LineReader:
    """Lines of a text, grouped into rows; ``n_read`` counts the lines handed out.

    A row beyond `MAX_LINE` characters raises `TooLongError`, so that no file can fill the memory.
    """

    def __init__(self, text: IO[str]) -> None:
        self.n_read = 0
        self._text = text
        self._returned: deque[str] = deque()
        self._row: list[str] = []
        self._length = 0

    def __iter__(self) -> "LineReader":
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else self._next_line()
        if not line:
            raise StopIteration
        self.n_read += 1
        self._row.append(line)
        self._length += len(line)
        if self._length >= MAX_LINE:
            raise TooLongError
        return line

    def each(self) -> Iterator[tuple[int, str | None]]:
        """Every line as a row of its own, with its number; ``None`` stands for one that is too long."""
        while True:
            number = self.begin_row()
            try:
                line = next(self, None)
            except TooLongError:
                yield number, None
                continue
            if line is None:
                return
            yield number, line

    @property
    def row(self) -> list[str]:
        """The lines of the present row."""
        return self._row

    def begin_row(self) -> int:
        """Begin a row and return the number of its first line, which starts at 1."""
        self._row = []
        self._length = 0
        return self.n_read + 1

    def give_back(self) -> None:
        """Take the present row to be its first line alone; the others are read again."""
        self._returned.extendleft(reversed(self._row[1:]))
        self.n_read -= len(self._row[1:])

    def _next_line(self) -> str:
        """A line, cut off at `MAX_LINE`."""
        line = rest = self._text.readline(MAX_LINE)
        while len(rest) == MAX_LINE and rest[-1] not in "\r\n":
            rest = self._text.readline(MAX_LINE)
        return line
