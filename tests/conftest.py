"""Fixtures that every test may use: a migrated database and a tiny catalogue."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from _pytest.terminal import TerminalReporter
from hypothesis import settings as hypothesis_settings
from hypothesis.configuration import set_hypothesis_home_dir

from data.catalogue import Catalogue, read_catalogue
from data.database import migrate, opened_engine
from tests.catalogue_files import write_catalogue
from tests.postgres_server import new_database, postgres_server
from tests.reused_database import ReusedDatabase

_MARK = "needs_development_data"


def pytest_configure(config: pytest.Config) -> None:
    """Keep hypothesis' notes in pytest's cache: a folder .hypothesis in the checkout stops the collection."""
    # A busy machine makes an example slow, not wrong.
    hypothesis_settings.register_profile("rumbo", deadline=None)
    hypothesis_settings.load_profile("rumbo")
    if config.cache is not None:
        set_hypothesis_home_dir(config.cache.mkdir("hypothesis"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the longest files where several processes share the tests, so that none waits for them at the end.

    The first file of ``e2e`` makes the country that all of them share; meanwhile the other processes have work that
    needs none.
    """
    if hasattr(config, "workerinput"):
        first = next((item.path for item in items if item.path.parent.name == "e2e"), None)
        items.sort(
            key=lambda item: (item.path != first, item.path.parent.name != "benchmarks", item.path.parent.name != "e2e")
        )


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, made once and copied for each test."""
    path = tmp_path_factory.mktemp("database") / "template.db"
    # Closing the last connection moves the write-ahead log into the file.
    with opened_engine(f"sqlite:///{path}") as engine:
        migrate(engine)
    return path


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """URL of the PostgreSQL server of this run; see ``tests/postgres_server.py``."""
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_database(server_url: str) -> Iterator[str]:
    """Name of a migrated database on the server, made once and copied for each test."""
    with new_database(server_url) as url:
        with opened_engine(url) as engine:
            migrate(engine)
        yield str(engine.url.database)


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """URL of an empty, migrated SQLite file ``rumbo.db`` in ``tmp_path``."""
    path = tmp_path / "rumbo.db"
    shutil.copyfile(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def reused_database(server_url: str, migrated_database: str) -> Iterator[ReusedDatabase]:
    """The database on the server that tests have one after another."""
    with ReusedDatabase(server_url, migrated_database) as reused:
        yield reused


@pytest.fixture
def postgresql_url(reused_database: ReusedDatabase) -> str:
    """URL of an empty, migrated database on the PostgreSQL server."""
    return reused_database.emptied()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """URL of an empty, migrated database: a test that takes it, or ``engine``, runs on both kinds."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def new_sqlite_url(tmp_path: Path) -> str:
    """URL of a SQLite file ``rumbo.db`` in ``tmp_path`` that is not there yet."""
    return f"sqlite:///{tmp_path / 'rumbo.db'}"


@pytest.fixture
def new_postgresql_url(server_url: str) -> Iterator[str]:
    """URL of a database without tables on the PostgreSQL server."""
    with new_database(server_url) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database_url(request: pytest.FixtureRequest) -> str:
    """URL of a database before ``rumbo init``, of both kinds in turn."""
    return str(request.getfixturevalue(f"new_{request.param}_url"))


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    """Engine of the database of ``database_url``."""
    with opened_engine(database_url) as opened:
        yield opened


@pytest.fixture
def sqlite_engine(sqlite_url: str) -> Iterator[sa.Engine]:
    """Engine of ``sqlite_url``, for what SQLite alone does."""
    with opened_engine(sqlite_url) as opened:
        yield opened


@pytest.fixture
def postgresql_engine(postgresql_url: str) -> Iterator[sa.Engine]:
    """Engine of ``postgresql_url``, for what PostgreSQL alone does."""
    with opened_engine(postgresql_url) as opened:
        yield opened


@pytest.fixture(scope="session")
def catalogue_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny folder of reference files; copy it before changing it."""
    return write_catalogue(tmp_path_factory.mktemp("catalogue"))


@pytest.fixture(scope="session")
def catalogue(catalogue_folder: Path) -> Catalogue:
    """The tiny catalogue: 2 states, 6 skills, 5 certifications, 1 curriculum."""
    return read_catalogue(catalogue_folder)


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Say how many tests were skipped for want of development data, so that a green run hides nothing."""
    skipped = [report for report in terminalreporter.getreports("skipped") if _MARK in report.keywords]
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} tests marked {_MARK} were skipped: no development data")
