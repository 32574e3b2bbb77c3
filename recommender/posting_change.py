"""Whether the postings of two times differ by more than chance."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_Z: Final = 1.959964


class Change(StrEnum):
    """What two counts let say."""

    MORE = "more"
    LESS = "less"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class PostingChange:
    """Postings of two times of the same length.

    Examples
    --------
    >>> PostingChange(before=40, now=70).said, PostingChange(before=4, now=7).said
    (<Change.MORE: 'more'>, <Change.UNCLEAR: 'unclear'>)
    """

    before: int
    now: int

    @property
    def difference(self) -> int:
        """How many more, or with a minus fewer."""
        return self.now - self.before

    @property
    def said(self) -> Change:
        """Whether the difference is more than chance brings in 95 of 100 cases.

        Of two Poisson counts of one rate each posting falls into either quarter with the same chance, so that their
        difference has the sum of both as its variance (Przyborowski and Wilenski 1940, doi:10.1093/biomet/31.3-4.313).
        """
        if self.difference**2 <= _Z**2 * (self.before + self.now):
            return Change.UNCLEAR
        return Change.MORE if self.difference > 0 else Change.LESS
