"""Fixtures of the recommender's tests: the tiny catalogue as arrays, and a small fitted bundle."""

from pathlib import Path

import pytest

from data.catalogue import Catalogue
from recommender.arrays import CatalogueArrays, catalogue_arrays
from recommender.bundle import Bundle, current_bundle_folder, load_bundle
from tests.api.small_bundle import ENCODER, promote_small_bundle


@pytest.fixture(scope="session")
def arrays(catalogue: Catalogue) -> CatalogueArrays:
    """Certifications acme-1, acme-2, acme-3, zen-1, zen-2; skills sql, python, cloud, aws, english, teamwork."""
    return catalogue_arrays(catalogue)


@pytest.fixture(scope="session")
def bundles_dir(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    """A folder with one promoted bundle, fitted once; copy it before changing it."""
    folder = tmp_path_factory.mktemp("bundles")
    promote_small_bundle(folder, catalogue)
    return folder


@pytest.fixture(scope="session")
def bundle(bundles_dir: Path, catalogue: Catalogue) -> Bundle:
    """The promoted bundle."""
    return load_bundle(current_bundle_folder(bundles_dir), catalogue, ENCODER.fingerprint)
