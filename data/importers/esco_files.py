"""Finds the files of ESCO's CSV download: what is in one is told by its header, language and version by its name."""

import csv
import gzip
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from data.domain import Language
from data.errors import InputError

CONCEPT_COLUMNS: Final = ("conceptType", "conceptUri", "preferredLabel", "altLabels", "description")
BROADER_OF_COLLECTION: Final = "broaderConceptUri"

# Files of version 1.2 name none, but for the folder that they are unpacked into.
_USUAL_VERSION: Final = "1.2"
_VERSION: Final = re.compile(r"v(\d+(?:\.\d+)+)", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"_(es|en)(?:-[a-z]{2})?\.csv(?:\.gz)?$", re.IGNORECASE)
_CSV: Final = re.compile(r"\.csv(?:\.gz)?$", re.IGNORECASE)
_LONGEST_HEADER: Final = 10_000


@dataclass(frozen=True, slots=True)
class ConceptFile:
    """Concepts with their texts in one language; a collection repeats some and says what is broader."""

    path: Path
    language: Language
    version: str
    is_collection: bool


@dataclass(frozen=True, slots=True)
class RelationColumns:
    """Columns of a file of relations; without one for the relation all say what is broader."""

    from_id: str
    to_id: str
    relation: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The columns in order."""
        return (self.from_id, self.to_id, *((self.relation,) if self.relation else ()))


_RELATIONS: Final = (
    RelationColumns("originalSkillUri", "relatedSkillUri", "relationType"),
    RelationColumns("occupationUri", "skillUri", "relationType"),
    RelationColumns("conceptUri", "broaderUri"),
)


@dataclass(frozen=True, slots=True)
class RelationFile:
    """Relations between concepts."""

    path: Path
    columns: RelationColumns


@dataclass(frozen=True, slots=True)
class EscoFiles:
    """Files of one folder: concepts from the newest version to the oldest, relations, and names of all others."""

    concepts: tuple[ConceptFile, ...]
    relations: tuple[RelationFile, ...]
    ignored: tuple[str, ...]


def find_esco_files(folder: Path) -> EscoFiles:
    """The files of a folder, each recognised by its header; of one version whole files stand before collections.

    Raises
    ------
    InputError
        If there is no such folder, none of its files is ESCO's, or one cannot be read.
    """
    concepts: list[ConceptFile] = []
    relations: list[RelationFile] = []
    ignored: list[str] = []
    for path in _files_of(folder):
        match _recognised(path):
            case ConceptFile() as file:
                concepts.append(file)
            case RelationFile() as file:
                relations.append(file)
            case None:
                ignored.append(path.name)
    if not concepts and not relations:
        raise InputError(f"{folder}: holds no CSV file of ESCO in Spanish or English")
    concepts.sort(key=lambda file: file.is_collection)
    concepts.sort(key=lambda file: [int(part) for part in file.version.split(".")], reverse=True)
    return EscoFiles(tuple(concepts), tuple(relations), tuple(ignored))


def _files_of(folder: Path) -> list[Path]:
    """The folder's files by name."""
    try:
        return sorted(path for path in folder.iterdir() if path.is_file())
    except (FileNotFoundError, NotADirectoryError) as error:
        raise InputError(f"{folder}: is no folder; name the one that ESCO's CSV files were unpacked into") from error
    except PermissionError as error:
        raise InputError(f"{folder}: may not be read; check its permissions") from error


def _recognised(path: Path) -> ConceptFile | RelationFile | None:
    """What a file is; ``None`` for any that is not ESCO's or in another language."""
    if _CSV.search(path.name) is None:
        return None
    header = _header(path)
    language = _LANGUAGE.search(path.name)
    if language is not None and header.issuperset(CONCEPT_COLUMNS):
        code = Language(language[1].lower())
        return ConceptFile(path, code, _version(path), BROADER_OF_COLLECTION in header)
    columns = next((one for one in _RELATIONS if header.issuperset(one.names)), None)
    return None if columns is None else RelationFile(path, columns)


def _header(path: Path) -> frozenset[str]:
    """The columns that the first line names."""
    try:
        with path.open("rb") as raw:
            is_packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            first = (gzip.GzipFile(fileobj=raw) if is_packed else raw).readline(_LONGEST_HEADER)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise InputError(f"{path}: the gzip file is damaged or cut off") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error
    # A line may end in a carriage return alone, and a file that is no CSV in nothing that the reader can take.
    lines = first.decode("utf-8-sig", errors="replace").strip().splitlines()
    try:
        return frozenset(name.strip() for name in next(csv.reader(lines[:1]), []))
    except csv.Error:
        return frozenset()


def _version(path: Path) -> str:
    """The version in the name of the file or else of its folder."""
    found = _VERSION.search(path.name) or _VERSION.search(path.resolve().parent.name)
    return found[1] if found else _USUAL_VERSION
