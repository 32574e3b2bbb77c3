import errno
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from data.database import DatabaseUnusableError, migrate, open_engine, storage_errors, writing
from data.errors import StorageFullError
from data.tables import job_run, metadata, rejected_row

ROW = {"kind": "postings", "file": "f", "line": 1, "reason": "r"}


def pragma(engine: sa.Engine, name: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


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


class TestMigrate:
    def test_gives_the_tables_of_the_metadata(self, engine: sa.Engine) -> None:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []

    def test_gives_the_checks_of_the_metadata(self, sqlite_engine: sa.Engine, tmp_path: Path) -> None:
        # Alembic does not compare checks and primary keys.
        made = sa.create_engine(f"sqlite:///{tmp_path / 'made.db'}")
        metadata.create_all(made)
        ours, theirs = sa.inspect(sqlite_engine), sa.inspect(made)
        for table in metadata.tables:
            assert ours.get_check_constraints(table) == theirs.get_check_constraints(table)
            assert ours.get_pk_constraint(table) == theirs.get_pk_constraint(table)
            assert ours.get_foreign_keys(table) == theirs.get_foreign_keys(table)
        made.dispose()

    def test_may_be_repeated(self, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            connection.execute(sa.insert(rejected_row), ROW)
        migrate(engine)
        with engine.connect() as connection:
            assert connection.scalar(sa.select(sa.func.count()).select_from(rejected_row)) == 1

    def test_refuses_a_database_of_a_newer_version(self, sqlite_engine: sa.Engine) -> None:
        with writing(sqlite_engine) as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(DatabaseUnusableError, match="another version"):
            migrate(sqlite_engine)

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

    def test_leaves_other_errors_as_they_are(self, engine: sa.Engine) -> None:
        with pytest.raises(FileNotFoundError), storage_errors():
            raise FileNotFoundError(errno.ENOENT, "no such file")
        with pytest.raises(sa.exc.IntegrityError), writing(engine) as connection:
            connection.execute(sa.insert(job_run), {"command": None, "arguments": {}, "state": "running"})

    def test_never_shows_the_values_of_a_statement(self, engine: sa.Engine) -> None:
        with pytest.raises(sa.exc.IntegrityError) as caught, writing(engine) as connection:
            connection.execute(sa.insert(rejected_row), [ROW | {"reason": "Ana López"}] * 2)
        assert "Ana" not in str(caught.value)
