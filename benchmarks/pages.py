"""Time of every page of every role: requests to the application in this process, each page many times.

Usage: python -m benchmarks.pages HOME [--requests 20] [--only NAME ...] [--json FILE]. HOME, an installation with
invented people such as `benchmarks.large_home` makes, is copied. Prints a table with milliseconds that the service
worked: the first request, and median and 95th percentile of those after it, as the clock says; the median of what the
processor worked, which does not grow where a machine is shared; the size of the page in bytes, and its rows of tables.
Then the pages whose median is above 300 ms, and addresses that are no pages and were not timed. Times depend on the
machine and on what else it does: compare them in one run.
"""

import argparse
import json
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.app import create_app
from api.web.visit import FORM_FIELD
from data.settings import Settings
from scripts.page_stops import STOPS, Stop
from scripts.page_tour import LogIn, furnished

BOUND_MS: Final = 300


@dataclass(frozen=True, slots=True)
class PageTime:
    """The figures of a page, in milliseconds; ``n_rows`` are rows of its tables and items of its lists."""

    page: str
    first_ms: float
    median_ms: float
    p95_ms: float
    cpu_ms: float
    n_bytes: int
    n_rows: int


def timed_pages(settings: Settings, n_requests: int, only: Collection[str] = ()) -> Iterator[PageTime]:
    """The figures of each page of the tour, or of some."""
    tour = furnished(settings)
    with TestClient(create_app(settings), base_url="http://127.0.0.1", follow_redirects=False) as client:
        for role, stops in groupby(tour.stops, lambda stop: stop.role):
            client.cookies.clear()
            if role is not None:
                _log_in(client, tour.log_ins[role])
            for stop in stops:
                if not only or stop.name in only:
                    yield _timed(client, stop, n_requests)


def not_timed(app: FastAPI) -> list[str]:
    """Addresses that may be looked at without the API's prefix and that no stop of the tour is of."""
    timed = {_shape(stop.path) for stop in STOPS}
    paths = set(_read_paths(app.router))
    return sorted(path for path in paths if not path.startswith("/v1/") and _shape(path) not in timed)


def table_text(pages: Iterable[PageTime]) -> str:
    """The figures as a table, slowest page first.

    Examples
    --------
    >>> print(table_text([PageTime("start", 12.0, 4.04, 5.0, 3.0, 900, 3)]))
    | page | first | median | p95 | processor | bytes | rows |
    | --- | --- | --- | --- | --- | --- | --- |
    | start | 12.0 | 4.0 | 5.0 | 3.0 | 900 | 3 |
    """
    lines = ["| page | first | median | p95 | processor | bytes | rows |", "| --- " * 7 + "|"]
    lines += [
        f"| {one.page} | {one.first_ms:.1f} | {one.median_ms:.1f} | {one.p95_ms:.1f} | {one.cpu_ms:.1f} |"
        f" {one.n_bytes} | {one.n_rows} |"
        for one in sorted(pages, key=lambda one: -one.median_ms)
    ]
    return "\n".join(lines)


def _read_paths(router: APIRouter) -> Iterator[str]:
    """Addresses that may be looked at, also of included routers."""
    for route in router.routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from _read_paths(included)
        elif isinstance(route, APIRoute) and "GET" in route.methods:
            yield route.path


def _log_in(client: TestClient, log_in: LogIn) -> None:
    page = client.get("/entrar").text
    token = page.split(f'name="{FORM_FIELD}" value="', 1)[1].split('"', 1)[0]
    form = {FORM_FIELD: token, "email": log_in.email, "password": log_in.password}
    if client.post("/entrar", data=form).status_code != 303:
        raise RuntimeError(f"{log_in.email} cannot log in")


def _timed(client: TestClient, stop: Stop, n_requests: int) -> PageTime:
    times, worked, text = [], [], ""
    for _ in range(n_requests + 1):
        before = time.process_time()
        answer = client.get(stop.path)
        worked.append(1000 * (time.process_time() - before))
        if answer.status_code != 200:
            raise RuntimeError(f"{stop.path}: {answer.status_code}")
        times.append(float(answer.headers["Server-Timing"].removeprefix("app;dur=")))
        text = answer.text
    later = sorted(times[1:])
    median, p95 = statistics.median(later), later[int(0.95 * (len(later) - 1))]
    cpu, n_rows = statistics.median(worked[1:]), len(re.findall("<(?:tr|li)[ >]", text))
    return PageTime(stop.name, times[0], median, p95, cpu, len(text.encode()), n_rows)


def _shape(path: str) -> str:
    """An address whatever its parts in braces are called, without what is asked."""
    return re.sub(r"\{\w+\}", "{}", path.partition("?")[0])


def main(arguments: list[str] | None = None) -> None:
    """Print the figures of every page, and which are too slow."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("--requests", type=int, default=20)
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="Pages of scripts/page_stops.py")
    parser.add_argument("--json", type=Path, help="File for the figures as JSON")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="rumbo-timed-") as made:
        settings = Settings(home=Path(shutil.copytree(given.home, Path(made) / "home")))
        pages = list(timed_pages(settings, given.requests, given.only))
        left_out = not_timed(create_app(settings))
    slow = [one.page for one in pages if one.median_ms > BOUND_MS]
    sys.stdout.write(
        f"{table_text(pages)}\n\nmedian above {BOUND_MS} ms: {', '.join(slow) or 'none'}\n"
        f"not timed: {', '.join(left_out) or 'none'}\n"
    )
    if given.json:
        given.json.write_text(json.dumps([asdict(one) for one in pages], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
