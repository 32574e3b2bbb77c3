"""What an import did with each row."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """Rows of one file by their fate; ``n_in`` counts every row read.

    ``unchanged`` rows are stored already. A ``duplicate`` repeats another row: the same key twice in one
    file (the first row counts), or an equal posting under another id. ``outside_scope`` rows are well-formed and
    speak of what Rumbo does not hold, such as a relation to an unknown concept. ``notes`` counts what was met in rows
    of whatever fate.

    Examples
    --------
    >>> counts = ImportCounts(n_in=3, new=2) + ImportCounts(n_in=1, rejected=1)
    >>> counts.n_in, counts.adds_up
    (4, False)
    """

    n_in: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicate: int = 0
    rejected: int = 0
    outside_scope: int = 0
    notes: Mapping[str, int] = field(default_factory=dict, hash=False)

    def __add__(self, other: "ImportCounts") -> "ImportCounts":
        return ImportCounts(
            self.n_in + other.n_in,
            self.new + other.new,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.duplicate + other.duplicate,
            self.rejected + other.rejected,
            self.outside_scope + other.outside_scope,
            {name: self.notes.get(name, 0) + other.notes.get(name, 0) for name in {**self.notes, **other.notes}},
        )

    @property
    def adds_up(self) -> bool:
        """Whether every row read has one fate."""
        fates = self.new + self.updated + self.unchanged + self.duplicate + self.rejected + self.outside_scope
        return self.n_in == fates

    @property
    def n_changed(self) -> int:
        """Rows that changed the database."""
        return self.new + self.updated

    def as_dict(self) -> dict[str, int]:
        """The counts by name, as a job run stores them."""
        return {
            "in": self.n_in,
            "new": self.new,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "duplicate": self.duplicate,
            "rejected": self.rejected,
            "outside_scope": self.outside_scope,
            **self.notes,
        }
