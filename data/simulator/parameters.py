"""The numbers of the invented country, read from ``parameters.toml`` and pinned by hash."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.errors import CatalogueError

_FOLDER = Path(__file__).resolve().parent
PARAMETERS_FILE = _FOLDER / "parameters.toml"
FROZEN_FILE = _FOLDER / "frozen.toml"


@dataclass(frozen=True, slots=True)
class Parameters:
    """One table of ``parameters.toml`` a field; each maps a name to its number, list or table."""

    people: Mapping[str, Any]
    studies: Mapping[str, Any]
    market: Mapping[str, Any]
    lists: Mapping[str, Any]
    examine: Mapping[str, Any]
    accept: Mapping[str, Any]
    enrol: Mapping[str, Any]
    exam: Mapping[str, Any]
    job: Mapping[str, Any]
    surveys: Mapping[str, Any]
    dropout: Mapping[str, Any]


def read_parameters() -> Parameters:
    """Read the parameters; a missing or unknown table is an error."""
    tables = tomllib.loads(PARAMETERS_FILE.read_text(encoding="utf-8"))
    try:
        return Parameters(**tables)
    except TypeError as error:
        raise CatalogueError(f"{PARAMETERS_FILE.name}: {error}") from error


def parameters_hash() -> str:
    """SHA-256 of the parameters file as it stands."""
    return hashlib.sha256(PARAMETERS_FILE.read_bytes()).hexdigest()


def frozen_hash() -> str:
    """SHA-256 that was recorded when the parameters were frozen, before any model was tuned."""
    return str(tomllib.loads(FROZEN_FILE.read_text(encoding="utf-8"))["sha256"])
