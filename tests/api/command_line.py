"""How ``rumbo`` is run in tests, and how a command ended; the fixtures are in ``conftest.py``."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Finished:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The last line of standard error, which must be the one that says what is wrong."""
        assert "Traceback" not in self.err
        return self.err.rstrip("\n").rpartition("\n")[2]


Rumbo = Callable[..., Finished]
