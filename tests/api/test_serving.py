"""The service as ``rumbo serve`` starts it."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.web.visit import FORM_FIELD
from data.settings import ROOT


@pytest.fixture
def served(
    tmp_path: Path, sqlite_url: str, catalogue_folder: Path, request: pytest.FixtureRequest
) -> Iterator[httpx.Client]:
    """A client of a service in a process of its own; the parameter is the proxy that it trusts."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("RUMBO_")},
        "RUMBO_HOME": str(tmp_path),
        "RUMBO_DATABASE_URL": sqlite_url,
        "RUMBO_REFERENCE": str(catalogue_folder),
        "RUMBO_TRUSTED_PROXY": request.param,
    }
    words = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port)]
    with (
        subprocess.Popen(words, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        try:
            _wait_for(client)
            yield client
        finally:
            process.terminate()


def _wait_for(client: httpx.Client) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            client.get("/healthz")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the service does not answer")


def _failed_log_ins(client: httpx.Client, n_tries: int) -> list[int]:
    """Statuses of tries to log in, each as if a proxy had passed it on for another network address."""
    found = re.search(rf'name="{FORM_FIELD}" value="([^"]+)"', client.get("/explora").text)
    assert found
    statuses = []
    for number in range(n_tries):
        form = {FORM_FIELD: found[1], "email": f"somebody{number}@example.mx", "password": "wrong wrong wrong"}
        headers = {"x-forwarded-for": f"10.0.0.{number}"}
        statuses.append(client.post("/entrar", data=form, headers=headers).status_code)
    return statuses


class TestProxyHeaders:
    @pytest.mark.parametrize("served", [""], indirect=True)
    def test_are_not_believed_where_no_proxy_is_named(self, served: httpx.Client) -> None:
        assert _failed_log_ins(served, 31) == [401] * 30 + [429]

    @pytest.mark.parametrize("served", ["127.0.0.1"], indirect=True)
    def test_of_the_named_proxy_tell_visitors_apart(self, served: httpx.Client) -> None:
        assert _failed_log_ins(served, 31) == [401] * 31
