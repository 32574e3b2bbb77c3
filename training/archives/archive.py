"""The archive of a backup: a .tar.gz whose last members are a manifest with the hash of every other, and its own hash.

The hashes find what a disk or a copy did to the archive. Who can write it can also write hashes that fit.
"""

import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Final, Self

from data.archive_store import ColumnKind, TableShape
from data.errors import InputError
from data.settings import Settings
from embeddings.adapter import own_adapter_folder

FORMAT: Final = 1
TABLES: Final = "tables"
RUNS: Final = "mlruns/mlflow.db"
_MANIFEST, _MANIFEST_HASH = "manifest.json", "manifest.sha256"
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class TableRows:
    """What the archive holds of one table; ``digest`` as `data.archive_store.RowsDigest` reckons it."""

    shape: TableShape
    n_rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself.

    ``revision`` is that of the tables, ``reference`` holds the sha256 of each reference file by name (the files are not
    in the archive), ``files`` the sha256 of each member by its path.
    """

    made_at: str
    program_version: str
    revision: str
    tables: tuple[TableRows, ...]
    reference: dict[str, str] = field(hash=False)
    files: dict[str, str] = field(hash=False)

    @property
    def n_rows(self) -> int:
        """Rows of all tables."""
        return sum(table.n_rows for table in self.tables)

    def files_of(self, part: str) -> dict[str, str]:
        """Sha256 of the members that are ``part`` or lie in that folder, in order of their paths."""
        return {
            name: digest for name, digest in sorted(self.files.items()) if name == part or name.startswith(f"{part}/")
        }

    @property
    def digest(self) -> str:
        """Sha256 of the manifest, which tells one backup from another."""
        return hashlib.sha256(self.as_json().encode()).hexdigest()

    def as_json(self) -> str:
        """The text of ``manifest.json``."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """The manifest that a text holds.

        Raises
        ------
        InputError
            If it is of another format or no manifest.
        """
        try:
            found = json.loads(text)
            if found.pop("format") != FORMAT:
                raise InputError("the archive is of a format that this version of the program does not know")
            return cls(**{**found, "tables": tuple(_table_rows(table) for table in found["tables"])})
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise InputError("the archive's manifest cannot be read") from error


def file_parts(settings: Settings) -> dict[str, Path]:
    """Files and folders that a backup keeps, by name in the archive; the pointer to what is served is in the last.

    MLflow's store comes before its artifacts: a run that the store tells of has its own by then.
    """
    return {
        RUNS: settings.mlruns / "mlflow.db",
        "catalogues": settings.catalogues_dir,
        "encoder": own_adapter_folder(settings.models_dir),
        "mlruns/artifacts": settings.mlruns / "artifacts",
        "bundles": settings.bundles_dir,
    }


class ArchiveWriter:
    """Adds members to an open archive and remembers their hashes."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive
        self.files: dict[str, str] = {}

    def add_bytes(self, name: str, content: bytes) -> None:
        """Add a member of this content."""
        self._add(name, len(content), io.BytesIO(content))

    def add_file(self, name: str, path: Path) -> None:
        """Add a copy of a file, as long as it is now."""
        with path.open("rb") as file:
            self._add(name, os.fstat(file.fileno()).st_size, file)

    def close(self, manifest: Manifest) -> None:
        """Add the manifest and its hash, which make the archive whole."""
        self.add_bytes(_MANIFEST, manifest.as_json().encode())
        self.add_bytes(_MANIFEST_HASH, self.files[_MANIFEST].encode())

    def _add(self, name: str, size: int, file: IO[bytes]) -> None:
        member = tarfile.TarInfo(name)
        member.size = size
        reader = _HashingReader(file)
        self._archive.addfile(member, reader)
        self.files[name] = reader.hexdigest


def read_archive(path: Path, into: Path | None = None) -> Manifest:
    """Read a whole archive and compare every member with its hash; unpack it into the empty folder ``into`` if named.

    Raises
    ------
    InputError
        If it is no archive of a backup, is cut off or changed, holds more or less than its manifest says, or a member
        would land outside the folder.
    """
    if not path.is_file():
        raise InputError(f"{path}: there is no such file")
    with _told_as_input_error(path), tarfile.open(path, "r:gz") as archive:
        found, sealed = _members(archive, into)
        # The end of the compressed stream holds its checksum.
        while archive.fileobj is not None and archive.fileobj.read(_BLOCK):
            pass
    if _MANIFEST not in sealed or _MANIFEST_HASH not in sealed:
        raise InputError(f"{path}: no manifest at its end; it is cut off, or no archive of rumbo backup")
    if found.pop(_MANIFEST) != sealed[_MANIFEST_HASH].decode(errors="replace"):
        raise InputError(f"{path}: {_MANIFEST} is not the one that was written; use another backup")
    del found[_MANIFEST_HASH]
    manifest = Manifest.from_json(sealed[_MANIFEST])
    wrong = sorted(dict(found.items() ^ manifest.files.items()))
    if wrong:
        raise InputError(f"{path}: {wrong[0]} is not what was saved; use another backup")
    return manifest


def sha256_of(path: Path) -> str:
    """Sha256 of a file as it is now."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _members(archive: tarfile.TarFile, into: Path | None) -> tuple[dict[str, str], dict[str, bytes]]:
    """Sha256 of every member by its path, and the content of the two that describe the others."""
    found: dict[str, str] = {}
    sealed: dict[str, bytes] = {}
    for member in archive:
        name = tarfile.data_filter(member, str(into or Path.cwd())).name
        source = archive.extractfile(member) if member.isreg() else None
        if source is None or name in found:
            raise InputError(f"the archive: {name!r} does not belong into an archive of rumbo backup")
        reader = _HashingReader(source)
        if name in (_MANIFEST, _MANIFEST_HASH):
            sealed[name] = reader.read()
        elif into is not None:
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            with (into / name).open("xb") as target:
                shutil.copyfileobj(reader, target, _BLOCK)
        else:
            while reader.read(_BLOCK):
                pass
        found[name] = reader.hexdigest
    return found, sealed


@contextmanager
def _told_as_input_error(path: Path) -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, ValueError) as error:
        raise InputError(f"{path}: is damaged, or no archive of rumbo backup ({error})") from error


def _table_rows(found: dict[str, Any]) -> TableRows:
    columns = tuple((name, ColumnKind(kind)) for name, kind in found["shape"]["columns"])
    return TableRows(TableShape(found["shape"]["name"], columns), int(found["n_rows"]), str(found["digest"]))


class _HashingReader:
    """A file that hashes what is read from it, so that the hash is of what went into the archive."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self._hash.update(block)
        return block

    @property
    def hexdigest(self) -> str:
        return self._hash.hexdigest()
