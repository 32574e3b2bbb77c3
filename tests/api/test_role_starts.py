"""Start pages of managers and companies."""

import re

import pytest
import sqlalchemy as sa

from data.account_tables import organisation
from data.database import writing
from data.learner_store import put_learners
from data.rights import Role
from tests.api.page_client import PageClient
from tests.api.people import logged_in
from tests.api.test_pages import n_statements
from tests.data.rows import learner_row, person_row


class TestProgramme:
    @pytest.fixture
    def manager(self, client: PageClient, engine: sa.Engine) -> PageClient:
        return logged_in(client, engine, Role.MANAGER)

    def test_counts_people_by_state_and_hides_small_groups(self, manager: PageClient, engine: sa.Engine) -> None:
        def put(state_id: str) -> list[tuple[str, str]]:
            ids = [f"{state_id}-{n}" for n in range(4)]
            with writing(engine) as connection:
                rows = [learner_row(id_, state_id=state_id) for id_ in ids]
                put_learners(connection, rows, [person_row(id_) for id_ in ids])
            page = manager.get("/programa").text
            return re.findall(r'<th scope="row">([^<]+)</th><td class="amount">([^<]+)<', page)

        # Ana, the real one and four in Jalisco, which all of them would leave Eva alone for Nuevo León.
        assert put("MX-JAL") == [("Jalisco", "oculto"), ("Nuevo León", "oculto")]
        assert put("MX-NLE") == [("Jalisco", "6"), ("Nuevo León", "5")]

    def test_sends_a_fixed_number_of_statements(self, manager: PageClient) -> None:
        assert n_statements(manager, "/programa") == 4


class TestIndustry:
    @pytest.fixture
    def company(self, client: PageClient, engine: sa.Engine) -> PageClient:
        return logged_in(client, engine, Role.INDUSTRY)

    def test_shows_what_the_companys_state_asks_for(self, company: PageClient) -> None:
        page = company.get("/industria").text
        assert "Las habilidades más pedidas en Jalisco" in page
        assert re.search(r'<th scope="row">SQL</th><td class="amount">3</td><td class="amount">7</td>', page)
        assert 'href="/carreras"' in page

    def test_shows_another_state_where_asked(self, company: PageClient) -> None:
        assert "No hay vacantes contadas en Nuevo León." in company.get("/industria?state=MX-NLE").text

    def test_asks_for_a_state_where_the_company_has_none(self, company: PageClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            connection.execute(sa.update(organisation).values(state_id=None))
        assert "Elige un estado" in company.get("/industria").text

    def test_sends_a_fixed_number_of_statements(self, company: PageClient) -> None:
        assert n_statements(company, "/industria") == 4


def test_a_log_in_leads_to_the_page_of_the_role(client: PageClient, engine: sa.Engine) -> None:
    logged_in(client, engine, Role.MANAGER)
    assert client.get("/entrar").headers["location"] == "/programa"
