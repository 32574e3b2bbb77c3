from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.catalogue import Catalogue
from data.database import writing
from data.demand_store import Demand, as_of, demand_of
from data.domain import SkillId, StateId
from data.errors import NotReadyError
from data.posting_store import best_sentences, put_postings, renew_evidence
from data.tables import posting_skill
from embeddings.hashing import HashingEncoder
from tests.data.rows import posting_row
from tests.training.country import add_exam, add_people, add_posting
from training.linking import link_postings, posting_texts_by_id, recount_demand

JALISCO = StateId("MX-JAL")
ENCODER = HashingEncoder(64)
TODAY = date(2026, 11, 20)


@pytest.fixture
def linked(engine: sa.Engine, catalogue: Catalogue, tmp_path: Path) -> "Linked":
    return Linked(engine, catalogue, tmp_path)


class Linked:
    """Runs the linker on one database."""

    def __init__(self, engine: sa.Engine, catalogue: Catalogue, vectors_dir: Path) -> None:
        self._engine, self._arguments = engine, (catalogue, ENCODER, vectors_dir)
        self.lines: list[str] = []

    def again(self) -> dict[str, int]:
        return link_postings(self._engine, *self._arguments, self.lines.append)


def put(engine: sa.Engine, *rows: dict[str, object]) -> None:
    with writing(engine) as connection:
        put_postings(connection, rows)


def links_in(engine: sa.Engine) -> list[tuple[str, str, str]]:
    columns = (posting_skill.c.posting_id, posting_skill.c.skill_id, posting_skill.c.method)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.select(*columns).order_by(*columns))]


class TestLinkPostings:
    def test_stores_each_skill_with_the_sentence_that_names_it(self, engine: sa.Engine, linked: Linked) -> None:
        put(
            engine,
            posting_row("p1", title="Analista", description="Buscamos quien sepa SQL. Experiencia con Python y AWS."),
        )
        counts = linked.again()
        named = [(posting, skill) for posting, skill, method in links_in(engine) if method == "dictionary"]
        assert named == [("p1", "aws"), ("p1", "python"), ("p1", "sql")]
        assert counts == {"postings_linked": 1, "links": len(links_in(engine))}
        with writing(engine) as connection:
            renew_evidence(connection)
            found = best_sentences(connection, JALISCO, [SkillId("sql"), SkillId("aws")])
        assert "quien sepa SQL" in found[SkillId("sql")].sentence
        assert "AWS" in found[SkillId("aws")].sentence

    def test_links_nothing_that_is_not_asked_for(self, engine: sa.Engine, linked: Linked) -> None:
        put(engine, posting_row("p1", title="Analista", description="Requisitos: SQL. No se requiere Python."))
        linked.again()
        assert [row[:2] for row in links_in(engine)] == [("p1", "sql")]

    def test_links_nothing_a_second_time(self, engine: sa.Engine, linked: Linked) -> None:
        put(engine, posting_row("p1"), posting_row("p2", description="Nada que ver"))
        linked.again()
        before = links_in(engine)
        assert linked.again() == {"postings_linked": 0, "links": 0}
        assert linked.lines[-1] == "postings: skills linked already"
        assert links_in(engine) == before

    def test_reads_a_changed_text_again_and_no_other(self, engine: sa.Engine, linked: Linked) -> None:
        put(engine, posting_row("p1"), posting_row("p2"))
        linked.again()
        put(engine, posting_row("p1", description="Python", row_hash="2", content_hash="2" * 64))
        assert linked.again()["postings_linked"] == 1
        assert [row[:2] for row in links_in(engine) if row[2] == "dictionary"] == [("p1", "python"), ("p2", "sql")]


class TestRecountDemand:
    def test_stores_what_a_count_by_hand_gives(self, engine: sa.Engine, catalogue: Catalogue) -> None:
        add_people(engine, "ana", "eva")
        add_posting(engine, "p1", date(2026, 10, 1), "sql", "python", n_positions=3)
        add_posting(engine, "p2", date(2026, 9, 1), "sql", n_positions=2)
        add_posting(engine, "p3", date(2026, 9, 1))
        add_posting(engine, "old", date(2025, 9, 30), "sql", n_positions=50)
        add_posting(engine, "north", date(2026, 9, 1), "cloud", state_id="MX-NLE")
        for learner_id in ("ana", "eva"):
            add_exam(engine, learner_id, "zen-1", date(2026, 8, 1))
        # acme-2 proves cloud (weight 0.6) and aws; zen-2 would prove python, but not sql (0.3).
        add_exam(engine, "ana", "acme-2", date(2026, 8, 2))
        add_exam(engine, "ana", "zen-2", date(2026, 8, 2), passed=False)
        assert recount_demand(engine, catalogue, TODAY) == {"demand_rows": 5}
        with engine.connect() as connection:
            here, north = demand_of(connection, JALISCO), demand_of(connection, StateId("MX-NLE"))
            assert as_of(connection) == date(2026, 10, 1)
        assert here == (
            Demand(JALISCO, SkillId("sql"), 2, 5, 2, 3),
            Demand(JALISCO, SkillId("python"), 1, 3, 0, 3),
            Demand(JALISCO, SkillId("aws"), 0, 0, 1, 3),
            Demand(JALISCO, SkillId("cloud"), 0, 0, 1, 3),
        )
        assert north == (Demand(StateId("MX-NLE"), SkillId("cloud"), 1, 1, 0, 1),)

    def test_replaces_the_count_of_last_time(self, engine: sa.Engine, catalogue: Catalogue) -> None:
        add_posting(engine, "p1", date(2026, 9, 1), "sql")
        recount_demand(engine, catalogue, TODAY)
        add_posting(engine, "p1", date(2026, 9, 1), "cloud")
        assert recount_demand(engine, catalogue, TODAY) == {"demand_rows": 1}
        with engine.connect() as connection:
            assert [row.skill_id for row in demand_of(connection, JALISCO)] == ["cloud"]

    def test_names_the_step_that_is_missing(self, engine: sa.Engine, catalogue: Catalogue) -> None:
        with pytest.raises(NotReadyError, match="run rumbo import first"):
            recount_demand(engine, catalogue, TODAY)


class TestPostingTextsById:
    def test_holds_title_and_text_of_every_posting(self, engine: sa.Engine) -> None:
        put(engine, posting_row("p1"), posting_row("p2", description="Python"))
        found = posting_texts_by_id(engine)
        assert list(found) == ["p1", "p2"]
        assert "Title p2" in found["p2"]
        assert "Python" in found["p2"]
