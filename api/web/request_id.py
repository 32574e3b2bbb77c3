"""Gives each request a name, so that an answer, a log line and a caller's own notes can be told to belong together."""

import re
from typing import Final
from uuid import uuid4

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID_HEADER: Final = "X-Request-ID"

# Nothing that could break a log line or be read as markup.
_IS_SANE: Final = re.compile(r"[0-9A-Za-z._-]{8,64}")


def request_id_of(request: Request) -> str:
    """The name that `RequestIdMiddleware` gave a request."""
    return str(request.scope["state"]["request_id"])


class RequestIdMiddleware:
    """Takes the caller's ``X-Request-ID`` or makes one, and sets it in every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on under its name."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID_HEADER, "")
        request_id = given if _IS_SANE.fullmatch(given) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = request_id
            await send(message)

        await self.app(scope, receive, send_with_id)
