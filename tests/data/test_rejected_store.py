import sqlalchemy as sa

from data.rejected_store import RejectedRow, put_rejected, rejected_rows


class TestRejectedRows:
    def test_are_kept_once(self, engine: sa.Engine) -> None:
        rows = [RejectedRow("postings", "b", 2, "r"), RejectedRow("postings", "a", 9, "r")]
        with engine.begin() as connection:
            put_rejected(connection, rows)
            put_rejected(connection, [*rows, RejectedRow("learners", "a", 9, "r")])
            assert rejected_rows(connection, "postings") == (rows[1], rows[0])
            assert rejected_rows(connection, "postings", limit=1) == (rows[1],)
