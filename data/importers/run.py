"""Imports one file in one transaction: the good rows and the reasons of the bad ones, or nothing at all."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from datetime import date
from itertools import compress
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from data.catalogue import Catalogue
from data.database import hold_more_pages, writing
from data.errors import InputError
from data.importers.catalogue_kinds import CATALOGUE_KINDS
from data.importers.company_scope import CompanyScope
from data.importers.counts import ImportCounts
from data.importers.event_log import INTERACTIONS
from data.importers.fields import Fields, RowError
from data.importers.folder_kinds import FOLDER_KINDS
from data.importers.interactions import ENROLMENTS, EXAM_RESULTS, FEEDBACK, IMPRESSIONS, OUTCOMES
from data.importers.kinds import ImportContext, ImportKind, ParsedRow
from data.importers.learners import LEARNERS
from data.importers.mapping import ColumnMapping
from data.importers.onet import ONET
from data.importers.places import StateFinder
from data.importers.posting_terms import TERMS
from data.importers.postings import POSTINGS
from data.importers.programme_finder import ProgrammeFinder
from data.importers.programmes import PROGRAMMES
from data.importers.pseudonyms import Pseudonyms
from data.importers.reading import SourceRow, SourceRows, open_rows
from data.importers.redemptions import REDEMPTIONS
from data.importers.rejections import ORIGIN_COLUMNS, Rejections, origin_of
from data.importers.school_scope import FOREIGN_LEARNER, SchoolScope
from data.importers.seen_keys import SeenKeys, key_hashes
from data.importers.sheets import sheet_of
from data.importers.study_outcomes import STUDY_OUTCOMES
from data.importers.subjects import SubjectFinder
from data.importers.surveys import SURVEYS
from data.importers.transcripts import TRANSCRIPTS
from data.importers.vouchers import VOUCHERS

log = logging.getLogger(__name__)

_LEARNERS: Final = "learners"
_TRANSCRIPTS: Final = "transcripts"

KINDS: Final[Mapping[str, ImportKind]] = {
    "postings": POSTINGS,
    _LEARNERS: LEARNERS,
    _TRANSCRIPTS: TRANSCRIPTS,
    "impressions": IMPRESSIONS,
    "feedback": FEEDBACK,
    "enrolments": ENROLMENTS,
    "exam_results": EXAM_RESULTS,
    "outcomes": OUTCOMES,
    "interactions": INTERACTIONS,
    "vouchers": VOUCHERS,
    "redemptions": REDEMPTIONS,
    "surveys": SURVEYS,
    "study_outcomes": STUDY_OUTCOMES,
    "programmes": PROGRAMMES,
    "onet": ONET,
}

_BATCH: Final = 4_000
_BATCH_CHARACTERS: Final = 16_000_000
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
    tell: Callable[[str], None] = lambda line: None,
    tell_rejected: Callable[[int, str], None] = lambda line, reason: None,
    school: SchoolScope | None = None,
    company: CompanyScope | None = None,
    dry_run: bool = False,
) -> ImportCounts:
    """Import a file; ``progress`` is told after each batch how many rows and which share of the file are read.

    Importing a file again changes nothing. The one exception is a text that moves between two postings which
    stand thousands of rows apart in one file: the second import settles it. With ``dry_run`` all is done, counted
    and taken back. ``tell_rejected`` gets line and reason of each bad row. Of a file that a ``school`` sends,
    rows of other institutions' people are bad ones; postings that a ``company`` sends are its own.

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
    sheets = _sheets(kind, path, mapping)
    mapping.check(tuple(dict.fromkeys(name for one in sheets for name in KINDS[one].columns)))
    context = _context(catalogue, key, as_of_today, mapping, tell, school, company)
    counts = ImportCounts()
    with ExitStack() as opened:
        # All is opened first, so that a file that cannot be read never waits for the database.
        files = [
            (one, opened.enter_context(_opened(KINDS[one], path, mapping.of_columns(KINDS[one].columns), sheet)))
            for one, sheet in sheets.items()
        ]
        connection = opened.enter_context(writing(engine))
        hold_more_pages(connection)
        for place, (one, rows) in enumerate(files):
            task = _Import(one, path, mapping.of_columns(KINDS[one].columns), context, tell_rejected)
            for batch in _batches(rows):
                task.load(connection, batch)
                progress(counts.n_in + task.counts.n_in, (place + rows.share()) / len(files))
            task.finish(connection)
            for line in KINDS[one].summary(connection, context):
                tell(line)
            counts += task.counts
            if len(files) > 1:
                tell(f"{one}: {', '.join(f'{fate} {count}' for fate, count in task.counts.as_dict().items())}")
        if dry_run:
            connection.rollback()
    log.info("%s %s: %s", "tried" if dry_run else "imported", kind, counts.as_dict())
    return counts


def _context(
    catalogue: Catalogue,
    key: bytes,
    today: date,
    mapping: ColumnMapping,
    tell: Callable[[str], None],
    school: SchoolScope | None,
    company: CompanyScope | None,
) -> ImportContext:
    """What the rows of one import are read against."""
    return ImportContext(
        catalogue=catalogue,
        states=StateFinder(catalogue.states.values()),
        subjects=_subjects(catalogue, school),
        pseudonyms=Pseudonyms(key),
        today=today,
        source=mapping.source or _DEFAULT_SOURCE,
        programmes=ProgrammeFinder(catalogue),
        tell=tell,
        school=school,
        company=company,
    )


def _subjects(catalogue: Catalogue, school: SchoolScope | None) -> SubjectFinder:
    """The subjects that a transcript may mean."""
    if school is None:
        return SubjectFinder(catalogue.subjects.values())
    return SubjectFinder([*catalogue.subjects.values(), *school.subjects], school.official_keys)


def _sheets(kind: str, path: Path, mapping: ColumnMapping) -> dict[str, str | None]:
    """The kinds that a file holds, in the order to load them, each with its sheet where the file is a workbook.

    A workbook of learners may have their transcripts on a sheet of its own.
    """
    sheets = {kind: mapping.sheet or sheet_of(path, kind)}
    transcripts = sheet_of(path, _TRANSCRIPTS) if kind == _LEARNERS and mapping.sheet is None else None
    return sheets if transcripts is None else {**sheets, _TRANSCRIPTS: transcripts}


def _opened(
    kind: ImportKind, path: Path, mapping: ColumnMapping, sheet: str | None
) -> AbstractContextManager[SourceRows]:
    """The rows of a kind in a file."""
    required, optional = mapping.file_columns(kind.required), mapping.file_columns(kind.optional)
    return open_rows(path, required.values(), (*optional.values(), *ORIGIN_COLUMNS), sheet=sheet)


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
    return InputError(
        f"there is no kind of import {kind!r}; known are {', '.join((*KINDS, *FOLDER_KINDS, *CATALOGUE_KINDS))}"
    )


class _Import:
    """One file on its way in."""

    def __init__(
        self,
        kind: str,
        path: Path,
        mapping: ColumnMapping,
        context: ImportContext,
        tell_rejected: Callable[[int, str], None],
    ) -> None:
        self.counts = ImportCounts()
        self._kind = KINDS[kind]
        self._rejections = Rejections(kind, path)
        self._mapping = mapping
        self._file_columns = mapping.file_columns(self._kind.columns)
        self._context = context
        self._tell_rejected = tell_rejected
        self._seen = SeenKeys()

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
        is_first = self._seen.add(key_hashes(tuple(row.values[name] for name in self._kind.key) for row in parsed))
        first = list(compress(parsed, is_first))
        n_repeated = len(parsed) - len(first)
        first, foreign = self._split(connection, first)
        rejected += foreign
        loaded = self._kind.load(connection, first)
        rejected += loaded.rejected
        if self._context.company is not None:
            self._context.company.adopt(connection, {row.values["posting_id"]: row.values[TERMS] for row in first})
        sent_again = () if self._context.is_sent else batch
        origins = {row.line: origin for row in sent_again if (origin := origin_of(row)) is not None}
        self._rejections.settle(connection, batch[-1].line, origins, rejected)
        for line, reason in sorted(rejected):
            self._tell_rejected(line, reason)
        self.counts += ImportCounts(
            n_in=len(batch),
            new=loaded.changes.new,
            updated=loaded.changes.updated,
            unchanged=loaded.changes.unchanged,
            duplicate=n_repeated + loaded.n_duplicate,
            rejected=len(rejected),
            outside_scope=loaded.n_outside_scope,
            notes={**self._context.notes, **loaded.notes},
        )
        self._context.notes.clear()

    def _split(self, connection: sa.Connection, rows: list[ParsedRow]) -> tuple[list[ParsedRow], list[tuple[int, str]]]:
        """Rows that the school which sends the file may store, and the others without telling whose they are."""
        if self._context.school is None:
            return rows, []
        foreign = self._context.school.foreign(connection, {row.values["learner_id"] for row in rows})
        good = [row for row in rows if row.values["learner_id"] not in foreign]
        return good, [(row.line, FOREIGN_LEARNER) for row in rows if row.values["learner_id"] in foreign]

    def finish(self, connection: sa.Connection) -> None:
        """Do what waits for the end of the file."""
        self._rejections.finish(connection)

    def _values(self, row: SourceRow) -> dict[str, Any]:
        """The row's values by table column."""
        if row.problem is not None:
            raise RowError(row.problem)
        fields = Fields(self._texts(row), self._context.today, self._mapping.forms)
        fields.check_storable()
        return self._kind.parse(fields, self._context)

    def _texts(self, row: SourceRow) -> dict[str, str]:
        """The texts of a readable row by our column names."""
        return self._mapping.texts(row.values, self._file_columns)
