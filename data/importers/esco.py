"""Imports a folder of ESCO's CSV files in one transaction: concepts, labels in Spanish and English, relations."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from data.concept_store import concept_ids, put_concepts, put_relations
from data.database import writing
from data.domain import ConceptKind, ConceptRelation
from data.importers.counts import ImportCounts
from data.importers.esco_files import (
    BROADER_OF_COLLECTION,
    CONCEPT_COLUMNS,
    ConceptFile,
    RelationColumns,
    RelationFile,
    find_esco_files,
)
from data.importers.fields import Fields, RowError
from data.importers.reading import SourceRow, open_rows
from data.importers.rejections import Rejections

_KIND: Final = "esco"
_BATCH: Final = 4_000
_URI_LENGTH: Final = 200

_KINDS: Final = {
    "Occupation": ConceptKind.OCCUPATION,
    "KnowledgeSkillCompetence": ConceptKind.SKILL,
    "SkillGroup": ConceptKind.SKILL_GROUP,
    "ISCOGroup": ConceptKind.ISCO_GROUP,
}
_OPTIONAL_COLUMNS: Final = ("code", "skillType", "reuseLevel", BROADER_OF_COLLECTION)

# Lines in most files, upright bars in collections.
_BETWEEN_ALIASES: Final = re.compile(r"[\r\n]+|\s\|\s")

Relation = tuple[str, str, str]
"""From, relation, to."""


def import_esco(folder: Path, engine: sa.Engine, tell: Callable[[str], None], *, dry_run: bool = False) -> ImportCounts:
    """Import all files of a folder; rows of concept files and relations are counted together.

    With ``dry_run`` all is read, checked and counted, and nothing is kept.

    Of a concept's rows in one language the one of the newest version counts, the others are duplicates. A collection's
    column of broader concepts holds relations, too. A relation to an unknown concept is outside the scope.

    Raises
    ------
    InputError
        If the folder has no file of ESCO, or one cannot be read; nothing is changed then.
    """
    files = find_esco_files(folder)
    if files.ignored:
        tell(f"ignored, as they are not ESCO's CSV in Spanish or English: {', '.join(files.ignored)}")
    with writing(engine) as connection:
        task = _Import(connection)
        for concepts in files.concepts:
            n_rows = task.load_concepts(concepts)
            tell(f"{concepts.path.name}: version {concepts.version}, {concepts.language}, {n_rows} rows")
        task.load_broader()
        for relations in files.relations:
            n_rows = task.load_relations(relations)
            tell(f"{relations.path.name}: {n_rows} relations")
        if dry_run:
            connection.rollback()
    return task.counts


class _Import:
    """One folder on its way in: concepts from the newest file to the oldest, then the relations between them."""

    def __init__(self, connection: sa.Connection) -> None:
        self.counts = ImportCounts()
        self._connection = connection
        self._concepts: set[str] = set()
        self._labels: set[tuple[str, str]] = set()
        self._relations: set[Relation] = set()
        self._broader: list[Relation] = []

    def load_concepts(self, file: ConceptFile) -> int:
        """Store the rows that no newer file had, keep what they call broader for later, return how many there are."""
        n_before = self.counts.n_in
        rejections = Rejections(_KIND, file.path)
        with _batches(file.path, CONCEPT_COLUMNS, _OPTIONAL_COLUMNS) as batches:
            for batch in batches:
                rejected = self._load_concept_rows(file, batch)
                rejections.settle(self._connection, batch[-1].line, {}, rejected)
        rejections.finish(self._connection)
        return self.counts.n_in - n_before

    def load_broader(self) -> None:
        """Store the relations that the collections brought."""
        self._load_relations(self._broader)

    def load_relations(self, file: RelationFile) -> int:
        """Store the relations of a file and return how many rows there are."""
        n_before = self.counts.n_in
        rejections = Rejections(_KIND, file.path)
        with _batches(file.path, file.columns.names) as batches:
            for batch in batches:
                rejected = self._load_relation_rows(file, batch)
                rejections.settle(self._connection, batch[-1].line, {}, rejected)
        rejections.finish(self._connection)
        return self.counts.n_in - n_before

    def _load_concept_rows(self, file: ConceptFile, batch: Sequence[SourceRow]) -> list[tuple[int, str]]:
        """Store a batch and return line and reason of the rows that could not be taken."""
        concepts: list[dict[str, Any]] = []
        labels: list[dict[str, Any]] = []
        rejected: list[tuple[int, str]] = []
        n_outside = 0
        for row in batch:
            try:
                fields = _fields(row)
                kind = _KINDS.get(fields.text("conceptType"))
                if kind is None:
                    n_outside += 1
                    continue
                concept = _concept(fields, kind, file.version)
                label = _label(fields, file.language)
                broader = _broader(fields)
            except RowError as error:
                rejected.append((row.line, error.reason))
                continue
            self._broader += broader
            key = (label["concept_id"], label["language"])
            if key in self._labels:
                continue
            self._labels.add(key)
            labels.append(label)
            if concept["concept_id"] not in self._concepts:
                self._concepts.add(concept["concept_id"])
                concepts.append(concept)
        changes = put_concepts(self._connection, concepts, labels)
        self.counts += ImportCounts(
            n_in=len(batch),
            new=changes.new,
            updated=changes.updated,
            unchanged=changes.unchanged,
            duplicate=len(batch) - len(labels) - len(rejected) - n_outside,
            rejected=len(rejected),
            outside_scope=n_outside,
        )
        return rejected

    def _load_relation_rows(self, file: RelationFile, batch: Sequence[SourceRow]) -> list[tuple[int, str]]:
        """Store a batch and return line and reason of the rows that could not be taken."""
        good: list[Relation] = []
        rejected: list[tuple[int, str]] = []
        for row in batch:
            try:
                good.append(_relation(_fields(row), file.columns))
            except RowError as error:
                rejected.append((row.line, error.reason))
        self._load_relations(good)
        self.counts += ImportCounts(n_in=len(rejected), rejected=len(rejected))
        return rejected

    def _load_relations(self, relations: Sequence[Relation]) -> None:
        """Store relations between known concepts, each once."""
        fresh = [one for one in dict.fromkeys(relations) if one not in self._relations]
        self._relations.update(fresh)
        inside = [one for one in fresh if one[0] in self._known and one[2] in self._known]
        rows = [{"from_id": from_id, "relation": relation, "to_id": to_id} for from_id, relation, to_id in inside]
        changes = put_relations(self._connection, rows)
        self.counts += ImportCounts(
            n_in=len(relations),
            new=changes.new,
            unchanged=changes.unchanged,
            duplicate=len(relations) - len(fresh),
            outside_scope=len(fresh) - len(inside),
        )

    @cached_property
    def _known(self) -> set[str]:
        """Every concept there is, of earlier imports, too; first asked for when this one's are in."""
        return concept_ids(self._connection)


@contextmanager
def _batches(
    path: Path, required: Sequence[str], optional: Sequence[str] = ()
) -> Iterator[Iterator[Sequence[SourceRow]]]:
    """The rows of a file, some thousand at a time."""
    with open_rows(path, required, optional) as rows:
        yield iter(lambda: list(islice(rows, _BATCH)), [])


def _fields(row: SourceRow) -> Fields:
    if row.problem is not None:
        raise RowError(row.problem)
    fields = Fields(row.values, date.max)  # no column holds a day
    fields.check_storable()
    return fields


def _concept(fields: Fields, kind: ConceptKind, version: str) -> dict[str, Any]:
    """What is the same in each language."""
    return {
        "concept_id": _uri(fields, "conceptUri"),
        "scheme": _KIND,
        "kind": kind.value,
        "code": fields.optional("code", 32),
        "skill_type": fields.optional("skillType", 32),
        "reuse_level": fields.optional("reuseLevel", 32),
        "version": version,
    }


def _label(fields: Fields, language: str) -> dict[str, Any]:
    """The texts in one language."""
    aliases = (" ".join(part.split()) for part in _BETWEEN_ALIASES.split(fields.optional("altLabels") or ""))
    return {
        "concept_id": _uri(fields, "conceptUri"),
        "language": str(language),
        "label": " ".join(fields.text("preferredLabel", 400).split()),
        "aliases": list(dict.fromkeys(filter(None, aliases))),
        "description": fields.optional("description") or "",
    }


def _broader(fields: Fields) -> list[Relation]:
    """The relations in a row of a collection."""
    uris = (fields.optional(BROADER_OF_COLLECTION) or "").split("|")
    return [(_uri(fields, "conceptUri"), ConceptRelation.BROADER.value, uri) for uri in map(str.strip, uris) if uri]


def _relation(fields: Fields, columns: RelationColumns) -> Relation:
    """A row of a file of relations."""
    broader = ConceptRelation.BROADER
    relation = broader if columns.relation is None else fields.word(columns.relation, ConceptRelation)
    return (_uri(fields, columns.from_id), relation.value, _uri(fields, columns.to_id))


def _uri(fields: Fields, name: str) -> str:
    """A concept's URI, which in a row of shifted cells something else would take the place of."""
    uri = fields.text(name, _URI_LENGTH)
    if not uri.startswith(("http://", "https://")):
        raise RowError(f"{name} is no URI")
    return uri
