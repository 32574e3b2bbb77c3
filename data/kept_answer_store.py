"""Answers to requests that name an idempotency key, kept for a day."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from data.errors import AppError
from data.program_tables import kept_answer
from data.upsert import insert_new

KEPT_FOR: Final = timedelta(hours=24)


class KeyInFlightError(AppError):
    """The first request of this key is still worked on, or was cut off: whether it was done, one must look."""

    status = 409
    key = "error.key_in_flight"


class KeyReusedError(AppError):
    """The key was sent with another request before."""

    status = 422
    key = "error.key_reused"


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it was given."""

    status: int
    headers: Mapping[str, str] = field(hash=False)
    body: bytes


def begin(connection: sa.Connection, key_hash: str, request_hash: str, moment: datetime) -> KeptAnswer | None:
    """Note that a request begins; the answer if it was done before. Of several at once one begins.

    Raises
    ------
    KeyInFlightError
        If the first request of this key has no answer yet.
    KeyReusedError
        If the first request of this key was another one.
    """
    connection.execute(sa.delete(kept_answer).where(kept_answer.c.asked_at <= moment - KEPT_FOR))
    begun = {"key_hash": key_hash, "request_hash": request_hash, "asked_at": moment}
    if insert_new(connection, kept_answer, [begun], ["key_hash"]):
        return None
    found = connection.execute(sa.select(kept_answer).where(kept_answer.c.key_hash == key_hash)).one_or_none()
    if found is not None and found.request_hash != request_hash:
        raise KeyReusedError("an idempotency key came with another request")
    if found is None or found.status is None:
        raise KeyInFlightError("the first request of an idempotency key has no answer yet")
    return KeptAnswer(found.status, json.loads(found.headers), found.body.encode())


def keep(connection: sa.Connection, key_hash: str, answer: KeptAnswer) -> None:
    """Store the answer to a request that began."""
    values = {"status": answer.status, "headers": json.dumps(dict(answer.headers)), "body": answer.body.decode()}
    connection.execute(sa.update(kept_answer).where(kept_answer.c.key_hash == key_hash).values(values))


def release(connection: sa.Connection, key_hash: str) -> None:
    """Forget a request that did nothing, so that it may be sent again."""
    connection.execute(sa.delete(kept_answer).where(kept_answer.c.key_hash == key_hash, kept_answer.c.status.is_(None)))
