from datetime import date

import pytest
import sqlalchemy as sa

from data.domain import LinkedSkill, PostingId, SkillId, StateId
from data.posting_store import (
    Evidence,
    LinkedCount,
    best_sentences,
    count_linked,
    count_postings,
    due_for_linking,
    holders_of_texts,
    linked_posting_ids,
    newest_sentences,
    posting_texts,
    put_postings,
    renew_evidence,
    replace_links,
    sentences_by_posting,
    skills_asked,
)
from data.tables import posting, posting_skill
from tests.data.rows import add_postings, posting_row

JALISCO = StateId("MX-JAL")
SQL = SkillId("sql")


def link(confidence: float, sentence: str = "we need SQL", skill_id: SkillId = SQL) -> LinkedSkill:
    return LinkedSkill(skill_id, sentence, "exact", confidence)


class TestCountLinked:
    def test_counts_what_was_read_in_a_state_and_since_a_day(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            day = date(2026, 10, 1)
            add_postings(
                connection,
                posting_row("a", posted_on=day, is_invented=False),
                posting_row("b", posted_on=day),
                posting_row("old", posted_on=date(2026, 9, 30)),
                posting_row("north", posted_on=day, state_id="MX-NLE"),
                posting_row("unread", posted_on=day),
            )
            replace_links(connection, {PostingId(id_): [] for id_ in ("a", "b", "old", "north")}, "v1")
            assert count_linked(connection, JALISCO, day) == LinkedCount(2, 1)
            assert count_linked(connection, None, day) == LinkedCount(3, 2)
            assert count_linked(connection, JALISCO, date(2026, 10, 2)) == LinkedCount(0, 0)
            assert linked_posting_ids(connection, JALISCO, day) == ("a", "b")


class TestDueForLinking:
    def test_is_every_posting_at_first_and_none_once_linked(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_postings(connection, posting_row("b"), posting_row("a"))
            assert due_for_linking(connection, "v1") == ("a", "b")
            replace_links(connection, {PostingId("a"): [link(0.9)], PostingId("b"): []}, "v1")
            assert due_for_linking(connection, "v1") == ()

    def test_follows_the_linker_and_the_text(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_postings(connection, posting_row("a"), posting_row("b"))
            replace_links(connection, {PostingId("a"): [], PostingId("b"): []}, "v1")
            put_postings(connection, [posting_row("b", row_hash="second", content_hash="f" * 64)])
            assert due_for_linking(connection, "v1") == ("b",)
            assert due_for_linking(connection, "v2") == ("a", "b")

    def test_stores_the_hash_and_the_marker(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_postings(connection, posting_row("a", content_hash="c" * 64))
            replace_links(connection, {PostingId("a"): []}, "v1")
            assert connection.scalars(sa.select(posting.c.linked_hash)).one() == "c" * 40 + ":v1"

    @pytest.mark.parametrize("marker", ["", "m" * 40])
    def test_refuses_a_marker_that_does_not_fit(self, engine: sa.Engine, marker: str) -> None:
        with engine.begin() as connection, pytest.raises(ValueError, match="a marker has"):
            due_for_linking(connection, marker)


class TestReplaceLinks:
    def test_takes_the_old_links_away(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_postings(connection, posting_row("a"))
            replace_links(connection, {PostingId("a"): [link(0.9), link(0.8, skill_id=SkillId("python"))]}, "v1")
            replace_links(connection, {PostingId("a"): [link(0.7)]}, "v2")
            rows = connection.execute(sa.select(posting_skill.c.skill_id, posting_skill.c.confidence)).all()
            assert rows == [("sql", 0.7)]

    def test_keeps_the_most_confident_of_one_skill(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_postings(connection, posting_row("a"))
            replace_links(connection, {PostingId("a"): [link(0.6), link(0.9, "best"), link(0.7)]}, "v1")
            assert connection.scalars(sa.select(posting_skill.c.sentence)).all() == ["best"]


class TestBestSentences:
    def test_prefers_confidence_then_the_newest_then_the_first_id(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_postings(
                connection,
                posting_row("old", posted_on=date(2026, 1, 1)),
                posting_row("new-b", posted_on=date(2026, 9, 1)),
                posting_row("new-a", posted_on=date(2026, 9, 1), is_invented=False),
                posting_row("unsure", posted_on=date(2026, 10, 1)),
                posting_row("north", state_id="MX-NLE"),
            )
            sure = {PostingId(id_): [link(0.9, id_)] for id_ in ("old", "new-a", "new-b")}
            others = {PostingId("unsure"): [link(0.5)], PostingId("north"): [link(1.0)]}
            replace_links(connection, sure | others, "v1")
            assert best_sentences(connection, JALISCO, [SQL]) == {}
            renew_evidence(connection)
            renew_evidence(connection)
            assert best_sentences(connection, JALISCO, [SQL, SkillId("python")]) == {
                SQL: Evidence(SQL, "new-a", PostingId("new-a"), "Title new-a", is_invented=False)
            }


class TestPostingTexts:
    def test_come_by_id(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_postings(connection, posting_row("b"), posting_row("a"))
            texts = posting_texts(connection, [PostingId("b"), PostingId("a"), PostingId("z")])
            assert [(one.id, one.title) for one in texts] == [("a", "Title a"), ("b", "Title b")]


class TestHoldersOfTexts:
    def test_gives_the_first_id_a_state_and_text(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_postings(connection, *(posting_row(id_, content_hash="t" * 64) for id_ in ("b", "a")))
            assert holders_of_texts(connection, {"t" * 64, "u" * 64}) == {("MX-JAL", "t" * 64): "a"}


class TestCountPostings:
    def test_counts_by_state(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            add_postings(connection, posting_row("a"), posting_row("b"), posting_row("c", state_id="MX-NLE"))
            assert count_postings(connection) == {"MX-JAL": 2, "MX-NLE": 1}


class TestSkillsAskedInARegion:
    """Postings a (Jalisco), b (Nuevo León) and c (Jalisco, too old) are read, d is not yet."""

    SINCE = date(2026, 9, 1)

    def add(self, connection: sa.Connection) -> None:
        add_postings(
            connection,
            posting_row("a"),
            posting_row("b", state_id="MX-NLE", posted_on=date(2026, 10, 9)),
            posting_row("c", posted_on=date(2025, 1, 1)),
            posting_row("d"),
        )
        links = {PostingId(id_): [link(0.9, f"SQL in {id_}")] for id_ in ("a", "b", "c")}
        replace_links(connection, links, "v1")

    def test_postings_are_those_read_of_the_state_and_time(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            self.add(connection)
            assert linked_posting_ids(connection, None, self.SINCE) == ("a", "b")
            assert linked_posting_ids(connection, JALISCO, self.SINCE) == ("a",)

    def test_skills_and_sentences_are_told_by_posting(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            self.add(connection)
            ids = [PostingId("b"), PostingId("a"), PostingId("d")]
            assert skills_asked(connection, ids) == [("a", "sql"), ("b", "sql")]
            assert sentences_by_posting(connection, ids) == {"a": {"sql": "SQL in a"}, "b": {"sql": "SQL in b"}}

    def test_newest_sentences_come_first_and_are_so_many(self, engine: sa.Engine) -> None:
        with engine.begin() as connection:
            self.add(connection)
            both = newest_sentences(connection, [SQL], None, self.SINCE, 5)[SQL]
            assert [one.sentence for one in both] == ["SQL in b", "SQL in a"]
            assert newest_sentences(connection, [SQL], None, self.SINCE, 1)[SQL] == both[:1]
            assert newest_sentences(connection, [SQL], JALISCO, self.SINCE, 5)[SQL] == both[1:]
            assert newest_sentences(connection, [SkillId("python")], None, self.SINCE, 5) == {}
