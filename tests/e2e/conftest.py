"""A small invented country, run through the whole chain once with the real encoder."""

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from filelock import FileLock
from playwright.sync_api import Browser

from data.catalogue import read_catalogue
from data.database import opened_engine
from data.domain import Language
from data.settings import ROOT, Settings
from data.simulator.world import TRUTH_FOLDER, simulate
from recommender.bundle import current_bundle_folder, point_to
from tests.browser import opened_browser
from tests.e2e.walk import DESKTOP, PHONE, Manner, Service, Walk
from tests.postgres_server import new_database
from tests.served import served
from tests.table_copy import copy_tables
from training import jobs
from training.demo import FILES
from training.evaluate import Report
from training.imports import run_import
from training.job_runs import opened

TODAY = date(2026, 11, 22)
SEED = 5
N_LEARNERS = 1_500

MANNERS = (
    pytest.param(Manner(Language.ES, PHONE, scripts=True), id="es-phone"),
    pytest.param(Manner(Language.EN, DESKTOP, scripts=True), id="en-desktop"),
    pytest.param(Manner(Language.EN, PHONE, scripts=False), id="en-phone-without-scripts"),
    pytest.param(Manner(Language.ES, DESKTOP, scripts=True), id="es-desktop", marks=pytest.mark.full),
    pytest.param(Manner(Language.EN, PHONE, scripts=True), id="en-phone", marks=pytest.mark.full),
    pytest.param(Manner(Language.ES, DESKTOP, scripts=False), id="es-desktop-without-scripts", marks=pytest.mark.full),
)
"""Both languages at both widths, with scripts and without; the first three have each of them once."""

WITH_SCRIPTS = tuple(one for one in MANNERS if cast(Manner, one.values[0]).scripts)
"""For what a test itself does by a script: ``@pytest.mark.parametrize("walk", WITH_SCRIPTS, indirect=True)``."""


def _quiet(_line: str) -> None:
    """No progress in tests."""


def settings_in(folder: Path) -> Settings:
    """An installation in a folder that shares the checkout's encoder, which is built once."""
    return Settings(
        home=folder / "home",
        mlruns=folder / "mlruns",
        models=ROOT / "data" / "local" / "models",
        database_url=None,
        encoder=None,
        reference=ROOT / "data" / "reference",
    )


@pytest.fixture(scope="session")
def served_country(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A served installation, made once for all processes that share the tests. Read it; change only a copy."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    settings, ready = settings_in(shared / "country"), shared / "country.ready"
    with FileLock(shared / "country.lock"):
        if not ready.exists():
            _make_country(settings)
            ready.touch()
    return settings


def _make_country(settings: Settings) -> None:
    """From nothing to a bundle in use."""
    jobs.initialise(settings, _quiet)
    simulate(read_catalogue(settings.reference), settings.world_dir, n_learners=N_LEARNERS, n_months=12, seed=SEED)
    for kind, name in FILES.items():
        run_import(settings, kind, settings.world_dir / name, None, _quiet, TODAY)
    jobs.run_embed(settings, _quiet)
    jobs.run_index(settings, _quiet)
    # Past the gate, which asks for more learners than this country has to be sure of a lead.
    point_to(settings.bundles_dir, [jobs.run_train_ranker(settings, SEED, _quiet)])


@pytest.fixture(scope="session")
def sqlite_country(served_country: Settings) -> tuple[Settings, Report]:
    """The installation and the evaluation of its bundle."""
    version = current_bundle_folder(served_country.bundles_dir).name
    return served_country, jobs.run_evaluate(
        served_country, version, served_country.world_dir / TRUTH_FOLDER, SEED, _quiet
    )


@pytest.fixture(scope="session")
def postgresql_country(
    sqlite_country: tuple[Settings, Report], server_url: str, migrated_database: str
) -> Iterator[tuple[Settings, Report]]:
    """The same installation over a copy of its database on the PostgreSQL server."""
    settings, report = sqlite_country
    with new_database(server_url, migrated_database) as url:
        with opened(settings) as source, opened_engine(url) as target:
            copy_tables(source, target)
        yield settings.model_copy(update={"database_url": url}), report


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def country(request: pytest.FixtureRequest) -> tuple[Settings, Report]:
    """The country over each kind of database in turn. Read it; change only a copy."""
    found: tuple[Settings, Report] = request.getfixturevalue(f"{request.param}_country")
    return found


@pytest.fixture
def copied_country(served_country: Settings, tmp_path: Path) -> Settings:
    """A copy of the country over SQLite that a test may change."""
    return copied(served_country, tmp_path)


def copied(settings: Settings, folder: Path) -> Settings:
    """A copy of an installation over SQLite."""
    copy = settings_in(folder)
    shutil.copytree(settings.home, copy.home)
    return copy


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of one file."""
    with opened_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def service(served_country: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A copy of the country, served; the tests of one file change it, each with people of its own."""
    settings = copied(served_country, tmp_path_factory.mktemp("service"))
    with opened(settings) as engine, served(settings) as address:
        yield Service(settings, engine, address)


@pytest.fixture(params=MANNERS)
def walk(browser: Browser, service: Service, request: pytest.FixtureRequest) -> Iterator[Walk]:
    """Somebody at a browser, in one manner after another; ends well if nothing was complained of."""
    walker = Walk(browser, service, request.param)
    yield walker
    walker.end()
