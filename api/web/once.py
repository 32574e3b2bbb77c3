"""Does a POST that names an ``Idempotency-Key`` once, however often it is sent.

The first answer is kept with a hash of what was asked and given again. An answer that refuses is not kept, as nothing
was done. The key is the caller's own: whose token no longer serves is not given what was kept for it.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any, Final

import sqlalchemy as sa
from anyio import to_thread
from fastapi import Depends, Header
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from api.dependencies import Parts
from api.schemas.common import problems
from api.web.request_limits import credential_of
from api.web.visit import needs_database, visit_of
from data import kept_answer_store
from data.database import storage_errors, writing
from data.kept_answer_store import KeptAnswer
from data.rights import NotSignedInError

_KEY_HEADER: Final = "Idempotency-Key"
_KEY_PATTERN: Final = "^[!-~]{1,255}$"
_KEPT_HEADERS: Final = ("content-type", "etag", "location")


def _idempotency_key(
    idempotency_key: Annotated[
        str | None,
        Header(
            pattern=_KEY_PATTERN,
            description="Sent again within 24 hours with the same request, it is answered as the first time",
        ),
    ] = None,
) -> None:
    """Let the header be checked and documented."""


class OnceRoute(APIRoute):
    """A route whose POST is done once for each idempotency key of a caller."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:  # noqa: ANN401  (the base's)
        if "POST" in (options.get("methods") or ()):
            options["dependencies"] = [*(options.get("dependencies") or ()), Depends(_idempotency_key)]
            options["responses"] = {**problems(409, 422), **(options.get("responses") or {})}
        super().__init__(path, endpoint, **options)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, from what is kept where it was done before."""
        key = Headers(scope=scope).get(_KEY_HEADER)
        if scope["method"] != "POST" or key is None or not re.match(_KEY_PATTERN, key):
            await super().handle(scope, receive, send)
            return
        request = Request(scope, receive)
        body = await request.body()
        parts: Parts = scope["app"].state.parts
        in_thread = partial(to_thread.run_sync, limiter=parts.once_threads)
        key_hash = _hashed(await in_thread(_caller, parts.engine, request), key)
        kept = await in_thread(_begin, parts.engine, key_hash, _request_hash(request, body))
        if kept is None:
            answer = _Answer()
            try:
                await super().handle(scope, _of(body), answer)
            except Exception:
                await in_thread(_end, parts.engine, key_hash, None)
                raise
            await in_thread(_end, parts.engine, key_hash, answer.to_keep())
            await answer.send_to(send)
        else:
            headers = {**kept.headers, "Idempotency-Replayed": "true"}
            await Response(kept.body, kept.status, headers)(scope, receive, send)


class _Answer:
    """Takes an answer and holds it until it may leave: what is not kept yet must not be known to be done."""

    def __init__(self) -> None:
        self._messages: list[Message] = []

    async def __call__(self, message: Message) -> None:
        self._messages.append(message)

    async def send_to(self, send: Send) -> None:
        """Let the answer leave."""
        for message in self._messages:
            await send(message)

    def to_keep(self) -> KeptAnswer | None:
        """The answer; ``None`` if it refuses."""
        start = self._messages[0]
        if start["status"] >= 400:
            return None
        headers = Headers(raw=start["headers"])
        kept = {name: headers[name] for name in _KEPT_HEADERS if name in headers}
        return KeptAnswer(start["status"], kept, b"".join(one.get("body", b"") for one in self._messages[1:]))


def _caller(engine: sa.Engine, request: Request) -> str:
    """Who asks, as far as it serves now: who they claim to be if that is so, else their network address."""
    if needs_database(request):
        try:
            with storage_errors(), engine.begin() as connection:
                visit = visit_of(connection, request, datetime.now(UTC))
        except NotSignedInError:
            return "nobody"
        if visit.account is not None:
            return credential_of(request)
    return f"address {request.client.host if request.client else ''}"


def _begin(engine: sa.Engine, key_hash: str, request_hash: str) -> KeptAnswer | None:
    with writing(engine) as connection:
        return kept_answer_store.begin(connection, key_hash, request_hash, datetime.now(UTC))


def _end(engine: sa.Engine, key_hash: str, answer: KeptAnswer | None) -> None:
    """Keep an answer, or forget the request where it did nothing."""
    with writing(engine) as connection:
        if answer is None:
            kept_answer_store.release(connection, key_hash)
        else:
            kept_answer_store.keep(connection, key_hash, answer)


def _request_hash(request: Request, body: bytes) -> str:
    return _hashed(request.url.path, request.url.query, hashlib.sha256(body).hexdigest())


def _hashed(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _of(body: bytes) -> Receive:
    """What gives a body that was read already."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
