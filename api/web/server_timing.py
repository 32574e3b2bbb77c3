"""Says in each answer how long the service worked on it, so that one can tell service from network."""

import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class ServerTimingMiddleware:
    """Adds ``Server-Timing: app;dur=<milliseconds>``: from the request's arrival to the start of its answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and time it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start = time.perf_counter()

        async def send_with_time(message: Message) -> None:
            if message["type"] == "http.response.start":
                spent = 1000 * (time.perf_counter() - start)
                MutableHeaders(scope=message)["Server-Timing"] = f"app;dur={spent:.2f}"
            await send(message)

        await self.app(scope, receive, send_with_time)
