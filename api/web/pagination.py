"""Pages of long lists: where the next one begins is told by a cursor that only this service can make."""

import base64
import binascii
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.dependencies import PartsDep
from data.errors import InputError

Item = TypeVar("Item")

_N_PLACE: Final = 8
_N_SIGNATURE: Final = 16
_NOT_OF_THE_LIST: Final = ("limit", "cursor", "lang")


class CursorError(InputError):
    """A cursor that this service did not make, or made for another list or other filters."""

    key = "error.cursor"


class Page(BaseModel, Generic[Item]):
    """A part of a list."""

    model_config = ConfigDict(frozen=True)

    items: list[Item]
    next_cursor: str | None = Field(description="Send it as `cursor` for the next page; null on the last one")


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list is asked for; ``key`` signs cursors, and is another one for every list and filter."""

    limit: int
    cursor: str | None
    key: bytes

    def place(self) -> int | None:
        """The place that the cursor names, at least 0; ``None`` for the beginning.

        Raises
        ------
        CursorError
            If the cursor was not made for this list.
        """
        if self.cursor is None:
            return None
        try:
            raw = base64.b64decode(self.cursor.encode("ascii"), altchars=b"-_", validate=True)
        except (UnicodeEncodeError, binascii.Error) as error:
            raise CursorError("a cursor that cannot be read") from error
        place, signature = raw[:_N_PLACE], raw[_N_PLACE:]
        if not hmac.compare_digest(signature, self._signature(place)):
            raise CursorError("a cursor of another list")
        return int.from_bytes(place)

    def cursor_at(self, place: int) -> str:
        """The cursor that names a place, at least 0."""
        raw = place.to_bytes(_N_PLACE)
        return base64.urlsafe_b64encode(raw + self._signature(raw)).decode()

    def part(self, rows: Sequence[Item]) -> tuple[Sequence[Item], str | None]:
        """The part of a whole list that is asked for, and the cursor of the next one."""
        start = self.place() or 0
        end = start + self.limit
        return rows[start:end], self.cursor_at(end) if end < len(rows) else None

    def _signature(self, place: bytes) -> bytes:
        return hmac.digest(self.key, place, "sha256")[:_N_SIGNATURE]


async def paging(
    request: Request,
    parts: PartsDep,
    limit: Annotated[int, Query(ge=1, le=100, description="Items of one page at most")] = 20,
    cursor: Annotated[
        str | None, Query(max_length=64, description="`next_cursor` of the page before, with the same filters")
    ] = None,
) -> Paging:
    """The part of a list that the address asks for."""
    filters = sorted(pair for pair in request.query_params.multi_items() if pair[0] not in _NOT_OF_THE_LIST)
    name = f"cursor {request.url.path}?{urlencode(filters)}"
    return Paging(limit, cursor, hmac.digest(parts.settings.pseudonym_secret, name.encode(), "sha256"))


PagingDep = Annotated[Paging, Depends(paging)]
