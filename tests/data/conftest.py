"""The importing fixture, for importers and exporters."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from data.catalogue import Catalogue
from tests.data.importers.partner_files import Importing


@pytest.fixture
def importing(engine: sa.Engine, catalogue: Catalogue, tmp_path: Path) -> Importing:
    """Imports into an empty database."""
    return Importing(engine, catalogue, tmp_path)
