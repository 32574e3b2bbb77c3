import re

import pytest
from fastapi import FastAPI

from data.company_survey_store import CompanyAnswers, HireAgain, PayBand, Satisfaction, answers_of, put_answers
from data.database import writing
from data.rights import CompanyRights, Role
from tests.api.conftest import START
from tests.api.industry.companies import Companies
from tests.api.page_client import PageClient
from tests.api.people import logged_in, put_organisation

URL = "/industria/encuesta"
FORM = {"n_hired": "3", "pay_band": "from_20_to_35", "satisfaction": "high", "would_hire_again": "yes"}
SAID = CompanyAnswers(3, PayBand.FROM_20_TO_35, Satisfaction.HIGH, HireAgain.YES)


def said(companies: Companies, rights: CompanyRights, year: int) -> CompanyAnswers | None:
    with companies.engine.begin() as connection:
        return answers_of(connection, rights, year)


class TestAnswer:
    def test_is_kept_by_year_and_may_be_changed(self, companies: Companies) -> None:
        done = companies.west.post(URL, data={**FORM, "year": "2025"})
        page = companies.west.get(done.headers["location"]).text
        assert "Guardamos tus respuestas." in page
        assert "Preguntas sobre 2025" in page
        assert '<option value="high" selected>' in page
        companies.west.post(URL, data={"n_hired": "0", "year": "2026"})
        assert said(companies, companies.west_rights, 2025) == SAID
        assert said(companies, companies.west_rights, 2026) == CompanyAnswers(0)
        companies.west.post(URL, data={**FORM, "year": "2026"})
        assert said(companies, companies.west_rights, 2026) == SAID

    def test_is_of_the_company_alone(self, companies: Companies) -> None:
        companies.west.post(URL, data={**FORM, "year": "2026"})
        assert "Ya respondiste" not in companies.east.get(URL).text
        assert said(companies, companies.east_rights, 2026) is None

    def test_says_beside_a_field_what_is_wrong(self, companies: Companies) -> None:
        answer = companies.west.post(URL, data={**FORM, "n_hired": "muchas", "year": "2026"})
        assert answer.status_code == 422
        assert 'id="n_hired-error"' in answer.text
        assert said(companies, companies.west_rights, 2026) is None

    @pytest.mark.parametrize("year", ["2024", "2027", "abc"])
    def test_is_of_this_year_where_another_cannot_be_answered(self, companies: Companies, year: str) -> None:
        assert "Preguntas sobre 2026" in companies.west.get(f"{URL}?anio={year}").text


class TestSum:
    def test_is_shown_to_the_programme_without_small_groups(self, companies: Companies, web_app: FastAPI) -> None:
        with PageClient(web_app) as browser:
            manager = logged_in(browser, companies.engine, Role.MANAGER)
            companies.west.post(URL, data={**FORM, "year": "2026"})
            assert "Muy pocas respuestas" in manager.get("/programa/empresas").text
            with writing(companies.engine) as connection:
                for number in range(4):
                    rights = CompanyRights(put_organisation(connection, f"more-{number}", Role.INDUSTRY))
                    put_answers(connection, rights, 2026, SAID, START)
            page = manager.get("/programa/empresas?anio=2026").text
            assert re.search(r"<strong>15</strong>", page)
            assert "<strong>100%</strong>" in page.replace("\xa0", "")
            assert "more-1" not in page
            assert "west-works" not in page
            assert "Muy pocas respuestas" in manager.get("/programa/empresas?anio=2025").text
