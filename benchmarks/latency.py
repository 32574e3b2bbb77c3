"""Time of suggestions on this machine: sequential requests to a real server on loopback, as JSON.

Usage: python benchmarks/latency.py [N_REQUESTS]; needs the demo (rumbo demo). First looks compute and store a list;
second looks, within 30 minutes, find it stored. The bare calculation is timed too, for the ratio.
"""

import json
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx
import uvicorn

from api.app import bundle_holder, create_app
from api.services import suggest_for
from data.catalogue import read_catalogue
from data.database import open_engine
from data.learner_store import demo_learners
from data.settings import Settings


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """The service on a free port of this machine."""
    server = uvicorn.Server(uvicorn.Config(create_app(settings), host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def main(n_requests: int) -> None:
    """Print medians and 95th percentiles in milliseconds."""
    settings = Settings()
    engine = open_engine(settings.sqlalchemy_url)
    with engine.connect() as connection:
        learners = [one.id for one in demo_learners(connection, n_requests, 1_000)]
    with served(settings) as address, httpx.Client(base_url=address) as client:
        client.get(f"/v1/learners/{learners[0]}/suggestions")  # The first request of all loads the bundle.
        first = [_timed(client, f"/v1/learners/{id_}/suggestions") for id_ in learners]
        again = [_timed(client, f"/v1/learners/{id_}/suggestions") for id_ in learners]
        pages = [_timed(client, f"/learners/{id_}") for id_ in learners]
    bundle = bundle_holder(settings, read_catalogue(settings.reference)).current()
    computed = []
    for id_ in learners:
        start = time.perf_counter()
        with engine.connect() as connection:
            suggest_for(connection, bundle, id_, moment=datetime.now(UTC))
            connection.rollback()
        computed.append(1000 * (time.perf_counter() - start))
    engine.dispose()
    named = {"first_look": first, "second_look": again, "page": pages, "calculation_and_database_reads": computed}
    sys.stdout.write(json.dumps({name: _summary(times) for name, times in named.items()}, indent=2) + "\n")


def _timed(client: httpx.Client, path: str) -> float:
    start = time.perf_counter()
    client.get(path).raise_for_status()
    return 1000 * (time.perf_counter() - start)


def _summary(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "n": len(times),
        "median_ms": round(statistics.median(times), 2),
        "p95_ms": round(ordered[int(0.95 * (len(ordered) - 1))], 2),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
