"""A small invented country, run through the whole chain once with the real encoder."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from data.catalogue import read_catalogue
from data.settings import ROOT, Settings
from data.simulator.world import TRUTH_FOLDER, simulate
from recommender.bundle import point_to
from training import jobs
from training.demo import FILES
from training.evaluate import Report

TODAY = date(2026, 11, 22)
SEED = 5
N_LEARNERS = 1_500


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
def country(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Report]:
    """A served installation and the evaluation of its bundle. Read it; change only a copy."""
    settings = settings_in(tmp_path_factory.mktemp("country"))
    jobs.initialise(settings, _quiet)
    simulate(read_catalogue(settings.reference), settings.world_dir, n_learners=N_LEARNERS, n_months=12, seed=SEED)
    for kind, name in FILES.items():
        jobs.run_import(settings, kind, settings.world_dir / name, None, _quiet, TODAY)
    jobs.run_embed(settings, _quiet)
    jobs.run_index(settings, _quiet)
    version = jobs.run_train_ranker(settings, SEED, _quiet)
    report = jobs.run_evaluate(settings, version, settings.world_dir / TRUTH_FOLDER, SEED, _quiet)
    # Past the gate, which asks for more learners than this country has to be sure of a lead.
    point_to(settings.bundles_dir, [version])
    return settings, report


@pytest.fixture
def copied_country(country: tuple[Settings, Report], tmp_path: Path) -> Settings:
    """A copy of the country that a test may change."""
    settings, _ = country
    copy = settings_in(tmp_path)
    shutil.copytree(settings.home, copy.home)
    return copy
