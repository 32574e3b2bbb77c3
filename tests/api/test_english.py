"""English that postings ask for against what learners have, over a real database."""

import re
from datetime import date

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from api.academia.english_services import EnglishKept, english_asked_for, english_held, english_skills, region_of
from data.catalogue import Catalogue, read_catalogue
from data.database import reading, writing
from data.demand_store import Demand, replace_demand
from data.domain import EnglishLevel, LinkedSkill, PostingId, SkillId, StateId
from data.learner_store import put_learners
from data.posting_store import replace_links
from data.rights import Role
from data.settings import ROOT
from tests.api.conftest import START, Clock
from tests.api.page_client import PageClient
from tests.api.people import logged_in
from tests.api.test_pages import n_statements
from tests.data.rows import add_postings, learner_row, person_row, posting_row

AS_OF = date(2026, 10, 31)
JALISCO, NORTH = StateId("MX-JAL"), StateId("MX-NLE")


def add_ads(engine: sa.Engine, state_id: StateId, *sentences: tuple[str, ...]) -> None:
    """One posting for each group of sentences, all of which ask for English; none asks for SQL instead."""
    links = {
        PostingId(f"{state_id}:{number}"): [
            LinkedSkill(SkillId("english"), sentence, "exact", 0.9) for sentence in some
        ]
        or [LinkedSkill(SkillId("sql"), "SQL", "exact", 0.9)]
        for number, some in enumerate(sentences)
    }
    with writing(engine) as connection:
        add_postings(connection, *(posting_row(id_, state_id=state_id, posted_on=AS_OF) for id_ in links))
        replace_links(connection, links, "test")
        replace_demand(connection, [Demand(state_id, SkillId("sql"), 1, 1, 0, len(links))], AS_OF)


def add_people(engine: sa.Engine, state_id: StateId, **levels: int) -> None:
    """So many learners of each level."""
    rows = [
        learner_row(f"{state_id}{level}{number}", state_id=state_id, english=level)
        for level, n in levels.items()
        for number in range(n)
    ]
    with writing(engine) as connection:
        put_learners(connection, rows, [person_row(row["learner_id"]) for row in rows])


class TestEnglishAskedFor:
    def test_counts_each_posting_once_at_the_level_of_its_sentence(
        self, engine: sa.Engine, catalogue: Catalogue
    ) -> None:
        sentences = (("Inglés B2",), ("Inglés avanzado (C1)",), ("Inglés",), ("Llamadas con Texas",), ())
        add_ads(engine, NORTH, *sentences)
        with reading(engine) as connection:
            asked = english_asked_for(connection, catalogue, EnglishKept.empty())
        assert asked is not None
        region = region_of(NORTH, catalogue)
        # Without a level, B1 is assumed.
        assert dict(zip(EnglishLevel, asked.levels[region].tolist(), strict=True)) == {
            EnglishLevel.NONE: 1,
            EnglishLevel.A1: 0,
            EnglishLevel.A2: 0,
            EnglishLevel.B1: 2,
            EnglishLevel.B2: 1,
            EnglishLevel.C1: 1,
            EnglishLevel.C2: 0,
        }
        assert asked.n_from_b2(region) == 2
        assert (asked.levels[region_of(None, catalogue)] == asked.levels.sum(axis=0) / 2).all()

    def test_is_none_before_demand_was_counted(self, engine: sa.Engine, catalogue: Catalogue) -> None:
        with reading(engine) as connection:
            assert english_asked_for(connection, catalogue, EnglishKept.empty()) is None


class TestEnglishSkills:
    def test_are_english_and_its_parts_but_no_other_language(self) -> None:
        found = english_skills(read_catalogue(ROOT / "data" / "reference"))
        assert {"english", "english-writing", "english-report-writing"} <= found
        assert not {"french", "spanish", "translation", "sql"} & found


class TestEnglishHeld:
    def test_hides_small_groups_and_what_would_tell_of_them(self, engine: sa.Engine, catalogue: Catalogue) -> None:
        add_people(engine, JALISCO, none=6, A1=9, A2=20, B1=30, B2=12, C1=7, C2=2)
        with reading(engine) as connection:
            held = english_held(connection, catalogue, EnglishKept.empty(), START)
        region = region_of(JALISCO, catalogue)
        assert {level.value: held.level(region, level) for level in EnglishLevel} == {
            "none": 6,
            "A1": 9,
            "A2": 20,
            "B1": 30,
            "B2": 12,
            # Two people have C2, and 21 less 12 less 7 would tell so.
            "C1": None,
            "C2": None,
        }
        assert (held.from_b2(region), held.total(region)) == (21, 86)


class TestPage:
    @pytest.fixture
    def client(self, client: PageClient, engine: sa.Engine) -> PageClient:
        """A school's."""
        return logged_in(client, engine, Role.ACADEMIA)

    def test_compares_what_is_asked_with_what_there_is(self, client: TestClient, engine: sa.Engine) -> None:
        add_ads(engine, NORTH, *[("Inglés B2",)] * 2, *[()] * 6)
        add_people(engine, JALISCO, B1=20)
        add_people(engine, NORTH, A2=15, B1=5, B2=5)
        page = client.get("/academia/ingles?state=MX-NLE").text
        said = " ".join(re.sub(r"<[^>]+>", " ", page).split())
        # One learner of the fixture besides.
        assert "Aprendices registrados: 26." in said
        row = '<th scope="row">B2</th><td class="amount">{}</td><td class="amount">{}</td>'
        assert row.format(2, "25%") in page
        assert row.format(5, "19%") in page
        assert re.search(r'<a href="/academia/ingles\?state=MX-NLE">Nuevo León</a></th><td class="amount">25%', page)

    def test_never_writes_the_number_of_a_small_group(self, client: TestClient, engine: sa.Engine) -> None:
        add_people(engine, JALISCO, A2=30, B1=40, B2=20, C1=20, C2=20)
        add_people(engine, NORTH, A2=15, B1=31, B2=11, C1=17, C2=3)
        page = client.get("/academia/ingles?state=MX-NLE").text
        hidden = '<td class="amount">no se muestra</td>' * 2
        assert f'<th scope="row">C2</th>{hidden}' in page
        # The next smallest of its band, as 31 less 11 less 17 would tell it.
        assert f'<th scope="row">B2</th>{hidden}' in page
        # The other band needs no hiding.
        assert '<th scope="row">A2</th><td class="amount">15</td>' in page

    def test_is_told_to_programs_with_the_same_hidden(self, client: TestClient, engine: sa.Engine) -> None:
        add_ads(engine, NORTH, *[("Inglés B2",)] * 2, *[()] * 6)
        add_people(engine, JALISCO, A2=30, B1=40, B2=20, C1=20, C2=20)
        add_people(engine, NORTH, A2=15, B1=31, B2=11, C1=17, C2=3)
        found = client.get("/v1/school/english?state_id=MX-NLE&lang=es").json()
        levels = {one["level"]: one for one in found["levels"]}
        # One learner of the fixture besides, of B1.
        assert (found["region"]["name"], found["n_postings"], found["n_learners"]) == ("Nuevo León", 8, 78)
        # 2 of 8: Wilson's interval.
        assert levels["B2"]["asked"] == {"n_postings": 2, "share": 0.25, "interval": [0.0715, 0.5907]}
        assert (levels["A2"]["n_learners"], levels["A2"]["share_of_learners"]) == (15, round(15 / 78, 4))
        for level in ("B2", "C2"):
            assert (levels[level]["n_learners"], levels[level]["share_of_learners"]) == (None, None)
        north = next(one for one in found["states"] if one["region"]["id"] == "MX-NLE")
        assert (north["n_asking_b2"], north["share_with_b2"]) == (2, round(31 / 78, 4))
        assert client.get("/v1/school/english").json()["region"] is None
        assert client.get("/v1/school/english?state_id=MX-XXX").status_code == 404

    def test_says_why_there_are_no_figures(self, client: TestClient, engine: sa.Engine) -> None:
        page = client.get("/academia/ingles?lang=en").text
        assert "It takes at least 5 postings to show figures." in page
        assert "There are too few learners to show figures." in page

    @pytest.mark.parametrize("query", ["", "?state=", "?state=MX-XXX"])
    def test_shows_the_whole_country_unless_a_state_is_named(self, client: TestClient, query: str) -> None:
        assert "Lo que piden las vacantes: Todo el país" in client.get(f"/academia/ingles{query}").text

    def test_asks_the_database_in_few_statements(self, client: TestClient) -> None:
        client.get("/academia/ingles")
        # The session, and the stamp of the count of demand.
        assert n_statements(client, "/academia/ingles") == 2

    def test_counts_learners_anew_after_ten_minutes(self, client: TestClient, engine: sa.Engine, clock: Clock) -> None:
        client.get("/academia/ingles")
        add_people(engine, JALISCO, B1=20)
        add_people(engine, NORTH, B1=20)
        assert "Aprendices registrados: no se muestra." in client.get("/academia/ingles").text
        clock.pass_minutes(10)
        assert "Aprendices registrados: 43." in client.get("/academia/ingles").text
