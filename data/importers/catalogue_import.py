"""Extends or replaces a part of the catalogue from one file: all of it is checked, or nothing changes."""

import dataclasses
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from data.catalogue import catalogue_of
from data.catalogue_checks import REFERENCES
from data.catalogue_rows import check_id
from data.catalogue_tables import CatalogueTables
from data.catalogue_versions import keep_catalogue
from data.database import storage_errors
from data.errors import CatalogueError, InputError
from data.importers.catalogue_kinds import CATALOGUE_KINDS, CatalogueKind, Cells, Rows
from data.importers.counts import ImportCounts
from data.importers.fields import RowError
from data.importers.mapping import ColumnMapping
from data.importers.reading import SourceRow, open_rows
from data.importers.skill_names import SkillNames
from data.manifest import renew_manifest
from data.reference_files import COLUMNS, ReferenceRow

_PARTIAL = ".partial"
# As long as the column that keeps it; a reason may quote an id of any length.
_REASON_LENGTH: Final = 400
# The columns whose form a mapping may say.
_DATES: Final = ("checked_at", "price_checked_at")
_DECIMALS: Final = ("list_price_usd", "assumed_price_usd")
_TARGETS: Final = frozenset(target for _, _, target in REFERENCES)


@dataclass(frozen=True, slots=True)
class CatalogueImport:
    """What an import did; ``rejected`` holds line and reason, ``folder`` is the catalogue in use afterwards.

    ``n_removed`` counts what a replacement took away.
    """

    counts: ImportCounts
    rejected: tuple[tuple[int, str], ...]
    n_removed: int
    folder: Path


@dataclass(frozen=True, slots=True)
class _Read:
    """One good row of the file."""

    line: int
    id: str
    rows: Rows


def import_catalogue(
    kind_name: str,
    path: Path,
    mapping: ColumnMapping | None,
    folder: Path,
    catalogues: Path,
    *,
    today: date,
    replace: bool = False,
    dry_run: bool = False,
) -> CatalogueImport:
    """Put the rows of a file into a copy of the catalogue in ``folder``, and use the copy.

    Good rows load, bad ones come back with their reason. Rows of the same id take the place of the old ones; with
    ``replace`` all others of the kind go. The same file again changes nothing. With ``dry_run`` the copy is made and
    proved, but neither kept nor used.

    Raises
    ------
    InputError
        If the file or its mapping cannot be read, or the catalogue as a whole would be wrong, as when prerequisites
        go in a circle or something that others need is taken away. Nothing changes then.
    """
    kind, mapping = CATALOGUE_KINDS[kind_name], mapping or ColumnMapping()
    mapping.check(kind.columns)
    tables = CatalogueTables(folder)
    good, rejected, n_in, n_duplicate = _read(kind, path, mapping, SkillNames(tables.every_row("skills.csv")))
    for checked in (_linked, _resolved):
        good, lost = checked(kind, good, tables, replace=replace)
        rejected += lost
    new, updated, unchanged = _put(kind, good, tables)
    n_removed = _remove_others(kind, good, tables) if replace else 0
    counts = ImportCounts(n_in, new, updated, unchanged, n_duplicate, len(rejected))
    if tables.changed:
        kept = _kept(tables, catalogues, f"extended on {today} from {path.name}", path, dry_run=dry_run)
        folder = kept or folder
    told = tuple((line, reason[:_REASON_LENGTH]) for line, reason in sorted(rejected))
    return CatalogueImport(counts, told, n_removed, folder)


def without_place(error: CatalogueError) -> str:
    """The reason alone: file and line of the reference file mean nothing to who sent another file."""
    return error.detail.split(": ", 1)[-1]


def _read(
    kind: CatalogueKind, path: Path, mapping: ColumnMapping, skill_names: SkillNames
) -> tuple[list[_Read], list[tuple[int, str]], int, int]:
    """Well-formed rows, the others with their reason, and how many rows and repetitions there were."""
    good: list[_Read] = []
    rejected: list[tuple[int, str]] = []
    seen: set[str] = set()
    shared: dict[tuple[str, str], Cells] = {}
    n_in = n_duplicate = 0
    file_columns = mapping.file_columns(kind.columns)
    required, optional = mapping.file_columns(kind.required), mapping.file_columns(kind.optional)
    with open_rows(path, required.values(), optional.values(), sheet=mapping.sheet) as rows:
        for row in rows:
            n_in += 1
            try:
                cells = _cells(row, kind, file_columns, mapping)
                if "skills" in cells:
                    cells["skills"] = skill_names.with_ids(cells["skills"])
                id_ = cells[kind.id_column]
                if id_ in seen:
                    n_duplicate += 1
                    continue
                check_id(ReferenceRow(path.name, row.line, cells), id_)
                read = kind.read(cells, row.line)
                _check_shared(kind, read, shared)
                good.append(_Read(row.line, id_, read))
                seen.add(id_)
            except RowError as error:
                rejected.append((row.line, error.reason))
            except CatalogueError as error:
                rejected.append((row.line, without_place(error)))
            except ValueError as error:
                rejected.append((row.line, str(error)))
    return good, rejected, n_in, n_duplicate


def _check_shared(kind: CatalogueKind, read: Rows, shared: dict[tuple[str, str], Cells]) -> None:
    """Refuse a row that says something else of its plan or vendor than an earlier one; ``shared`` is what they said."""
    for file, rows in read.items():
        for cells in rows if file not in kind.owned else ():
            key = (file, cells[COLUMNS[file][0]])
            if shared.setdefault(key, cells) != cells:
                raise RowError(f"what it says of {key[1]} differs from an earlier row")


def _cells(row: SourceRow, kind: CatalogueKind, file_columns: Mapping[str, str], mapping: ColumnMapping) -> Cells:
    """The row's texts by our column names, stripped and completed; columns that it lacks are empty."""
    if row.problem is not None:
        raise RowError(row.problem)
    texts = mapping.texts(row.values, file_columns)
    cells = {name: " ".join(texts[name].split()) for name in kind.columns}
    dates = {name: mapping.forms.iso(name, cells[name]) for name in _DATES if name in cells}
    decimals = {name: mapping.forms.decimal(cells[name]) for name in _DECIMALS if name in cells}
    return kind.complete(cells | dates | decimals)


def _linked(
    kind: CatalogueKind, good: list[_Read], tables: CatalogueTables, *, replace: bool
) -> tuple[list[_Read], list[tuple[int, str]]]:
    """Rows with what follows from the others of their kind, and those that name others that cannot be."""
    file = kind.owned[0]
    brought = {one.id for one in good}
    old = [] if replace else [cells for cells in tables.every_row(file) if cells[kind.id_column] not in brought]
    link = kind.linker([*old, *(cells for one in good for cells in one.rows[file])])
    kept: list[_Read] = []
    lost: list[tuple[int, str]] = []
    for one in good:
        try:
            kept.append(dataclasses.replace(one, rows=link(one.rows)))
        except RowError as error:
            lost.append((one.line, error.reason))
    return kept, lost


def _resolved(
    kind: CatalogueKind, good: list[_Read], tables: CatalogueTables, *, replace: bool
) -> tuple[list[_Read], list[tuple[int, str]]]:
    """Rows all of whose ids exist, in the catalogue or among the good rows themselves, and the others."""
    rejected: list[tuple[int, str]] = []
    while True:
        known = {target: set() if replace and target == kind.owned[0] else tables.ids(target) for target in _TARGETS}
        for one in good:
            for file, rows in one.rows.items():
                known.setdefault(file, set()).update(_named_ids(file, rows))
        kept: list[_Read] = []
        lost: list[tuple[int, str]] = []
        for one in good:
            reason = next(_broken(one, known), None)
            if reason is None:
                kept.append(one)
            else:
                lost.append((one.line, reason))
        rejected += lost
        if not lost:
            return kept, rejected
        good = kept


def _named_ids(file: str, rows: list[Cells]) -> set[str]:
    """The ids that new rows of a file bring; none for a file that nobody refers to, such as one of weights."""
    return {row[COLUMNS[file][0]] for row in rows} if file in _TARGETS else set()


def _broken(one: _Read, known: Mapping[str, set[str]]) -> Iterator[str]:
    """What a row names that does not exist."""
    for file, rows in one.rows.items():
        for cells in rows:
            for owner, column, target in REFERENCES:
                if owner == file and cells.get(column) and cells[column] not in known[target]:
                    yield f"{column} {cells[column]!r} does not exist"
            if file == "certifications.csv":
                groups = ReferenceRow(file, one.line, cells).prerequisites("prerequisites")
                absent = sorted(frozenset().union(*groups) - known[file])
                if absent:
                    yield f"prerequisite {absent[0]!r} does not exist"


def _put(kind: CatalogueKind, good: list[_Read], tables: CatalogueTables) -> tuple[int, int, int]:
    """Store the rows; returns how many were new, changed and as before."""
    new = updated = unchanged = 0
    before = tables.ids(kind.owned[0])
    for one in good:
        is_new = one.id not in before
        changes = [tables.put(file, one.id, rows) for file, rows in one.rows.items() if file in kind.owned]
        for file, rows in one.rows.items():
            if file not in kind.owned:
                changes.append(_put_beside(file, rows, tables))
        if is_new:
            new += 1
        elif any(changes):
            updated += 1
        else:
            unchanged += 1
    return new, updated, unchanged


def _put_beside(file: str, rows: list[Cells], tables: CatalogueTables) -> bool:
    """Store a vendor that is not there yet, or the facts of a plan."""
    changes = []
    for cells in rows:
        id_ = cells[COLUMNS[file][0]]
        if file == "vendors.csv" and id_ in tables.ids(file):
            continue
        changes.append(tables.put(file, id_, [cells]))
    return any(changes)


def _remove_others(kind: CatalogueKind, good: list[_Read], tables: CatalogueTables) -> int:
    """Keep only what the file named; plans without a subject go, too."""
    ids = {one.id for one in good}
    removed = [tables.keep_only(file, ids) for file in kind.owned]
    if "subjects.csv" in kind.owned:
        plans = {cells["curriculum_id"] for one in good for cells in one.rows["curricula.csv"]}
        tables.keep_only("curricula.csv", plans)
    return removed[0]


def _kept(tables: CatalogueTables, catalogues: Path, note: str, path: Path, *, dry_run: bool) -> Path | None:
    """Write the tables as a new catalogue, prove it and use it; with ``dry_run`` only the first two."""
    catalogues.mkdir(parents=True, exist_ok=True)
    partial = catalogues / _PARTIAL
    shutil.rmtree(partial, ignore_errors=True)
    try:
        with storage_errors():
            tables.write(partial)
            catalogue_of(partial)
            if dry_run:
                return None
            renew_manifest(partial, dict.fromkeys(tables.changed, note))
            return keep_catalogue(partial, catalogues)
    except CatalogueError as error:
        raise InputError(f"{path}: nothing was changed, as the catalogue would be wrong: {error.detail}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
