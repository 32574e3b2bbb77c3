"""What partners would have recorded, as growing tables of columns; people and certifications are row numbers."""

from collections import defaultdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

Columns = dict[str, NDArray[Any]]


class EventLog:
    """Tables by name; each part that is added has the same columns, all of one length."""

    def __init__(self) -> None:
        self._parts: defaultdict[str, list[Columns]] = defaultdict(list)

    def add(self, table: str, **columns: NDArray[Any]) -> None:
        """Put rows at the end of a table."""
        self._parts[table].append(columns)

    def n_rows(self, table: str) -> int:
        """Number of rows of a table so far."""
        return sum(len(next(iter(part.values()))) for part in self._parts[table])

    def columns(self, table: str) -> Columns:
        """All rows of a table, in the order in which they were added."""
        parts = self._parts[table]
        return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
