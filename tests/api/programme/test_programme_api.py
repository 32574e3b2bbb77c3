"""The programme's figures as JSON: the same numbers as on the pages, and nothing more of small groups."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from data.database import writing
from data.demand_store import Demand, replace_demand
from data.domain import SkillId, StateId
from data.tables import exam_result, learner
from tests.api.conftest import learner_row
from tests.api.page_client import PageClient
from tests.api.programme.managing import made, publish
from tests.api.test_careers import add_figures

URL = "/v1/programme"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is read is tried on both kinds of database by the tests of the stores."""
    return sqlite_url


def items(manager: PageClient, path: str) -> list[Any]:
    answer = manager.get(path)
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["items"]
    return found


class TestFunds:
    def test_tell_what_published_plans_took(self, manager: PageClient, work: Callable[[], None]) -> None:
        url = made(manager, work)
        assert {one["spent_centavos"] for one in items(manager, f"{URL}/funds")} == {0}
        manager.post(f"{url}/aprobar")
        publish(manager, url, work)
        funds = items(manager, f"{URL}/funds")
        plan = manager.get(url).text
        spent = sum(one["spent_centavos"] for one in funds)
        assert spent > 0
        assert all(one["left_centavos"] == one["budget_centavos"] - one["spent_centavos"] for one in funds)
        # The page of the plan tells its public money.
        assert f"${spent / 100:,.2f}" in plan

    def test_come_page_by_page(self, manager: PageClient) -> None:
        whole = items(manager, f"{URL}/funds")
        first = manager.get(f"{URL}/funds?limit=1").json()
        rest = manager.get(f"{URL}/funds", params={"limit": 100, "cursor": first["next_cursor"]})
        # A cursor serves for its list whatever the length of a part is.
        assert first["items"] + rest.json()["items"] == whole

    def test_of_agreements_hide_the_seats_of_few(self, manager: PageClient, work: Callable[[], None]) -> None:
        assert {one["n_given"] for one in items(manager, f"{URL}/agreements")} == {0}
        url = made(manager, work)
        manager.post(f"{url}/aprobar")
        publish(manager, url, work)
        # Three vouchers at most were given.
        found = [one for one in items(manager, f"{URL}/agreements") if one["n_given"] != 0]
        assert found
        assert {(one["n_given"], one["n_left"]) for one in found} == {(None, None)}


class TestGoals:
    @pytest.fixture
    def students(self, manager: PageClient, engine: sa.Engine) -> PageClient:
        """Twenty more students of Jalisco, five of whom passed this year, and two who speak English."""
        names = [f"s{number:02}" for number in range(20)]
        with writing(engine) as connection:
            for place, name in enumerate(names):
                row = learner_row(name, english="B2" if place < 2 else "A1")
                connection.execute(sa.insert(learner), row)
            connection.execute(
                sa.insert(exam_result),
                [
                    {"learner_id": name, "certification_id": "acme-1", "passed": True, "taken_on": date(2026, 2, 1)}
                    for name in names[:5]
                ],
            )
        return manager

    def test_are_those_of_the_page(self, students: PageClient) -> None:
        found = students.get(f"{URL}/goals").json()
        assert (found["year"], found["n_certified"], found["goal_share"]) == (2026, 5, 0.2)
        # Two of the twenty, and none of the three who were there, have B2.
        assert found["share_english"] == pytest.approx(2 / 23, abs=1e-4)

    def test_are_told_by_group(self, students: PageClient) -> None:
        # Ana, the real one and twenty more study in Jalisco.
        assert items(students, f"{URL}/goals/state") == [
            {
                "group": {"id": "MX-JAL", "name": "Jalisco"},
                "n_people": 22,
                "n_certified": 5,
                "share": pytest.approx(5 / 22, abs=1e-4),
                "is_reached": True,
            }
        ]
        kinds = {one["group"]["id"]: one for one in items(students, f"{URL}/goals/kind?lang=en")}
        # One professional is too few, and would follow from the total if the students were shown.
        assert {(one["n_people"], one["share"]) for one in kinds.values()} == {(None, None)}
        assert kinds["student"]["group"]["name"] == "Student"
        assert [one["group"]["id"] for one in items(students, f"{URL}/goals/institution")] == ["u-west"]

    def test_are_of_groups_that_there_are(self, manager: PageClient) -> None:
        assert manager.get(f"{URL}/goals/age").status_code == 422


class TestEnrolment:
    @pytest.mark.usefixtures("shipped_families")
    def test_adds_up_the_studies_in_demand_by_school_year(self, manager: PageClient, engine: sa.Engine) -> None:
        assert items(manager, f"{URL}/enrolment") == []
        add_figures(engine, cycle="2024-2025", n_enrolled=40, n_graduates=4)
        # Cooks are not what IT and BPO employers look for.
        add_figures(engine, cycle="2024-2025", programme="Cocina", family_id=None)
        assert items(manager, f"{URL}/enrolment") == [{"cycle": "2024-2025", "n_enrolled": 40, "n_graduates": 4}]


class TestBalance:
    def test_is_demand_supply_and_gap_by_state_and_area(self, manager: PageClient, engine: sa.Engine) -> None:
        rows = [Demand(StateId("MX-JAL"), SkillId("sql"), 3, 20, 6, 8)]
        rows += [Demand(StateId("MX-JAL"), SkillId("python"), 2, 5, 40, 8)]
        with writing(engine) as connection:
            replace_demand(connection, rows, date(2026, 11, 1))
        answer = manager.get(f"{URL}/balance").json()
        assert answer["counted_on"] == "2026-11-01"
        (jalisco,) = [one for one in answer["items"] if one["region"]["id"] == "MX-JAL"]
        # 20 and 5 positions, of which 6 and 5 have somebody who can prove the skill.
        assert (jalisco["demand"], jalisco["supply"], jalisco["gap"]) == (25, 0, 14)
        (data,) = [one for one in items(manager, f"{URL}/balance?area=data_ai") if one["region"]["id"] == "MX-JAL"]
        assert (data["demand"], data["gap"]) == (20, 14)
        assert manager.get(f"{URL}/balance?area=cooking").status_code == 422


class TestStates:
    def test_tell_learners_but_of_few(self, manager: PageClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            connection.execute(sa.insert(learner), [learner_row(f"s{number}") for number in range(3)])
        assert {one["n_learners"] for one in items(manager, f"{URL}/learners")} == {None}
        with writing(engine) as connection:
            rows = [learner_row(f"n{number}", state_id="MX-NLE") for number in range(4)]
            connection.execute(sa.insert(learner), rows)
        counts = {one["state"]["id"]: one["n_learners"] for one in items(manager, f"{URL}/learners")}
        assert counts == {"MX-JAL": 5, "MX-NLE": 5}

    def test_have_clusters_with_their_specialities(self, manager: PageClient) -> None:
        everywhere = items(manager, f"{URL}/clusters")
        assert everywhere
        one = everywhere[0]
        state, area = one["state"]["id"], one["specialities"][0]
        assert one in items(manager, f"{URL}/clusters?state_id={state}&area={area}")
        assert manager.get(f"{URL}/clusters?state_id=MX-XXX").status_code == 404


class TestDemandPostings:
    def test_are_those_of_the_days_with_the_sentence_that_asks(self, manager: PageClient) -> None:
        query = "skill_id=sql&state_id=MX-JAL&since=2026-09-01&until=2026-09-30"
        found = manager.get(f"/v1/demand/postings?{query}").json()
        assert (found["n_postings"], found["region"]["id"], found["wanted"]["id"]) == (1, "MX-JAL", "sql")
        (one,) = found["items"]
        assert (one["id"], one["n_positions"], one["is_invented"]) == ("board:1", 7, True)
        assert [said["sentence"] for said in one["asking"]] == ["Buscamos <script>alert(1)</script> con SQL"]
        later = query.replace("2026-09-01", "2026-09-02")
        assert manager.get(f"/v1/demand/postings?{later}").json()["items"] == []

    @pytest.mark.parametrize(
        ("query", "status"),
        [("", 422), ("since=1&until=2", 422), ("since=2026-01-01&until=2026-02-01&skill_id=none", 404)],
    )
    def test_are_of_days_and_of_what_is_known(self, manager: PageClient, query: str, status: int) -> None:
        assert manager.get(f"/v1/demand/postings?{query}").status_code == status
