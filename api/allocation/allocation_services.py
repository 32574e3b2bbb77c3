"""Allocations for whoever asks: check a run against the record, give its vouchers, ask for one by the network."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from api import job_services
from api.allocation.decision_services import explained_run, keep_decisions
from api.i18n import Texts
from api.last_jobs import lately_asked
from data import allocation_store, voucher_life_store, voucher_store
from data.allocation import run_folder
from data.allocation.recorded_run import NotVerifiedError
from data.allocation.scenario_tables import PAYING
from data.allocation_store import AllocationRun, OpenApplication
from data.audit_store import AuditAction, put_on_record
from data.database import is_at_newest_revision, opened_engine, reading, writing
from data.domain import ApplicationState, LearnerId
from data.errors import NotFoundError
from data.job_queue import JobQueue
from data.job_store import JobRun
from data.rights import AccountId, ProgrammeRights
from data.settings import Settings
from recommender.allocation.running.verify import Difference, OpenedRun, Verified, verify


@dataclass(frozen=True, slots=True)
class Checked:
    """A check of a folder; ``run`` is the record that the certificate agrees with, if this installation has one.

    ``is_recorded`` says whether it has any record of these inputs.
    """

    differences: tuple[Difference, ...]
    is_recorded: bool
    run: AllocationRun | None


@dataclass(frozen=True, slots=True)
class Applied:
    """What giving a plan's vouchers came to; of ``left_open`` learners a person decides."""

    given: int
    refused: int
    left_open: int


def check(settings: Settings, folder: Path, scenario: Path | None = None) -> Checked:
    """Verify a folder, and compare its certificate with the record outside of it.

    Raises
    ------
    InputError
        If a file is missing or cannot be read at all.
    """
    verified = verify(folder, scenario)
    with opened_engine(settings.sqlalchemy_url) as engine:
        if not is_at_newest_revision(engine):
            return Checked(verified.differences, False, None)
        with reading(engine) as connection:
            return compared_with_record(connection, verified, folder)


def compared_with_record(connection: sa.Connection, verified: Verified, folder: Path) -> Checked:
    """A check with what was recorded when the run was made; of equal runs the one that wrote the folder."""
    recorded = allocation_store.runs_of_scenario(connection, verified.scenario_digest)
    same = [run for run in recorded if run.certificate_digest == verified.certificate_digest]
    differences = verified.differences
    if recorded and not same:
        outside = Difference("certificate", recorded[0].certificate_digest, verified.certificate_digest)
        differences = (*differences, outside)
    same.sort(key=lambda run: run.folder != str(folder.absolute()))
    return Checked(differences, bool(recorded), same[0] if same else None)


@dataclass(frozen=True, slots=True)
class ReadRun:
    """A run's folder as it was when it was verified: read and computed again before anything is written."""

    folder: Path
    verified: Verified
    opened: OpenedRun
    plan: list[Mapping[str, Any]]

    @classmethod
    def of(cls, folder: Path, scenario: Path | None = None) -> "ReadRun":
        """Verify a folder and read it; errors as in `check`."""
        return cls(
            folder,
            verify(folder, scenario),
            OpenedRun.read(folder, scenario),
            run_folder.read_plan(folder).to_pylist(),
        )


def apply(
    connection: sa.Connection,
    read: ReadRun,
    t: Texts,
    moment: datetime,
    voucher_days: int,
    actor: AccountId | None = None,
) -> Applied:
    """Give a verified plan's vouchers and end the applications that it decided about; ``actor`` is put on record.

    The vouchers can be redeemed for ``voucher_days``.

    Learners who object to automated decisions or whose data are blocked by now get nothing by it, and their
    applications stay open for a person. Vouchers and applications of a plan that was applied before are left alone.

    Raises
    ------
    NotVerifiedError
        If the run is not what it states, or not one that this installation recorded.
    """
    folder, run = read.folder, read.opened
    checked = compared_with_record(connection, read.verified, folder)
    if checked.differences:
        raise NotVerifiedError(f"{folder} is not what it states: {checked.differences[0]}; run rumbo allocate verify")
    if checked.run is None:
        raise NotVerifiedError(f"{folder} was not made by this installation; run rumbo allocate on its scenario")
    known = allocation_store.decidable(connection, run.inputs.built.names.learner_ids)
    given = {row["learner_id"]: row for row in read.plan if row["certification_id"] and row["learner_id"] in known}
    _give(connection, checked.run, list(given.values()), moment, voucher_days)
    asking = {one.learner_id for one in allocation_store.open_applications(connection)}
    keep_decisions(connection, checked.run.id, explained_run(run), known & (asking | given.keys()), moment)
    refused = _end_applications(connection, run, given, known, t, moment)
    _record_draws(connection, checked.run.id, [row for row in read.plan if row["learner_id"] in known])
    allocation_store.mark_applied(connection, checked.run.id, moment)
    if checked.run.applied_at is None:
        put_on_record(connection, AuditAction.ALLOCATION_PUBLISHED, checked.run.id, moment, actor)
    left_open = len(run.inputs.built.names.learner_ids) - len(known) + len(run.inputs.built.names.objecting)
    return Applied(len(given), refused, left_open)


def ask(queue: JobQueue, home: Path, rights: ProgrammeRights, scenario: str, now: datetime) -> str:
    """Queue a run of a scenario in the installation's own folder; returns the allocation's id.

    Raises
    ------
    InputError
        If the scenario is not there or lies elsewhere.
    """
    run_id = uuid4().hex
    arguments = {
        "scenario": home / scenario,
        "out": home / "allocations" / run_id,
        "run_id": run_id,
    }
    job_services.ask(queue, home, "allocate", arguments, rights.account_id, now)
    with writing(queue.engine) as connection:
        put_on_record(connection, AuditAction.ALLOCATION_ASKED, run_id, now, rights.account_id)
    return run_id


def job_of(queue: JobQueue, run_id: str) -> JobRun:
    """The job that makes an allocation.

    Raises
    ------
    NotFoundError
        If nobody asked for it lately.
    """
    for job in asked_jobs(queue):
        if job.arguments["run_id"] == run_id:
            return job
    raise NotFoundError(f"no allocation {run_id}")


def asked_jobs(queue: JobQueue) -> tuple[JobRun, ...]:
    """The jobs of allocations that were asked for by the service lately, newest first."""
    return tuple(job for job in lately_asked(queue, "allocate") if job.arguments.get("run_id"))


def _give(
    connection: sa.Connection, run: AllocationRun, rows: list[Mapping[str, Any]], moment: datetime, voucher_days: int
) -> None:
    granted_on = moment.date() if run.applied_at is None else run.applied_at.date()
    # One a learner and run, so that a plan applied twice gives nothing twice.
    ids = {row["learner_id"]: f"{run.id}{row['learner_id'][:32]}" for row in rows}
    vouchers = [
        {
            "voucher_id": ids[row["learner_id"]],
            "learner_id": row["learner_id"],
            "certification_id": row["certification_id"],
            "granted_on": granted_on,
            "public_centavos": row[f"{PAYING[0]}_centavos"] + row[f"{PAYING[1]}_centavos"],
        }
        for row in rows
    ]
    money = [
        {"voucher_id": ids[row["learner_id"]], "fund_id": row[f"{payer}_fund"], "centavos": row[f"{payer}_centavos"]}
        for row in rows
        for payer in PAYING
        if row[f"{payer}_fund"] is not None
    ]
    voucher_store.put_vouchers(connection, vouchers)
    held = [(ids[learner_id], learner_id, granted_on) for learner_id in ids]
    voucher_life_store.put_terms(connection, held, voucher_days)
    voucher_life_store.put_money(connection, money)


def _end_applications(
    connection: sa.Connection,
    run: OpenedRun,
    given: Mapping[LearnerId, Mapping[str, Any]],
    known: set[LearnerId],
    t: Texts,
    moment: datetime,
) -> int:
    """Grant what was given and refuse what else the plan decided about; returns how many were refused."""
    decided = _decided(run)
    waiting = [
        one
        for one in allocation_store.open_applications(connection)
        if one.learner_id in known and (one.learner_id, one.certification_id) in decided
    ]
    granted = {one.id: None for one in waiting if _is_given(one, given)}
    refused = {one.id: _reason(one, given, t) for one in waiting if one.id not in granted}
    allocation_store.end_applications(connection, granted, ApplicationState.GRANTED, moment)
    allocation_store.end_applications(connection, refused, ApplicationState.REFUSED, moment)
    return len(refused)


def _is_given(one: OpenApplication, given: Mapping[LearnerId, Mapping[str, Any]]) -> bool:
    row = given.get(one.learner_id)
    return row is not None and row["certification_id"] == one.certification_id


def _reason(one: OpenApplication, given: Mapping[LearnerId, Mapping[str, Any]], t: Texts) -> str:
    return t("allocation.refused_for_other" if one.learner_id in given else "allocation.refused")


def _decided(run: OpenedRun) -> set[tuple[str, str]]:
    """Pairs of learner and certification in the table of options, those below the floor included."""
    table = run.inputs.options
    return set(zip(table.ids("learner_id").to_pylist(), table.ids("certification_id").to_pylist(), strict=True))


def _record_draws(connection: sa.Connection, run_id: str, rows: list[Mapping[str, Any]]) -> None:
    draws = [
        {
            "allocation_run_id": run_id,
            "learner_id": row["learner_id"],
            "pool": row["pool"],
            "propensity": row["propensity"],
            "is_drawn": row["certification_id"] is not None,
        }
        for row in rows
        if row["pool"] is not None
    ]
    allocation_store.put_draws(connection, draws)
