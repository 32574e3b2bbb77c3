"""Locks that die with the process that holds them: they tell a job that runs from one whose process was killed."""

import fcntl
import hashlib
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, Self

import sqlalchemy as sa

_TRIES: Final = 5
_SECONDS_BETWEEN_TRIES: Final = 0.02


class HeldLock(Protocol):
    """A lock in our hands."""

    def is_alive(self) -> bool:
        """Whether it is still ours; a lock on a server is lost with its connection."""

    def release(self) -> None:
        """Give it back; to do so twice changes nothing."""


class JobLocks(Protocol):
    """Named locks that all processes of one installation share; one process may hold a name once."""

    def acquire(self, name: str) -> HeldLock | None:
        """Take a lock without waiting; ``None`` where somebody else has it."""

    def is_held(self, name: str) -> bool:
        """Whether somebody has it, we included."""

    def tidy(self) -> None:
        """Delete what killed processes left behind of locks that nobody holds."""


def acquire_patiently(locks: JobLocks, name: str) -> HeldLock | None:
    """Take a lock that nobody works under; ``None`` where somebody does.

    To ask whether a lock is held takes it for an instant, on files and on servers alike. So a lock counts as held
    only if it is not to be had several times in a row.
    """
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(_SECONDS_BETWEEN_TRIES)
        lock = locks.acquire(name)
        if lock is not None:
            return lock
    return None


@dataclass(frozen=True, slots=True)
class FileLocks:
    """Locks of files in one folder, for a database that is a file: the system drops them when a process ends.

    A forked child shares its parent's locks. They last until both have ended.
    """

    folder: Path

    def acquire(self, name: str) -> "HeldFile | None":
        """Take a lock without waiting."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{name}.lock"
        while True:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                return None
            if _is_file_at(handle, path):
                return HeldFile(path, handle)
            os.close(handle)  # Its last holder deleted it between our opening and our locking: take the new one.

    def is_held(self, name: str) -> bool:
        """Whether somebody has it."""
        path = self.folder / f"{name}.lock"
        try:
            handle = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False

    def tidy(self) -> None:
        """Delete the files of locks that nobody holds."""
        for path in self.folder.glob("*.lock"):
            lock = self.acquire(path.stem)
            if lock is not None:
                lock.release()


class HeldFile:
    """A locked file; it goes with the lock, so that the folder does not fill up."""

    def __init__(self, path: Path, handle: int) -> None:
        self._path = path
        self._handle: int | None = handle

    def is_alive(self) -> bool:
        """Whether it was not released."""
        return self._handle is not None

    def release(self) -> None:
        """Delete the file while it is ours, then unlock it."""
        if self._handle is not None:
            self._path.unlink(missing_ok=True)
            os.close(self._handle)
            self._handle = None


@dataclass(frozen=True, slots=True)
class SessionLocks:
    """Advisory locks of PostgreSQL: the server drops them when it sees that a connection is gone.

    Each lock has a connection of its own, outside the pool. A process that is killed closes its connections; one
    whose machine vanishes from the network keeps its locks until the server's TCP keepalive gives up.
    """

    engine: sa.Engine

    def acquire(self, name: str) -> "HeldSession | None":
        """Take a lock without waiting."""
        connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()
        number = _number_of(name)
        if connection.scalar(sa.func.pg_try_advisory_lock(number)):
            return HeldSession(connection, number)
        connection.close()
        return None

    def is_held(self, name: str) -> bool:
        """Whether somebody has it."""
        lock = self.acquire(name)
        if lock is None:
            return True
        lock.release()
        return False

    def tidy(self) -> None:
        """Nothing stays of a session that ended."""


class HeldSession:
    """A connection that holds an advisory lock as long as it stands."""

    def __init__(self, connection: sa.Connection, number: int) -> None:
        self._connection: sa.Connection | None = connection
        self._number = number

    def is_alive(self) -> bool:
        """Whether the server still answers on the connection."""
        if self._connection is None:
            return False
        try:
            self._connection.exec_driver_sql("SELECT 1")
        except sa.exc.DBAPIError:
            return False
        return True

    def release(self) -> None:
        """Unlock and close the connection; to close alone would free the lock only once the server has noticed."""
        if self._connection is not None:
            with suppress(sa.exc.DBAPIError):  # The connection was lost, and the lock with it.
                if not self._connection.invalidated:
                    self._connection.scalar(sa.func.pg_advisory_unlock(self._number))
            self._connection.close()
            self._connection = None


class HeldTogether:
    """Several locks as one."""

    def __init__(self, *locks: HeldLock) -> None:
        self._locks = locks

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.release()

    def is_alive(self) -> bool:
        """Whether all are still ours."""
        return all(lock.is_alive() for lock in self._locks)

    def release(self) -> None:
        """Give all of them back, the last one first."""
        for lock in reversed(self._locks):
            lock.release()


def locks_of(engine: sa.Engine, home: Path) -> JobLocks:
    """The locks that fit a database."""
    return SessionLocks(engine) if engine.dialect.name == "postgresql" else FileLocks(home / "locks")


def _is_file_at(handle: int, path: Path) -> bool:
    """Whether an open file is the one that its path names now."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _number_of(name: str) -> int:
    """The 64-bit number under which PostgreSQL knows a lock; it counts within one database of the server."""
    return int.from_bytes(hashlib.sha256(f"rumbo {name}".encode()).digest()[:8], "big", signed=True)
