"""Learners' applications for vouchers, and how each ended."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from data.domain import ApplicationState, CertificationId
from data.errors import NotFoundError
from data.learner_tables import voucher_application
from data.rights import LearnerRights


@dataclass(frozen=True, slots=True)
class Application:
    """A learner's wish for a voucher; ``reason`` says in the learner's words why it was refused."""

    id: str
    certification_id: CertificationId
    state: ApplicationState
    applied_at: datetime
    ended_at: datetime | None
    reason: str | None


def apply(
    connection: sa.Connection, rights: LearnerRights, certification_id: CertificationId, moment: datetime
) -> Application:
    """Store an application and return it; one for this certification that is open already is returned instead.

    The caller holds the learner (`learner_store.hold_learner`), so that two clicks at once make one application.
    """
    for one in applications_of(connection, rights):
        if one.certification_id == certification_id and is_open(one):
            return one
    new = Application(uuid4().hex, certification_id, ApplicationState.APPLIED, moment, None, None)
    connection.execute(
        sa.insert(voucher_application),
        {
            "application_id": new.id,
            "learner_id": rights.learner_id,
            "certification_id": certification_id,
            "state": new.state.value,
            "applied_at": moment,
        },
    )
    return new


def withdraw(connection: sa.Connection, rights: LearnerRights, application_id: str, moment: datetime) -> Application:
    """Take an open application back and return it; one that has ended stays as it ended.

    Raises
    ------
    NotFoundError
        If there is no such application, or it is somebody else's; the two are not told apart.
    """
    its_row = _is_theirs(rights) & (voucher_application.c.application_id == application_id)
    connection.execute(
        sa.update(voucher_application)
        .where(its_row, voucher_application.c.state == ApplicationState.APPLIED.value)
        .values(state=ApplicationState.WITHDRAWN.value, ended_at=moment)
    )
    row = connection.execute(sa.select(voucher_application).where(its_row)).one_or_none()
    if row is None:
        raise NotFoundError(f"no application {application_id} of learner {rights.learner_id}")
    return _application(row)


def applications_of(connection: sa.Connection, rights: LearnerRights) -> tuple[Application, ...]:
    """A learner's applications, newest first."""
    rows = connection.execute(
        sa.select(voucher_application)
        .where(_is_theirs(rights))
        .order_by(voucher_application.c.applied_at.desc(), voucher_application.c.application_id)
    )
    return tuple(map(_application, rows))


def is_open(application: Application) -> bool:
    """Whether it waits for a decision."""
    return application.state is ApplicationState.APPLIED


def _is_theirs(rights: LearnerRights) -> sa.ColumnElement[bool]:
    return voucher_application.c.learner_id == rights.learner_id


def _application(row: sa.Row[tuple[Any, ...]]) -> Application:
    return Application(
        row.application_id,
        CertificationId(row.certification_id),
        ApplicationState(row.state),
        row.applied_at,
        row.ended_at,
        row.reason,
    )
