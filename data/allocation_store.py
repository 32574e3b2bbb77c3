"""What allocation runs proved, whether their vouchers were given, and whom their lotteries drew."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.allocation_tables import allocation_draw, allocation_run
from data.domain import ApplicationState, CertificationId, LearnerId
from data.errors import NotFoundError
from data.learner_tables import learner_standing, voucher_application
from data.rights import AccountId
from data.tables import learner
from data.upsert import Row, chunks, upsert


@dataclass(frozen=True, slots=True)
class AllocationRun:
    """A run as it was recorded when it was made."""

    id: str
    created_at: datetime
    asked_by: AccountId | None
    folder: str
    certificate_digest: str
    scenario_digest: str
    value: float
    bound: float
    n_vouchers: int
    applied_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenApplication:
    """An application that waits for a decision."""

    id: str
    learner_id: LearnerId
    certification_id: CertificationId


def record_run(connection: sa.Connection, run: AllocationRun) -> None:
    """Store a run; one of the same id takes the place of the earlier one, as a job that is tried again writes it."""
    values = {name: getattr(run, name) for name in run.__slots__ if name != "id"}
    upsert(connection, allocation_run, [{"allocation_run_id": run.id, **values}], ["allocation_run_id"])


def run_of(connection: sa.Connection, run_id: str) -> AllocationRun:
    """A run by its id.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    found = _runs(connection, allocation_run.c.allocation_run_id == run_id)
    if not found:
        raise NotFoundError(f"no allocation {run_id}")
    return found[0]


def runs_of_scenario(connection: sa.Connection, scenario_digest: str) -> tuple[AllocationRun, ...]:
    """Runs of the very same inputs, newest first."""
    return _runs(connection, allocation_run.c.scenario_digest == scenario_digest)


def last_runs(connection: sa.Connection, n: int) -> tuple[AllocationRun, ...]:
    """The ``n`` newest runs, newest first."""
    return _runs(connection, sa.true(), n)


def applied_runs(connection: sa.Connection) -> tuple[AllocationRun, ...]:
    """Runs whose vouchers were given, newest first."""
    return _runs(connection, allocation_run.c.applied_at.is_not(None))


def hold_run(connection: sa.Connection, run_id: str) -> AllocationRun:
    """A run that nobody else may decide about until this transaction ends; errors as in `run_of`."""
    its = allocation_run.c.allocation_run_id == run_id
    connection.execute(sa.select(allocation_run.c.allocation_run_id).where(its).with_for_update())
    return run_of(connection, run_id)


def mark_applied(connection: sa.Connection, run_id: str, moment: datetime) -> None:
    """Note that the vouchers of a run were given; the first time stays."""
    connection.execute(
        sa.update(allocation_run)
        .where(allocation_run.c.allocation_run_id == run_id, allocation_run.c.applied_at.is_(None))
        .values(applied_at=moment)
    )


def put_draws(connection: sa.Connection, rows: Sequence[Row]) -> None:
    """Store who was in which pool with which chance, and who was drawn."""
    upsert(connection, allocation_draw, rows, ["allocation_run_id", "learner_id"])


def decidable(connection: sa.Connection, learner_ids: Collection[LearnerId]) -> set[LearnerId]:
    """Those learners about whom a program may decide: known, neither objecting nor blocked."""
    barred = sa.select(learner_standing.c.learner_id).where(
        learner_standing.c.objects_since.is_not(None) | learner_standing.c.blocked_since.is_not(None)
    )
    found: set[LearnerId] = set()
    for some in chunks(sorted(learner_ids)):
        rows = connection.scalars(
            sa.select(learner.c.learner_id).where(learner.c.learner_id.in_(some), learner.c.learner_id.not_in(barred))
        )
        found |= {LearnerId(learner_id) for learner_id in rows}
    return found


def objecting(connection: sa.Connection) -> set[LearnerId]:
    """Learners who object to automated decisions."""
    rows = connection.scalars(
        sa.select(learner_standing.c.learner_id).where(learner_standing.c.objects_since.is_not(None))
    )
    return {LearnerId(learner_id) for learner_id in rows}


def open_applications(connection: sa.Connection) -> tuple[OpenApplication, ...]:
    """All applications that wait for a decision, oldest first."""
    rows = connection.execute(
        sa.select(
            voucher_application.c.application_id,
            voucher_application.c.learner_id,
            voucher_application.c.certification_id,
        )
        .where(voucher_application.c.state == ApplicationState.APPLIED.value)
        .order_by(voucher_application.c.applied_at, voucher_application.c.application_id)
    )
    return tuple(OpenApplication(*row) for row in rows)


def end_applications(
    connection: sa.Connection, reasons: Mapping[str, str | None], state: ApplicationState, moment: datetime
) -> None:
    """End open applications by id, each with the reason that its learner reads; those that ended stay as they are."""
    given = [{"application": one, "why": reason, "moment": moment} for one, reason in reasons.items()]
    if given:
        connection.execute(
            sa.update(voucher_application)
            .where(
                voucher_application.c.application_id == sa.bindparam("application"),
                voucher_application.c.state == ApplicationState.APPLIED.value,
            )
            .values(state=state.value, ended_at=sa.bindparam("moment"), reason=sa.bindparam("why")),
            given,
        )


def _runs(
    connection: sa.Connection, condition: sa.ColumnElement[bool], n: int | None = None
) -> tuple[AllocationRun, ...]:
    rows = connection.execute(
        sa.select(allocation_run)
        .where(condition)
        .order_by(allocation_run.c.created_at.desc(), allocation_run.c.allocation_run_id)
        .limit(n)
    )
    return tuple(map(_run, rows))


def _run(row: sa.Row[Any]) -> AllocationRun:
    values = dict(row._mapping)
    return AllocationRun(id=values.pop("allocation_run_id"), **values)
