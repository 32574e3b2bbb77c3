"""Processes to be killed: each is a fork of a warm server that has imported the program and opened nothing."""

import multiprocessing
import random
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path

from data.job_queue import JobQueue
from data.settings import Settings
from embeddings.hashing import HashingEncoder
from training import jobs, worker
from training.imports import run_import
from training.job_runs import Counts, Progress, opened

TODAY = date(2026, 11, 22)
ENCODER = HashingEncoder(32)

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__])

_MOST_ATTEMPTS = 10_000
"""A job may be killed as often as the test likes."""


@dataclass(frozen=True)
class Installation:
    """A home with a database, in a form that crosses to another process."""

    home: Path
    database_url: str
    reference: Path

    def settings(self) -> Settings:
        return Settings(
            home=self.home, database_url=self.database_url, reference=self.reference, mlruns=self.home / "mlruns"
        )


def import_directly(installation: Installation, kind: str, path: Path) -> None:
    """``rumbo import KIND PATH``."""
    run_import(installation.settings(), kind, path, None, _quiet, TODAY)


def work_until_empty(installation: Installation, together: Barrier | None = None) -> None:
    """``rumbo worker --once`` with an encoder that needs no weights; begins when all of ``together`` do."""
    jobs.load_encoder = lambda model, models_dir: ENCODER  # type: ignore[assignment]
    settings = installation.settings()
    with opened(settings) as engine:
        queue = replace(JobQueue.of(engine, settings.home), most_attempts=_MOST_ATTEMPTS)
        if together is not None:
            together.wait()
        worker.Worker(settings, queue, threading.Event(), _quiet).work(once=True, poll_seconds=0.02)


def work_slowly(installation: Installation, *, reports: bool) -> None:
    """``rumbo worker`` whose embed takes a minute, and reports all the while or not at all."""

    def embed(_settings: Settings, _given: object, _run: object, progress: Progress, _attempt: int) -> Counts:
        for _ in range(1_200):
            time.sleep(0.05)
            if reports:
                progress("still at it")
        return {}

    worker.STEPS = {"embed": embed}
    worker.work_on_queue(installation.settings(), once=False, poll_seconds=0.05, progress=_quiet)


def barrier(n_processes: int) -> Barrier:
    """Something for several processes to wait at for each other."""
    return _CONTEXT.Barrier(n_processes)


def started(target: Callable[..., None], *arguments: object, **named: object) -> ForkServerProcess:
    """A process that runs ``target``."""
    process = _CONTEXT.Process(target=target, args=arguments, kwargs=named)
    process.start()
    return process


def killed_after(process: ForkServerProcess, seconds: float | None) -> bool:
    """Let a process run for a while, or to its end, then kill it; whether it was still at work."""
    process.join(seconds)
    process.kill()
    process.join()
    if process.exitcode not in (0, -signal.SIGKILL):
        raise AssertionError(f"the process failed by itself with {process.exitcode}")
    return process.exitcode != 0


def delays(seed: int, longest_seconds: float) -> Callable[[], float]:
    """Moments to kill at: short ones as likely as long ones."""
    rng = random.Random(seed)  # noqa: S311 - moments of a test, nothing secret
    return lambda: rng.uniform(0.0, longest_seconds)


def _quiet(_line: str) -> None:
    """No progress in tests."""
