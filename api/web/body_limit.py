"""Refuses request bodies that are too large before any of them is read."""

from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.web.errors import error_response
from data.errors import InputError
from data.uploads import UploadTooLargeError

MOST_BYTES: Final = 2_000_000
"""Of a form without files and of JSON."""

_SURROUNDINGS: Final = 100_000
"""Room for what surrounds the files in a form."""


class BodyLimitMiddleware:
    """Answers 413 to a body that says it is too long, 422 to one that does not say how long it is."""

    def __init__(self, app: ASGIApp, upload_bytes: int) -> None:
        self.app = app
        self._most_with_files = 2 * upload_bytes + _SURROUNDINGS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on unless its body is too large."""
        refusal = self._refusal(Headers(scope=scope)) if scope["type"] == "http" else None
        if refusal is None:
            await self.app(scope, receive, send)
        else:
            await error_response(Request(scope, receive), refusal)(scope, receive, send)

    def _refusal(self, headers: Headers) -> InputError | UploadTooLargeError | None:
        if "transfer-encoding" in headers:
            return InputError("a body must say its length")
        length = headers.get("content-length", "0")
        if not length.isdecimal():
            return InputError("a body must say its length")
        has_files = headers.get("content-type", "").startswith("multipart/form-data")
        most = self._most_with_files if has_files else MOST_BYTES
        return UploadTooLargeError(f"a body of {length} bytes") if int(length) > most else None
