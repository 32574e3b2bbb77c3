import re

from data.account_store import share_plans
from data.database import writing
from tests.api.academia.plan_pages.words import PLAN, plain
from tests.api.academia.schools import Schools
from tests.data.plans import make_plan


def share(schools: Schools, *, is_shared: bool = True) -> None:
    """The east school's plan, shared with others or not."""
    schools.put(schools.east_rights, make_plan("peast"))
    with writing(schools.engine) as connection:
        share_plans(connection, schools.east_rights.organisation_id, is_shared=is_shared)


class TestComparison:
    def test_begins_with_the_typical_plan_of_the_area(self, analysed: Schools) -> None:
        page = analysed.west.get(f"{PLAN}/comparar").text
        assert re.search(r'value="systems" checked', page)
        words = plain(page)
        assert re.search(r"Área Tu plan Ingeniería en Sistemas Todo el plan 50% \d+% Software 100% \d+%", words)

    def test_shows_what_others_teach_and_the_plan_does_not(self, analysed: Schools) -> None:
        words = plain(analysed.west.get(f"{PLAN}/comparar?con=systems").text)
        assert "Lo que otros enseñan y tu plan no" in words

    def test_names_the_school_of_a_shared_plan(self, analysed: Schools) -> None:
        share(analysed)
        words = plain(analysed.west.get(f"{PLAN}/comparar?con=peast").text)
        assert "Área Tu plan Sistemas (Org east) Todo el plan 50%" in words

    def test_shows_no_plan_that_is_not_shared(self, analysed: Schools) -> None:
        share(analysed, is_shared=False)
        page = analysed.west.get(f"{PLAN}/comparar?con=peast").text
        assert 'value="peast"' not in page
        assert "Por ahora ninguna escuela comparte los suyos." in page
        assert "Elige al menos un plan para comparar." in page

    def test_refuses_too_many_and_keeps_the_choice(self, analysed: Schools) -> None:
        share(analysed)
        for number in range(4):
            analysed.put(analysed.east_rights, make_plan(f"peast{number}"))
        chosen = "&".join(f"con=peast{number}" for number in range(4))
        answer = analysed.west.get(f"{PLAN}/comparar?con=peast&{chosen}")
        assert answer.status_code == 422
        assert "Elige 4 planes como máximo." in answer.text
        assert answer.text.count(" checked") == 5
