"""What a check of the catalogue finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that somebody should look at: the check that found it, where it stands and what it is."""

    check: str
    file: str
    row_id: str
    text: str

    def __str__(self) -> str:
        return f"{self.check}: {self.file}, {self.row_id}: {self.text}"
