"""Limits how often one key, one browser or one network address may call the API.

Counted in the memory of each process: a limit protects the process, and a count in the database would cost more than
most requests do. Tries of passwords are counted in the database, see ``rate_limit.py``.
"""

import hashlib
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.recently_used import RecentlyUsed
from api.web.errors import error_response
from api.web.rate_limit import TooManyTriesError
from api.web.visit import SESSION_COOKIE

_MOST_CALLERS: Final = 20_000


class TooManyRequestsError(TooManyTriesError):
    """A caller makes more requests than the settings allow."""

    key = "error.too_many_requests"


@dataclass(frozen=True, slots=True)
class _Allowance:
    """How many requests a caller may still make at once, as of a moment in seconds."""

    n_left: float
    moment: float


class Allowances:
    """``per_minute`` requests a caller, all at once or spread; 0 sets no limit. What was used comes back steadily."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._held: RecentlyUsed[str, _Allowance] = RecentlyUsed(_MOST_CALLERS)

    def use(self, caller: str) -> float:
        """Count a request of a caller; returns the seconds to wait, 0.0 where it is taken now."""
        if self._per_minute == 0:
            return 0.0
        moment, a_second = self._clock(), self._per_minute / 60
        before = self._held.get(caller) or _Allowance(self._per_minute, moment)
        n_left = min(float(self._per_minute), before.n_left + (moment - before.moment) * a_second)
        is_taken = n_left >= 1
        self._held.put(caller, _Allowance(n_left - 1 if is_taken else n_left, moment))
        return 0.0 if is_taken else (1 - n_left) * 60 / self._per_minute


class RequestLimitMiddleware:
    """Answers 429 to requests of the API beyond the limits.

    Every request counts for its address, so that who sends ever new keys that do not serve is stopped as well.
    """

    def __init__(self, app: ASGIApp, key_per_minute: int, address_per_minute: int) -> None:
        self.app = app
        self._keys = Allowances(key_per_minute)
        self._addresses = Allowances(address_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on unless its caller has made too many."""
        wait = max(self._waits(scope), default=0.0) if _is_counted(scope) else 0.0
        if wait > 0:
            refusal = TooManyRequestsError(math.ceil(wait))
            await error_response(Request(scope, receive), refusal)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _waits(self, scope: Scope) -> Iterator[float]:
        client = scope.get("client")
        yield self._addresses.use(client[0] if client else "")
        credential = credential_of(Request(scope))
        if credential:
            yield self._keys.use(credential)


def credential_of(request: Request) -> str:
    """A hash of what a request claims to be somebody's by; empty where it claims nothing."""
    credential = Headers(scope=request.scope).get("authorization") or request.cookies.get(SESSION_COOKIE)
    return hashlib.sha256(credential.encode("utf-8", "surrogatepass")).hexdigest() if credential else ""


def _is_counted(scope: Scope) -> bool:
    return scope["type"] == "http" and str(scope["path"]).startswith("/v1/")
