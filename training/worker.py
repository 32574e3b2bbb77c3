"""Works through the queue of jobs: one at a time a process, as many processes as one likes."""

import logging
import shutil
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from types import FrameType, MappingProxyType
from typing import Any, Final

import sqlalchemy as sa

from data.catalogue_versions import current_catalogue
from data.database import DatabaseUnusableError, check_tables
from data.errors import AppError
from data.held_job import HeldJob, JobStoppedError, Reporter
from data.job_commands import (
    AllocateArguments,
    AskedArguments,
    BackupArguments,
    CheckBackupArguments,
    DriftArguments,
    EvaluateArguments,
    ImportArguments,
    JobArguments,
    PromoteArguments,
    TrainArguments,
    command_of,
)
from data.job_queue import JobQueue, process_name
from data.job_store import JobRun, JobState
from data.settings import Settings
from data.simulator.world import TRUTH_FOLDER
from data.uploads import Uploads
from training import jobs
from training.allocation import run_allocate
from training.archives.backup import back_up
from training.archives.backup_check import check_backup
from training.bundle_jobs import renew_records, serve_challenger, serve_former
from training.doctor import examine_and_keep
from training.drift_job import run_drift
from training.effect_report import verdict_text
from training.imports import run_import
from training.job_runs import Counts, Progress, Runner, Work, opened, run_held
from training.train_effects import run_train_effects

log = logging.getLogger(__name__)

Step = Callable[[Settings, Any, Runner, Progress, int], Counts]
"""A command for a worker: settings, its arguments, how to run its work, progress, and the number of the attempt."""


def _import(settings: Settings, given: ImportArguments, run: Runner, progress: Progress, _attempt: int) -> Counts:
    today = datetime.now(UTC).date()
    return run_import(
        settings,
        given.kind,
        given.path,
        given.mapping,
        progress,
        today,
        replace=given.replace,
        sheet=given.sheet,
        organisation_id=given.organisation_id,
        run=run,
    )


def _embed(settings: Settings, _given: JobArguments, run: Runner, progress: Progress, _attempt: int) -> Counts:
    return jobs.run_embed(settings, progress, run)


def _index(settings: Settings, _given: JobArguments, run: Runner, progress: Progress, _attempt: int) -> Counts:
    return jobs.run_index(settings, progress, run)


def _train(settings: Settings, given: TrainArguments, run: Runner, progress: Progress, _attempt: int) -> Counts:
    progress(f"bundle {jobs.run_train_ranker(settings, given.seed, progress, run)}")
    return {}


def _train_effects(settings: Settings, given: TrainArguments, run: Runner, progress: Progress, _attempt: int) -> Counts:
    progress(verdict_text(run_train_effects(settings, given.seed, progress, run)))
    return {}


def _evaluate(settings: Settings, given: EvaluateArguments, run: Runner, progress: Progress, _attempt: int) -> Counts:
    truth = (given.world or settings.world_dir) / TRUTH_FOLDER
    report = jobs.run_evaluate(
        settings, jobs.version_to_judge(settings, given.bundle), truth, given.seed, progress, run
    )
    return {"learners": int(report.facts["learners_judged"])}


def _promote(settings: Settings, given: PromoteArguments, run: Runner, progress: Progress, _attempt: int) -> Counts:
    def work(engine: sa.Engine, report: Reporter) -> Counts:
        report(f"bundle {serve_challenger(settings, given.version, engine, given.asked_by)} is served")
        return {}

    return run(settings, "promote", {}, work, progress)


def _rollback(settings: Settings, given: AskedArguments, run: Runner, progress: Progress, _attempt: int) -> Counts:
    def work(engine: sa.Engine, report: Reporter) -> Counts:
        report(f"bundle {serve_former(settings, engine, given.asked_by)} is served again")
        return {}

    return run(settings, "rollback", {}, work, progress)


def _bundles(settings: Settings, _given: JobArguments, _run: Runner, _progress: Progress, _attempt: int) -> Counts:
    return {"bundles": renew_records(settings)}


def _drift(settings: Settings, given: DriftArguments, run: Runner, progress: Progress, _attempt: int) -> Counts:
    report = run_drift(settings, given.since, progress, run)
    progress(f"{report.drift}: {report.advice}")
    return {"showings": report.n_showings}


def _allocate(settings: Settings, given: AllocateArguments, run: Runner, progress: Progress, attempt: int) -> Counts:
    # A folder is whole or absent: one that is there at a second attempt was written, but perhaps not recorded.
    if attempt > 1 and given.out.is_dir():
        shutil.rmtree(given.out)
    certificate = run_allocate(
        settings, given.scenario, given.out, progress, run_id=given.run_id, asked_by=given.asked_by, run=run
    )
    return {"learners": certificate["learners"], "vouchers": certificate["vouchers"]}


def _backup(settings: Settings, given: BackupArguments, _run: Runner, progress: Progress, attempt: int) -> Counts:
    # An archive is whole or absent: one that is there at a second attempt is what the first one wrote.
    if attempt > 1 and given.out.is_file():
        return {"bytes": given.out.stat().st_size}
    return {"bytes": back_up(settings, given.out, progress)}


def _check_backup(
    _settings: Settings, given: CheckBackupArguments, _run: Runner, progress: Progress, _attempt: int
) -> Counts:
    progress(check_backup(given.archive).detail)
    return {}


def _doctor(settings: Settings, _given: JobArguments, _run: Runner, progress: Progress, _attempt: int) -> Counts:
    findings = examine_and_keep(settings)
    for finding in findings:
        progress(f"{'ok' if finding.is_well else 'ILL'} {finding.part}: {finding.detail}")
    return {"parts": len(findings), "ill": sum(not finding.is_well for finding in findings)}


STEPS: Final[Mapping[str, Step]] = MappingProxyType(
    {
        "import": _import,
        "embed": _embed,
        "index": _index,
        "train ranker": _train,
        "train effects": _train_effects,
        "evaluate": _evaluate,
        "promote": _promote,
        "rollback": _rollback,
        "bundles": _bundles,
        "drift": _drift,
        "allocate": _allocate,
        "backup": _backup,
        "check backup": _check_backup,
        "doctor": _doctor,
    }
)
"""What each command of ``data/job_commands.py`` does."""


ServiceStep = Callable[[Settings, Any, sa.Engine, Reporter], Counts]
"""A command that the service's own code does, unknown to this package; see ``api/commands/worker_steps.py``."""


def work_on_queue(
    settings: Settings,
    *,
    once: bool,
    poll_seconds: float,
    progress: Progress,
    service_steps: Mapping[str, ServiceStep] = MappingProxyType({}),
) -> int:
    """Run queued jobs until told to stop, or with ``once`` until nothing is left that waits; returns how many ended.

    The first SIGTERM or SIGINT lets the job go back to the queue at its next report; a second one ends the process
    where it stands, and the next worker takes the job again.

    Raises
    ------
    NotReadyError
        If the database has no tables yet, or old ones.
    """
    with opened(settings) as engine, _stopped_by_signals() as stop:
        check_tables(engine)
        worker = Worker(settings, JobQueue.of(engine, settings.home), stop, progress, service_steps)
        return worker.work(once=once, poll_seconds=poll_seconds)


class Worker:
    """One process that takes jobs from a queue."""

    def __init__(
        self,
        settings: Settings,
        queue: JobQueue,
        stop: threading.Event,
        progress: Progress,
        service_steps: Mapping[str, ServiceStep] = MappingProxyType({}),
    ) -> None:
        self._settings = settings
        self._queue = queue
        self._stop = stop
        self._progress = progress
        self._service_steps = service_steps
        self._name = process_name()
        self._uploads = Uploads(settings.uploads_dir)

    def work(self, *, once: bool, poll_seconds: float) -> int:
        """Take jobs until the event is set, or with ``once`` until none waits; returns how many ended."""
        n_ended = 0
        self._uploads.sweep(self._queue)
        while not self._stop.is_set():
            held = self._next()
            if held is not None:
                n_ended += self._run(held)
            elif once and not self._has_waiting():
                break
            else:
                self._stop.wait(poll_seconds)
        return n_ended

    def _next(self) -> HeldJob | None:
        """The next job, if any; a database that is busy or away for a while does not end the worker."""
        try:
            return self._queue.claim(self._name, datetime.now(UTC))
        except DatabaseUnusableError as error:
            log.warning("cannot look for jobs: %s", error.detail)
            return None

    def _has_waiting(self) -> bool:
        """Whether a job is queued, or was killed and is to be taken again."""
        return any(_is_waiting(job) for job in self._queue.unfinished())

    def _run(self, held: HeldJob) -> bool:
        """Run one job; whether it ended, well or not."""
        held.should_stop = self._stop.is_set
        number = held.claim.job_run_id
        job = self._queue.job(number)
        self._progress(f"job {number}: {job.command}")
        try:
            counts = run_held(held, self._queue.engine, partial(self._work, job), self._progress)
        except JobStoppedError as error:
            self._progress(error.detail)
            return False
        except AppError as error:
            self._progress(f"job {number}: {error.detail}")
        except Exception as error:  # noqa: BLE001 - the next job must not suffer from this one, whose row says why it failed
            # No traceback: its last line may repeat what stood in a row.
            log.error("job %d failed: %s", number, type(error).__name__)
        else:
            self._progress(f"job {number}: done, {', '.join(f'{name} {count}' for name, count in counts.items())}")
        self._tidy(number)
        return True

    def _tidy(self, number: int) -> None:
        """Delete uploaded files that no job needs.

        Those of a failed job stay for a while, for another try, and those with refused rows, to be mended.
        """
        job = self._queue.job(number)
        is_loaded = job.state is JobState.DONE and not (job.counts or {}).get("rejected")
        if is_loaded or job.state is JobState.CANCELLED:
            self._uploads.discard(job, self._queue)
        self._uploads.sweep(self._queue)

    def _work(self, job: JobRun, engine: sa.Engine, report: Reporter) -> Counts:
        arguments = command_of(job.command).checked(job.arguments)
        # An import of an earlier job may have made another catalogue the current one.
        catalogue = current_catalogue(self._settings.catalogues_dir) or self._settings.reference
        settings = self._settings.model_copy(update={"reference": catalogue})
        if job.command in self._service_steps:
            return self._service_steps[job.command](settings, arguments, engine, report)
        return STEPS[job.command](settings, arguments, self._within(report), report, job.n_attempts)

    def _within(self, report: Reporter) -> Runner:
        """Runs work within the job that is held already."""

        def run(
            _settings: Settings, _command: str, _arguments: Mapping[str, Any], work: Work, _progress: Progress
        ) -> Counts:
            return work(self._queue.engine, report)

        return run


@contextmanager
def _stopped_by_signals() -> Iterator[threading.Event]:
    """An event that the first SIGTERM or SIGINT sets; the second one ends the process."""
    stop = threading.Event()
    former = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        for number in former:
            signal.signal(number, signal.SIG_DFL)

    for number in former:
        signal.signal(number, ask)
    try:
        yield stop
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _is_waiting(job: JobRun) -> bool:
    return not job.is_direct and job.state in (JobState.QUEUED, JobState.INTERRUPTED)
