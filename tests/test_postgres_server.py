import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.settings import ROOT
from tests.postgres_server import URL_VARIABLE, new_database, postgres_server

_CHILD = """
import time
from tests.postgres_server import postgres_server

with postgres_server() as url:
    print(url, flush=True)
    time.sleep(600)
"""


class TestPostgresServer:
    def test_is_gone_with_its_folder_when_the_run_is_killed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv(URL_VARIABLE, raising=False)
        with subprocess.Popen([sys.executable, "-c", _CHILD], cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            folder = Path(str(sa.make_url(child.stdout.readline().strip()).query["host"]))
            server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
            child.send_signal(signal.SIGKILL)
        deadline = time.monotonic() + 60
        while folder.exists() or Path(f"/proc/{server}").exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def test_is_the_one_that_the_environment_names(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(URL_VARIABLE, "postgresql+psycopg://ours@example.org/postgres")
        with postgres_server() as url:
            assert url == "postgresql+psycopg://ours@example.org/postgres"


class TestNewDatabase:
    def test_leaves_nothing_behind_even_with_a_connection_open(self, server_url: str) -> None:
        server = sa.create_engine(server_url, poolclass=sa.NullPool)
        names = sa.text("SELECT datname FROM pg_database")
        with server.connect() as connection:
            before = set(connection.scalars(names))
            with new_database(server_url) as url:
                opened = sa.create_engine(url).connect()
                assert opened.scalar(sa.text("SELECT 1")) == 1
            opened.invalidate()
            opened.close()
            assert set(connection.scalars(names)) == before
