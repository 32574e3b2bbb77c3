from data.rights import Role
from tests.api.academia.schools import Schools
from tests.api.page_client import PageClient
from tests.api.people import logged_in
from tests.data.plans import make_plan
from tests.statements import counted_statements


class TestShowPlans:
    def test_a_school_without_plans_is_told_to_load_one(self, schools: Schools) -> None:
        text = schools.west.get("/academia").text
        assert 'href="/academia/planes/nuevo" class="button">Cargar un plan' in text

    def test_lists_own_plans_alone(self, schools: Schools) -> None:
        schools.put(schools.west_rights, make_plan("pwest"))
        schools.put(schools.east_rights, make_plan("peast"))
        text = schools.west.get("/academia").text
        assert 'href="/academia/planes/pwest"' in text
        assert "peast" not in text
        assert " · 8 semestres · 2 materias · cambió el 1 de noviembre de 2026" in text

    def test_takes_as_many_statements_however_many_plans(self, schools: Schools) -> None:
        for number in range(3):
            schools.put(schools.west_rights, make_plan(f"p{number}"))
        with counted_statements(schools.engine) as statements:
            schools.west.get("/academia")
        # Whose session it is, the school, four of its plans, two of the postings of its state.
        assert len(statements) == 8

    def test_is_for_schools_alone(self, client_without_bundle: PageClient, schools: Schools) -> None:
        assert client_without_bundle.get("/academia").headers["location"] == "/entrar?next=%2Facademia"
        company = logged_in(client_without_bundle, schools.engine, Role.INDUSTRY)
        assert company.get("/academia").status_code == 403
