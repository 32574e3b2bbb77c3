"""Careers by state over a real database: the map, a state, and what each says of its figures."""

import gzip
import re
from datetime import date

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from data.database import writing
from data.demand_store import Demand, replace_demand
from data.domain import LinkedSkill, PostingId, SkillId, StateId
from data.posting_store import replace_links
from data.programme_figure_store import put_programme_figures
from tests.api.test_pages import n_statements
from tests.data.rows import add_postings, posting_row

AS_OF = date(2026, 10, 31)


def add_ads(engine: sa.Engine, state_id: str, title: str, skills: tuple[str, ...], n: int, **changed: object) -> None:
    """Postings of one title that ask for some skills, and a count of demand that knows of them."""
    ids = [f"{state_id}:{title}:{number}" for number in range(n)]
    row = {"state_id": state_id, "title": title, "posted_on": AS_OF, **changed}
    with writing(engine) as connection:
        add_postings(connection, *(posting_row(id_, **row) for id_ in ids))
        link = [LinkedSkill(SkillId(name), f"Pedimos {name}", "dictionary", 1.0) for name in skills]
        replace_links(connection, {PostingId(id_): link for id_ in ids}, "test")
        replace_demand(connection, [Demand(StateId(state_id), SkillId(name), n, n, 0, n) for name in skills], AS_OF)


def add_figures(engine: sa.Engine, **changed: object) -> None:
    """One programme of study of Jalisco in the yearbook."""
    row = {
        "cycle": "2017-2018",
        "state_id": "MX-JAL",
        "municipality": "Zapopan",
        "institution": "Universidad del Poniente",
        "programme": "Sistemas",
        "institution_id": None,
        "family_id": "computer_systems",
        "n_enrolled": 1234,
        "n_graduates": 56,
    }
    with writing(engine) as connection:
        put_programme_figures(connection, [{**row, **changed}])


def plain(page: str) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def numbers_by_state(page: str) -> list[tuple[str, str]]:
    """Cells of the table of states: a name and a number each."""
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a></th><td class="amount">([^<]+)</td>', page)


class TestMap:
    def test_counts_the_postings_of_each_state_and_links_to_it(self, client: TestClient, engine: sa.Engine) -> None:
        add_ads(engine, "MX-JAL", "Analista de datos", ("sql",), 6)
        add_ads(engine, "MX-NLE", "Ingeniero de nube", ("aws",), 1)
        page = client.get("/carreras").text
        # The fixture has one posting of Jalisco besides.
        assert numbers_by_state(page) == [("Jalisco", "7"), ("Nuevo León", "1")]
        drawn = re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"><title>', page)
        assert drawn == [("/carreras/MX-JAL", "Jalisco: 7 vacantes"), ("/carreras/MX-NLE", "Nuevo León: 1 vacante")]
        assert "8 vacantes en el año que termina el 31 de octubre de 2026." in page

    def test_keeps_to_a_field_and_takes_it_along(self, client: TestClient, engine: sa.Engine) -> None:
        add_ads(engine, "MX-JAL", "Analista de datos", ("sql",), 6)
        page = client.get("/carreras?area=bpo&lang=en").text
        assert numbers_by_state(page) == [("Jalisco", "0"), ("Nuevo León", "0")]
        assert '<option value="bpo" selected>' in page
        assert 'href="/carreras/MX-JAL?area=bpo"' in page

    def test_says_that_there_are_no_postings_and_still_leads_to_the_states(
        self, client: TestClient, engine: sa.Engine
    ) -> None:
        with writing(engine) as connection:
            replace_demand(connection, [], AS_OF)
        page = client.get("/carreras").text
        assert "Todavía no hay vacantes contadas." in page
        assert 'class="state-map"' not in page
        assert 'href="/carreras/MX-JAL"' in page

    def test_names_who_drew_the_map(self, client: TestClient, engine: sa.Engine) -> None:
        add_ads(engine, "MX-JAL", "Analista de datos", ("sql",), 6)
        assert "Victor Cazanave, con licencia CC BY 4.0" in client.get("/carreras").text

    def test_says_that_postings_are_invented_only_where_they_are(self, client: TestClient, engine: sa.Engine) -> None:
        assert "inventadas por un simulador" in client.get("/carreras").text
        with writing(engine) as connection:
            connection.execute(sa.text("DELETE FROM posting"))
        add_ads(engine, "MX-JAL", "Analista de datos", ("sql",), 6, is_invented=False)
        page = client.get("/carreras").text
        assert "simulador" not in page

    def test_counts_anew_after_a_new_count_of_demand(self, client: TestClient, engine: sa.Engine) -> None:
        assert numbers_by_state(client.get("/carreras").text)[0] == ("Jalisco", "1")
        add_ads(engine, "MX-JAL", "Analista de datos", ("sql",), 6)
        assert numbers_by_state(client.get("/carreras").text)[0] == ("Jalisco", "7")

    def test_asks_the_database_once_when_nothing_changed(self, client: TestClient) -> None:
        client.get("/carreras")
        assert n_statements(client, "/carreras") == 1


class TestState:
    def test_shows_jobs_with_share_interval_skills_and_first_certifications(
        self, client: TestClient, engine: sa.Engine
    ) -> None:
        add_ads(engine, "MX-JAL", "Analista de datos", ("sql", "python"), 6)
        add_ads(engine, "MX-JAL", "Ingeniero de nube", ("aws",), 1)
        page = client.get("/carreras/MX-JAL").text
        said = plain(page)
        assert "8 vacantes del estado en el año que termina el 31 de octubre de 2026." in said
        # Six by their titles, and the fixture's posting, whose title names no job, by the SQL that it asks for;
        # Wilson's interval of 7 of 8 is .529 to .978, and 6 of the 7 ask for Python.
        assert "Analista de datos 7 88% 53%–98%" in said
        assert "SQL (100%) y Python (86%)" in said
        assert re.search(r'<a href="/certificaciones/zen-1">Zenith SQL</a>', page)

    def test_leaves_out_a_job_that_one_posting_offers(self, client: TestClient, engine: sa.Engine) -> None:
        add_ads(engine, "MX-JAL", "Analista de datos", ("sql",), 6)
        add_ads(engine, "MX-JAL", "Ingeniero de nube", ("aws",), 1)
        assert "Ingeniero de nube" not in client.get("/carreras/MX-JAL").text

    def test_says_nothing_of_fewer_than_five_postings(self, client: TestClient, engine: sa.Engine) -> None:
        add_ads(engine, "MX-NLE", "Analista de datos", ("sql",), 4)
        page = client.get("/carreras/MX-NLE?lang=en").text
        assert "There are too few postings" in page
        assert '<svg class="bars"' not in page

    def test_draws_demand_over_time_with_the_same_numbers_in_a_table(
        self, client: TestClient, engine: sa.Engine
    ) -> None:
        add_ads(engine, "MX-JAL", "Analista de datos", ("sql",), 6, n_positions=2)
        page = client.get("/carreras/MX-JAL").text
        assert page.count('<polyline class="line line-1"') == 1
        # Six postings with two positions each in October, one with seven in September.
        assert '<th scope="row">oct 2026</th><td class="amount">6 (12)</td>' in page
        assert '<th scope="row">sep 2026</th><td class="amount">1 (7)</td>' in page
        assert '<th scope="row">ago 2026</th><td class="amount">0 (0)</td>' in page

    def test_lists_institutions_of_the_catalogue_and_the_state_s_graduates(self, client: TestClient) -> None:
        said = plain(client.get("/carreras/MX-JAL").text)
        assert "En el ciclo 2017-2018 las carreras afines a TI y BPO tenían en el estado 3,000 estudiantes" in said
        assert "Universidad del Oeste" in said
        assert "Tec Norte" not in said

    @pytest.mark.usefixtures("shipped_families")
    def test_lists_institutions_of_the_yearbook_with_students_where_it_was_imported(
        self, client: TestClient, engine: sa.Engine
    ) -> None:
        add_figures(engine)
        add_figures(engine, programme="Contaduría", family_id="accounting_finance", n_enrolled=10, n_graduates=1)
        add_figures(engine, institution="Escuela de Medicina", family_id=None)
        page = client.get("/carreras/MX-JAL?area=it").text
        row = r'<th scope="row">Universidad del Poniente</th><td class="amount">1,234</td><td class="amount">56</td>'
        assert re.search(row, page)
        assert "Ciclo 2017-2018, según ANUIES" in page
        assert "Universidad del Oeste" not in page
        assert "Escuela de Medicina" not in page

    @pytest.mark.usefixtures("shipped_families")
    def test_names_an_institution_as_the_catalogue_does_unless_campuses_share_it(
        self, client: TestClient, engine: sa.Engine
    ) -> None:
        add_figures(engine, institution="UNIVERSIDAD DEL OESTE", institution_id="u-west")
        assert "Universidad del Oeste" in client.get("/carreras/MX-JAL").text
        add_figures(engine, institution="UNIVERSIDAD DEL OESTE, TEQUILA", institution_id="u-west")
        page = client.get("/carreras/MX-JAL").text
        assert "UNIVERSIDAD DEL OESTE, TEQUILA" in page
        assert "Universidad del Oeste" not in page

    def test_lists_clusters(self, client: TestClient) -> None:
        assert "West Cluster · clúster en Guadalajara: Nube y Software" in plain(client.get("/carreras/MX-JAL").text)
        assert "Nuestro catálogo no tiene ninguno" in client.get("/carreras/MX-NLE").text

    @pytest.mark.parametrize("state_id", ["MX-XXX", "nowhere", "%00"])
    def test_an_unknown_state_is_not_found(self, client: TestClient, state_id: str) -> None:
        assert client.get(f"/carreras/{state_id}").status_code in {404, 422}

    def test_works_before_anything_was_counted(self, client: TestClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            replace_demand(connection, [], AS_OF)
        page = client.get("/carreras/MX-JAL").text
        assert "Todavía no hay vacantes contadas." in page
        assert "Universidad del Oeste" in page

    def test_asks_the_database_in_few_statements(self, client: TestClient, engine: sa.Engine) -> None:
        client.get("/carreras/MX-JAL")
        # Stamp of the count, cycles of the yearbook, demand of the state, its history.
        assert n_statements(client, "/carreras/MX-JAL") == 4


class TestStaticFiles:
    def test_are_sent_compressed_but_pages_are_not(self, client: TestClient) -> None:
        asked = {"accept-encoding": "gzip"}
        with client.stream("GET", "/static/vendor/pico/pico.min.css", headers=asked) as answer:
            sent = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == "gzip"
        assert len(sent) < 15_000
        assert len(gzip.decompress(sent)) > 80_000
        assert "content-encoding" not in client.get("/carreras", headers=asked).headers

    def test_are_sent_plain_to_who_asks_for_no_compression(self, client: TestClient) -> None:
        answer = client.get("/static/charts.css", headers={"accept-encoding": "identity"})
        assert "content-encoding" not in answer.headers


class TestJson:
    """The API tells what the pages tell."""

    def test_counts_the_postings_of_each_state(self, client: TestClient, engine: sa.Engine) -> None:
        add_ads(engine, "MX-JAL", "Analista de datos", ("sql",), 6)
        add_ads(engine, "MX-NLE", "Ingeniero de nube", ("aws",), 1)
        found = client.get("/v1/careers").json()
        assert (found["data_as_of"], found["n_postings"]) == ("2026-10-31", 8)
        assert [(one["region"]["id"], one["n_postings"]) for one in found["items"]] == [("MX-JAL", 7), ("MX-NLE", 1)]
        assert client.get("/v1/careers?field=bpo").json()["n_postings"] == 0
        assert client.get("/v1/careers?field=law").status_code == 422

    def test_tells_jobs_with_share_interval_skills_and_first_certifications(
        self, client: TestClient, engine: sa.Engine
    ) -> None:
        add_ads(engine, "MX-JAL", "Analista de datos", ("sql", "python"), 6)
        add_ads(engine, "MX-JAL", "Ingeniero de nube", ("aws",), 1)
        found = client.get("/v1/regions/MX-JAL/careers?lang=en").json()
        assert (found["n_postings_in_region"], found["field"]) == (8, None)
        assert "simulator" in found["notice"]
        (analyst,) = found["careers"]
        # The same figures as on the page: 7 of 8, Wilson's interval, and 6 of the 7 ask for Python.
        assert (analyst["occupation"]["id"], analyst["n_postings"], analyst["share"]) == ("data-analyst", 7, 0.875)
        assert (round(analyst["share_low"], 3), round(analyst["share_high"], 3)) == (0.529, 0.978)
        assert [(one["skill"]["id"], round(one["share"], 3)) for one in analyst["skills"]] == [
            ("sql", 1.0),
            ("python", 0.857),
        ]
        assert "zen-1" in [one["id"] for one in analyst["first_certifications"]]
        assert [one["name"] for one in found["institutions"]["items"]] == ["Universidad del Oeste"]
        assert found["graduates"]["n_enrolled"] == 3000
        assert [(one["name"], one["areas"]) for one in found["clusters"]] == [("West Cluster", ["cloud", "software"])]
        # The newest count knows of AWS alone, asked for by one posting in October.
        (aws,) = found["demand"]["skills"]
        assert (aws["skill"]["id"], found["demand"]["months"][-1], aws["n_postings"][-1]) == ("aws", "2026-10-01", 1)

    def test_says_nothing_of_fewer_than_five_postings(self, client: TestClient, engine: sa.Engine) -> None:
        add_ads(engine, "MX-NLE", "Analista de datos", ("sql",), 4)
        found = client.get("/v1/regions/MX-NLE/careers").json()
        assert (found["n_postings_in_region"], found["careers"]) == (4, [])

    def test_works_before_anything_was_counted(self, client: TestClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            replace_demand(connection, [], AS_OF)
        found = client.get("/v1/regions/MX-JAL/careers").json()
        assert (found["data_as_of"], found["careers"], found["demand"]) == (None, [], None)
        assert client.get("/v1/careers").json()["data_as_of"] is None
        assert client.get("/v1/regions/MX-XXX/careers").status_code == 404
