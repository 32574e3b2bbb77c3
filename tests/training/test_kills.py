"""``kill -9`` at random moments: nothing is lost, nothing is there twice, and the next process goes on."""

import shutil
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data.database import migrate, opened_engine, writing
from data.job_queue import JobQueue
from data.job_store import JobState
from data.tables import metadata
from tests.data.importers.partner_files import posting, write_csv
from tests.training.kill_children import (
    Installation,
    barrier,
    delays,
    import_directly,
    killed_after,
    started,
    work_until_empty,
)
from training.doctor import examine

Contents = dict[str, list[tuple[Any, ...]]]
"""Rows by table."""

MANY = pytest.param(50, marks=pytest.mark.full)
FEW = 4
N_LONG = 4_200

_AUDIT = {
    "sqlite": [
        "CREATE TABLE done_job (number INTEGER)",
        "CREATE TRIGGER note_done AFTER UPDATE OF state ON job_run WHEN NEW.state = 'done'"
        " BEGIN INSERT INTO done_job VALUES (NEW.job_run_id); END",
    ],
    "postgresql": [
        "CREATE TABLE done_job (number INTEGER)",
        "CREATE FUNCTION note_done() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN INSERT INTO done_job VALUES (NEW.job_run_id); RETURN NEW; END $$",
        "CREATE TRIGGER note_done AFTER UPDATE OF state ON job_run FOR EACH ROW"
        " WHEN (NEW.state = 'done') EXECUTE FUNCTION note_done()",
    ],
}
"""Notes every time that a job is done, by the database itself."""


@pytest.fixture
def installation(engine: sa.Engine, tmp_path: Path, catalogue_folder: Path) -> Installation:
    """An empty installation whose database notes which jobs are done."""
    reference = Path(shutil.copytree(catalogue_folder, tmp_path / "reference"))
    (reference / "boilerplate.csv").write_text("sentence\nOfrecemos prestaciones de ley\n", encoding="utf-8")
    with writing(engine) as connection:
        for statement in _AUDIT[engine.dialect.name]:
            connection.exec_driver_sql(statement)
    url = engine.url.render_as_string(hide_password=False)
    return Installation(tmp_path / "home", url, reference)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """Two overlapping files of each kind, with rows that are refused."""
    folder = tmp_path_factory.mktemp("files")
    return {
        kind: [write_csv(folder / f"{kind}-{part}.csv", [row(part, n) for n in range(300)]) for part in range(2)]
        for kind, row in (("learners", _learner), ("transcripts", _transcript), ("postings", _posting))
    }


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Learners in more than one batch of rows."""
    return write_csv(tmp_path_factory.mktemp("long") / "learners.csv", [_learner(0, n) for n in range(N_LONG)])


def _learner(part: int, n: int) -> dict[str, Any]:
    state = "MX-JAL" if n % 50 else "nowhere"
    hours = 5 + part * (n % 2)
    return {"external_id": f"A{part * 150 + n}", "kind": "student", "state_id": state, "english": "B1"} | {
        "weekly_hours": hours
    }


def _transcript(part: int, n: int) -> dict[str, Any]:
    taken = {"external_id": f"A{part * 150 + n}", "subject_id": "s-prog", "completed_on": "2026-05-01"}
    return {**taken, "passed": "true", "grade": 60 + (n + part) % 40}


def _posting(part: int, n: int) -> dict[str, Any]:
    day = date(2026, 9, 1) + timedelta(days=n % 28)
    return posting(str(part * 150 + n), description=f"Buscamos SQL y Python, vacante {part * 150 + n}") | {
        "posted_on": day.isoformat() if n % 70 else "someday"
    }


def contents(engine: sa.Engine) -> Contents:
    """All rows of all tables but those of jobs, in an order that does not depend on when they came."""
    found = {}
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            if table.name != "job_run":
                # Numbers that the database gives depend on who was killed before.
                rows = connection.execute(sa.select(*(c for c in table.c if c is not table.autoincrement_column)))
                found[table.name] = sorted(map(tuple, rows), key=repr)
    return found


@pytest.fixture(scope="module")
def undisturbed(
    files: dict[str, list[Path]], tmp_path_factory: pytest.TempPathFactory, catalogue_folder: Path
) -> Contents:
    """What the database holds after the same imports without any kill."""
    home = tmp_path_factory.mktemp("undisturbed")
    url = f"sqlite:///{home / 'rumbo.db'}"
    with opened_engine(url) as engine:
        migrate(engine)
        for kind, paths in files.items():
            for path in paths:
                import_directly(Installation(home, url, catalogue_folder), kind, path)
        return contents(engine)


class TestDirectImport:
    @pytest.mark.parametrize("n_kills", [FEW, MANY])
    def test_leaves_all_of_a_file_or_nothing(
        self,
        engine: sa.Engine,
        installation: Installation,
        files: dict[str, list[Path]],
        long_file: Path,
        undisturbed: Contents,
        n_kills: int,
    ) -> None:
        queue = JobQueue.of(engine, installation.home)
        next_delay, n_killed = delays(seed=7, longest_seconds=0.9), 0
        n_good = sum(n % 50 != 0 for n in range(N_LONG))
        while n_killed < n_kills:
            n_killed += killed_after(started(import_directly, installation, "learners", long_file), next_delay())
            found = contents(engine)
            assert len(found["learner"]) == len(found["person"])
            assert (len(found["learner"]), len(found["rejected_row"])) in {(0, 0), (n_good, N_LONG - n_good)}
            if found["learner"]:
                empty(engine)
        wait_until_settled(queue)
        empty(engine)
        assert {job.state for job in queue.jobs(1_000)} <= {JobState.INTERRUPTED, JobState.DONE}
        for kind, paths in files.items():
            for path in paths:
                import_directly(installation, kind, path)
        assert contents(engine) == undisturbed
        assert_well(installation)


class TestWorker:
    @pytest.mark.parametrize("n_kills", [FEW, MANY])
    def test_goes_on_until_every_job_was_done_once(
        self, engine: sa.Engine, installation: Installation, files: dict[str, list[Path]], n_kills: int
    ) -> None:
        queue, numbers = JobQueue.of(engine, installation.home), list[int]()
        next_delay, n_killed = delays(seed=11, longest_seconds=1.2), 0
        expected: Contents | None = None
        while expected is None or n_killed < n_kills:
            numbers += ask(queue, files)
            while queue.unfinished():
                # The first round is left in peace: the others must end as it does.
                is_in_peace = expected is None or n_killed == n_kills
                process = started(work_until_empty, installation)
                n_killed += killed_after(process, None if is_in_peace else next_delay())
            expected = expected or contents(engine)
            assert contents(engine) == expected
            assert expected["posting_skill"]
            empty(engine)
            shutil.rmtree(installation.settings().vectors_dir)
        assert done_jobs(engine) == numbers
        assert {job.state for job in queue.jobs(len(numbers))} == {JobState.DONE}
        assert_well(installation)


class TestTwoWorkers:
    def test_never_do_one_of_twenty_jobs_twice(
        self, engine: sa.Engine, installation: Installation, tmp_path: Path
    ) -> None:
        """In up to five rounds, as one worker may have done everything before the other gets its turn."""
        queue, now = JobQueue.of(engine, installation.home), datetime.now(UTC)
        small = write_csv(tmp_path / "small.csv", [_learner(0, n) for n in range(1, 40)])
        done: list[int] = []
        n_at_work = 0
        for part in range(5):
            numbers = []
            for n in range(10):
                numbers.append(queue.enqueue("import", {"kind": "learners", "path": small}, now))
                numbers.append(queue.enqueue("backup", {"out": tmp_path / f"{part}-{n}.tar.gz"}, now))
            together = barrier(2)
            workers = [started(work_until_empty, installation, together) for _ in range(2)]
            for process in workers:
                process.join()
                assert process.exitcode == 0
            ended = queue.jobs(20)[::-1]
            assert [job.id for job in ended] == numbers
            assert [job.n_attempts for job in ended] == [1] * 20
            assert all(job.state is JobState.DONE for job in ended if job.command == "import")
            done += [job.id for job in ended if job.state is JobState.DONE]
            assert sorted(done_jobs(engine)) == done
            n_at_work = len({job.worker for job in ended})
            if n_at_work == 2:
                break
        assert n_at_work == 2
        assert_well(installation)


def wait_until_settled(queue: JobQueue) -> None:
    """Settle what was killed; a server frees the locks of a killed process once it has noticed."""
    for _ in range(100):
        queue.settle(datetime.now(UTC))
        if queue.unfinished() == ():
            return
        time.sleep(0.1)
    raise AssertionError(f"still unfinished: {queue.unfinished()}")


def ask(queue: JobQueue, files: dict[str, list[Path]]) -> list[int]:
    """Queue an import of every file, in order, and an embed; returns the numbers of the jobs."""
    now = datetime.now(UTC)
    imports = [{"kind": kind, "path": path} for kind, paths in files.items() for path in paths]
    return [*(queue.enqueue("import", one, now) for one in imports), queue.enqueue("embed", {}, now)]


def done_jobs(engine: sa.Engine) -> list[int]:
    """Numbers of the jobs that were done, as often as each was done, in that order."""
    with engine.connect() as connection:
        return [int(number) for number in connection.exec_driver_sql("SELECT number FROM done_job").scalars()]


def empty(engine: sa.Engine) -> None:
    """Delete what was imported, so that the next import has all to do."""
    with writing(engine) as connection:
        for table in reversed(metadata.sorted_tables):
            if table.name != "job_run":
                connection.execute(sa.delete(table))


def assert_well(installation: Installation) -> None:
    """The doctor finds database and jobs well, and no file of a job is left."""
    findings = {finding.part: finding for finding in examine(installation.settings())}
    assert findings["database"].is_well
    assert findings["jobs"].is_well
    assert findings["jobs"].detail == "0 waiting, 0 running"
    left = [path.name for folder in ("locks", "jobs") for path in (installation.home / folder).glob("*")]
    assert left == []
