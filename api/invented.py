"""Whether figures of everybody count invented people or postings, so that every page that shows some says so."""

from time import monotonic
from typing import Final

import sqlalchemy as sa

from data.invented_store import holds_invented

_SECONDS_KEPT: Final = 60.0


class InventedData:
    """The answer, asked for again after a minute: an import may bring the first ones, or erase the last."""

    def __init__(self) -> None:
        self._known: tuple[float, bool] | None = None

    def is_held(self, connection: sa.Connection) -> bool:
        """Whether the installation holds any."""
        known = self._known
        if known is None or monotonic() - known[0] > _SECONDS_KEPT:
            known = self._known = (monotonic(), holds_invented(connection))
        return known[1]
