import fcntl
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.job_lock import FileLocks, JobLocks, SessionLocks, acquire_patiently, locks_of
from tests.contracts.job_locks import JobLocksContract

HOLDER = """
import sys, time
from pathlib import Path
from data.database import open_engine
from data.job_lock import locks_of
url, home = sys.argv[1:]
lock = locks_of(open_engine(url), Path(home)).acquire("killed")
print("held" if lock else "lost", flush=True)
time.sleep(600)
"""


class TestLocksOfADatabase(JobLocksContract):
    """The contract, on the locks that belong to each kind of database."""

    @pytest.fixture
    def locks(self, engine: sa.Engine, tmp_path: Path) -> JobLocks:
        return locks_of(engine, tmp_path)

    @pytest.fixture
    def killed_holder(self, locks: JobLocks, engine: sa.Engine, tmp_path: Path) -> str:
        url = engine.url.render_as_string(hide_password=False)
        words = [sys.executable, "-c", HOLDER, url, str(tmp_path)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            assert locks.is_held("killed")
            holder.send_signal(signal.SIGKILL)
        return "killed"

    def test_are_sessions_on_a_server_and_files_beside_a_file(self, engine: sa.Engine, locks: JobLocks) -> None:
        kinds = {"postgresql": SessionLocks, "sqlite": FileLocks}
        assert type(locks) is kinds[engine.dialect.name]

    def test_is_never_given_to_two_of_many(self, locks: JobLocks) -> None:
        inside, most = 0, 0
        guard = threading.Lock()

        def work(_number: int) -> int:
            nonlocal inside, most
            taken = 0
            for _ in range(5_000):
                lock = locks.acquire("contested")
                if lock is None:
                    time.sleep(0.001)
                    continue
                with guard:
                    inside += 1
                    most = max(most, inside)
                time.sleep(0.002)
                with guard:
                    inside -= 1
                lock.release()
                taken += 1
                if taken == 3:
                    break
            return taken

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(work, range(4))) == [3] * 4
        assert most == 1


class TestFileLocks:
    @pytest.fixture
    def locks(self, tmp_path: Path) -> FileLocks:
        return FileLocks(tmp_path / "locks")

    def test_leave_no_file_behind(self, locks: FileLocks) -> None:
        lock = locks.acquire("one")
        assert lock is not None
        assert [path.name for path in locks.folder.iterdir()] == ["one.lock"]
        lock.release()
        assert list(locks.folder.iterdir()) == []

    def test_take_the_file_that_is_there_not_one_that_was_deleted(
        self, locks: FileLocks, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The file goes between opening and locking it, as when its holder ends just then."""
        first = locks.acquire("one")
        assert first is not None
        real = fcntl.flock

        def flock(handle: int, operation: int) -> None:
            first.release()
            real(handle, operation)

        monkeypatch.setattr(fcntl, "flock", flock)
        second = locks.acquire("one")
        monkeypatch.undo()
        assert second is not None
        assert locks.acquire("one") is None
        second.release()


class TestSessionLocks:
    def test_is_lost_with_its_connection(self, postgresql_engine: sa.Engine) -> None:
        lock = SessionLocks(postgresql_engine).acquire("one")
        assert lock is not None
        assert lock.is_alive()
        with postgresql_engine.begin() as connection:
            others = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
            connection.exec_driver_sql(others)
        assert not lock.is_alive()
        lock.release()


class TestAcquirePatiently:
    def test_is_not_put_off_by_somebody_who_only_asks(self, engine: sa.Engine, tmp_path: Path) -> None:
        locks = locks_of(engine, tmp_path)
        with asking_without_end(lambda: locks.is_held("one")):
            for _ in range(40):
                lock = acquire_patiently(locks, "one")
                assert lock is not None
                lock.release()


@contextmanager
def asking_without_end(ask: Callable[[], object]) -> Iterator[None]:
    """Ask again and again in another thread as long as the block lasts."""
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(0.003):
            ask()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
