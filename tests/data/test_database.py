import errno
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from data.database import (
    DatabaseUnusableError,
    hold_table,
    is_at_newest_revision,
    migrate,
    open_engine,
    opened_engine,
    reading,
    storage_errors,
    writing,
)
from data.database_removal import remove_database
from data.errors import StorageFullError
from data.tables import job_run, metadata, rejected_row

ROW = {"kind": "postings", "file": "f", "line": 1, "reason": "r"}


def pragma(engine: sa.Engine, name: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def constraints(engine: sa.Engine) -> dict[str, object]:
    """Checks, primary key and references of each table."""
    found = sa.inspect(engine)
    return {
        table: (
            sorted(map(str, found.get_check_constraints(table))),
            found.get_pk_constraint(table),
            sorted(map(str, found.get_foreign_keys(table))),
        )
        for table in metadata.tables
    }


def _insert_twice(connection: sa.Connection) -> None:
    connection.execute(sa.insert(rejected_row), ROW)
    connection.execute(sa.insert(rejected_row), ROW)


class TestOpenEngine:
    def test_sets_up_sqlite_to_be_durable_and_checked(self, sqlite_engine: sa.Engine) -> None:
        assert pragma(sqlite_engine, "journal_mode") == "wal"
        assert pragma(sqlite_engine, "synchronous") == 2
        assert pragma(sqlite_engine, "foreign_keys") == 1
        assert pragma(sqlite_engine, "busy_timeout") == 30_000

    def test_makes_the_folder(self, tmp_path: Path) -> None:
        open_engine(f"sqlite:///{tmp_path / 'new' / 'folder' / 'rumbo.db'}").dispose()
        assert (tmp_path / "new" / "folder" / "rumbo.db").exists()

    def test_refuses_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(DatabaseUnusableError, match="is a folder"):
            open_engine(f"sqlite:///{tmp_path}")

    def test_refuses_a_file_that_is_no_database(self, tmp_path: Path) -> None:
        (tmp_path / "notes.db").write_text("no database " * 100, encoding="utf-8")
        with pytest.raises(DatabaseUnusableError, match="not a SQLite database"):
            open_engine(f"sqlite:///{tmp_path / 'notes.db'}")

    def test_refuses_a_folder_that_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        with pytest.raises(DatabaseUnusableError, match="cannot make the folder"):
            open_engine(f"sqlite:///{tmp_path / 'file' / 'rumbo.db'}")

    @pytest.mark.parametrize("url", ["nonsense", "oracle9://user:secret@host/x"])
    def test_refuses_a_malformed_url_without_repeating_it(self, url: str) -> None:
        with pytest.raises(DatabaseUnusableError) as caught:
            open_engine(url)
        assert "secret" not in caught.value.detail

    def test_says_so_when_a_read_only_file_is_written(self, sqlite_engine: sa.Engine, tmp_path: Path) -> None:
        frozen = open_engine(f"sqlite:///file:{tmp_path / 'rumbo.db'}?mode=ro&uri=true")
        with pytest.raises(DatabaseUnusableError, match="read-only"), writing(frozen) as connection:
            connection.execute(sa.insert(rejected_row), ROW)
        frozen.dispose()

    def test_says_so_when_a_server_takes_no_writes(self, postgresql_engine: sa.Engine) -> None:
        def make_read_only(connection: sa.Connection) -> None:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")

        sa.event.listen(postgresql_engine, "begin", make_read_only)
        with pytest.raises(DatabaseUnusableError, match="takes no writes"), writing(postgresql_engine) as connection:
            connection.execute(sa.insert(rejected_row), ROW)


class TestMigrate:
    def test_gives_the_tables_of_the_metadata(self, engine: sa.Engine) -> None:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []

    def test_gives_the_checks_of_the_metadata(self, engine: sa.Engine) -> None:
        # Alembic does not compare checks and primary keys.
        migrated = constraints(engine)
        metadata.drop_all(engine)
        metadata.create_all(engine)
        assert constraints(engine) == migrated

    def test_may_be_repeated(self, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            connection.execute(sa.insert(rejected_row), ROW)
        migrate(engine)
        with engine.connect() as connection:
            assert connection.scalar(sa.select(sa.func.count()).select_from(rejected_row)) == 1

    def test_refuses_a_database_of_a_newer_version(self, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(DatabaseUnusableError, match="another version"):
            migrate(engine)

    def test_makes_the_tables_once_where_several_begin_at_once(self, new_database_url: str) -> None:
        def begin(_n: int) -> None:
            with opened_engine(new_database_url) as engine:
                migrate(engine)

        with ThreadPoolExecutor(3) as pool:
            list(pool.map(begin, range(3)))
        with opened_engine(new_database_url) as engine:
            assert is_at_newest_revision(engine)

    def test_works_in_a_folder_with_a_percent_sign(self, tmp_path: Path) -> None:
        made = open_engine(f"sqlite:///{tmp_path / '100%' / 'rumbo.db'}")
        migrate(made)
        assert "learner" in sa.inspect(made).get_table_names()
        made.dispose()


class TestWriting:
    def test_rolls_back_on_an_error(self, engine: sa.Engine) -> None:
        with pytest.raises(sa.exc.IntegrityError), writing(engine) as connection:
            _insert_twice(connection)
        with engine.connect() as connection:
            assert connection.execute(sa.select(rejected_row)).all() == []

    def test_takes_the_write_lock_at_once(self, sqlite_engine: sa.Engine, tmp_path: Path) -> None:
        other = sa.create_engine(f"sqlite:///{tmp_path / 'rumbo.db'}", connect_args={"timeout": 0})
        with (
            writing(sqlite_engine),
            pytest.raises(DatabaseUnusableError, match="another process"),
            writing(other) as late,
        ):
            late.execute(sa.insert(rejected_row), ROW)
        other.dispose()

    def test_readers_see_the_last_commit_meanwhile(self, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            connection.execute(sa.insert(rejected_row), ROW)
            with engine.connect() as reader:
                assert reader.execute(sa.select(rejected_row)).all() == []


class TestReading:
    def test_sees_one_moment(self, engine: sa.Engine) -> None:
        count = sa.select(sa.func.count()).select_from(rejected_row)
        with reading(engine) as reader:
            assert reader.scalar(count) == 0
            with writing(engine) as connection:
                connection.execute(sa.insert(rejected_row), ROW)
            assert reader.scalar(count) == 0
        with reading(engine) as reader:
            assert reader.scalar(count) == 1


class TestStorageErrors:
    def test_names_a_full_disk(self) -> None:
        with pytest.raises(StorageFullError, match="no room"), storage_errors():
            raise OSError(errno.ENOSPC, "No space left on device")

    def test_names_a_full_database(self, sqlite_engine: sa.Engine) -> None:
        rows = [ROW | {"line": n, "reason": "r" * 400} for n in range(999)]
        sa.event.listen(sqlite_engine, "begin", lambda opened: opened.exec_driver_sql("PRAGMA max_page_count = 1"))
        with pytest.raises(StorageFullError), writing(sqlite_engine) as connection:
            connection.execute(sa.insert(rejected_row), rows)

    def test_names_a_full_server(self) -> None:
        class DiskFull(Exception):
            sqlstate = "53100"

        with pytest.raises(StorageFullError), storage_errors():
            raise sa.exc.OperationalError("INSERT", {}, DiskFull())

    @pytest.mark.parametrize("url", ["postgresql+psycopg://rumbo:secret@127.0.0.1:1/rumbo", "absent"])
    def test_names_a_server_that_cannot_be_reached(self, postgresql_url: str, url: str) -> None:
        if url == "absent":
            url = sa.make_url(postgresql_url).set(database="absent").render_as_string(hide_password=False)
        with (
            opened_engine(url) as engine,
            pytest.raises(DatabaseUnusableError, match="no connection to the database server") as caught,
            writing(engine),
        ):
            pass
        assert "secret" not in caught.value.detail
        assert "\n" not in caught.value.detail

    def test_names_a_server_that_is_stopped_meanwhile(self, postgresql_engine: sa.Engine) -> None:
        def write_when_stopped() -> None:
            with writing(postgresql_engine) as connection:
                own = connection.scalar(sa.text("SELECT pg_backend_pid()"))
                with postgresql_engine.begin() as other:
                    other.execute(sa.text("SELECT pg_terminate_backend(:own)"), {"own": own})
                connection.execute(sa.insert(rejected_row), ROW)

        with pytest.raises(DatabaseUnusableError, match="was stopped"):
            write_when_stopped()
        with writing(postgresql_engine) as connection:
            connection.execute(sa.insert(rejected_row), ROW)

    def test_names_two_that_wait_for_each_other(self, postgresql_engine: sa.Engine) -> None:
        def hold_both(first: sa.Table, second: sa.Table) -> None:
            with writing(postgresql_engine) as connection:
                hold_table(connection, first)
                both_hold_one.wait()
                hold_table(connection, second)

        both_hold_one = threading.Barrier(2, timeout=30)
        with ThreadPoolExecutor(2) as pool:
            ends = [pool.submit(hold_both, *tables) for tables in ((job_run, rejected_row), (rejected_row, job_run))]
            troubles = [str(end.exception()) for end in ends if end.exception()]
        assert troubles == ["two processes waited for each other in the database; try again"]

    def test_leaves_other_errors_as_they_are(self, engine: sa.Engine) -> None:
        with pytest.raises(FileNotFoundError), storage_errors():
            raise FileNotFoundError(errno.ENOENT, "no such file")
        with pytest.raises(sa.exc.IntegrityError), writing(engine) as connection:
            connection.execute(sa.insert(job_run), {"command": None, "arguments": {}, "state": "running"})

    def test_never_shows_the_values_of_a_statement(self, engine: sa.Engine) -> None:
        with pytest.raises(sa.exc.IntegrityError) as caught, writing(engine) as connection:
            connection.execute(sa.insert(rejected_row), [ROW | {"reason": "Ana López"}] * 2)
        assert "Ana" not in str(caught.value)


class TestRemoveDatabase:
    def test_leaves_a_database_to_begin_anew(self, database_url: str) -> None:
        with opened_engine(database_url) as engine, writing(engine) as connection:
            connection.execute(sa.insert(rejected_row), ROW)
        remove_database(database_url)
        remove_database(database_url)
        with opened_engine(database_url) as engine:
            assert sa.inspect(engine).get_table_names() == []
            migrate(engine)
            with engine.connect() as connection:
                assert connection.execute(sa.select(rejected_row)).all() == []

    def test_leaves_no_file_of_sqlite(self, sqlite_url: str, tmp_path: Path) -> None:
        with opened_engine(sqlite_url) as engine, writing(engine) as connection:
            connection.execute(sa.insert(rejected_row), ROW)
            assert len(list(tmp_path.iterdir())) == 3
            connection.rollback()
        remove_database(sqlite_url)
        assert list(tmp_path.iterdir()) == []

    def test_leaves_the_tables_of_others_on_a_server(self, postgresql_url: str) -> None:
        with opened_engine(postgresql_url) as engine, engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE theirs (number integer)")
        remove_database(postgresql_url)
        with opened_engine(postgresql_url) as engine:
            assert sa.inspect(engine).get_table_names() == ["theirs"]
