"""How far the programme has gone with allocations: a plan is approved, perhaps taken back, and at last published.

What was put on record says where a run stands: the last decision about it holds.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa

from data.allocation_store import AllocationRun, hold_run
from data.audit_store import AuditAction, last_actions, put_on_record
from data.errors import AppError
from data.rights import ProgrammeRights


class RunStanding(StrEnum):
    """Where a finished run stands; ``WITHDRAWN`` was approved once and may be approved again."""

    DONE = "done"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"


class RunStandingError(AppError):
    """What is asked of an allocation cannot be done where it stands."""

    status = 409
    key = "error.run_standing"


_AFTER: Final[Mapping[AuditAction, RunStanding]] = {
    AuditAction.ALLOCATION_APPROVED: RunStanding.APPROVED,
    AuditAction.ALLOCATION_WITHDRAWN: RunStanding.WITHDRAWN,
}


def standings(connection: sa.Connection, runs: Iterable[AllocationRun]) -> Mapping[str, RunStanding]:
    """Where each of some runs stands, by id; vouchers given from the command line are published too."""
    known = {run.id: run for run in runs}
    last = last_actions(connection, known, _AFTER.keys())
    decided = {run_id: _AFTER[action] for run_id, action in last.items()}
    return {
        run_id: RunStanding.PUBLISHED if run.applied_at else decided.get(run_id, RunStanding.DONE)
        for run_id, run in known.items()
    }


def approve(connection: sa.Connection, rights: ProgrammeRights, run_id: str, moment: datetime) -> None:
    """Approve a run, which may then be published.

    Raises
    ------
    NotFoundError
        If there is no such run.
    RunStandingError
        If it is approved or published already.
    """
    _hold(connection, run_id, RunStanding.DONE, RunStanding.WITHDRAWN)
    put_on_record(connection, AuditAction.ALLOCATION_APPROVED, run_id, moment, rights.account_id)


def withdraw(connection: sa.Connection, rights: ProgrammeRights, run_id: str, moment: datetime) -> None:
    """Take an approval back; errors as in `approve`, a run that is not approved included."""
    _hold(connection, run_id, RunStanding.APPROVED)
    put_on_record(connection, AuditAction.ALLOCATION_WITHDRAWN, run_id, moment, rights.account_id)


def hold_approved(connection: sa.Connection, _rights: ProgrammeRights, run_id: str) -> AllocationRun:
    """An approved run, about which nobody else can decide until this transaction ends; errors as in `withdraw`."""
    return _hold(connection, run_id, RunStanding.APPROVED)


def _hold(connection: sa.Connection, run_id: str, *allowed: RunStanding) -> AllocationRun:
    run = hold_run(connection, run_id)
    standing = standings(connection, [run])[run.id]
    if standing not in allowed:
        raise RunStandingError(f"allocation {run_id} is {standing}; look at its page")
    return run
