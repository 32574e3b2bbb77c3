"""The manager's map, funds and goals: each number counted by hand from what the small application holds."""

import re
from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from api.programme.plan_figures import shown_counts
from api.programme.state_balance import balance_of
from data.catalogue import Catalogue
from data.database import reading, writing
from data.demand_store import Demand, replace_demand
from data.domain import Area, SkillId, StateId
from data.tables import exam_result
from tests.api.page_client import PageClient
from tests.api.programme.managing import NEW, made, publish

JALISCO = StateId("MX-JAL")


def pesos(text: str) -> int:
    return round(100 * float(text.replace("$", "").replace(",", "")))


class TestMap:
    def test_gap_is_what_positions_ask_beyond_who_holds(
        self, manager: PageClient, engine: sa.Engine, catalogue: Catalogue
    ) -> None:
        rows = [Demand(JALISCO, SkillId("sql"), 3, 20, 6, 8), Demand(JALISCO, SkillId("python"), 2, 5, 40, 8)]
        with writing(engine) as connection:
            replace_demand(connection, rows, date(2026, 11, 1))
        with reading(engine) as connection:
            balance = balance_of(connection, catalogue).states[JALISCO]
        # 20 and 5 positions; 6 and 5 of them have somebody who can prove the skill.
        assert (balance.demand, balance.gap) == (25, 14)

    def test_a_gap_that_would_tell_of_few_people_is_hidden(
        self, manager: PageClient, engine: sa.Engine, catalogue: Catalogue
    ) -> None:
        with writing(engine) as connection:
            replace_demand(connection, [Demand(JALISCO, SkillId("sql"), 3, 20, 3, 8)], date(2026, 11, 1))
        with reading(engine) as connection:
            assert balance_of(connection, catalogue).states[JALISCO].gap is None

    def test_a_gap_that_few_people_cover_often_is_hidden(
        self, manager: PageClient, engine: sa.Engine, catalogue: Catalogue
    ) -> None:
        with writing(engine) as connection:
            rows = [Demand(JALISCO, SkillId(skill), 3, 20, 4, 8) for skill in ("sql", "python")]
            replace_demand(connection, rows, date(2026, 11, 1))
        with reading(engine) as connection:
            # Eight positions of two skills: 40 asked for less a gap of 32 would tell four people.
            assert balance_of(connection, catalogue).states[JALISCO].gap is None

    def test_a_hidden_gap_is_not_what_the_other_areas_leave_of_all(
        self, manager: PageClient, engine: sa.Engine, catalogue: Catalogue
    ) -> None:
        with writing(engine) as connection:
            rows = [Demand(JALISCO, SkillId("sql"), 3, 50, 20, 8), Demand(JALISCO, SkillId("python"), 2, 50, 3, 8)]
            replace_demand(connection, rows, date(2026, 11, 1))
        with reading(engine) as connection:
            gaps = [
                balance_of(connection, catalogue, area).states[JALISCO].gap
                for area in (None, Area.DATA_AI, Area.SOFTWARE)
            ]
        # 23 positions are covered, 20 of them in data: shown, these would tell the three in software.
        assert gaps == [77, None, None]

    def test_a_gap_beside_a_hidden_supply_is_hidden(
        self, manager: PageClient, engine: sa.Engine, catalogue: Catalogue
    ) -> None:
        with writing(engine) as connection:
            passed = {"learner_id": "ana", "certification_id": "acme-1", "passed": True, "taken_on": date(2026, 2, 1)}
            connection.execute(sa.insert(exam_result), passed)
            replace_demand(connection, [Demand(JALISCO, SkillId("sql"), 3, 20, 6, 8)], date(2026, 11, 1))
        with reading(engine) as connection:
            found = balance_of(connection, catalogue).states[JALISCO]
        assert (found.demand, found.supply, found.gap) == (20, None, None)

    @pytest.mark.parametrize("measure", ["", "demanda", "oferta", "brecha", "otra"])
    def test_every_state_leads_to_a_new_allocation_and_to_its_numbers(self, manager: PageClient, measure: str) -> None:
        page = manager.get(f"/programa/mapa?ver={measure}").text
        assert 'href="/carreras/MX-JAL"' in page
        if measure == "demanda":
            assert f'href="{NEW}?estado=MX-JAL"' in page

    def test_funds_of_the_chosen_state_come_first(self, manager: PageClient, catalogue: Catalogue) -> None:
        own = [one.id for one in catalogue.funds.values() if one.state_id]
        state_id = catalogue.funds[own[-1]].state_id
        page = manager.get(f"{NEW}?estado={state_id}").text
        assert re.findall(r'name="fund-([^"]+)"', page)[0] in [
            one.id for one in catalogue.funds.values() if one.state_id == state_id
        ]


class TestFunds:
    def test_spent_is_what_published_plans_took(
        self, manager: PageClient, engine: sa.Engine, work: Callable[[], None], catalogue: Catalogue
    ) -> None:
        url = made(manager, work)
        assert set(self._column(manager, 4)) == {"$0.00"}
        manager.post(f"{url}/aprobar")
        publish(manager, url, work)
        spent = [pesos(one) for one in self._column(manager, 4)]
        run = manager.get(url).text
        taken = re.findall(r'<a href="#limit-budget:[^"]+">[^<]+</a></th><td class="amount">([^<]+)</td>', run)
        assert spent == [pesos(one) for one in taken]
        assert sum(spent) > 0
        budgets, left = ([pesos(one) for one in self._column(manager, column)] for column in (3, 5))
        assert left == [budget - one for budget, one in zip(budgets, spent, strict=True)]

    @staticmethod
    def _column(manager: PageClient, number: int) -> list[str]:
        page = manager.get("/programa/fondos").text
        rows = re.findall(r'<tr id="fund-[^"]+">(.*?)</tr>', page)
        return [re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", row)[number] for row in rows]


class TestGoals:
    def test_says_what_is_missing(self, manager: PageClient) -> None:
        page = manager.get("/programa/metas").text
        assert "falta importar el anuario" in page

    def test_counts_who_passed_this_year(self, manager: PageClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            passed = {"certification_id": "acme-1", "passed": True}
            connection.execute(
                sa.insert(exam_result),
                [
                    {"learner_id": "ana", "taken_on": date(2026, 2, 1), **passed},
                    {"learner_id": "ana", "taken_on": date(2026, 3, 1), **passed},
                    {"learner_id": "eva", "taken_on": date(2025, 12, 31), **passed},
                ],
            )
        page = manager.get("/programa/metas").text
        # Ana alone, which is fewer than five.
        assert '<a href="#by-kind">oculto</a>' in page


class TestShownCounts:
    def test_hides_the_next_smallest_with_a_small_one(self) -> None:
        assert shown_counts({"a": 30, "b": 8, "c": 2}) == {"a": 30, "b": None, "c": None}

    def test_shows_nobody_as_nobody(self) -> None:
        assert shown_counts({"a": 9, "b": 0}) == {"a": 9, "b": 0}

    def test_of_nothing_is_nothing(self) -> None:
        assert shown_counts({}) == {}
