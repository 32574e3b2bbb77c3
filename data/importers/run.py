"""Imports one file in one transaction: the good rows and the reasons of the bad ones, or nothing at all."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from data.catalogue import Catalogue
from data.database import writing
from data.errors import InputError
from data.importers.catalogue_kinds import CATALOGUE_KINDS
from data.importers.counts import ImportCounts
from data.importers.event_log import INTERACTIONS
from data.importers.fields import Fields, RowError
from data.importers.file_names import stored_file_name
from data.importers.folder_kinds import FOLDER_KINDS
from data.importers.interactions import ENROLMENTS, EXAM_RESULTS, FEEDBACK, IMPRESSIONS, OUTCOMES
from data.importers.kinds import ImportContext, ImportKind, ParsedRow
from data.importers.learners import LEARNERS
from data.importers.mapping import ColumnMapping
from data.importers.onet import ONET
from data.importers.places import StateFinder
from data.importers.postings import POSTINGS
from data.importers.programme_finder import ProgrammeFinder
from data.importers.programmes import PROGRAMMES
from data.importers.pseudonyms import Pseudonyms
from data.importers.reading import SourceRow, open_rows
from data.importers.study_outcomes import STUDY_OUTCOMES
from data.importers.subjects import SubjectFinder
from data.importers.surveys import SURVEYS
from data.importers.transcripts import TRANSCRIPTS
from data.importers.vouchers import VOUCHERS
from data.rejected_store import RejectedRow, put_rejected

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
    "interactions": INTERACTIONS,
    "vouchers": VOUCHERS,
    "surveys": SURVEYS,
    "study_outcomes": STUDY_OUTCOMES,
    "programmes": PROGRAMMES,
    "onet": ONET,
}

_BATCH: Final = 4_000
_DEFAULT_SOURCE: Final = "import"


def import_file(
    kind: str,
    path: Path,
    mapping: ColumnMapping | None,
    engine: sa.Engine,
    catalogue: Catalogue,
    key: bytes,
    as_of_today: date,
    progress: Callable[[int], None] = lambda n_read: None,
    tell: Callable[[str], None] = lambda line: None,
) -> ImportCounts:
    """Import a file; ``progress`` is told after each batch how many rows are read, ``tell`` what else is worth a line.

    Importing a file again changes nothing. The one exception is a text that moves between two postings which
    stand thousands of rows apart in one file: the second import settles it.

    Raises
    ------
    InputError
        If the kind is unknown, the mapping does not fit it, or the file cannot be read.
    StorageFullError
        If there is no room; nothing of the file is kept then.
    """
    if kind not in KINDS:
        known = ", ".join((*KINDS, *FOLDER_KINDS, *CATALOGUE_KINDS))
        raise InputError(f"there is no kind of import {kind!r}; known are {known}")
    mapping = mapping or ColumnMapping()
    mapping.check(KINDS[kind].columns)
    context = ImportContext(
        catalogue=catalogue,
        states=StateFinder(catalogue.states.values()),
        subjects=SubjectFinder(catalogue),
        pseudonyms=Pseudonyms(key),
        today=as_of_today,
        source=mapping.source or _DEFAULT_SOURCE,
        programmes=ProgrammeFinder(catalogue),
        tell=tell,
    )
    required = mapping.file_columns(KINDS[kind].required)
    optional = mapping.file_columns(KINDS[kind].optional)
    task = _Import(kind, stored_file_name(path), mapping, context)
    # The file is opened first, so that one that cannot be read never waits for the database.
    with open_rows(path, required.values(), optional.values()) as rows, writing(engine) as connection:
        while batch := list(islice(rows, _BATCH)):
            task.load(connection, batch)
            progress(task.counts.n_in)
        for line in KINDS[kind].summary(connection, context):
            tell(line)
    log.info("imported %s: %s", kind, task.counts.as_dict())
    return task.counts


class _Import:
    """One file on its way in."""

    def __init__(self, kind: str, file: str, mapping: ColumnMapping, context: ImportContext) -> None:
        self.counts = ImportCounts()
        self._name = kind
        self._kind = KINDS[kind]
        self._file = file
        self._constants = mapping.constants
        self._file_columns = mapping.file_columns(self._kind.columns)
        self._context = context
        # 64-bit hashes of the keys met so far: of ten million rows, two share one with a chance of 3e-6.
        self._seen: set[int] = set()

    def load(self, connection: sa.Connection, batch: Sequence[SourceRow]) -> None:
        """Store one batch with its rejected rows and count it."""
        if self.counts.n_in == 0:
            self._context = self._kind.survey([self._texts(row) for row in batch if row.problem is None], self._context)
        parsed: list[ParsedRow] = []
        rejected: list[tuple[int, str]] = []
        for row in batch:
            try:
                parsed.append(ParsedRow(row.line, self._values(row)))
            except RowError as error:
                rejected.append((row.line, error.reason))
        first = [row for row in parsed if self._is_first(row)]
        loaded = self._kind.load(connection, first)
        rejected += loaded.rejected
        put_rejected(connection, [RejectedRow(self._name, self._file, *one) for one in rejected])
        self.counts += ImportCounts(
            n_in=len(batch),
            new=loaded.changes.new,
            updated=loaded.changes.updated,
            unchanged=loaded.changes.unchanged,
            duplicate=len(parsed) - len(first) + loaded.n_duplicate,
            rejected=len(rejected),
            outside_scope=loaded.n_outside_scope,
            notes=dict(self._context.notes),
        )
        self._context.notes.clear()

    def _values(self, row: SourceRow) -> dict[str, Any]:
        """The row's values by table column."""
        if row.problem is not None:
            raise RowError(row.problem)
        fields = Fields(self._texts(row), self._context.today)
        fields.check_storable()
        return self._kind.parse(fields, self._context)

    def _texts(self, row: SourceRow) -> dict[str, str]:
        """The texts of a readable row by our column names."""
        given = {name: row.values[theirs] for name, theirs in self._file_columns.items()}
        return {**given, **self._constants}

    def _is_first(self, row: ParsedRow) -> bool:
        """Whether no earlier row of the file has the same key."""
        key = hash(tuple(row.values[name] for name in self._kind.key))
        if key in self._seen:
            return False
        self._seen.add(key)
        return True
