"""Time of suggestions on this machine: sequential requests to a real server on loopback, as JSON.

Usage: python benchmarks/latency.py [N_REQUESTS]; needs the demo (rumbo demo). First looks compute and store a list;
second looks, within 30 minutes, find it stored. The bare calculation is timed too, for the ratio.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import httpx

from api.app import bundle_holder
from api.services import suggest_for
from data.account_store import rights_over_invented
from data.catalogue import read_catalogue
from data.database import open_engine
from data.learner_store import open_learners
from data.settings import Settings


@contextmanager
def served(port: int) -> Iterator[str]:
    """The service in a process of its own, once it answers."""
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port)]
    unlimited = {"RUMBO_KEY_REQUESTS_PER_MINUTE": "0", "RUMBO_ADDRESS_REQUESTS_PER_MINUTE": "0"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **unlimited})
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            time.sleep(0.1)
            with suppress(httpx.TransportError):
                httpx.get(f"{address}/healthz").raise_for_status()
                break
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main(n_requests: int) -> None:
    """Print medians and 95th percentiles in milliseconds: as the client waits, and as the server says it worked."""
    settings = Settings()
    engine = open_engine(settings.sqlalchemy_url)
    with engine.connect() as connection:
        learners = [one.id for one in open_learners(connection, n_requests, 1_000)]
    with served(free_port()) as address, httpx.Client(base_url=address) as client:
        client.get(f"/v1/learners/{learners[0]}/suggestions")  # The first request of all loads the bundle.
        first = [_timed(client, f"/v1/learners/{id_}/suggestions") for id_ in learners]
        again = [_timed(client, f"/v1/learners/{id_}/suggestions") for id_ in learners]
        pages = [_timed(client, f"/learners/{id_}") for id_ in learners]
    bundle = bundle_holder(settings, read_catalogue(settings.reference)).current()
    computed = []
    for id_ in learners:
        start = time.perf_counter()
        with engine.connect() as connection:
            rights = rights_over_invented(connection, id_)
            suggest_for(connection, bundle, rights, moment=datetime.now(UTC))
            connection.rollback()
        computed.append(1000 * (time.perf_counter() - start))
    engine.dispose()
    figures = {"calculation_and_database_reads": _summary(computed)}
    for name, times in {"first_look": first, "second_look": again, "page": pages}.items():
        figures[f"{name}, client"] = _summary([waited for waited, _ in times])
        figures[f"{name}, server"] = _summary([worked for _, worked in times])
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


def _timed(client: httpx.Client, path: str) -> tuple[float, float]:
    """Milliseconds that the client waited, and that the server worked."""
    start = time.perf_counter()
    answer = client.get(path).raise_for_status()
    waited = 1000 * (time.perf_counter() - start)
    return waited, float(answer.headers["Server-Timing"].removeprefix("app;dur="))


def _summary(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "n": len(times),
        "median_ms": round(statistics.median(times), 2),
        "p95_ms": round(ordered[int(0.95 * (len(ordered) - 1))], 2),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
