"""Time of every page with 100,000 learners: requests to the application in this process, each page many times.

Usage: python -m benchmarks.pages HOME [N_REQUESTS] [N_LEARNERS]. HOME, an installation with invented people, is copied,
and its learners are repeated with their transcripts and exams until there are N_LEARNERS. Prints as JSON, page by page,
milliseconds that the service worked: the first request, and median and 95th percentile of those after it; the size of
the page; and, last, the pages whose median is above the bound. Times depend on the machine: compare them in one run.
"""

import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.app import create_app
from api.visit import FORM_FIELD
from data.database import opened_engine, refresh_statistics
from data.settings import Settings
from data.tables import exam_result, learner, transcript
from scripts.page_stops import Stop
from scripts.page_tour import LogIn, furnished

BOUND_MS: Final = 300
_REPEATED: Final = (learner, transcript, exam_result)
_MARK: Final = "-"
"""Ids of learners have none, so that copies are told from originals."""


def repeat_learners(engine: sa.Engine, n_wanted: int) -> int:
    """Copy the learners under ids of their own until there are ``n_wanted`` or a few more; returns how many."""
    with engine.begin() as connection:
        n_there = connection.scalars(sa.select(sa.func.count()).select_from(learner)).one()
        n_rounds = -(-n_wanted // n_there)
        for number in range(1, n_rounds):
            for table in _REPEATED:
                _repeat(connection, table, number)
    refresh_statistics(engine)
    return int(n_there * n_rounds)


def _repeat(connection: sa.Connection, table: sa.Table, number: int) -> None:
    """One more copy of a table's rows of the original learners, numbered anew where the table numbers its rows."""
    names = [column.name for column in table.columns if column is not table.autoincrement_column]
    copied_id = sa.literal(f"{number}{_MARK}").concat(table.c.learner_id)
    columns = [copied_id if name == "learner_id" else table.c[name] for name in names]
    originals = sa.select(*columns).where(sa.not_(table.c.learner_id.contains(_MARK)))
    connection.execute(sa.insert(table).from_select(names, originals))


def timed_pages(settings: Settings, n_requests: int) -> Iterator[dict[str, object]]:
    """The figures of each page of the tour."""
    tour = furnished(settings)
    with TestClient(create_app(settings), base_url="http://127.0.0.1", follow_redirects=False) as client:
        for role, stops in groupby(tour.stops, lambda stop: stop.role):
            client.cookies.clear()
            if role is not None:
                _log_in(client, tour.log_ins[role])
            for stop in stops:
                yield _timed(client, stop, n_requests)


def _log_in(client: TestClient, log_in: LogIn) -> None:
    page = client.get("/entrar").text
    token = page.split(f'name="{FORM_FIELD}" value="', 1)[1].split('"', 1)[0]
    form = {FORM_FIELD: token, "email": log_in.email, "password": log_in.password}
    if client.post("/entrar", data=form).status_code != 303:
        raise RuntimeError(f"{log_in.email} cannot log in")


def _timed(client: TestClient, stop: Stop, n_requests: int) -> dict[str, object]:
    times, size = [], 0
    for _ in range(n_requests + 1):
        answer = client.get(stop.path)
        if answer.status_code != 200:
            raise RuntimeError(f"{stop.path}: {answer.status_code}")
        times.append(float(answer.headers["Server-Timing"].removeprefix("app;dur=")))
        size = len(answer.content)
    later = sorted(times[1:])
    return {
        "page": stop.name,
        "first_ms": round(times[0], 1),
        "median_ms": round(statistics.median(later), 1),
        "p95_ms": round(later[int(0.95 * (len(later) - 1))], 1),
        "bytes": size,
    }


def main(home: Path, n_requests: int, n_learners: int) -> None:
    """Print the figures of every page, and which are too slow."""
    with tempfile.TemporaryDirectory(prefix="rumbo-timed-") as made:
        settings = Settings(home=Path(shutil.copytree(home, Path(made) / "home")))
        with opened_engine(settings.sqlalchemy_url) as engine:
            n_there = repeat_learners(engine, n_learners)
        pages = list(timed_pages(settings, n_requests))
    slow = [page["page"] for page in pages if float(str(page["median_ms"])) > BOUND_MS]
    figures = {"n_learners": n_there, "n_requests": n_requests, "pages": pages, f"median_above_{BOUND_MS}_ms": slow}
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        int(sys.argv[2]) if len(sys.argv) > 2 else 20,
        int(sys.argv[3]) if len(sys.argv) > 3 else 100_000,
    )
