"""What every kind of import says of itself, and what its functions are given."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from data.catalogue import Catalogue
from data.domain import LearnerId
from data.importers.company_scope import CompanyScope
from data.importers.fields import Fields
from data.importers.page_headers import PageHeaders
from data.importers.places import StateFinder
from data.importers.programme_finder import ProgrammeFinder
from data.importers.pseudonyms import Pseudonyms
from data.importers.school_scope import SchoolScope
from data.importers.subjects import SubjectFinder
from data.learner_store import known_learner_ids
from data.upsert import Changes

UNKNOWN_LEARNER = "external_id is not known"


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What rows are read against; ``notes`` counts what the counts of an import tell beside the fates of its rows.

    ``school`` or ``company`` is who sends the file, where it is one.
    """

    catalogue: Catalogue
    states: StateFinder
    subjects: SubjectFinder
    pseudonyms: Pseudonyms
    today: date
    source: str
    programmes: ProgrammeFinder
    page_headers: PageHeaders = field(default_factory=PageHeaders)
    notes: Counter[str] = field(default_factory=Counter)
    tell: Callable[[str], None] = lambda line: None
    school: SchoolScope | None = None
    company: CompanyScope | None = None

    @property
    def is_sent(self) -> bool:
        """Whether a school or company sends the file: it cannot speak of rows of other files."""
        return self.school is not None or self.company is not None

    def is_curriculum(self, curriculum_id: str) -> bool:
        """Whether a learner may study this plan: one of the catalogue, or of the school that sends the file."""
        own = self.school.curriculum_ids if self.school else ()
        return curriculum_id in self.catalogue.curricula or curriculum_id in own


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """A row whose fields are well-formed, by table column."""

    line: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a batch; ``rejected`` holds line and reason, ``notes`` counts beside the fates."""

    changes: Changes
    n_duplicate: int = 0
    n_outside_scope: int = 0
    rejected: tuple[tuple[int, str], ...] = ()
    notes: Mapping[str, int] = field(default_factory=dict)


def _nothing_to_tell(_connection: sa.Connection, _context: ImportContext) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind of file: its columns, the parsed values of its key, how to read a row and store a batch.

    ``survey`` is shown the texts of a file's first rows, by column, and returns the context to read the file with.
    ``summary`` says in lines what is stored once a file is in.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...]
    key: tuple[str, ...]
    parse: Callable[[Fields, ImportContext], dict[str, Any]]
    load: Callable[[sa.Connection, Sequence[ParsedRow]], Loaded]
    survey: Callable[[Sequence[Mapping[str, str]], ImportContext], ImportContext] = lambda rows, context: context
    summary: Callable[[sa.Connection, ImportContext], Sequence[str]] = _nothing_to_tell

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that a file may have."""
        return (*self.required, *self.optional)


def learner_id_in(fields: Fields, context: ImportContext) -> LearnerId:
    """The pseudonym of the person that a row is about."""
    return context.pseudonyms.of(fields.text("external_id", 64))


Put = Callable[[sa.Connection, Sequence[dict[str, Any]]], Changes]
Load = Callable[[sa.Connection, Sequence[ParsedRow]], Loaded]


def load_of_all(put: Put) -> Load:
    """A loader that stores every row with ``put``."""

    def load(connection: sa.Connection, rows: Sequence[ParsedRow]) -> Loaded:
        return Loaded(put(connection, [row.values for row in rows]))

    return load


def load_of_learners(put: Put) -> Load:
    """A loader that refuses rows of people who are not there and stores the others with ``put``."""

    def load(connection: sa.Connection, rows: Sequence[ParsedRow]) -> Loaded:
        good, rejected = split_by_learner(connection, rows)
        return Loaded(put(connection, [row.values for row in good]), rejected=rejected)

    return load


def split_by_learner(
    connection: sa.Connection, rows: Sequence[ParsedRow]
) -> tuple[list[ParsedRow], tuple[tuple[int, str], ...]]:
    """The rows of learners who are there, and line and reason of the others."""
    known = known_learner_ids(connection, {row.values["learner_id"] for row in rows})
    good = [row for row in rows if row.values["learner_id"] in known]
    lost = tuple((row.line, UNKNOWN_LEARNER) for row in rows if row.values["learner_id"] not in known)
    return good, lost


def split_by_owner(
    rows: Sequence[ParsedRow], id_column: str, owners: Mapping[str, LearnerId]
) -> tuple[list[ParsedRow], tuple[tuple[int, str], ...]]:
    """The rows whose id is free or stands for something of the same learner, and line and reason of the others."""
    good: list[ParsedRow] = []
    foreign: list[tuple[int, str]] = []
    for row in rows:
        learner_id = row.values["learner_id"]
        if owners.get(row.values[id_column], learner_id) == learner_id:
            good.append(row)
        else:
            foreign.append((row.line, f"{id_column} belongs to another learner"))
    return good, tuple(foreign)


def row_hash(values: Mapping[str, Any]) -> str:
    """Sha256 over names and values, whatever their order."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()
