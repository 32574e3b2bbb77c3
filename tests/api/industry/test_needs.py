import pytest
import sqlalchemy as sa

from api.people_services import posting_facts
from data.catalogue import Catalogue
from data.database import reading, writing
from data.demand_store import demand_of
from data.domain import LinkedSkill, PostingId, SkillId, StateId
from data.need_store import Need, needs_of
from data.posting_store import replace_links, sentences_by_posting
from data.settings import Settings
from data.skill_example_store import examples
from data.tables import posting
from tests.api.conftest import Clock
from tests.api.industry.companies import NEED, Companies, chosen_words
from tests.api.table_reading import csv_of, links
from training.linking import recount_demand
from training.worker import work_on_queue

NEEDS = "/industria/vacantes"
SQL, PYTHON, CLOUD = SkillId("sql"), SkillId("python"), SkillId("cloud")
FILE = (
    "posting_id,title,description,state_id,posted_on,source\n"
    "7,Tester,Pruebas con SQL,Jalisco,2026-11-02,east-works\n"
    "8,Tester,Pruebas,Atlantis,2026-11-02,\n"
)


def links_of(companies: Companies) -> dict[SkillId, str]:
    """The linked skills of the western company's only need."""
    with companies.engine.begin() as connection:
        (one,) = needs_of(connection, companies.west_rights)
        return sentences_by_posting(connection, [one.posting_id]).get(one.posting_id, {})


def stored_needs(companies: Companies) -> tuple[Need, ...]:
    with reading(companies.engine) as connection:
        return needs_of(connection, companies.west_rights)


def count(companies: Companies, catalogue: Catalogue, clock: Clock) -> dict[str, int]:
    """Link every posting by hand as it stands and count anew: positions by skill in Jalisco."""
    with writing(companies.engine) as connection:
        ids = [PostingId(id_) for id_ in connection.scalars(sa.select(posting.c.posting_id))]
        sentences = sentences_by_posting(connection, ids)
        links = {
            id_: [LinkedSkill(skill, text, "dictionary", 0.9) for skill, text in sentences.get(id_, {}).items()]
            for id_ in ids
        }
        replace_links(connection, links, "test")
    recount_demand(companies.engine, catalogue, clock().date())
    with companies.engine.begin() as connection:
        return {row.skill_id: row.n_positions for row in demand_of(connection, StateId("MX-JAL"))}


class TestPost:
    def test_by_form_is_read_at_once(self, companies: Companies) -> None:
        page = companies.west.get(companies.post()).text
        assert "se leyó como obligatoria" in page
        assert "se leyó como deseable" in page
        assert "“Buscamos quien domine SQL.”" in page
        assert "$25,000 a $32,000" in page
        assert "31 de diciembre de 2026" in page
        assert chosen_words(page) == {"sql": "", "python": ""}
        assert "Analista de datos" in companies.west.get(NEEDS).text

    def test_by_paste_fills_the_form_in_and_stores_nothing(self, companies: Companies) -> None:
        text = "Analista de datos\nZapopan, Jalisco. Inglés intermedio (B1).\nDomina SQL."
        page = companies.west.post(f"{NEEDS}/nueva/pegar", data={"text": text}).text
        assert 'name="title" value="Analista de datos"' in page
        assert '<option value="MX-JAL" selected>' in page
        assert '<option value="B1" selected>' in page
        assert "Domina SQL.</textarea>" in page
        assert stored_needs(companies) == ()

    @pytest.mark.parametrize(
        ("field", "typed", "said"),
        [
            ("title", " ", "title-error"),
            ("description", "", "description-error"),
            ("state_id", "MX-XXX", "state_id-error"),
            ("n_positions", "0", "n_positions-error"),
            ("english", "fluent", "english-error"),
            ("pay_from", "mucho", "pay_from-error"),
            ("pay_to", "100", "pay_to-error"),
            ("expires_on", "2026-11-19", "expires_on-error"),
        ],
    )
    def test_says_beside_a_field_what_is_wrong(self, companies: Companies, field: str, typed: str, said: str) -> None:
        answer = companies.west.post(f"{NEEDS}/nueva", data={**NEED, field: typed})
        assert answer.status_code == 422
        assert answer.text.count('class="field-error"') == 1
        assert f'id="{said}"' in answer.text
        assert stored_needs(companies) == ()

    def test_by_file_stores_the_companys_own_whatever_the_rows_say(
        self, companies: Companies, settings: Settings
    ) -> None:
        answer = companies.west.post("/industria/archivos", files={"file": ("plazas.csv", FILE.encode())})
        work_on_queue(settings, once=True, poll_seconds=0.01, progress=lambda line: None)
        url = answer.headers["location"]
        page = companies.west.get(url).text
        assert "<dt>Nuevas</dt><dd>1</dd>" in page
        assert "<td>3</td>" in page
        assert companies.east.get(url).status_code == 404
        with companies.engine.begin() as connection:
            (one,) = needs_of(connection, companies.west_rights)
            assert needs_of(connection, companies.east_rights) == ()
            employer = connection.scalars(
                sa.select(posting.c.employer).where(posting.c.posting_id == one.posting_id)
            ).one()
        assert (one.posting_id, employer) == ("west-works:7", "Org west-works")
        assert "Este texto aún no se ha leído." in companies.west.get(f"{NEEDS}/{one.id}").text
        read = companies.west.post(f"{NEEDS}/{one.id}/leer")
        assert chosen_words(companies.west.get(read.headers["location"]).text) == {"sql": ""}


class TestCorrect:
    def test_wins_over_what_is_read_now_and_later(self, companies: Companies) -> None:
        url = companies.post()
        words = {"skill-sql": "rejected", "skill-python": "", "skill-cloud": "required"}
        companies.west.post(f"{url}/habilidades", data=words)
        assert links_of(companies) == {PYTHON: "Python.", CLOUD: NEED["title"]}
        companies.west.post(f"{url}/leer")
        assert set(links_of(companies)) == {PYTHON, CLOUD}
        page = companies.west.get(url).text
        assert chosen_words(page) == {"sql": "rejected", "python": "", "cloud": "required"}
        assert "<del>SQL</del>" in page
        assert "según tu empresa" in page

    def test_is_kept_as_examples_to_learn_from_and_taken_back_with_them(self, companies: Companies) -> None:
        url = companies.post()
        text = f"{NEED['title']}\n{NEED['description']}"
        companies.west.post(f"{url}/habilidades", data={"skill-sql": "rejected"})
        companies.west.post(f"{url}/habilidades", data={"skill-sql": "required", "skill-cloud": "desirable"})
        with companies.engine.begin() as connection:
            assert sorted(examples(connection)) == [(text, CLOUD, 1.0), (text, SQL, 1.0)]
        companies.west.post(f"{url}/habilidades", data={"skill-sql": "", "skill-cloud": ""})
        with companies.engine.begin() as connection:
            assert list(examples(connection)) == []
        assert set(links_of(companies)) == {SQL, PYTHON}

    def test_accepts_all_that_was_read(self, companies: Companies) -> None:
        url = companies.post()
        companies.west.post(f"{url}/aceptar")
        page = companies.west.get(url).text
        assert chosen_words(page) == {"sql": "required", "python": "desirable"}
        assert "Aceptar todas" not in page

    def test_is_what_people_are_matched_by(self, companies: Companies) -> None:
        words = {"skill-sql": "desirable", "skill-python": "required", "skill-cloud": "rejected"}
        companies.west.post(f"{companies.post()}/habilidades", data=words)
        with reading(companies.engine) as connection:
            (one,) = needs_of(connection, companies.west_rights)
            (facts,) = posting_facts(connection, [one.posting_id])
        assert facts.is_required == {SQL: False, PYTHON: True}

    def test_finds_a_skill_to_add(self, companies: Companies) -> None:
        page = companies.west.get(f"{companies.post()}?q=nube").text
        assert 'name="skill-cloud"' in page

    def test_refuses_an_answer_that_is_none(self, companies: Companies) -> None:
        assert companies.west.post(f"{companies.post()}/habilidades", data={"skill-sql": "maybe"}).status_code == 422


class TestEnd:
    def test_counts_as_demand_until_it_is_closed(
        self, companies: Companies, catalogue: Catalogue, clock: Clock
    ) -> None:
        before = count(companies, catalogue, clock)
        url = companies.post()
        assert "Contará en la demanda" in companies.west.get(url).text
        assert count(companies, catalogue, clock) == {**before, "sql": before["sql"] + 3, "python": 3}
        assert "Cuenta en la demanda de su estado." in companies.west.get(url).text
        companies.west.post(f"{url}/cerrar")
        assert "Cerrada" in companies.west.get(url).text
        assert count(companies, catalogue, clock) == before
        companies.west.post(f"{url}/abrir", data={"expires_on": ""})
        assert count(companies, catalogue, clock)["python"] == 3

    def test_comes_by_itself_after_the_last_day(self, companies: Companies, catalogue: Catalogue, clock: Clock) -> None:
        before = count(companies, catalogue, clock)
        url = companies.post(expires_on="2026-11-21")
        clock.pass_minutes(24 * 60)
        assert count(companies, catalogue, clock)["python"] == 3
        clock.pass_minutes(24 * 60)
        assert "Vencida" in companies.west.get(url).text
        assert count(companies, catalogue, clock) == before
        assert "Vencida" in companies.west.get(url).text

    def test_a_day_that_is_over_is_refused(self, companies: Companies) -> None:
        url = companies.post()
        assert companies.west.post(f"{url}/abrir", data={"expires_on": "2026-01-01"}).status_code == 422


class TestEdit:
    def test_reads_the_new_text_and_keeps_day_and_corrections(self, companies: Companies) -> None:
        url = companies.post()
        companies.west.post(f"{url}/habilidades", data={"skill-sql": "rejected"})
        assert "Buscamos quien domine SQL." in companies.west.get(f"{url}/editar").text
        companies.west.post(f"{url}/editar", data={**NEED, "description": "SQL y AWS.", "pay_to": ""})
        page = companies.west.get(url).text
        assert chosen_words(page) == {"sql": "rejected", "aws": ""}
        assert "desde $25,000" in page


class TestOthers:
    @pytest.mark.parametrize("way", ["", "/editar"])
    def test_pages_are_as_if_they_were_not_there(self, companies: Companies, way: str) -> None:
        assert companies.east.get(companies.post() + way).status_code == 404

    @pytest.mark.parametrize("way", ["/cerrar", "/abrir", "/habilidades", "/aceptar", "/leer", "/editar"])
    def test_cannot_be_changed(self, companies: Companies, way: str) -> None:
        assert companies.east.post(companies.post() + way, data=NEED).status_code == 404


class TestTheFile:
    def test_has_the_terms_as_numbers_and_days(self, companies: Companies) -> None:
        companies.post(title="=1+1")
        (row,) = csv_of(companies.west, f"{NEEDS}?formato=csv")[1:]
        assert (row[0], row[2], row[6:9]) == ("'=1+1", "3", ["25000.00", "32000.00", "2026-12-31"])
        assert links(companies.east, NEEDS) == []
