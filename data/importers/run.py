"""Imports one file in one transaction: the good rows and the reasons of the bad ones, or nothing at all."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import compress
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from data.catalogue import Catalogue
from data.database import hold_more_pages, writing
from data.errors import InputError
from data.importers.catalogue_kinds import CATALOGUE_KINDS
from data.importers.counts import ImportCounts
from data.importers.fields import Fields, RowError
from data.importers.interactions import ENROLMENTS, EXAM_RESULTS, FEEDBACK, IMPRESSIONS, OUTCOMES
from data.importers.kinds import ImportContext, ImportKind, ParsedRow
from data.importers.learners import LEARNERS, TRANSCRIPTS
from data.importers.mapping import ColumnMapping
from data.importers.places import StateFinder
from data.importers.postings import POSTINGS
from data.importers.pseudonyms import Pseudonyms
from data.importers.reading import SourceRow, open_rows
from data.importers.seen_keys import SeenKeys, key_hashes
from data.job_store import RejectedRow, put_rejected

log = logging.getLogger(__name__)

KINDS: Final[Mapping[str, ImportKind]] = {
    "postings": POSTINGS,
    "learners": LEARNERS,
    "transcripts": TRANSCRIPTS,
    "impressions": IMPRESSIONS,
    "feedback": FEEDBACK,
    "enrolments": ENROLMENTS,
    "exam_results": EXAM_RESULTS,
    "outcomes": OUTCOMES,
}

_BATCH: Final = 4_000
_BATCH_CHARACTERS: Final = 16_000_000
_FILE_LENGTH: Final = 400
_DEFAULT_SOURCE: Final = "import"


def import_file(
    kind: str,
    path: Path,
    mapping: ColumnMapping | None,
    engine: sa.Engine,
    catalogue: Catalogue,
    key: bytes,
    as_of_today: date,
    progress: Callable[[int, float], None] = lambda n_read, share: None,
    *,
    tell_rejected: Callable[[int, str], None] = lambda line, reason: None,
    dry_run: bool = False,
) -> ImportCounts:
    """Import a file; ``progress`` is told after each batch how many rows and which share of the file are read.

    Importing a file again changes nothing. The one exception is a text that moves between two postings which
    stand thousands of rows apart in one file: the second import settles it. With ``dry_run`` all is done, counted
    and taken back. ``tell_rejected`` gets line and reason of each bad row.

    Raises
    ------
    InputError
        If the kind is unknown, the mapping does not fit it, or the file cannot be read.
    StorageFullError
        If there is no room; nothing of the file is kept then.
    """
    if kind not in KINDS:
        raise unknown_kind(kind)
    mapping = mapping or ColumnMapping()
    mapping.check(KINDS[kind].columns)
    context = ImportContext(
        catalogue=catalogue,
        states=StateFinder(catalogue.states.values()),
        pseudonyms=Pseudonyms(key),
        today=as_of_today,
        source=mapping.source or _DEFAULT_SOURCE,
    )
    required = mapping.file_columns(KINDS[kind].required)
    optional = mapping.file_columns(KINDS[kind].optional)
    task = _Import(kind, stored_file_name(path), mapping, context, tell_rejected)
    # The file is opened first, so that one that cannot be read never waits for the database.
    with (
        open_rows(path, required.values(), optional.values(), sheet=mapping.sheet) as rows,
        writing(engine) as connection,
    ):
        hold_more_pages(connection)
        for batch in _batches(rows):
            task.load(connection, batch)
            progress(task.counts.n_in, rows.share())
        if dry_run:
            connection.rollback()
    log.info("%s %s: %s", "tried" if dry_run else "imported", kind, task.counts.as_dict())
    return task.counts


def _batches(rows: Iterator[SourceRow]) -> Iterator[list[SourceRow]]:
    """Consecutive rows, fewer at once where their texts are long, so that memory does not grow with the texts."""
    batch: list[SourceRow] = []
    n_characters = 0
    for row in rows:
        batch.append(row)
        n_characters += sum(map(len, row.values.values()))
        if len(batch) == _BATCH or n_characters > _BATCH_CHARACTERS:
            yield batch
            batch, n_characters = [], 0
    if batch:
        yield batch


def unknown_kind(kind: str) -> InputError:
    """The error to raise about a kind that does not exist."""
    return InputError(f"there is no kind of import {kind!r}; known are {', '.join((*KINDS, *CATALOGUE_KINDS))}")


def stored_file_name(path: Path) -> str:
    """How ``rejected_row`` names a file: its whole path, its end where that is too long."""
    return str(path.resolve())[-_FILE_LENGTH:]


class _Import:
    """One file on its way in."""

    def __init__(
        self,
        kind: str,
        file: str,
        mapping: ColumnMapping,
        context: ImportContext,
        tell_rejected: Callable[[int, str], None],
    ) -> None:
        self.counts = ImportCounts()
        self._name = kind
        self._kind = KINDS[kind]
        self._file = file
        self._mapping = mapping
        self._file_columns = mapping.file_columns(self._kind.columns)
        self._context = context
        self._tell_rejected = tell_rejected
        self._seen = SeenKeys()

    def load(self, connection: sa.Connection, batch: Sequence[SourceRow]) -> None:
        """Store one batch with its rejected rows and count it."""
        parsed: list[ParsedRow] = []
        rejected: list[tuple[int, str]] = []
        for row in batch:
            try:
                parsed.append(ParsedRow(row.line, self._values(row)))
            except RowError as error:
                rejected.append((row.line, error.reason))
        is_first = self._seen.add(key_hashes(tuple(row.values[name] for name in self._kind.key) for row in parsed))
        first = list(compress(parsed, is_first))
        loaded = self._kind.load(connection, first)
        rejected += loaded.rejected
        put_rejected(connection, [RejectedRow(self._name, self._file, *one) for one in rejected])
        for line, reason in sorted(rejected):
            self._tell_rejected(line, reason)
        self.counts += ImportCounts(
            n_in=len(batch),
            new=loaded.changes.new,
            updated=loaded.changes.updated,
            unchanged=loaded.changes.unchanged,
            duplicate=len(parsed) - len(first) + loaded.n_duplicate,
            rejected=len(rejected),
            outside_scope=loaded.n_outside_scope,
        )

    def _values(self, row: SourceRow) -> dict[str, Any]:
        """The row's values by table column."""
        if row.problem is not None:
            raise RowError(row.problem)
        texts = self._mapping.texts(row.values, self._file_columns)
        fields = Fields(texts, self._context.today, self._mapping.forms)
        fields.check_storable()
        return self._kind.parse(fields, self._context)
