"""The worker: what it runs, how it stops, and what it leaves behind."""

import shutil
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.commands.worker_steps import SERVICE_STEPS
from data.audit_store import AuditAction, entries_about
from data.backups import backups_in, new_backup_file
from data.database import reading
from data.errors import NotReadyError
from data.findings import kept_findings
from data.job_commands import COMMANDS, OF_THE_PROGRAMME
from data.job_queue import JobQueue
from data.job_store import JobRun, JobState
from data.settings import Settings
from data.uploads import KEPT_SECONDS, Uploads
from tests.data.importers.partner_files import LEARNERS, write_csv
from tests.training.kill_children import Installation, started, work_slowly
from tests.training.test_promote import better_than
from training import worker
from training.promote import promote
from training.tracking import Tracker
from training.worker import STEPS, Worker, work_on_queue

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def settings(engine: sa.Engine, tmp_path: Path, catalogue_folder: Path) -> Settings:
    url = engine.url.render_as_string(hide_password=False)
    return Settings(home=tmp_path, reference=catalogue_folder, mlruns=tmp_path / "mlruns", database_url=url)


@pytest.fixture
def queue(engine: sa.Engine, settings: Settings) -> JobQueue:
    return JobQueue.of(engine, settings.home)


@pytest.fixture
def learners(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "learners.csv", LEARNERS)


def drain(settings: Settings, queue: JobQueue) -> list[JobRun]:
    """Let a worker do all that waits; returns the jobs, oldest first."""
    made = Worker(settings, queue, threading.Event(), lambda _line: None)
    made.work(once=True, poll_seconds=0.05)
    return list(queue.jobs(100)[::-1])


class TestSteps:
    def test_are_there_for_every_command_that_can_be_queued(self) -> None:
        assert set(STEPS) | set(SERVICE_STEPS) == set(COMMANDS)
        assert set(SERVICE_STEPS) == OF_THE_PROGRAMME


class TestWorker:
    def test_imports_a_file_and_keeps_what_it_counted(
        self, settings: Settings, queue: JobQueue, learners: Path
    ) -> None:
        for _ in range(2):
            queue.enqueue("import", {"kind": "learners", "path": learners}, NOW)
        first, second = drain(settings, queue)
        assert (first.state, second.state) == (JobState.DONE, JobState.DONE)
        assert first.counts is not None
        assert second.counts is not None
        assert (first.counts["new"], second.counts["unchanged"]) == (2, 2)
        assert "learners: 2 rows read" in first.log

    def test_goes_on_after_a_job_that_fails(self, settings: Settings, queue: JobQueue, learners: Path) -> None:
        queue.enqueue("import", {"kind": "postings", "path": learners}, NOW)
        queue.enqueue("import", {"kind": "learners", "path": learners}, NOW)
        failed, done = drain(settings, queue)
        assert failed.state is JobState.FAILED
        assert "the header lacks" in (failed.message or "")
        assert done.state is JobState.DONE

    def test_records_a_mistake_in_the_program_without_its_text(
        self, settings: Settings, queue: JobQueue, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> dict[str, int]:
            raise KeyError("Ana López")

        monkeypatch.setattr(worker, "STEPS", {"embed": fail})
        queue.enqueue("embed", {}, NOW)
        (failed,) = drain(settings, queue)
        assert (failed.state, failed.message) == (JobState.FAILED, "a mistake in the program: KeyError")

    def test_fails_a_job_whose_file_is_gone(self, settings: Settings, queue: JobQueue, learners: Path) -> None:
        queue.enqueue("import", {"kind": "learners", "path": learners}, NOW)
        learners.unlink()
        (failed,) = drain(settings, queue)
        assert failed.state is JobState.FAILED
        assert "is not there" in (failed.message or "")

    def test_stops_a_cancelled_job_and_rolls_it_back(
        self, settings: Settings, queue: JobQueue, learners: Path, engine: sa.Engine
    ) -> None:
        number = queue.enqueue("import", {"kind": "learners", "path": learners}, NOW)
        held = queue.claim("killed", NOW)
        assert held is not None
        held.release()
        queue.cancel(number, NOW)
        (cancelled,) = drain(settings, queue)
        assert cancelled.state is JobState.CANCELLED
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM learner").scalar_one() == 0

    def test_takes_an_archive_of_a_killed_attempt_for_done(
        self, settings: Settings, queue: JobQueue, tmp_path: Path
    ) -> None:
        out = tmp_path / "copy.tar.gz"
        queue.enqueue("backup", {"out": out}, NOW)
        held = queue.claim("killed", NOW)
        assert held is not None
        out.write_bytes(b"whole")
        held.release()
        (done,) = drain(settings, queue)
        assert (done.state, done.counts, done.n_attempts) == (JobState.DONE, {"bytes": 5}, 2)

    def test_needs_the_tables_of_this_version(self, tmp_path: Path) -> None:
        fresh = Settings(home=tmp_path / "new", database_url=None)
        with pytest.raises(NotReadyError, match="run rumbo init"):
            work_on_queue(fresh, once=True, poll_seconds=0.05, progress=lambda _line: None)


class TestUpkeep:
    def test_examines_the_installation_and_keeps_what_was_found(self, settings: Settings, queue: JobQueue) -> None:
        queue.enqueue("doctor", {}, NOW)
        (done,) = drain(settings, queue)
        kept = kept_findings(settings.findings_file)
        assert kept is not None
        assert "bundle" in [finding.part for finding in kept.ill]
        assert done.counts == {"parts": len(kept.findings), "ill": len(kept.ill)}
        assert "ok database" in done.log

    def test_checks_a_backup_and_notes_what_came_of_it(self, settings: Settings, queue: JobQueue) -> None:
        for day in (22, 23):
            out = new_backup_file(settings.backups_dir, NOW.replace(day=day))
            queue.enqueue("backup", {"out": out}, NOW)
        drain(settings, queue)
        out.write_bytes(out.read_bytes()[:-100])
        for one in backups_in(settings.backups_dir):
            assert one.check is None
            queue.enqueue("check backup", {"archive": one.file}, NOW)
        jobs = drain(settings, queue)[2:]
        assert [job.state for job in jobs] == [JobState.FAILED, JobState.DONE]
        cut, whole = (one.check for one in backups_in(settings.backups_dir))
        assert cut is not None
        assert whole is not None
        assert (cut.is_whole, whole.is_whole) == (False, True)
        assert str(settings.home) not in cut.detail
        assert "tables" in whole.detail

    def test_promotes_and_goes_back_on_the_record_of_who_asked(
        self, settings: Settings, queue: JobQueue, engine: sa.Engine, store_template: Path
    ) -> None:
        shutil.copytree(store_template, settings.home, dirs_exist_ok=True)
        tracker = Tracker(settings.mlruns)
        for version in ("first", "second"):
            tracker.log_metrics(version, better_than("first"), "report")
        for command, arguments in (("bundles", {}), ("rollback", {"asked_by": "olga"})):
            queue.enqueue(command, arguments, NOW)
        promote(settings.bundles_dir, tracker, "first")
        promote(settings.bundles_dir, tracker, "second")
        assert [job.state for job in drain(settings, queue)] == [JobState.DONE, JobState.DONE]
        with reading(engine) as connection:
            (entry,) = entries_about(connection, "first")
        assert (entry.action, entry.actor) == (AuditAction.BUNDLE_ROLLED_BACK, "olga")


class TestUploads:
    @pytest.mark.parametrize(
        ("rows", "is_kept"),
        [(LEARNERS, False), ([{"a": 1}], True), ([LEARNERS[0], LEARNERS[1] | {"state_id": "Atlantis"}], True)],
    )
    def test_go_when_all_is_loaded_and_stay_for_another_try_when_it_failed_or_rows_were_refused(
        self, settings: Settings, queue: JobQueue, rows: list[dict[str, object]], is_kept: bool
    ) -> None:
        with Uploads(settings.uploads_dir).new_folder() as folder:
            queue.enqueue("import", {"kind": "learners", "path": write_csv(folder / "rows.csv", rows)}, NOW)
        drain(settings, queue)
        assert folder.exists() is is_kept

    def test_stay_while_another_job_needs_them_and_go_after_a_week(
        self, settings: Settings, queue: JobQueue, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        uploads = Uploads(settings.uploads_dir)
        with uploads.new_folder() as folder:
            path = write_csv(folder / "rows.csv", LEARNERS)
        first = queue.enqueue("import", {"kind": "learners", "path": path}, NOW)
        second = queue.enqueue("import", {"kind": "learners", "path": path}, NOW)
        queue.cancel(first, NOW)
        uploads.discard(queue.job(first), queue)
        later = time.time() + KEPT_SECONDS + 60
        monkeypatch.setattr(time, "time", lambda: later)
        uploads.sweep(queue)
        assert path.exists()
        queue.cancel(second, NOW)
        uploads.sweep(queue)
        assert not folder.exists()


class TestSignals:
    @pytest.fixture
    def number(self, queue: JobQueue) -> int:
        return queue.enqueue("embed", {}, NOW)

    def test_the_first_one_puts_the_job_back(self, settings: Settings, queue: JobQueue, number: int) -> None:
        process = started(work_slowly, _installation(settings), reports=True)
        _wait_until(lambda: "still at it" in queue.job(number).log)
        process.terminate()
        process.join(60)
        assert process.exitcode == 0
        job = queue.job(number)
        assert (job.state, job.n_attempts) == (JobState.QUEUED, 0)

    def test_the_second_one_ends_the_process_and_leaves_the_job_to_another(
        self, settings: Settings, queue: JobQueue, number: int
    ) -> None:
        process = started(work_slowly, _installation(settings), reports=False)
        _wait_until(lambda: "attempt 1" in queue.job(number).log)
        while process.is_alive():
            process.terminate()
            time.sleep(0.1)
        process.join()
        assert process.exitcode == -signal.SIGTERM
        _wait_until(lambda: queue.job(number).state is JobState.INTERRUPTED)
        held = queue.claim("another", NOW)
        assert held is not None
        assert held.claim.attempt == 2
        held.release()


def _installation(settings: Settings) -> Installation:
    return Installation(settings.home, settings.sqlalchemy_url, settings.reference)


def _wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(300):
        if is_so():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to pass within 30 seconds")
