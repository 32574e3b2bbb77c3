"""Refuses writes that another site makes a visitor's browser send."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.web.errors import CrossOriginError, error_response

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_same_origin(headers: Headers) -> bool:
    """Whether a request comes from our own pages, or from a program that is no browser.

    Browsers send ``Sec-Fetch-Site``, older ones at least ``Origin`` with every POST; a program sends neither.
    Only host and port of ``Origin`` are compared, as the scheme differs behind a proxy that ends TLS.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")


class SameOriginMiddleware:
    """Answers 403 to a write from another origin."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on unless it is a write from elsewhere."""
        is_write = scope["type"] == "http" and scope["method"] not in _SAFE_METHODS
        if is_write and not is_same_origin(Headers(scope=scope)):
            refusal = CrossOriginError("a write came from another origin")
            await error_response(Request(scope, receive), refusal)(scope, receive, send)
            return
        await self.app(scope, receive, send)
