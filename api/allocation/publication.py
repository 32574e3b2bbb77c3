"""Publishing an allocation: a job that verifies the run and gives its vouchers, all of them or none, and once."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from api.allocation.allocation_services import ReadRun, apply
from api.i18n import Texts
from api.last_jobs import is_under_way, last_job
from data import account_store, allocation_store, run_standing_store, voucher_store
from data.database import reading, writing
from data.domain import Language
from data.held_job import Reporter
from data.job_queue import JobQueue, JobStateError
from data.job_store import UNFINISHED, JobRun, JobState
from data.rights import AccountId, ProgrammeRights, programme_rights
from data.run_standing_store import RunStanding, RunStandingError

_COMMAND: Final = "publish"
_TOLD: Final = (*UNFINISHED, JobState.INTERRUPTED, JobState.FAILED)


def ask(
    connection: sa.Connection, queue: JobQueue, rights: ProgrammeRights, run_id: str, language: Language, now: datetime
) -> None:
    """Queue the publication of an approved run; one that waits or runs already is enough.

    Raises
    ------
    NotFoundError
        If there is no such run.
    RunStandingError
        If it is not approved.
    """
    run = allocation_store.run_of(connection, run_id)
    standing = run_standing_store.standings(connection, [run])[run.id]
    if standing is not RunStanding.APPROVED:
        raise RunStandingError(f"allocation {run_id} is {standing}; look at its page")
    if is_under_way(last_publication(queue, run_id)):
        return
    queue.enqueue(_COMMAND, {"run_id": run_id, "asked_by": rights.account_id, "language": language.value}, now)


def publish(
    engine: sa.Engine,
    asked_by: AccountId,
    run_id: str,
    t: Texts,
    now: Callable[[], datetime],
    voucher_days: int,
    report: Reporter,
) -> dict[str, int]:
    """Give the vouchers of an approved run, in one transaction; of a run that is published say how many were given.

    A job whose process was killed is run again: it finds the run either approved still, with nothing given, or
    published whole.

    Raises
    ------
    ForbiddenError
        If who asked is no manager of the programme any more.
    RunStandingError
        If the run is not approved: somebody took the approval back.
    NotVerifiedError
        If it is not what it states.
    """
    with reading(engine) as connection:
        rights = programme_rights(account_store.get_account(connection, asked_by))
        run = allocation_store.run_of(connection, run_id)
        if run.applied_at is not None:
            report("it was published before", 1.0)
            return {"vouchers": voucher_store.count_of_run(connection, run_id)}
    report("verifying the run", 0.05)
    read = ReadRun.of(Path(run.folder))
    report("giving the vouchers", 0.6)
    with writing(engine) as connection:
        run_standing_store.hold_approved(connection, rights, run_id)
        applied = apply(connection, read, t, now(), voucher_days, rights.account_id)
    return {"vouchers": applied.given, "refused": applied.refused, "left_open": applied.left_open}


def last_publication(queue: JobQueue, run_id: str) -> JobRun | None:
    """The newest job that publishes a run, if it was asked for lately."""
    return last_job(queue, _COMMAND, {"run_id": run_id})


def told_publication(queue: JobQueue, run_id: str, standing: RunStanding | JobState) -> JobRun | None:
    """The publication that there is to tell of: of an approved run, under way or failed.

    One that ended well or was called off is seen by the run.
    """
    job = last_publication(queue, run_id) if standing is RunStanding.APPROVED else None
    return job if job is not None and job.state in _TOLD else None


def withdraw(engine: sa.Engine, queue: JobQueue, rights: ProgrammeRights, run_id: str, now: datetime) -> None:
    """Take an approval back and call off a publication that is under way.

    The approval goes first: a publication that has begun either holds the run, so that this waits and then finds it
    published, or finds it withdrawn.

    Raises
    ------
    NotFoundError
        If there is no such run.
    RunStandingError
        If it is not approved.
    """
    with writing(engine) as connection:
        run_standing_store.withdraw(connection, rights, run_id, now)
    job = last_publication(queue, run_id)
    if job is None or not is_under_way(job):
        return
    try:
        queue.cancel(job.id, now)
    except JobStateError:  # It ended between our looking and our cancelling.
        return
