"""Writes the folder of a bundle with a manifest and nothing else, for tests that move pointers only."""

import json
from pathlib import Path


def make_bundle_folder(bundles_dir: Path, version: str) -> Path:
    """A folder named by its version."""
    folder = bundles_dir / version
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"version": version, "files": {}}), encoding="utf-8")
    return folder
