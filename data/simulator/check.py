"""One check of an invented country: a figure, the range that was stated for it, and what it says in words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """``value`` must lie from ``low`` to ``high``, both included."""

    name: str
    value: float
    low: float
    high: float
    words: str = ""

    @property
    def holds(self) -> bool:
        """Whether the figure lies within its range; one that is not a number never does."""
        return self.low <= self.value <= self.high

    @property
    def line(self) -> str:
        """The check as ``rumbo simulate --check`` prints it.

        Examples
        --------
        >>> Check("students", 0.71, 0.65, 0.8).line
        'ok    students: 0.71, stated 0.65 to 0.8'
        """
        verdict = "ok   " if self.holds else "FAILS"
        words = f"; {self.words}" if self.words else ""
        return f"{verdict} {self.name}: {self.value:.4g}, stated {self.low:.4g} to {self.high:.4g}{words}"
