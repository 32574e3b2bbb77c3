"""Concepts of public classifications such as ESCO: labels in two languages, and how they hang together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data.domain import ConceptKind, Label, Language, SkillKind
from data.tables import concept, concept_label, concept_relation
from data.upsert import Changes, Row, chunks, insert_new, stored_rows, upsert

CONCEPT_KEY = ("concept_id",)
LABEL_KEY = ("concept_id", "language")
RELATION_KEY = ("from_id", "relation", "to_id")

_TRANSVERSAL = "transversal"


@dataclass(frozen=True, slots=True)
class SkillConcept:
    """A public skill with its names; where one language lacks a label, the other's stands in."""

    uri: str
    label: Label
    aliases: tuple[str, ...]
    kind: SkillKind


@dataclass(frozen=True, slots=True)
class StoredOccupation:
    """An occupation of a classification; ``titles`` are its labels and aliases in both languages, Spanish first."""

    uri: str
    label: Label
    titles: tuple[str, ...]


def put_concepts(connection: sa.Connection, concepts: Sequence[Row], labels: Sequence[Row]) -> Changes:
    """Write labels of one language each, and those of their concepts that are given.

    Counted by label: one that is as before counts as updated where its concept differs from what is stored.
    """
    changed = _put_changed(connection, concept, concepts, CONCEPT_KEY)
    known = _put_changed(connection, concept_label, labels, LABEL_KEY)
    changes = Changes()
    for row in labels:
        is_known = known.get((row["concept_id"], row["language"]))
        if is_known is False:
            changes += Changes(new=1)
        elif is_known or (row["concept_id"],) in changed:
            changes += Changes(updated=1)
        else:
            changes += Changes(unchanged=1)
    return changes


def put_relations(connection: sa.Connection, rows: Sequence[Row]) -> Changes:
    """Write relations between stored concepts; there is nothing in them that could differ."""
    n_new = sum(insert_new(connection, concept_relation, some, RELATION_KEY) for some in chunks(rows))
    return Changes(new=n_new, unchanged=len(rows) - n_new)


def concept_ids(connection: sa.Connection) -> set[str]:
    """Every concept there is."""
    return set(connection.scalars(sa.select(concept.c.concept_id)))


def skill_concepts(connection: sa.Connection) -> tuple[SkillConcept, ...]:
    """Every skill there is, by address; what is needed in every line of work counts as soft."""
    rows = connection.execute(
        sa.select(
            concept.c.concept_id,
            concept.c.reuse_level,
            concept_label.c.language,
            concept_label.c.label,
            concept_label.c.aliases,
        )
        .join(concept_label, concept_label.c.concept_id == concept.c.concept_id)
        .where(concept.c.kind == ConceptKind.SKILL)
        .order_by(concept.c.concept_id, concept_label.c.language)
    )
    labels: dict[str, dict[str, str]] = {}
    aliases: dict[str, list[str]] = {}
    kinds: dict[str, SkillKind] = {}
    for uri, reuse_level, language, label, more in rows:
        labels.setdefault(uri, {})[language] = label
        aliases.setdefault(uri, []).extend(more)
        kinds[uri] = SkillKind.SOFT if reuse_level == _TRANSVERSAL else SkillKind.HARD
    return tuple(
        SkillConcept(uri, _label(by_language), tuple(aliases[uri]), kinds[uri]) for uri, by_language in labels.items()
    )


def stored_occupations(connection: sa.Connection) -> list[StoredOccupation]:
    """Every occupation by its address; where one language is missing, the label of the other stands for it."""
    labels = (
        sa.select(concept_label.c.concept_id, concept_label.c.language, concept_label.c.label, concept_label.c.aliases)
        .join(concept, concept.c.concept_id == concept_label.c.concept_id)
        .where(concept.c.kind == ConceptKind.OCCUPATION.value)
        .order_by(concept_label.c.concept_id, concept_label.c.language.desc())
    )
    names: dict[str, dict[str, str]] = {}
    titles: dict[str, list[str]] = {}
    for uri, language, label, aliases in connection.execute(labels):
        names.setdefault(uri, {})[language] = label
        titles.setdefault(uri, []).extend((label, *aliases))
    return [
        StoredOccupation(uri, _label(by_language), tuple(dict.fromkeys(titles[uri])))
        for uri, by_language in names.items()
    ]


def _label(by_language: dict[str, str]) -> Label:
    any_label = next(iter(by_language.values()))
    return Label(es=by_language.get(Language.ES, any_label), en=by_language.get(Language.EN, any_label))


def _put_changed(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Row], key: Sequence[str]
) -> dict[tuple[Any, ...], bool]:
    """Write the rows that are new or differ; returns their keys, with whether there was such a row before."""
    written: dict[tuple[Any, ...], bool] = {}
    for some in chunks(rows):
        compared = [name for name in some[0] if name not in key]
        keys = [tuple(row[name] for name in key) for row in some]
        stored = stored_rows(connection, table, key, keys, compared)
        changed = []
        for row, its_key in zip(some, keys, strict=True):
            if stored.get(its_key) != tuple(row[name] for name in compared):
                changed.append(row)
                written[its_key] = its_key in stored
        upsert(connection, table, changed, key)
    return written
