"""What every format hands out, and the columns that its reader is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from data.importers.column_names import found_columns

# A field over 200,000 characters is refused later, with its column; a longer row is not even parsed.
MAX_LINE: Final = 4_000_000

TOO_LONG: Final = "the row is too long"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row: texts by column, or the reason why it cannot be read.

    ``line`` starts at 1; where a format has no lines it is the number of the row or object.
    """

    line: int
    values: dict[str, str]
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class WantedColumns:
    """The columns that a reader is asked for: those named, or with ``everything`` all that the file has."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    everything: bool = False

    def places(self, header: Sequence[str]) -> dict[str, int]:
        """Where in a header each wanted column stands; those that are not there are left out."""
        if self.everything:
            return {name: header.index(name) for name in header if name}
        return found_columns((*self.required, *self.optional), header)

    @property
    def blank(self) -> dict[str, str]:
        """A row without any text."""
        return dict.fromkeys((*self.required, *self.optional), "")

    def trouble(self, header: Sequence[str]) -> str | None:
        """What is wrong with a header, if anything."""
        places = self.places(header)
        missing = [name for name in self.required if name not in places]
        if missing:
            return f"the header lacks {', '.join(missing)}; a mapping can rename columns or give constants"
        repeated = sorted({header[place] for place in places.values() if header.count(header[place]) > 1})
        if repeated:
            return f"the header has {', '.join(repeated)} more than once"
        return None
