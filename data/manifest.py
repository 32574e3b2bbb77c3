"""The manifest of the reference files: where each comes from, how it may be used, and its hash."""

import csv
import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import tomli_w

from data.errors import CatalogueError

NAME = "MANIFEST.toml"

_TEXTS = ("name", "description", "source", "date", "licence")


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One reference file; ``rows`` counts those below the header, ``None`` for a file that is no CSV."""

    name: str
    description: str
    source: str
    date: str
    licence: str
    rows: int | None
    sha256: str


def read_manifest(folder: Path) -> tuple[ManifestEntry, ...]:
    """Entries of a folder's manifest, in its order.

    Raises
    ------
    CatalogueError
        If the manifest is missing, is not TOML, or an entry lacks a text that says where the file comes from.
    """
    try:
        content = tomllib.loads((folder / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CatalogueError(f"{NAME} is missing in {folder}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{NAME} is not a TOML file: {error}") from error
    entries = tuple(_entry(place, table) for place, table in enumerate(content.get("file", []), start=1))
    names = [entry.name for entry in entries]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise CatalogueError(f"{NAME}: more than one entry for {', '.join(repeated)}")
    return entries


def check_files(folder: Path, entries: Sequence[ManifestEntry]) -> None:
    """Compare every file with its entry.

    Raises
    ------
    CatalogueError
        If a file is missing or is not the one that its entry describes.
    """
    for entry in entries:
        if _sha256(folder, entry.name) != entry.sha256:
            raise CatalogueError(
                f"{entry.name} is not the file that {NAME} describes (sha256 differs);"
                " if the change is meant, run: python -m data.catalogue"
            )
        if _rows(folder, entry.name) != entry.rows:
            raise CatalogueError(f"{entry.name}: {NAME} gives another number of rows")


def manifest_digest(folder: Path) -> str:
    """Sha256 of the manifest, which holds the hash of every file: it changes with any of them."""
    return _sha256(folder, NAME)


def renew_manifest(folder: Path, notes: Mapping[str, str] = MappingProxyType({})) -> tuple[ManifestEntry, ...]:
    """Write the present rows and hashes of every file into the manifest; ``notes`` are added to a file's source.

    Raises
    ------
    CatalogueError
        If a CSV file has no entry (a hash without source and licence says nothing) or an entry has no file.
    """
    entries = read_manifest(folder)
    known = {entry.name for entry in entries}
    strangers = sorted(path.name for path in folder.glob("*.csv") if path.name not in known)
    if strangers:
        raise CatalogueError(
            f"{NAME} has no entry for {', '.join(strangers)}; give its description, source, date, licence"
        )
    renewed = tuple(
        replace(
            entry,
            source="; ".join(filter(None, (entry.source, notes.get(entry.name)))),
            rows=_rows(folder, entry.name),
            sha256=_sha256(folder, entry.name),
        )
        for entry in entries
    )
    tables = [
        {name: getattr(entry, name) for name in ManifestEntry.__slots__ if getattr(entry, name) is not None}
        for entry in renewed
    ]
    (folder / NAME).write_text(tomli_w.dumps({"file": tables}), encoding="utf-8")
    return renewed


def _entry(place: int, table: dict[str, Any]) -> ManifestEntry:
    """One entry; rows and hash may be absent until the manifest is renewed."""
    for name in _TEXTS:
        if not str(table.get(name, "")).strip():
            raise CatalogueError(f"{NAME}, entry {place} ({table.get('name', 'no name')}): {name} is missing")
    texts = {name: str(table[name]) for name in _TEXTS}
    return ManifestEntry(**texts, rows=table.get("rows"), sha256=str(table.get("sha256", "")))


def _rows(folder: Path, name: str) -> int | None:
    """Number of CSV rows below the header."""
    if not name.endswith(".csv"):
        return None
    with (folder / name).open(encoding="utf-8", newline="") as handle:
        return max(0, sum(1 for _ in csv.reader(handle)) - 1)


def _sha256(folder: Path, name: str) -> str:
    try:
        with (folder / name).open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise CatalogueError(f"{name} is missing in {folder}") from error
