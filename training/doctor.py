"""Looks at an installation part by part and says what is wrong and which command mends it."""

import shutil
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from data.catalogue import read_catalogue
from data.database import ready_engine
from data.errors import AppError, NotReadyError
from data.findings import Finding, keep_findings
from data.job_queue import JobQueue
from data.job_store import JobState
from data.settings import Settings
from embeddings.build import Kind
from embeddings.encoder import installed_fingerprint
from embeddings.index import VectorIndex
from recommender.bundle import current_bundle_folder, load_bundle
from training.drift_job import last_look

_MIN_FREE_BYTES = 1_000_000_000


def examine(settings: Settings) -> list[Finding]:
    """Examine every part; one that is ill does not keep the others from being looked at."""
    checks: dict[str, Callable[[Settings], str]] = {
        "disk": _disk,
        "catalogue": _catalogue,
        "encoder": _encoder,
        "database": _database,
        "jobs": _jobs,
        "indexes": _indexes,
        "bundle": _bundle,
        "drift": last_look,
    }
    return [_finding(part, check, settings) for part, check in checks.items()]


def examine_and_keep(settings: Settings) -> list[Finding]:
    """Examine every part and keep what was found for the operator's pages; to look at nothing makes no folder."""
    findings = examine(settings)
    if settings.home.is_dir():
        keep_findings(settings.findings_file, findings, datetime.now(UTC))
    return findings


def _finding(part: str, check: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(part, True, check(settings))
    except (AppError, OSError, sa.exc.SQLAlchemyError) as error:
        return Finding(part, False, str(error))


def _disk(settings: Settings) -> str:
    folder = settings.home if settings.home.exists() else Path.cwd()
    free = shutil.disk_usage(folder).free
    if free < _MIN_FREE_BYTES:
        raise NotReadyError(f"only {free / 1e9:.1f} GB are free in {folder}; make room")
    return f"{free / 1e9:.0f} GB free"


def _catalogue(settings: Settings) -> str:
    catalogue = read_catalogue(settings.reference)
    return (
        f"{len(catalogue.certifications)} certifications, {len(catalogue.skills)} skills,"
        f" {len(catalogue.occupations)} occupations; every hash agrees"
    )


def _encoder(settings: Settings) -> str:
    return installed_fingerprint(settings.encoder, settings.models_dir)


def _database(settings: Settings) -> str:
    with ready_engine(settings.sqlalchemy_url) as engine, engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            answer = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
            if answer != "ok":
                raise NotReadyError(f"SQLite finds damage: {answer}; restore a backup")
        return f"{connection.dialect.name} at the newest revision"


def _jobs(settings: Settings) -> str:
    """Marks what was started by hand and killed; a killed job of the queue waits for a worker."""
    with ready_engine(settings.sqlalchemy_url) as engine:
        queue = JobQueue.of(engine, settings.home)
        n_settled = queue.settle(datetime.now(UTC))
        states = Counter(job.state for job in queue.unfinished())
    if states[JobState.INTERRUPTED]:
        raise NotReadyError(f"{states[JobState.INTERRUPTED]} jobs were killed and wait; run rumbo worker")
    settled = f", {n_settled} found killed" if n_settled else ""
    return f"{states[JobState.QUEUED]} waiting, {states[JobState.RUNNING]} running{settled}"


def _indexes(settings: Settings) -> str:
    fingerprint = installed_fingerprint(settings.encoder, settings.models_dir)
    sizes = []
    for kind in Kind:
        index = VectorIndex.load(settings.indexes_dir / kind.value)
        if index.fingerprint != fingerprint:
            raise NotReadyError(f"index of {kind} is of another encoder; run rumbo embed, rumbo index")
        sizes.append(f"{kind.value} {len(index.ids)}")
    return ", ".join(sizes)


def _bundle(settings: Settings) -> str:
    fingerprint = installed_fingerprint(settings.encoder, settings.models_dir)
    folder = current_bundle_folder(settings.bundles_dir)
    bundle = load_bundle(folder, read_catalogue(settings.reference), fingerprint)
    return f"{bundle.version} is served; every hash agrees"
