"""Where a learner stands: whether they object to automated decisions, and whether their data wait to be erased."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from data.domain import LearnerId
from data.learner_tables import learner_standing
from data.rights import LearnerRights
from data.upsert import upsert


@dataclass(frozen=True, slots=True)
class Standing:
    """``objects_since``: to automated decisions. ``blocked_since``: all is to be erased on ``erase_on``."""

    objects_since: datetime | None = None
    blocked_since: datetime | None = None
    erase_on: date | None = None


# Asked at every request: building a statement takes longer than its answer.
_STANDING = sa.select(
    learner_standing.c.objects_since, learner_standing.c.blocked_since, learner_standing.c.erase_on
).where(learner_standing.c.learner_id == sa.bindparam("learner_id"))


def standing_of(connection: sa.Connection, learner_id: LearnerId) -> Standing:
    """Where a learner stands; nothing is noted of most."""
    row = connection.execute(_STANDING, {"learner_id": learner_id}).one_or_none()
    return Standing() if row is None else Standing(*row)


def object_to_automation(connection: sa.Connection, rights: LearnerRights, moment: datetime) -> None:
    """Note that a learner objects to automated decisions; an objection that stands keeps its moment."""
    if standing_of(connection, rights.learner_id).objects_since is None:
        _note(connection, rights, objects_since=moment)


def withdraw_objection(connection: sa.Connection, rights: LearnerRights) -> None:
    """Note that a learner objects no longer."""
    _note(connection, rights, objects_since=None)


def ask_deletion(connection: sa.Connection, rights: LearnerRights, moment: datetime, erase_on: date) -> None:
    """Block a learner's data from now on, to be erased on a day; a deletion asked for already keeps its day."""
    if standing_of(connection, rights.learner_id).blocked_since is None:
        _note(connection, rights, blocked_since=moment, erase_on=erase_on)


def cancel_deletion(connection: sa.Connection, rights: LearnerRights) -> None:
    """Let a learner's data count again."""
    _note(connection, rights, blocked_since=None, erase_on=None)


def blocked_learners(connection: sa.Connection) -> frozenset[LearnerId]:
    """All learners whose data are blocked."""
    chosen = sa.select(learner_standing.c.learner_id).where(learner_standing.c.blocked_since.is_not(None))
    return frozenset(map(LearnerId, connection.scalars(chosen)))


def is_counted(learner_id: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """The condition that a row's learner is not blocked; every statement over many learners has it."""
    return learner_id.not_in(
        sa.select(learner_standing.c.learner_id).where(learner_standing.c.blocked_since.is_not(None))
    )


def _note(connection: sa.Connection, rights: LearnerRights, **values: object) -> None:
    upsert(connection, learner_standing, [{"learner_id": rights.learner_id, **values}], ["learner_id"])
