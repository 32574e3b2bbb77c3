import pytest
import sqlalchemy as sa

from data.errors import NotFoundError
from data.rejected_store import (
    ReasonCount,
    RejectedRow,
    count_reasons,
    dismiss_file,
    put_rejected,
    refused_file,
    refused_files,
    rejected_rows,
    replace_rejected,
    rows_of_file,
)

ROWS = [RejectedRow("postings", "b", 2, "r"), RejectedRow("postings", "a", 9, "r")]


class TestRejectedRows:
    def test_are_kept_once(self, engine: sa.Engine) -> None:
        other = RejectedRow("learners", "a", 9, "r")
        with engine.begin() as connection:
            put_rejected(connection, ROWS)
            put_rejected(connection, [*ROWS, other])
            assert rejected_rows(connection, "postings") == (ROWS[1], ROWS[0])
            assert rejected_rows(connection, "postings", limit=1) == (ROWS[1],)
            assert rejected_rows(connection, "postings", files=["b"]) == (ROWS[0],)
            assert rejected_rows(connection) == (other, ROWS[1], ROWS[0])

    def test_are_counted_by_reason_the_commonest_first(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            put_rejected(connection, [*ROWS, *(RejectedRow(kind, "a", 1, "q") for kind in ("postings", "learners"))])
            assert count_reasons(connection) == (
                ReasonCount("learners", "q", 1),
                ReasonCount("postings", "r", 2),
                ReasonCount("postings", "q", 1),
            )
            assert count_reasons(connection, "learners") == (ReasonCount("learners", "q", 1),)


class TestReplaceRejected:
    def test_forgets_what_was_said_of_these_lines_of_this_file(self, engine: sa.Engine) -> None:
        rows = [RejectedRow("postings", "a", line, "old", "stamp") for line in (1, 2, 3)]
        others = [RejectedRow("postings", "b", 2, "old"), RejectedRow("learners", "a", 2, "old")]
        new = RejectedRow("postings", "a", 2, "new", "stamp 2")
        with engine.begin() as connection:
            put_rejected(connection, [*rows, *others])
            replace_rejected(connection, "postings", "a", range(2, 4), [new])
            assert rejected_rows(connection) == (others[1], rows[0], new, others[0])

    def test_may_speak_of_lines_here_and_there(self, engine: sa.Engine) -> None:
        rows = [RejectedRow("postings", "a", line, "old") for line in (1, 2, 3)]
        with engine.begin() as connection:
            put_rejected(connection, rows)
            replace_rejected(connection, "postings", "a", {1, 3}, [])
            assert rejected_rows(connection) == (rows[1],)
            replace_rejected(connection, "postings", "a", set(), [])
            assert rejected_rows(connection) == (rows[1],)

    def test_keeps_the_stamp_where_the_new_row_has_none(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            put_rejected(connection, [RejectedRow("postings", "a", 1, "old", "stamp")])
            replace_rejected(connection, "postings", "a", {1}, [RejectedRow("postings", "a", 1, "new")])
            assert rejected_rows(connection) == (RejectedRow("postings", "a", 1, "new", "stamp"),)


class TestRefusedFiles:
    def test_are_told_apart_by_kind_and_file(self, engine: sa.Engine) -> None:
        rows = [*ROWS, RejectedRow("postings", "a", 3, "r"), RejectedRow("learners", "a", 9, "r")]
        with engine.begin() as connection:
            put_rejected(connection, rows)
            found = refused_files(connection)
            assert [(one.kind, one.file, one.n_rows) for one in found] == [
                ("learners", "a", 1),
                ("postings", "a", 2),
                ("postings", "b", 1),
            ]
            assert len({one.id for one in found}) == 3
            assert refused_file(connection, found[1].id) == found[1]
            assert [row.line for row in rows_of_file(connection, found[1])] == [3, 9]
            assert [row.line for row in rows_of_file(connection, found[1], 1, after=3)] == [9]

    def test_are_forgotten_one_at_a_time(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            put_rejected(connection, ROWS)
            first, second = refused_files(connection)
            assert dismiss_file(connection, first) == 1
            assert refused_files(connection) == (second,)
            with pytest.raises(NotFoundError):
                refused_file(connection, first.id)
