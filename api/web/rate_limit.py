"""Limits on what one e-mail address or one network address may try within a time."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from data import try_store
from data.errors import AppError

KEPT_FOR: Final = timedelta(hours=1)
"""The longest time that a limit may reckon with."""


class TooManyTriesError(AppError):
    """Too many tries; ``retry_seconds`` says when one more is taken."""

    status = 429
    key = "error.too_many_tries"

    def __init__(self, retry_seconds: int) -> None:
        super().__init__("too many tries")
        self.retry_seconds = retry_seconds


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` tries of one kind ``within`` a time; ``name`` tells kinds apart and is never shown."""

    name: str
    most: int
    within: timedelta

    def __post_init__(self) -> None:
        if self.within > KEPT_FOR:
            raise ValueError(f"tries are kept for {KEPT_FOR}, not for {self.within}")


class Tries:
    """The tries of who makes one request, counted under a hash keyed by ``secret``: neither address is stored."""

    def __init__(self, connection: sa.Connection, by: Mapping[Limit, str], *, secret: bytes, moment: datetime) -> None:
        self._connection = connection
        self._moment = moment
        self._hashes = {limit: _hashed(secret, f"{limit.name} {who}") for limit, who in by.items()}

    def refusal(self) -> TooManyTriesError | None:
        """Why this request must wait, if it must."""
        for limit, tried in self._hashes.items():
            n_tries, oldest = try_store.tries_since(self._connection, tried, self._moment - limit.within)
            if n_tries >= limit.most and oldest is not None:
                return TooManyTriesError(max(1, round((oldest + limit.within - self._moment).total_seconds())))
        return None

    def count(self) -> None:
        """Count this request."""
        try_store.forget_tries_before(self._connection, self._moment - KEPT_FOR)
        try_store.record_try(self._connection, tuple(self._hashes.values()), self._moment)

    def forget(self, limit: Limit) -> None:
        """Begin one of the counts anew."""
        try_store.forget_tries(self._connection, self._hashes[limit])


def _hashed(secret: bytes, what: str) -> str:
    return hmac.digest(secret, what.encode("utf-8", "surrogatepass"), "sha256").hex()
