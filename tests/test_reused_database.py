from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from data.database import opened_engine, writing
from data.tables import rejected_row
from tests.reused_database import ReusedDatabase

ROW = {"kind": "postings", "file": "f", "line": 1, "reason": "r"}


@pytest.fixture
def reused(server_url: str, migrated_database: str) -> Iterator[ReusedDatabase]:
    with ReusedDatabase(server_url, migrated_database) as made:
        yield made


def numbers_of_rows(url: str) -> list[int]:
    with opened_engine(url) as engine, engine.connect() as connection:
        return list(connection.scalars(sa.select(rejected_row.c.rejected_row_id)))


def add_row(url: str) -> None:
    with opened_engine(url) as engine, writing(engine) as connection:
        connection.execute(sa.insert(rejected_row), ROW)


class TestEmptied:
    def test_is_the_same_database_without_rows_and_counting_from_1(self, reused: ReusedDatabase) -> None:
        url = reused.emptied()
        add_row(url)
        assert reused.emptied() == url
        assert numbers_of_rows(url) == []
        add_row(url)
        assert numbers_of_rows(url) == [1]

    def test_waits_for_nobody_who_still_holds_it(self, reused: ReusedDatabase) -> None:
        with opened_engine(reused.emptied()) as engine:
            left = engine.connect()
            left.execute(sa.insert(rejected_row), ROW)
            assert numbers_of_rows(reused.emptied()) == []
            left.invalidate()
            left.close()

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE alembic_version SET version_num = '9999'",
            "DROP TABLE alembic_version",
            "DROP TABLE rejected_row",
            "CREATE TABLE theirs (number integer)",
            "ALTER TABLE learner ALTER COLUMN kind DROP NOT NULL",
            "ALTER TABLE posting DROP CONSTRAINT ck_posting_positions_positive",
            "DROP INDEX ix_learner_state_id",
        ],
    )
    def test_is_another_where_the_tables_were_changed(self, reused: ReusedDatabase, change: str) -> None:
        url = reused.emptied()
        with opened_engine(url) as engine, engine.begin() as connection:
            connection.exec_driver_sql(change)
        other = reused.emptied()
        assert other != url
        assert numbers_of_rows(other) == []
