import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import upsert
from data.database import writing
from data.tables import impression, learner, rejected_row, transcript
from data.upsert import Changes, Row, insert_new, upsert_changed
from tests.data.rows import DAY, MOMENT, add_learners, impression_row, learner_row

Rows = Sequence[Row]
Write = Callable[[sa.Connection, sa.Table, Rows, Sequence[str]], object]

TEXTS = st.sampled_from(["a", "ñ", "", "tab\tline\nend", "back\\slash", "\\N", "NULL", "'\""])
FEATURES = st.none() | st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False), max_size=3)
IMPRESSIONS = st.lists(
    st.builds(
        impression_row,
        st.sampled_from("1234"),
        st.just("ana"),
        list_id=TEXTS,
        rank=st.integers(1, 9),
        shown_at=st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-6))])),
        propensity=st.floats(0.01, 1),
        features=FEATURES,
    ),
    min_size=1,
    max_size=8,
)
TRANSCRIPTS = st.lists(
    st.fixed_dictionaries(
        {
            "learner_id": st.just("ana"),
            "subject_id": st.sampled_from(["s-prog", "s-data"]),
            "completed_on": st.dates(DAY, DAY + timedelta(days=1)),
            "grade": st.none() | st.floats(0, 100),
            "passed": st.booleans(),
        }
    ),
    min_size=1,
    max_size=8,
)
CASES = st.one_of(
    st.tuples(st.just(impression), st.just(("impression_id",)), IMPRESSIONS, IMPRESSIONS),
    st.tuples(st.just(transcript), st.just(("learner_id", "subject_id", "completed_on")), TRANSCRIPTS, TRANSCRIPTS),
)


def outcome(
    engine: sa.Engine, write: Write, table: sa.Table, key: Sequence[str], earlier: Rows, rows: Rows
) -> tuple[object, list[dict[str, Any]]]:
    """What writing says and what is stored then, by key and without the numbers that the database gave."""
    with engine.connect() as connection, connection.begin() as whole:
        add_learners(connection, "ana")
        write(connection, table, earlier, key)
        said = write(connection, table, rows, key)
        stored = connection.execute(sa.select(table).order_by(*(table.c[name] for name in key))).mappings().all()
        whole.rollback()
    number = table.autoincrement_column
    return said, [
        {name: value for name, value in row.items() if number is None or name != number.name} for row in stored
    ]


class TestCopying:
    """Through COPY, row by row and on SQLite the same is written and the same counts are given."""

    @pytest.mark.parametrize("write", [upsert.upsert, insert_new, upsert_changed])
    @settings(
        max_examples=25,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(case=CASES)
    def test_writes_what_single_rows_write(
        self,
        sqlite_engine: sa.Engine,
        postgresql_engine: sa.Engine,
        write: Write,
        case: tuple[sa.Table, Sequence[str], Rows, Rows],
    ) -> None:
        table, key, earlier, rows = case
        expected = outcome(sqlite_engine, write, table, key, earlier, rows)
        for copy_from in (1, 1_000):
            with pytest.MonkeyPatch.context() as patched:
                patched.setattr(upsert, "COPY_FROM", copy_from)
                assert outcome(postgresql_engine, write, table, key, earlier, rows) == expected

    def test_takes_large_parts_more_than_once_in_a_transaction(self, engine: sa.Engine) -> None:
        rows = [learner_row(str(n)) for n in range(2 * upsert.CHUNK + 1)]
        with writing(engine) as connection:
            assert upsert_changed(connection, learner, rows, ["learner_id"]) == Changes(new=len(rows))
            assert upsert_changed(connection, learner, rows, ["learner_id"]) == Changes(unchanged=len(rows))

    def test_refuses_like_any_statement_and_never_shows_a_value(self, postgresql_engine: sa.Engine) -> None:
        rows = [{"kind": "postings", "file": "f", "line": n, "reason": "Ana López " * 50} for n in range(500)]
        with pytest.raises(sa.exc.DataError) as caught, writing(postgresql_engine) as connection:
            insert_new(connection, rejected_row, rows, ["kind", "file", "line", "reason"])
        assert "Ana" not in str(caught.value)

    def test_keeps_a_moment_of_any_offset_and_no_features_apart_from_empty_ones(self, engine: sa.Engine) -> None:
        local = MOMENT.astimezone(timezone(timedelta(hours=-7)))
        rows = [
            impression_row(str(n), "ana", shown_at=local, features=[None, 0.1, math.pi] if n % 2 else [])
            for n in range(600)
        ]
        with writing(engine) as connection:
            add_learners(connection, "ana")
            upsert_changed(connection, impression, rows, ["impression_id"])
            found = connection.execute(sa.select(impression.c.shown_at, impression.c.features)).all()
        assert {row.shown_at for row in found} == {datetime(2026, 10, 1, 12, tzinfo=UTC)}
        assert [row.features for row in found].count([None, 0.1, math.pi]) == 300
