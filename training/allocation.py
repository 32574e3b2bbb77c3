"""Allocates as a job: tables from the database where the scenario asks for it, then a run, then its record."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from data.allocation.run_folder import CERTIFICATE, file_digest
from data.allocation.scenario import read_scenario
from data.allocation_store import AllocationRun, record_run
from data.database import writing
from data.held_job import Reporter
from data.rights import AccountId
from data.settings import Settings
from recommender.allocation.running.run import run_scenario
from training.allocation_tables import write_tables
from training.job_runs import Counts, Progress, Runner, run_job


def run_allocate(
    settings: Settings,
    scenario: Path,
    out: Path,
    progress: Progress,
    *,
    run_id: str | None = None,
    asked_by: str | None = None,
    warm: Path | None = None,
    run: Runner = run_job,
) -> dict[str, Any]:
    """Allocate, write the folder ``out`` and record what it proved; returns the certificate.

    Raises
    ------
    InputError
        If the scenario or its tables are wrong, or ``out`` is there already.
    NotReadyError
        If the database has no tables yet, or the scenario asks for values and no bundle is served.
    """
    certificate: dict[str, Any] = {}

    def work(engine: sa.Engine, report: Reporter) -> Counts:
        wanted = read_scenario(scenario).from_database
        if wanted is not None:
            write_tables(settings, engine, wanted, report)
        certificate.update(run_scenario(scenario, out, report, warm))
        with writing(engine) as connection:
            record_run(connection, _record(certificate, out, run_id or uuid4().hex, asked_by))
        return {"learners": certificate["learners"], "vouchers": certificate["vouchers"]}

    arguments = {"scenario": str(scenario.absolute()), "out": str(out.absolute())}
    run(settings, "allocate", arguments, work, progress)
    return certificate


def _record(certificate: Mapping[str, Any], out: Path, run_id: str, asked_by: str | None) -> AllocationRun:
    return AllocationRun(
        id=run_id,
        created_at=datetime.now(UTC),
        asked_by=None if asked_by is None else AccountId(asked_by),
        folder=str(out.absolute()),
        certificate_digest=file_digest(out / CERTIFICATE),
        scenario_digest=certificate["scenario_digest"],
        value=certificate["value"],
        bound=certificate["bound"],
        n_vouchers=certificate["vouchers"],
    )
