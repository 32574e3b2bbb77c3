from datetime import timedelta

import pytest
import sqlalchemy as sa

from data.errors import NotFoundError
from data.job_store import (
    Claim,
    JobLostError,
    JobRun,
    JobState,
    cancel_queued_job,
    claim_job,
    end_job,
    enqueue_job,
    interrupt_job,
    job_of,
    last_import_of,
    last_jobs,
    n_ended_badly_since,
    n_jobs_by_state,
    put_back_job,
    put_progress,
    request_cancel,
    start_direct_job,
    unfinished_jobs,
)
from tests.data.rows import MOMENT

LATER = MOMENT + timedelta(minutes=5)


def enqueued(connection: sa.Connection) -> int:
    return enqueue_job(connection, "embed", {"seed": 1}, MOMENT)


def claimed(connection: sa.Connection, worker: str = "w") -> Claim:
    claim = claim_job(connection, enqueued(connection), worker, MOMENT)
    assert claim is not None
    return claim


class TestEnqueueJob:
    def test_stores_what_is_to_be_done(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            number = enqueued(connection)
            assert job_of(connection, number) == JobRun(
                id=number,
                command="embed",
                arguments={"seed": 1},
                state=JobState.QUEUED,
                requested_at=MOMENT,
                started_at=None,
                finished_at=None,
                worker=None,
                n_attempts=0,
                share_done=None,
                log="",
                is_cancel_requested=False,
                message=None,
                counts=None,
            )


class TestStartDirectJob:
    def test_runs_at_once_and_is_told_from_queued_ones(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            claim = start_direct_job(connection, "index", {}, "host:1", MOMENT)
            job = job_of(connection, claim.job_run_id)
            queued = claimed(connection)
            assert not job_of(connection, queued.job_run_id).is_direct
        assert job.is_direct
        assert (job.state, job.started_at, job.n_attempts) == (JobState.RUNNING, MOMENT, 1)


class TestClaimJob:
    def test_counts_attempts_and_keeps_the_first_start(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            first = claimed(connection)
            second = claim_job(connection, first.job_run_id, "other", LATER)
            job = job_of(connection, first.job_run_id)
        assert second == Claim(first.job_run_id, "other", 2)
        assert (job.worker, job.n_attempts, job.started_at) == ("other", 2, MOMENT)

    def test_takes_no_job_that_ended(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            claim = claimed(connection)
            end_job(connection, claim, JobState.DONE, LATER, counts={"new": 3})
            assert claim_job(connection, claim.job_run_id, "other", LATER) is None

    def test_waits_for_nobody_where_several_may_write(self, postgresql_engine: sa.Engine) -> None:
        with postgresql_engine.begin() as connection:
            number = enqueued(connection)
        with postgresql_engine.begin() as one, postgresql_engine.begin() as other:
            assert claim_job(one, number, "one", MOMENT) is not None
            assert claim_job(other, number, "other", MOMENT) is None


class TestFence:
    """Whoever lost a job writes nothing to its row."""

    @pytest.fixture
    def lost(self, engine: sa.Engine) -> Claim:
        with engine.begin() as connection:
            claim = claimed(connection)
            claim_job(connection, claim.job_run_id, "other", LATER)
        return claim

    def test_keeps_out_who_lost_the_job(self, engine: sa.Engine, lost: Claim) -> None:
        with engine.begin() as connection:
            with pytest.raises(JobLostError, match=f"job {lost.job_run_id} was taken over"):
                end_job(connection, lost, JobState.DONE, LATER)
            with pytest.raises(JobLostError):
                put_progress(connection, lost, 0.5, "late")
            with pytest.raises(JobLostError):
                put_back_job(connection, lost)
            job = job_of(connection, lost.job_run_id)
        assert (job.state, job.log, job.worker) == (JobState.RUNNING, "", "other")

    def test_keeps_out_who_ends_it_twice(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            claim = claimed(connection)
            end_job(connection, claim, JobState.FAILED, LATER, message="x" * 2_000)
            with pytest.raises(JobLostError):
                end_job(connection, claim, JobState.DONE, LATER)
            job = job_of(connection, claim.job_run_id)
        assert (job.state, job.finished_at, len(job.message or "")) == (JobState.FAILED, LATER, 1_000)


class TestPutBackJob:
    def test_does_not_count_the_attempt(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            claim = claimed(connection)
            put_back_job(connection, claim)
            assert job_of(connection, claim.job_run_id).state is JobState.QUEUED
            assert claim_job(connection, claim.job_run_id, "other", LATER) == Claim(claim.job_run_id, "other", 1)


class TestCancelling:
    def test_takes_a_queued_job_out_and_no_other(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            queued, running = enqueued(connection), claimed(connection).job_run_id
            assert cancel_queued_job(connection, queued, LATER)
            assert not cancel_queued_job(connection, queued, LATER)
            assert not cancel_queued_job(connection, running, LATER)
            assert job_of(connection, queued).state is JobState.CANCELLED
            assert job_of(connection, queued).finished_at == LATER

    def test_asks_a_running_job_and_no_other(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            queued, running = enqueued(connection), claimed(connection).job_run_id
            for number in (queued, running):
                request_cancel(connection, number)
            assert not job_of(connection, queued).is_cancel_requested
            assert job_of(connection, running).is_cancel_requested


class TestLists:
    def test_of_newest_and_of_unfinished_jobs_and_counts(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            done = claimed(connection)
            end_job(connection, done, JobState.DONE, LATER)
            running, queued, killed = claimed(connection).job_run_id, enqueued(connection), claimed(connection)
            assert interrupt_job(connection, killed.job_run_id, LATER)
            assert not interrupt_job(connection, queued, LATER)
            assert [job.id for job in last_jobs(connection, 3)] == [killed.job_run_id, queued, running]
            assert [job.id for job in unfinished_jobs(connection)] == [running, queued]
            states = (JobState.DONE, JobState.RUNNING, JobState.QUEUED, JobState.INTERRUPTED)
            assert n_jobs_by_state(connection) == dict.fromkeys(states, 1)

    def test_of_those_that_ended_badly_begins_at_a_moment(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            for state in (JobState.FAILED, JobState.DONE, JobState.CANCELLED):
                end_job(connection, claimed(connection), state, LATER)
            assert interrupt_job(connection, claimed(connection).job_run_id, LATER)
            assert n_ended_badly_since(connection, LATER) == 2
            assert n_ended_badly_since(connection, LATER + timedelta(seconds=1)) == 0

    def test_of_imports_has_the_newest_of_a_file(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            numbers = [
                enqueue_job(connection, command, {"kind": "learners", "path": path}, MOMENT)
                for command, path in (("import", "/a"), ("import", "/a"), ("import", "/b"), ("embed", "/a"))
            ]
            found = last_import_of(connection, "/a")
            assert found is not None
            assert found.id == numbers[1]
            assert last_import_of(connection, "/c") is None

    def test_a_job_that_is_not_there_is_an_error(self, engine: sa.Engine) -> None:
        with engine.begin() as connection, pytest.raises(NotFoundError, match="no job 7"):
            job_of(connection, 7)
