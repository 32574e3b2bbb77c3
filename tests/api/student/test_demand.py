from datetime import date

import sqlalchemy as sa

from api.student.near_demand import near_demand
from data.catalogue import Catalogue
from data.database import writing
from data.demand_store import Demand, replace_demand
from data.domain import SkillId, StateId
from data.standing_store import object_to_automation
from tests.api.conftest import START
from tests.api.page_client import PageClient
from tests.api.student.conftest import HERS
from tests.api.test_pages import n_statements


class TestNearDemand:
    def test_draws_the_goals_skills_month_by_month(self, ana: PageClient) -> None:
        page = ana.get("/mi/demanda").text
        assert "Para tu meta: analista de datos" in page
        # One posting of seven positions in September.
        assert "1 (7)" in page
        assert 'id="goal-title"' in page

    def test_takes_skills_of_the_first_suggestions_that_the_goal_has_not(
        self, ana: PageClient, engine: sa.Engine, catalogue: Catalogue
    ) -> None:
        demand = [
            Demand(StateId("MX-JAL"), SkillId(id_), n, n, 0, 9) for id_, n in (("sql", 3), ("cloud", 5), ("aws", 0))
        ]
        with writing(engine) as connection:
            replace_demand(connection, demand, date(2026, 11, 1))
        ana.get("/mi")
        with writing(engine) as connection:
            found = near_demand(connection, HERS, catalogue, START)
            assert [one.skill_id for one in found.goal.skills] == ["sql"]
            assert [one.skill_id for one in found.suggested.skills] == ["cloud"]
            object_to_automation(connection, HERS, START)
            assert near_demand(connection, HERS, catalogue, START).suggested.skills == ()

    def test_says_so_where_there_is_nothing_to_draw(self, ana: PageClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            replace_demand(connection, [], date(2026, 11, 1))
        page = ana.get("/mi/demanda?lang=en").text
        assert "<svg" not in page
        assert "For your goal: data analyst" in page

    def test_sends_a_fixed_number_of_statements(self, ana: PageClient) -> None:
        assert n_statements(ana, "/mi/demanda") == 7
