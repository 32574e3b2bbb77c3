"""Names what a model was made of, so that anyone can tell whether they have the same."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path


def hashes_of_inputs(places: Iterable[Path]) -> dict[str, str]:
    """Sha256 of each file given and of each directly inside a folder given, by ``folder/file``."""
    found = {}
    for place in places:
        files = sorted(path for path in place.iterdir() if path.is_file()) if place.is_dir() else [place]
        for path in files:
            with path.open("rb") as file:
                found[f"{path.parent.name}/{path.name}"] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def combined_hash(hashes: Mapping[str, str]) -> str:
    """One hash for many files: of their names and their hashes, whatever the order."""
    return hashlib.sha256(json.dumps(dict(sorted(hashes.items()))).encode()).hexdigest()
