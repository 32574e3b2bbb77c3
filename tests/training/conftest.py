"""Fixtures of the training tests: the tiny catalogue as arrays and vectors, and an MLflow store made once."""

import shutil
from pathlib import Path

import pytest

from data.catalogue import Catalogue
from recommender.arrays import CatalogueArrays, catalogue_arrays
from recommender.bundle import Bundle, current_bundle_folder, load_bundle
from recommender.texts import TextVectors
from tests.api.small_bundle import ENCODER, promote_small_bundle
from tests.factories import make_vectors
from tests.training.bundle_folders import make_bundle_folder, make_bundle_run
from training.tracking import Tracker


@pytest.fixture(scope="session")
def arrays(catalogue: Catalogue) -> CatalogueArrays:
    """Certifications acme-1, acme-2, acme-3, zen-1, zen-2; skills sql, python, cloud, aws, english, teamwork."""
    return catalogue_arrays(catalogue)


@pytest.fixture(scope="session")
def vectors(arrays: CatalogueArrays) -> TextVectors:
    return make_vectors(arrays)


@pytest.fixture(scope="session")
def store_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the bundles ``first`` and ``second``, both logged in MLflow, neither evaluated nor promoted."""
    home = tmp_path_factory.mktemp("store")
    for version in ("first", "second"):
        Tracker(home / "mlruns").log_bundle(make_bundle_folder(home / "bundles", version), make_bundle_run(version))
    return home


@pytest.fixture
def store(store_template: Path, tmp_path: Path) -> Path:
    """A copy of the home that a test may change."""
    return Path(shutil.copytree(store_template, tmp_path / "home"))


@pytest.fixture
def tracker(store: Path) -> Tracker:
    return Tracker(store / "mlruns")


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Bundle:
    """A small bundle of the tiny catalogue, promoted and opened."""
    folder = tmp_path_factory.mktemp("bundles")
    promote_small_bundle(folder, catalogue)
    return load_bundle(current_bundle_folder(folder), catalogue, ENCODER.fingerprint)
