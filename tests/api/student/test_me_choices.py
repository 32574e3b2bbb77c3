"""Comparison, demand near the learner and the list without ranking, through the API."""

import pytest
import sqlalchemy as sa

from tests.api.page_client import PageClient
from tests.api.test_pages import rows


class TestComparison:
    def test_sets_certifications_side_by_side(self, ana: PageClient, engine: sa.Engine) -> None:
        before = rows(engine)
        found = ana.get("/v1/me/comparison?certification_id=zen-1&certification_id=acme-3&lang=es").json()
        assert (found["n_postings_in_region"], found["english"]) == (8, "B1")
        zenith, acme = found["items"]
        assert zenith["certification"] == {"id": "zen-1", "name": "Zenith SQL"}
        assert zenith["skills_added"] == [{"id": "sql", "name": "SQL", "n_postings": 3, "is_shared": False}]
        assert (zenith["preparation_hours"], zenith["weeks"], zenith["obstacles"]) == (30, 5.0, [])
        assert (acme["level"], acme["english_needed"], acme["weeks"]) == ("professional", "B2", 20.0)
        assert [one["sentence"] for one in acme["obstacles"]] == [
            "Antes necesitas: Acme Two y Zenith Python o Zenith SQL."
        ]
        assert rows(engine) == before

    def test_tells_shared_skills_from_own_and_what_the_learner_pays(self, ana: PageClient) -> None:
        found = ana.get("/v1/me/comparison?certification_id=acme-1&certification_id=acme-2").json()["items"]
        shared = {
            one["certification"]["id"]: {skill["id"] for skill in one["skills_added"] if skill["is_shared"]}
            for one in found
        }
        assert shared == {"acme-1": {"cloud"}, "acme-2": {"cloud"}}
        # 100 USD x 18.5 x .6 x .3.
        assert found[0]["price"]["learner_centavos"] == 33_300

    @pytest.mark.parametrize(
        ("ids", "key"),
        [
            (("acme-1", "acme-2", "acme-3", "zen-1"), "error.too_many_compared"),
            (("nothing",), "error.unknown_compared"),
            ((), "error.input"),
        ],
    )
    def test_says_what_is_wrong(self, ana: PageClient, ids: tuple[str, ...], key: str) -> None:
        refused = ana.get("/v1/me/comparison", params={"certification_id": ids})
        assert (refused.status_code, refused.json()["key"]) == (422, key)

    def test_is_refused_to_who_objects_to_automated_decisions(self, ana: PageClient) -> None:
        ana.post("/v1/me/objection", json={"objects": True})
        refused = ana.get("/v1/me/comparison?certification_id=zen-1")
        assert (refused.status_code, refused.json()["key"]) == (403, "error.objects_to_automation")


class TestDemand:
    def test_is_that_of_the_goals_skills_month_by_month(self, ana: PageClient) -> None:
        found = ana.get("/v1/me/demand").json()
        assert (found["region"]["id"], found["goal_occupation"]["id"]) == ("MX-JAL", "data-analyst")
        (sql,) = found["of_goal"]
        # Counted until 1 November, so that October is the last whole month; the posting is of September.
        assert (found["months"][0], found["months"][-1]) == ("2025-11-01", "2026-10-01")
        assert (sql["n_postings"], sql["n_positions"]) == ([0] * 10 + [1, 0], [0] * 10 + [7, 0])
        assert sql["skill"] == {"id": "sql", "name": "SQL"}

    def test_has_nothing_of_suggestions_for_who_objects(self, ana: PageClient) -> None:
        ana.get("/v1/me/suggestions")
        ana.post("/v1/me/objection", json={"objects": True})
        assert ana.get("/v1/me/demand").json()["of_suggestions"] == []


class TestCertificationsByName:
    def test_are_those_that_teach_a_skill_of_the_goal_also_for_who_objects(
        self, ana: PageClient, engine: sa.Engine
    ) -> None:
        ana.post("/v1/me/objection", json={"objects": True})
        items = ana.get("/v1/me/certifications").json()["items"]
        assert [one["name"] for one in items] == ["Zenith Python", "Zenith SQL"]
        assert rows(engine)["impression"] == 0

    def test_are_none_without_a_goal(self, ana: PageClient) -> None:
        goals = {"weekly_hours": 6, "english": "B1", "state_id": "MX-JAL", "curriculum_id": "systems"}
        ana.post("/v1/me/goals", json={**goals, "goal_occupation_id": None})
        assert ana.get("/v1/me/certifications").json() == {"items": [], "next_cursor": None}
