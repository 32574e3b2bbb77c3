"""Folders and runs of bundles with a manifest and nothing else, for tests that move pointers only."""

import json
from pathlib import Path
from typing import Any

from recommender.features import FEATURES
from training.bundle_run import bundle_run
from training.fit_ranker import RankerParameters
from training.runs import Run


def make_bundle_folder(bundles_dir: Path, version: str) -> Path:
    """A folder named by its version."""
    folder = bundles_dir / version
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"version": version, "files": {}}), encoding="utf-8")
    return folder


def make_bundle_run(version: str, n_rows: int = 12, **facts: Any) -> Run:
    """The run of a bundle that learned from twelve showings."""
    manifest = {
        "version": version,
        "features": list(FEATURES),
        "data_sha256": "0" * 64,
        "seed": 1,
        "catalogue": "tiny",
        "fingerprint": "hashing",
        "made_at": "2026-11-01T00:00:00+00:00",
        "data_as_of": "2026-10-31",
        "effects": {"decision_grade": True, "reasons": []},
        **facts,
    }
    return bundle_run(manifest, RankerParameters(), n_rows)
