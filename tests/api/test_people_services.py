"""Matches over a real database: invented people alone, with reasons, as text and as JSON."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from api.commands.people_texts import matches_json, people_text, postings_text
from api.i18n import texts
from api.people_services import Match, Matcher, match_people, match_postings
from data.catalogue import Catalogue
from data.database import reading, writing
from data.demand_store import Demand, replace_demand
from data.domain import Language, LearnerId, LinkedSkill, PostingId, SkillId, StateId
from data.errors import ForbiddenError, NotFoundError, NotReadyError
from data.learner_store import put_learners, put_transcripts
from data.posting_store import replace_links
from data.settings import Settings
from embeddings.build import Kind, catalogue_texts, embed_texts
from tests.api.small_bundle import ENCODER
from tests.data.rows import DAY, add_postings, learner_row, person_row, posting_row

SQL_AD, CLOUD_AD = PostingId("board:1"), PostingId("board:2")


@pytest.fixture
def settings(tmp_path: Path, catalogue_folder: Path, database_url: str, catalogue: Catalogue) -> Settings:
    found = Settings(home=tmp_path, reference=catalogue_folder, database_url=database_url)
    by_kind = catalogue_texts(catalogue) | {Kind.POSTINGS: {SQL_AD: "SQL", CLOUD_AD: "nube"}}
    for kind, by_id in by_kind.items():
        embed_texts(kind, by_id, ENCODER, found.vectors_dir, lambda _: None)
    return found


@pytest.fixture
def filled(engine: sa.Engine) -> sa.Engine:
    """Ana passed databases; Bo and the real Rita did not or may not be told of; one ad for SQL, one for cloud."""
    with writing(engine) as connection:
        people = [learner_row("ana"), learner_row("bo"), learner_row("rita", is_invented=False)]
        put_learners(connection, people, [person_row(str(one["learner_id"])) for one in people])
        passed = {"subject_id": "s-data", "completed_on": DAY, "grade": 95.0, "passed": True}
        put_transcripts(connection, [{"learner_id": name, **passed} for name in ("ana", "rita")])
        add_postings(connection, posting_row(SQL_AD), posting_row(CLOUD_AD))
        links = {SQL_AD: [_link("sql")], CLOUD_AD: [_link("cloud")]}
        replace_links(connection, links, "test")
        replace_demand(connection, [Demand(StateId("MX-JAL"), SkillId("sql"), 1, 1, 0, 2)], DAY)
    return engine


def _link(skill_id: str) -> LinkedSkill:
    return LinkedSkill(SkillId(skill_id), f"Se pide {skill_id}", "dictionary", 1.0)


def people_of(engine: sa.Engine, settings: Settings, catalogue: Catalogue, posting_id: str, n: int = 10) -> list[Match]:
    with reading(engine) as connection:
        matcher = Matcher.of(connection, settings, catalogue, ENCODER.fingerprint)
        return list(match_people(connection, matcher, PostingId(posting_id), n))


def postings_of(engine: sa.Engine, settings: Settings, catalogue: Catalogue, learner_id: str) -> list[Match]:
    with reading(engine) as connection:
        matcher = Matcher.of(connection, settings, catalogue, ENCODER.fingerprint)
        return list(match_postings(connection, matcher, LearnerId(learner_id), 10))


class TestMatchPeople:
    def test_puts_who_can_prove_more_first_and_names_no_real_person(
        self, filled: sa.Engine, settings: Settings, catalogue: Catalogue
    ) -> None:
        found = people_of(filled, settings, catalogue, SQL_AD)
        assert [match.learner.id for match in found] == ["ana", "bo"]
        assert found[0].parts["skills"] == pytest.approx(0.9 * 0.95, abs=1e-4)
        assert found[0].score > found[1].score

    def test_gives_so_many_and_breaks_ties_by_id(
        self, filled: sa.Engine, settings: Settings, catalogue: Catalogue
    ) -> None:
        with writing(filled) as connection:
            twins = [learner_row("abe"), learner_row("cid")]
            put_learners(connection, twins, [person_row("abe"), person_row("cid")])
        assert [m.learner.id for m in people_of(filled, settings, catalogue, SQL_AD, n=3)] == ["ana", "abe", "bo"]

    def test_an_unknown_posting_is_an_error(self, filled: sa.Engine, settings: Settings, catalogue: Catalogue) -> None:
        with pytest.raises(NotFoundError, match="no posting 'board:9' in the year up to 2026-10-01"):
            people_of(filled, settings, catalogue, "board:9")

    def test_without_postings_it_says_what_to_do(
        self, engine: sa.Engine, settings: Settings, catalogue: Catalogue
    ) -> None:
        with pytest.raises(NotReadyError, match="rumbo import postings FILE"):
            people_of(engine, settings, catalogue, SQL_AD)


class TestMatchPostings:
    def test_puts_the_posting_that_asks_for_what_is_held_first(
        self, filled: sa.Engine, settings: Settings, catalogue: Catalogue
    ) -> None:
        found = postings_of(filled, settings, catalogue, "ana")
        assert [match.posting.id for match in found] == [SQL_AD, CLOUD_AD]

    def test_a_pair_scores_the_same_from_both_sides(
        self, filled: sa.Engine, settings: Settings, catalogue: Catalogue
    ) -> None:
        from_posting = people_of(filled, settings, catalogue, SQL_AD)[0]
        from_person = postings_of(filled, settings, catalogue, "ana")[0]
        assert from_posting == from_person

    def test_real_people_are_refused(self, filled: sa.Engine, settings: Settings, catalogue: Catalogue) -> None:
        with pytest.raises(ForbiddenError, match="their own account alone"):
            postings_of(filled, settings, catalogue, "rita")

    def test_an_unknown_learner_is_an_error(self, filled: sa.Engine, settings: Settings, catalogue: Catalogue) -> None:
        with pytest.raises(NotFoundError, match="no learner nobody"):
            postings_of(filled, settings, catalogue, "nobody")


class TestTexts:
    def test_text_and_json_say_the_same(self, filled: sa.Engine, settings: Settings, catalogue: Catalogue) -> None:
        found = people_of(filled, settings, catalogue, CLOUD_AD)
        for language in Language:
            told = matches_json(found, catalogue, texts(language))
            assert json.loads(json.dumps(told)) == told
            for as_text in (people_text, postings_text):
                shown = as_text(found, catalogue, texts(language))
                assert told["notice"] in shown
                for row in told["matches"]:
                    assert all(reason["sentence"] in shown for reason in row["reasons"])

    def test_the_certification_that_closes_the_gap_is_named_with_its_time(
        self, filled: sa.Engine, settings: Settings, catalogue: Catalogue
    ) -> None:
        shown = people_text(people_of(filled, settings, catalogue, CLOUD_AD), catalogue, texts(Language.ES))
        # 20 hours of preparation at six a week.
        assert "Acme One es el camino más corto para demostrar nube: 20 horas, unas 3 semanas." in shown
