"""Finds the real data beside a developer's checkout, for tests marked needs_development_data alone."""

import os
from pathlib import Path

import pytest

_CHECKOUT = Path(__file__).resolve().parent.parent
_DEFAULT = _CHECKOUT.parent / "shared" / "data"


def development_file(relative: str) -> Path:
    """Path of a development file; the calling test is skipped where it is absent."""
    path = Path(os.environ.get("RUMBO_DEVELOPMENT_DATA", _DEFAULT)) / relative
    if not path.exists():
        pytest.skip(f"development data not found: {path} (set RUMBO_DEVELOPMENT_DATA to its folder)")
    return path
