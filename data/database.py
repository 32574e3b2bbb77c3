"""Opens the database, brings its tables up to date and names the troubles that storage can have."""

import errno
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

# Every table must be known before tables are counted, saved or dropped.
from data import (  # noqa: F401
    account_tables,
    allocation_tables,
    company_survey_tables,
    contact_tables,
    follow_up_tables,
    learner_tables,
    need_tables,
    offer_tables,
    plan_tables,
    pledge_tables,
    program_tables,
    voucher_tables,
)
from data.bulk_copy import allow_copy
from data.errors import AppError, NotReadyError, StorageFullError
from data.tables import metadata

log = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).resolve().parent / "migrations"

BUSY_TIMEOUT_MS = 30_000

# Any number serves, as long as every process of one installation uses the same.
_MIGRATION_LOCK = 7_262_661

# Alembic's own.
_REVISION_TABLE = "alembic_version"


class DatabaseUnusableError(AppError):
    """The database cannot be opened, read or written; the detail says what to look at."""

    status = 503
    key = "error.database_unusable"


def open_engine(url: str) -> sa.Engine:
    """Engine of a SQLite file or a PostgreSQL server.

    A SQLite file and its folder are made when absent, and the file is opened once, so that a wrong path shows
    here and not at the first query. Statement values never enter an error text, as they may be personal.

    Raises
    ------
    DatabaseUnusableError
        If the URL is malformed, its driver is missing, or the file is a folder, no database, or not writable.
    """
    try:
        parsed = sa.make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite_engine(parsed)
        return _server_engine(parsed)
    except ModuleNotFoundError as error:
        raise DatabaseUnusableError(
            f"the driver {error.name} is not installed; for PostgreSQL: pip install 'rumbo[postgres]'"
        ) from error
    except sa.exc.ArgumentError as error:
        # The text of the error may repeat the URL with its password.
        raise DatabaseUnusableError("the database URL is not one that SQLAlchemy understands") from error


@contextmanager
def opened_engine(url: str) -> Iterator[sa.Engine]:
    """Engine of ``url`` as ``open_engine`` gives it, its connections closed at the end."""
    engine = open_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def migrate(engine: sa.Engine) -> None:
    """Bring the tables to the newest revision, in one transaction; a database already there is left as it is.

    Raises
    ------
    DatabaseUnusableError
        If the database was made by a newer version of the program.
    """
    with writing(engine) as connection:
        upgrade(connection)
    log.info("database is at the newest revision")


def upgrade(connection: sa.Connection, revision: str = "head") -> None:
    """Bring the tables to a revision, as a part of the caller's transaction.

    Raises
    ------
    DatabaseUnusableError
        If the database was made by a newer version of the program.
    """
    config = _migrations()
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        raise DatabaseUnusableError(f"the database's tables are of another version: {error}") from error


def drop_tables(connection: sa.Connection) -> None:
    """Take away this program's tables with all that they hold; tables of others stay."""
    metadata.drop_all(connection)
    sa.Table(_REVISION_TABLE, sa.MetaData()).drop(connection, checkfirst=True)


def refresh_statistics(engine: sa.Engine) -> None:
    """Let the database count its rows anew: without the counts it may choose the slower of two indexes."""
    with writing(engine) as connection:
        connection.exec_driver_sql("ANALYZE")


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite database; ``None`` for a server."""
    parsed = sa.make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def is_at_newest_revision(engine: sa.Engine) -> bool:
    """Whether the tables are those of this version of the program."""
    with storage_errors(), engine.connect() as connection:
        return revision_of(connection) == revisions()[0]


def check_tables(engine: sa.Engine) -> None:
    """Refuse to go on without the tables of this version of the program.

    Raises
    ------
    NotReadyError
        If they are missing or old.
    """
    if not is_at_newest_revision(engine):
        raise NotReadyError("the database's tables are missing or old; run rumbo init")


@contextmanager
def ready_engine(url: str) -> Iterator[sa.Engine]:
    """The engine of a database that is there, with the tables of this version.

    Raises
    ------
    NotReadyError
        If there is none, or its tables are missing or old.
    """
    file = sqlite_file(url)
    if file is not None and not file.is_file():
        # Opening would make an empty one.
        raise NotReadyError(f"there is no database at {file}; run rumbo init")
    with opened_engine(url) as engine:
        check_tables(engine)
        yield engine


def revision_of(connection: sa.Connection) -> str | None:
    """The revision of the tables; ``None`` where there are none."""
    return MigrationContext.configure(connection).get_current_revision()


def revisions() -> tuple[str, ...]:
    """The revisions that this version of the program knows, newest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(_migrations()).walk_revisions())


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One writing transaction: commits at the end, rolls back on any error, names storage troubles.

    On SQLite the write lock is taken at the start (BEGIN IMMEDIATE), as a transaction that reads first and
    writes later fails at once when another process has written in between.
    """
    with storage_errors(), engine.execution_options(sqlite_begin="IMMEDIATE").begin() as connection:
        yield connection


def hold_more_pages(connection: sa.Connection) -> None:
    """Let SQLite hold 32 MB of changed pages: with its usual 2 MB, large imports write index pages again and again."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA cache_size = -32768")


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction for several reads that must agree: all see the database as it was at the first of them.

    SQLite does so by itself. PostgreSQL's usual transaction would see what others commit between two reads.
    """
    with storage_errors(), engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def hold_table(connection: sa.Connection, table: sa.Table) -> None:
    """Keep others from writing to a table until this transaction ends; SQLite has one writer at a time anyway.

    Two who replace a whole table at once would otherwise both insert their rows, as neither deletes the other's.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE")


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn the errors of a full, read-only, locked or broken store into expected ones.

    Raises
    ------
    StorageFullError
        When the disk, the quota or the database has no room.
    DatabaseUnusableError
        When the database cannot be opened, read or written for another reason outside the program.
    """
    try:
        yield
    except sa.exc.DBAPIError as error:
        trouble = _trouble_of(error)
        if trouble is None:
            raise
        raise trouble from error
    except sa.exc.TimeoutError as error:
        raise DatabaseUnusableError("all connections to the database are in use; try again later") from error
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise _full() from error


def _migrations() -> Config:
    config = Config()
    # The folder may hold a percent sign, which alembic's configuration would read as a reference.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _server_engine(url: sa.URL) -> sa.Engine:
    """Engine of a server; nothing is opened yet."""
    engine = sa.create_engine(url, pool_pre_ping=True, hide_parameters=True)
    sa.event.listen(engine, "handle_error", _hide_details)
    allow_copy(engine)
    return engine


def _hide_details(context: sa.ExceptionContext) -> None:
    """Cut an error of PostgreSQL to its first line: the following ones repeat the row that was refused."""
    shown = context.sqlalchemy_exception
    for error in (context.original_exception, shown):
        if error is not None and error.args:
            error.args = (str(error.args[0]).partition("\n")[0], *error.args[1:])


def _sqlite_engine(url: sa.URL) -> sa.Engine:
    """Engine of a SQLite file that has been opened once."""
    if url.database and url.database != ":memory:" and not url.database.startswith("file:"):
        _prepare_file(Path(url.database))
    engine = sa.create_engine(url, hide_parameters=True)
    sa.event.listen(engine, "connect", _set_pragmas)
    sa.event.listen(engine, "begin", _begin_sqlite)
    try:
        with storage_errors(), engine.connect():
            pass
    except sa.exc.DBAPIError as error:
        engine.dispose()
        raise DatabaseUnusableError(f"cannot use the database {url.database}: {error.orig}") from error
    except AppError:
        engine.dispose()
        raise
    return engine


def _prepare_file(path: Path) -> None:
    """Make the folder of a database file and refuse what cannot be one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnusableError(f"cannot make the folder {path.parent}: {error.strerror}") from error
    if path.is_dir():
        raise DatabaseUnusableError(f"the database {path} is a folder; name a file in it")
    needed = path if path.exists() else path.parent
    if not os.access(needed, os.R_OK | os.W_OK):
        raise DatabaseUnusableError(f"cannot read and write {needed}; check its permissions")


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    """Durable, concurrent and checked: WAL, FULL and foreign keys.

    The driver's own transaction control is switched off: it begins none before reads and table changes.
    """
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: sa.Connection) -> None:
    """Begin a transaction in the way that the connection asks for."""
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('sqlite_begin', 'DEFERRED')}")


def _full() -> StorageFullError:
    return StorageFullError("no room left on the disk or in the database; nothing of this step was kept")


def _trouble_of(error: sa.exc.DBAPIError) -> AppError | None:
    """The expected error that a driver's error stands for, if any."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    return _server_trouble_of(error) if code is None else _sqlite_trouble_of(code)


def _server_trouble_of(error: sa.exc.DBAPIError) -> AppError | None:
    code = getattr(error.orig, "sqlstate", "")
    if code is None and isinstance(error, sa.exc.OperationalError):
        # No state means no connection. The text names host, database and user, and never the password.
        return DatabaseUnusableError(f"no connection to the database server: {str(error.orig).partition(chr(10))[0]}")
    if code == "53100":
        return _full()
    texts = {
        "25006": "the database server takes no writes; is it a standby?",
        "40P01": "two processes waited for each other in the database; try again",
        "42501": "the database user has too few rights; it must own its tables or their schema",
        "53300": "the database server has no connection left; try again later",
        "57P01": "the database server was stopped; start it and try again",
    }
    text = texts.get(code or "")
    return None if text is None else DatabaseUnusableError(text)


def _sqlite_trouble_of(code: int) -> AppError | None:
    if code == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR_SHMSIZE:
        return _full()
    texts = {
        sqlite3.SQLITE_BUSY: "another process has been writing to the database for too long; try again later",
        sqlite3.SQLITE_READONLY: "the database is read-only; check the permissions of its file and folder",
        sqlite3.SQLITE_CANTOPEN: "the database file cannot be opened; check its folder",
        sqlite3.SQLITE_NOTADB: "the database file is not a SQLite database",
        sqlite3.SQLITE_CORRUPT: "the database file is damaged; restore a backup",
        sqlite3.SQLITE_IOERR: "the disk failed to read or write the database",
    }
    text = texts.get(code & 0xFF)  # the low byte is the primary code of an extended one
    return None if text is None else DatabaseUnusableError(text)
