"""Rows put away as lines come back equal, on one database, on the other, and from one to the other."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.archive_store import (
    ColumnKind,
    RowsDigest,
    filled_tables,
    put_lines,
    renew_sequences,
    stored_lines,
    table_shapes,
)
from data.database import drop_tables, reading, writing
from data.errors import InputError
from data.tables import impression, learner, metadata, outcome, person, rejected_row
from tests.data.rows import impression_row, learner_row, person_row

SHAPES = {shape.name: shape for shape in table_shapes()}


def lines_of(engine: sa.Engine) -> dict[str, list[bytes]]:
    """Every table's lines, sorted."""
    with reading(engine) as connection:
        return {name: sorted(stored_lines(connection, shape)) for name, shape in SHAPES.items()}


def refused_line(number: int, reason: str = "r") -> bytes:
    """A row of ``rejected_row``; columns that are not named here are empty."""
    named = {"rejected_row_id": number, "kind": "postings", "file": "f", "line": number, "reason": reason}
    return json.dumps([named.get(name) for name, _ in SHAPES["rejected_row"].columns]).encode() + b"\n"


def put_all(engine: sa.Engine, lines: dict[str, list[bytes]]) -> None:
    """Replace all rows of a database."""
    with writing(engine) as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(sa.delete(table))
        for name, shape in SHAPES.items():
            put_lines(connection, shape, lines[name])


# PostgreSQL keeps no NUL; half a surrogate pair is no text at all.
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
floats = st.floats(allow_nan=False)
days = st.dates(date(1, 1, 1), date(9999, 12, 31))
moments = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants naive bounds
# Nor does its JSON know of infinity.
json_values = st.none() | st.lists(st.floats(allow_nan=False, allow_infinity=False) | st.none() | texts, max_size=4)


@st.composite
def stored_rows(draw: st.DrawFn) -> dict[sa.Table, list[dict[str, Any]]]:
    """Rows of tables that refer to one another, with every kind of column at its edges."""
    ids = draw(st.lists(st.text("abc%\\\"'\t\n", min_size=1, max_size=4), unique=True, max_size=4))
    of_each = [
        learner_row(id_, weekly_hours=draw(floats), started_on=draw(st.none() | days), is_invented=draw(st.booleans()))
        for id_ in ids
    ]
    people = [
        person_row(id_, name=draw(st.none() | texts), birth_year=draw(st.none() | st.integers(-(2**31), 2**31 - 1)))
        for id_ in ids
    ]
    shown = [
        impression_row(
            f"i{place}",
            id_,
            shown_at=draw(moments),
            propensity=draw(st.floats(0, 1, exclude_min=True)),
            features=draw(st.just(sa.null()) | json_values),
        )
        for place, id_ in enumerate(ids)
    ]
    return {learner: of_each, person: people, impression: shown}


@pytest.fixture
def both(sqlite_engine: sa.Engine, postgresql_engine: sa.Engine) -> tuple[sa.Engine, sa.Engine]:
    return sqlite_engine, postgresql_engine


@pytest.fixture
def populated(engine: sa.Engine) -> sa.Engine:
    """One learner with a person and an impression."""
    with writing(engine) as connection:
        connection.execute(sa.insert(learner), learner_row("a"))
        connection.execute(sa.insert(person), person_row("a", name='Ana, "la" de Ñuñoa\n'))
        connection.execute(sa.insert(impression), impression_row("i", "a", features=[0.1, None]))
    return engine


class TestTableShapes:
    def test_know_every_column_of_every_table(self) -> None:
        assert {name: [column for column, _ in shape.columns] for name, shape in SHAPES.items()} == {
            table.name: [column.name for column in table.columns] for table in metadata.sorted_tables
        }

    def test_tell_what_columns_hold(self) -> None:
        kinds = dict(SHAPES["impression"].columns)
        assert kinds["features"] is ColumnKind.JSON
        assert kinds["shown_at"] is ColumnKind.MOMENT
        assert kinds["propensity"] is ColumnKind.FLOAT
        assert dict(SHAPES["learner"].columns)["is_invented"] is ColumnKind.BOOLEAN

    def test_put_a_table_after_those_it_refers_to(self) -> None:
        places = {name: place for place, name in enumerate(SHAPES)}
        for table in metadata.sorted_tables:
            assert all(places[key.column.table.name] < places[table.name] for key in table.foreign_keys)


class TestStoredLines:
    def test_are_rows_as_json_with_exact_values(self, populated: sa.Engine) -> None:
        line = lines_of(populated)["impression"][0]
        assert line.endswith(b"\n")
        row = dict(zip(impression.columns.keys(), json.loads(line), strict=True))
        assert row["shown_at"] == "2026-10-01T12:00:00+00:00"
        assert row["propensity"] == 0.5
        assert json.loads(row["features"]) == [0.1, None]

    def test_tell_null_from_the_null_of_json(self, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            connection.execute(sa.insert(learner), learner_row("a"))
            connection.execute(sa.insert(impression), impression_row("sql", "a", features=sa.null()))
            connection.execute(sa.insert(impression), impression_row("json", "a", features=sa.JSON.NULL))
        found = {row[0]: row[-1] for row in map(json.loads, lines_of(engine)["impression"])}
        assert found == {"sql": None, "json": "null"}

    def test_are_of_one_moment_while_others_write(self, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            connection.execute(sa.insert(learner), [learner_row(id_) for id_ in "ab"])
        with reading(engine) as reader:
            learners = stored_lines(reader, SHAPES["learner"])
            seen = [next(learners)]
            with writing(engine) as writer:
                writer.execute(sa.insert(learner), learner_row("c"))
                writer.execute(sa.insert(person), person_row("a"))
            seen += learners
            assert len(seen) == 2
            assert list(stored_lines(reader, SHAPES["person"])) == []


class TestPutLines:
    @settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(rows=stored_rows())
    def test_go_from_one_database_to_the_other_and_back_unchanged(
        self, both: tuple[sa.Engine, sa.Engine], rows: dict[sa.Table, list[dict[str, Any]]]
    ) -> None:
        file, server = both
        put_all(file, {name: [] for name in SHAPES})
        with writing(file) as connection:
            for table, some in rows.items():
                for row in some:
                    connection.execute(sa.insert(table), row)
        stored = lines_of(file)
        put_all(server, stored)
        assert lines_of(server) == stored
        put_all(file, {name: [] for name in SHAPES})
        put_all(file, lines_of(server))
        assert lines_of(file) == stored
        with file.connect() as connection:
            for table, some in rows.items():
                key = next(iter(table.primary_key))
                found = {row[key.name]: dict(row) for row in connection.execute(sa.select(table)).mappings()}
                for row in some:
                    expected = {
                        name: None if isinstance(value, sa.sql.elements.Null) else value for name, value in row.items()
                    }
                    assert {name: found[row[key.name]][name] for name in row} == expected

    def test_put_more_rows_than_one_statement_takes(self, engine: sa.Engine) -> None:
        n_rows = 9_001
        lines = [refused_line(number, "é") for number in range(n_rows)]
        with writing(engine) as connection:
            put_lines(connection, SHAPES["rejected_row"], iter(lines))
            assert connection.scalar(sa.select(sa.func.count()).select_from(rejected_row)) == n_rows

    @pytest.mark.parametrize("line", [b"nonsense", b"[1]", b'["a"', b'{"a": 1}'])
    def test_refuse_a_line_that_is_no_row(self, engine: sa.Engine, line: bytes) -> None:
        with pytest.raises(InputError, match="outcome: row 1 of the archive"), writing(engine) as connection:
            put_lines(connection, SHAPES["outcome"], [line])

    def test_refuse_a_day_that_is_none(self, populated: sa.Engine) -> None:
        with pytest.raises(InputError, match="row 1"), writing(populated) as connection:
            put_lines(connection, SHAPES["outcome"], [b'[1,"a","hired","someday",null]\n'])

    def test_refuse_a_row_whose_learner_is_not_there(self, engine: sa.Engine) -> None:
        with (
            pytest.raises(InputError, match="table outcome: the database refuses a row"),
            writing(engine) as connection,
        ):
            put_lines(connection, SHAPES["outcome"], [b'[1,"nobody","hired","2026-10-01",null]\n'])
        assert lines_of(engine)["outcome"] == []

    @pytest.mark.parametrize("value", ["x" * 401, "a\0b"])
    def test_refuse_what_a_server_cannot_keep(self, postgresql_engine: sa.Engine, value: str) -> None:
        with pytest.raises(InputError, match="rejected_row") as refused, writing(postgresql_engine) as connection:
            put_lines(connection, SHAPES["rejected_row"], [refused_line(1, value)])
        assert value not in refused.value.detail


class TestRenewSequences:
    def test_let_new_rows_follow_the_ones_that_were_put(self, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            put_lines(connection, SHAPES["rejected_row"], [refused_line(41)])
            renew_sequences(connection)
        with writing(engine) as connection:
            row = {"kind": "postings", "file": "f", "line": 2, "reason": "r"}
            added = connection.execute(sa.insert(rejected_row).returning(rejected_row.c.rejected_row_id), row)
            assert added.scalar_one() == 42

    def test_start_at_one_in_an_empty_table(self, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            renew_sequences(connection)
            connection.execute(sa.insert(learner), learner_row("a"))
            row = {"learner_id": "a", "kind": "hired", "occurred_on": date(2026, 10, 1)}
            assert connection.execute(sa.insert(outcome).returning(outcome.c.outcome_id), row).scalar_one() == 1


class TestRowsDigest:
    @given(lines=st.lists(st.binary(max_size=8), min_size=1), moved=st.randoms())
    def test_is_the_same_in_any_order(self, lines: list[bytes], moved: Any) -> None:
        one, other = RowsDigest(), RowsDigest()
        shuffled = list(lines)
        moved.shuffle(shuffled)
        for line in lines:
            one.add(line)
        for line in shuffled:
            other.add(line)
        assert (one.n_rows, one.hexdigest) == (len(lines), other.hexdigest)

    def test_counts_equal_lines(self) -> None:
        one, two = RowsDigest(), RowsDigest()
        one.add(b"a")
        two.add(b"a")
        two.add(b"a")
        assert one.hexdigest != two.hexdigest


class TestFilledTables:
    def test_names_the_tables_with_rows(self, populated: sa.Engine) -> None:
        with populated.connect() as connection:
            assert set(filled_tables(connection)) == {"learner", "person", "impression"}

    def test_finds_nothing_where_there_are_no_tables(self, populated: sa.Engine) -> None:
        with writing(populated) as connection:
            drop_tables(connection)
            assert filled_tables(connection) == ()
            assert sa.inspect(connection).get_table_names() == []
