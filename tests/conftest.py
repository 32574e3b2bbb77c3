"""Fixtures that every test may use: a migrated database and a tiny catalogue."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
import sqlalchemy as sa
from _pytest.terminal import TerminalReporter
from hypothesis import settings as hypothesis_settings
from hypothesis.configuration import set_hypothesis_home_dir

from data.catalogue import Catalogue, read_catalogue
from data.database import migrate, open_engine
from data.tables import metadata
from tests.catalogue_files import write_catalogue

_MARK = "needs_development_data"


def pytest_configure(config: pytest.Config) -> None:
    """Keep hypothesis' notes in pytest's cache: a folder .hypothesis in the checkout stops the collection."""
    # A busy machine makes an example slow, not wrong.
    hypothesis_settings.register_profile("rumbo", deadline=None)
    hypothesis_settings.load_profile("rumbo")
    if config.cache is not None:
        set_hypothesis_home_dir(config.cache.mkdir("hypothesis"))


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, made once and copied for each test."""
    path = tmp_path_factory.mktemp("database") / "template.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    # Closing the last connection moves the write-ahead log into the file.
    engine.dispose()
    return path


@pytest.fixture
def sqlite_engine(migrated_file: Path, tmp_path: Path) -> Iterator[sa.Engine]:
    """Engine of an empty, migrated SQLite file ``rumbo.db`` in ``tmp_path``."""
    path = tmp_path / "rumbo.db"
    shutil.copyfile(migrated_file, path)
    opened = open_engine(f"sqlite:///{path}")
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def server_engine() -> Iterator[sa.Engine | None]:
    """Engine of the spare PostgreSQL database that RUMBO_TEST_POSTGRES_URL names; all in it is made anew."""
    url = os.environ.get("RUMBO_TEST_POSTGRES_URL")
    if url is None:
        yield None
        return
    opened = open_engine(url)
    with opened.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    migrate(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def engine(request: pytest.FixtureRequest, server_engine: sa.Engine | None) -> sa.Engine:
    """Engine of an empty, migrated database: SQLite, or the PostgreSQL server of RUMBO_TEST_POSTGRES_URL."""
    if server_engine is None:
        return cast("sa.Engine", request.getfixturevalue("sqlite_engine"))
    with server_engine.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY CASCADE"))
    return server_engine


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
