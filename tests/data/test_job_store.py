from datetime import timedelta

import pytest
import sqlalchemy as sa

from data.errors import NotFoundError
from data.job_store import (
    JobState,
    fail_job,
    finish_job,
    last_jobs,
    start_job,
)
from tests.data.rows import MOMENT


class TestJobs:
    def test_go_from_running_to_done_or_failed(self, engine: sa.Engine) -> None:
        later = MOMENT + timedelta(minutes=5)
        with engine.begin() as connection:
            first = start_job(connection, "import", {"kind": "postings"}, MOMENT)
            second = start_job(connection, "index", {}, MOMENT)
            third = start_job(connection, "embed", {}, MOMENT)
            finish_job(connection, first, later, {"new": 3}, "all good")
            fail_job(connection, second, later, "x" * 2_000)
            newest = last_jobs(connection, 3)
        assert [one.id for one in newest] == [third, second, first]
        assert [one.state for one in newest] == [JobState.RUNNING, JobState.FAILED, JobState.DONE]
        assert newest[2].counts == {"new": 3}
        assert newest[2].finished_at == later
        assert newest[2].arguments == {"kind": "postings"}
        assert newest[1].counts is None
        assert len(newest[1].message or "") == 1_000

    def test_that_do_not_exist_cannot_end(self, engine: sa.Engine) -> None:
        with engine.begin() as connection, pytest.raises(NotFoundError, match="no job run 7"):
            finish_job(connection, 7, MOMENT)
