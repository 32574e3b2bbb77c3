from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.database import writing
from data.errors import InputError, NotFoundError
from data.held_job import MOST_LOG_LINES, HeldJob, JobCancelledError, JobStoppedError
from data.job_queue import JobQueue, JobStateError, process_name
from data.job_store import JobLostError, JobState
from tests.data.rows import MOMENT

LATER = MOMENT + timedelta(minutes=5)


@pytest.fixture
def queue(engine: sa.Engine, tmp_path: Path) -> JobQueue:
    return JobQueue.of(engine, tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text("a\n1\n", encoding="utf-8")
    return path


class Hands:
    """Takes jobs as processes do, and lets go of all of them when the test is over."""

    def __init__(self, queue: JobQueue) -> None:
        self.taken: list[HeldJob] = []
        self._queue = queue

    def take(self, process: str = "one") -> HeldJob:
        claimed = self._queue.claim(process, LATER)
        assert claimed is not None
        self.taken.append(claimed)
        return claimed

    def begin(self, command: str, wait: Callable[[], None] | None = None) -> HeldJob:
        self.taken.append(self._queue.begin(command, {}, MOMENT, wait or _never))
        return self.taken[-1]


@pytest.fixture
def hands(queue: JobQueue) -> Iterator[Hands]:
    made = Hands(queue)
    yield made
    for held in made.taken:
        held.release()


@pytest.fixture
def held(queue: JobQueue, hands: Hands) -> HeldJob:
    """A queued job, claimed."""
    queue.enqueue("embed", {}, MOMENT)
    return hands.take()


def _never() -> None:
    raise AssertionError("nothing is to be waited for")


class TestEnqueue:
    def test_keeps_checked_arguments(self, queue: JobQueue, file: Path) -> None:
        number = queue.enqueue("import", {"kind": "learners", "path": file}, MOMENT)
        unset = dict.fromkeys(("mapping", "sheet", "organisation_id"))
        expected = {"kind": "learners", "path": str(file), "replace": False, **unset}
        assert queue.job(number).arguments == expected
        assert queue.job(number).state is JobState.QUEUED

    @pytest.mark.parametrize(
        ("command", "arguments", "complaint"),
        [
            ("rm", {}, "'rm' cannot be queued; known are import, embed"),
            ("embed", {"seed": 1}, "embed: seed: Extra inputs are not permitted"),
            ("train ranker", {"seed": "x"}, "train ranker: seed: "),
            ("import", {"kind": "people", "path": "/etc/passwd"}, "kind: there is no kind of import 'people'; known"),
            ("import", {"kind": "learners", "path": "/nowhere.csv"}, "is not there"),
            ("import", {"kind": "learners"}, "path: Field required"),
            ("promote", {"version": "../x"}, "version: "),
        ],
    )
    def test_refuses_what_cannot_be_run(
        self, queue: JobQueue, command: str, arguments: dict[str, object], complaint: str
    ) -> None:
        with pytest.raises(InputError) as caught:
            queue.enqueue(command, arguments, MOMENT)
        assert complaint in caught.value.detail
        assert queue.jobs(1) == ()


class TestClaim:
    def test_takes_the_oldest_first_and_nothing_twice(self, queue: JobQueue, file: Path) -> None:
        numbers = [queue.enqueue("import", {"kind": "learners", "path": file}, MOMENT) for _ in range(3)]
        taken = []
        while (held := queue.claim("one", LATER)) is not None:
            taken.append(held.claim.job_run_id)
            held.finish({})
            held.release()
        assert taken == numbers

    def test_runs_one_job_of_a_lane_at_a_time_and_keeps_their_order(
        self, queue: JobQueue, hands: Hands, file: Path
    ) -> None:
        first = queue.enqueue("import", {"kind": "learners", "path": file}, MOMENT)
        queue.enqueue("import", {"kind": "transcripts", "path": file}, MOMENT)
        queue.enqueue("embed", {}, MOMENT)
        backup = queue.enqueue("backup", {"out": file.with_name("b.tar.gz")}, MOMENT)
        one, other = hands.take(), hands.take("other")
        assert (one.claim.job_run_id, other.claim.job_run_id) == (first, backup)
        assert queue.claim("third", LATER) is None
        one.finish({})
        one.release()
        assert hands.take().claim.job_run_id == first + 1
        other.release()

    def test_waits_for_a_lane_that_somebody_uses_by_hand(self, queue: JobQueue, hands: Hands) -> None:
        direct = hands.begin("embed")
        number = queue.enqueue("index", {}, MOMENT)
        assert queue.claim("one", LATER) is None
        direct.finish({})
        direct.release()
        assert hands.take().claim.job_run_id == number

    def test_takes_a_killed_job_again_until_it_was_killed_five_times(self, queue: JobQueue, hands: Hands) -> None:
        number = queue.enqueue("embed", {}, MOMENT)
        for attempt in range(1, 6):
            held = hands.take(process_name())
            assert held.claim.attempt == attempt
            held.release()  # As the system does for a process that is killed.
            assert queue.job(number).state is JobState.INTERRUPTED
            assert queue.job(number).finished_at is None
        assert queue.claim("one", LATER) is None
        job = queue.job(number)
        assert job.state is JobState.FAILED
        assert job.message == f"its process was killed 5 times; see its log, then rumbo jobs retry {number}"

    def test_leaves_commands_started_by_hand_to_their_users(self, queue: JobQueue, hands: Hands) -> None:
        direct = hands.begin("embed")
        direct.release()
        assert queue.claim("one", LATER) is None
        job = queue.job(direct.claim.job_run_id)
        assert (job.state, job.finished_at) == (JobState.INTERRUPTED, LATER)


class TestBegin:
    def test_waits_until_the_lane_is_free(self, queue: JobQueue, hands: Hands, held: HeldJob) -> None:
        n_waits = 0

        def wait() -> None:
            nonlocal n_waits
            n_waits += 1
            if n_waits == 2:
                held.finish({})
                held.release()

        direct = hands.begin("train ranker", wait)
        assert n_waits == 2
        assert queue.job(direct.claim.job_run_id).state is JobState.RUNNING
        direct.release()

    def test_passes_by_what_is_queued(self, queue: JobQueue, hands: Hands) -> None:
        queue.enqueue("embed", {}, MOMENT)
        hands.begin("embed").release()


class TestSettle:
    def test_marks_commands_whose_process_was_killed_and_no_other(
        self, queue: JobQueue, hands: Hands, held: HeldJob
    ) -> None:
        killed = hands.begin("backup")
        killed.release()
        alive = hands.begin("backup")
        assert queue.settle(LATER) == 1
        assert queue.settle(LATER) == 0
        numbers = (killed.claim.job_run_id, alive.claim.job_run_id, held.claim.job_run_id)
        states = [queue.job(number).state for number in numbers]
        assert states == [JobState.INTERRUPTED, JobState.RUNNING, JobState.RUNNING]
        alive.release()

    def test_deletes_what_killed_processes_left(self, sqlite_engine: sa.Engine, tmp_path: Path) -> None:
        queue = JobQueue.of(sqlite_engine, tmp_path)
        number = queue.enqueue("embed", {}, MOMENT)
        queue.cancel(number, LATER)
        alive = queue.enqueue("embed", {}, MOMENT)
        for folder, name in (("jobs", f"{number}.json"), ("jobs", f".{number}.json.x1.tmp"), ("jobs", "99.cancel")):
            (tmp_path / folder).mkdir(exist_ok=True)
            (tmp_path / folder / name).touch()
        (tmp_path / "jobs" / f"{alive}.cancel").touch()
        (tmp_path / "locks").mkdir()
        (tmp_path / "locks" / "job-3.lock").touch()
        queue.settle(LATER)
        left = [path.name for folder in ("jobs", "locks") for path in (tmp_path / folder).iterdir()]
        assert left == [f"{alive}.cancel"]


class TestCancel:
    def test_ends_a_queued_job_at_once(self, queue: JobQueue) -> None:
        number = queue.enqueue("embed", {}, MOMENT)
        queue.cancel(number, LATER)
        assert queue.job(number).state is JobState.CANCELLED
        assert queue.claim("one", LATER) is None
        with pytest.raises(JobStateError, match="is cancelled and cannot be cancelled"):
            queue.cancel(number, LATER)

    def test_is_seen_by_a_running_job_at_its_next_report(self, queue: JobQueue, held: HeldJob) -> None:
        number = held.claim.job_run_id
        queue.cancel(number, LATER)
        assert queue.job(number).is_cancel_requested
        with pytest.raises(JobCancelledError):
            held.report("half", 0.5)
        held.cancel()
        assert queue.job(number).state is JobState.CANCELLED
        assert queue.job(number).log.endswith("half")

    def test_waits_for_no_transaction_of_the_job_itself(self, queue: JobQueue, held: HeldJob) -> None:
        """On SQLite the import's own transaction keeps everybody else from writing."""
        with writing(queue.engine):
            held.report("first", 0.25)
            assert queue.job(held.claim.job_run_id).share_done == 0.25
            queue.cancel(held.claim.job_run_id, LATER)
            assert queue.job(held.claim.job_run_id).is_cancel_requested

    def test_is_remembered_for_who_takes_a_killed_job_again(self, queue: JobQueue, hands: Hands, held: HeldJob) -> None:
        held.release()
        queue.cancel(held.claim.job_run_id, LATER)
        with pytest.raises(JobCancelledError):
            hands.take("other").report("again")

    def test_of_nothing_is_an_error(self, queue: JobQueue) -> None:
        with pytest.raises(NotFoundError):
            queue.cancel(7, LATER)


class TestRetry:
    def test_queues_a_failed_job_anew(self, queue: JobQueue, held: HeldJob) -> None:
        held.fail("no")
        held.release()
        again = queue.retry(held.claim.job_run_id, LATER)
        assert queue.job(held.claim.job_run_id).state is JobState.FAILED
        assert (queue.job(again).command, queue.job(again).state) == ("embed", JobState.QUEUED)

    def test_refuses_what_runs_or_ended_well(self, queue: JobQueue, held: HeldJob) -> None:
        number = held.claim.job_run_id
        with pytest.raises(JobStateError, match="is running"):
            queue.retry(number, LATER)
        held.finish({})
        with pytest.raises(JobStateError, match="is done"):
            queue.retry(number, LATER)


class TestHeldJob:
    def test_publishes_progress_once_a_second_and_all_of_it_at_the_end(self, queue: JobQueue, held: HeldJob) -> None:
        number = held.claim.job_run_id
        held.report("first", 0.25)
        held.report("second", 0.5)
        job = queue.job(number)
        assert job.share_done == 0.25
        assert [line[9:] for line in job.log.splitlines()] == ["first"]
        held.finish({"new": 3})
        job = queue.job(number)
        assert (job.share_done, job.counts, job.state) == (1.0, {"new": 3}, JobState.DONE)
        assert [line[9:] for line in job.log.splitlines()] == ["first", "second"]

    def test_keeps_the_last_lines_and_a_share_between_0_and_1(self, queue: JobQueue, held: HeldJob) -> None:
        for number in range(300):
            held.report(f"line {number}", number)
        held.fail("no")
        job = queue.job(held.claim.job_run_id)
        assert [line[9:] for line in job.log.splitlines()] == [f"line {n}" for n in range(300 - MOST_LOG_LINES, 300)]
        assert job.share_done == 1.0

    def test_goes_back_to_the_queue_when_its_process_is_to_end(
        self, queue: JobQueue, hands: Hands, held: HeldJob
    ) -> None:
        held.should_stop = lambda: True
        with pytest.raises(JobStoppedError):
            held.report("half")
        held.put_back()
        held.release()
        assert queue.job(held.claim.job_run_id).state is JobState.QUEUED
        again = hands.take("other")
        assert again.claim.attempt == 1
        again.finish({})
        assert "half" in queue.job(held.claim.job_run_id).log

    def test_stops_once_its_lock_is_gone(self, queue: JobQueue, held: HeldJob) -> None:
        held.release()
        with pytest.raises(JobLostError, match="the lock of job"):
            held.report("half")

    def test_leaves_no_file_behind(self, queue: JobQueue, held: HeldJob, tmp_path: Path) -> None:
        held.report("half")
        queue.cancel(held.claim.job_run_id, LATER)
        held.finish({})
        held.release()
        left = [path.name for path in tmp_path.rglob("*") if path.is_file() and not path.name.startswith("rumbo.db")]
        assert left == []
