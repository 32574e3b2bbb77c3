"""Everything that is stored of one learner, table by table, and its erasure.

Tables are found by their columns ``learner_id`` and ``account_id``: a new one is seen, taken away and erased without
a change here.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import sqlalchemy as sa

from data.account_tables import account
from data.domain import LearnerId
from data.learner_tables import learner_standing
from data.rights import LearnerRights
from data.tables import learner, metadata

SECRETS: Final = frozenset({"password_hash", "token_hash"})
"""Columns that prove who somebody is: they say nothing of the person and are given to nobody."""


def own_tables() -> tuple[sa.Table, ...]:
    """Every table that may hold rows of a learner, by name."""
    tables = sorted(metadata.tables.values(), key=lambda table: table.name)
    return tuple(table for table in tables if {"learner_id", "account_id"} & {*table.c.keys()})


def own_rows(
    connection: sa.Connection, rights: LearnerRights, most: int | None = None
) -> dict[str, list[Mapping[str, Any]]]:
    """Rows of a learner by table, without `SECRETS`, in the order of their keys; ``most`` of each where it is given."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for table in own_tables():
        shown = [column for column in table.c if column.name not in SECRETS]
        rows = connection.execute(
            sa.select(*shown).where(_is_theirs(table, rights.learner_id)).order_by(*shown[:2]).limit(most)
        )
        found[table.name] = [dict(row) for row in rows.mappings()]
    return found


def own_counts(connection: sa.Connection, learner_id: LearnerId) -> dict[str, int]:
    """Number of rows of a learner by table, in one statement."""
    counts = (
        sa.select(sa.func.count()).select_from(table).where(_is_theirs(table, learner_id)).scalar_subquery()
        for table in own_tables()
    )
    row = connection.execute(sa.select(*counts)).one()
    return {table.name: n for table, n in zip(own_tables(), row, strict=True)}


def due_for_erasure(connection: sa.Connection, today: date) -> Sequence[tuple[LearnerId, date]]:
    """Learners who asked for deletion and whose day has come, with that day; longest due first."""
    rows = connection.execute(
        sa.select(learner_standing.c.learner_id, learner_standing.c.erase_on)
        .where(learner_standing.c.blocked_since.is_not(None), learner_standing.c.erase_on <= today)
        .order_by(learner_standing.c.erase_on, learner_standing.c.learner_id)
    )
    return [(LearnerId(learner_id), erase_on) for learner_id, erase_on in rows]


def erase(connection: sa.Connection, learner_id: LearnerId, today: date) -> int:
    """Erase all of one learner who is due, and say how many rows that were; 0 for who is due no longer.

    Most rows go with the learner's own, by cascade; the tables without a reference to it are cleared beside.
    """
    if learner_id not in {due for due, _ in due_for_erasure(connection, today)}:
        return 0
    n_rows = sum(own_counts(connection, learner_id).values())
    for table in _without_cascade():
        connection.execute(sa.delete(table).where(table.c.learner_id == learner_id))
    connection.execute(sa.delete(learner).where(learner.c.learner_id == learner_id))
    return n_rows


def _is_theirs(table: sa.Table, learner_id: LearnerId) -> sa.ColumnElement[bool]:
    if "learner_id" in table.c:
        return table.c.learner_id == learner_id
    return table.c.account_id.in_(sa.select(account.c.account_id).where(account.c.learner_id == learner_id))


def _without_cascade() -> Iterator[sa.Table]:
    """Tables whose rows name a learner without referring to one, as they hold people who are no learners here."""
    for table in own_tables():
        if "learner_id" in table.c and not table.c.learner_id.foreign_keys and table is not learner:
            yield table
