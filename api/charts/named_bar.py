"""What bars that lie one under another share: each has its name above it, in as many lines as it takes."""

import textwrap
from dataclasses import dataclass
from typing import Final

_LETTERS_A_LINE: Final = 42
"""As many as a small phone shows in one line."""

_LINE_HEIGHT: Final = 18
_BAR_HEIGHT: Final = 14
_GAP: Final = 14


@dataclass(frozen=True, slots=True)
class NamedBar:
    """One bar. Across it is measured in per cent of the width, down in pixels from the top."""

    name_lines: tuple[str, ...]
    top: int
    length: float
    text: str

    @property
    def name_bases(self) -> tuple[int, ...]:
        """Where each line of the name stands."""
        return tuple(self.top + _LINE_HEIGHT * number + 13 for number in range(len(self.name_lines)))

    @property
    def bar_top(self) -> int:
        """Upper edge of the bar itself."""
        return self.top + _LINE_HEIGHT * len(self.name_lines) + 2

    @property
    def bar_height(self) -> int:
        """Its thickness."""
        return _BAR_HEIGHT

    @property
    def bottom(self) -> int:
        """Where the next one may begin."""
        return self.bar_top + _BAR_HEIGHT + _GAP


def name_lines(name: str) -> tuple[str, ...]:
    """A name in lines that a small phone shows whole; at least one."""
    return tuple(textwrap.wrap(name, _LETTERS_A_LINE)) or (name,)
