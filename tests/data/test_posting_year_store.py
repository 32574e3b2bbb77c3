from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa

from data.domain import LinkedSkill, PostingId, SkillId
from data.posting_store import replace_links
from data.posting_year_store import PostingCount, PostingTitle, counts_since, links_since, sentences_since, titles_since
from tests.data.rows import add_postings, posting_row

SINCE = date(2026, 1, 1)


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Two postings that count, one too old, and one whose skills were not read yet."""
    with engine.begin() as opened:
        add_postings(
            opened,
            posting_row("b", posted_on=SINCE, is_invented=False),
            posting_row("a", posted_on=date(2026, 5, 1), state_id="MX-NLE"),
            posting_row("old", posted_on=date(2025, 12, 31)),
            posting_row("unread", posted_on=date(2026, 5, 1)),
        )
        link = [LinkedSkill(SkillId("sql"), "we need SQL", "exact", 0.9)]
        read = {PostingId(id_): link for id_ in ("a", "old")}
        replace_links(opened, {**read, PostingId("b"): []}, "test")
        yield opened


class TestTitlesSince:
    def test_lists_postings_of_the_time_whose_skills_were_read(self, connection: sa.Connection) -> None:
        assert titles_since(connection, SINCE) == (
            PostingTitle("a", "Title a", "MX-NLE", True),
            PostingTitle("b", "Title b", "MX-JAL", False),
        )


class TestLinksSince:
    def test_pairs_each_of_them_with_its_skills(self, connection: sa.Connection) -> None:
        assert links_since(connection, SINCE) == [("a", "sql")]


class TestCountsSince:
    def test_counts_them_by_state(self, connection: sa.Connection) -> None:
        assert counts_since(connection, SINCE) == (PostingCount("MX-JAL", 1, 0), PostingCount("MX-NLE", 1, 1))


class TestSentencesSince:
    def test_gives_the_sentence_of_a_skill_that_is_asked_about(self, connection: sa.Connection) -> None:
        assert sentences_since(connection, [SkillId("sql")], SINCE) == [("a", "MX-NLE", "we need SQL")]
        assert sentences_since(connection, [SkillId("aws")], SINCE) == []
