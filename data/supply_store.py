"""Exams passed, enrolments and vouchers of everybody in whole columns: what supply is forecast from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from data.domain import CertificationId, LearnerId, StateId
from data.standing_store import is_counted
from data.tables import enrolment, exam_result, learner, voucher


@dataclass(frozen=True, slots=True)
class Begun:
    """Things that began, by day; ``ended_on`` is ``None`` where nothing has ended it."""

    learner_ids: Sequence[LearnerId]
    certification_ids: Sequence[CertificationId]
    began_on: Sequence[date]
    ended_on: Sequence[date | None]


def learner_states(connection: sa.Connection) -> dict[LearnerId, StateId]:
    """The state of every learner, by learner; blocked people are left out, as everywhere here."""
    rows = connection.execute(
        sa.select(learner.c.learner_id, learner.c.state_id)
        .where(is_counted(learner.c.learner_id))
        .order_by(learner.c.learner_id)
    )
    return {LearnerId(learner_id): StateId(state_id) for learner_id, state_id in rows}


def exams_passed(connection: sa.Connection) -> Begun:
    """Exams passed; nothing ends them."""
    return _begun(connection, exam_result, exam_result.c.taken_on, sa.null(), exam_result.c.passed)


def enrolments(connection: sa.Connection) -> Begun:
    """Enrolments; what became of them is among the exams."""
    return _begun(connection, enrolment, enrolment.c.enrolled_on, sa.null())


def vouchers(connection: sa.Connection) -> Begun:
    """Vouchers given, ended when they were redeemed."""
    return _begun(connection, voucher, voucher.c.granted_on, voucher.c.redeemed_on)


def _begun(
    connection: sa.Connection,
    table: sa.Table,
    began_on: sa.ColumnElement[date],
    ended_on: sa.ColumnElement[Any],
    *conditions: sa.ColumnElement[bool],
) -> Begun:
    learner_id, certification_id = table.c.learner_id, table.c.certification_id
    rows = connection.execute(
        sa.select(learner_id, certification_id, began_on, ended_on)
        .where(is_counted(learner_id), *conditions)
        .order_by(began_on, learner_id, certification_id)
    ).all()
    return Begun(*zip(*rows, strict=True)) if rows else Begun((), (), (), ())
