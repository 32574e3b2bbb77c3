import pytest

from tests.api.page_client import PageClient


class TestSkills:
    def test_are_told_with_where_they_come_from(self, ana: PageClient) -> None:
        assert ana.get("/v1/me/skills").json()["items"] == [
            {"id": "python", "name": "Python", "origins": ["subject"], "is_denied": False}
        ]

    def test_stated_and_denied_count_at_once(self, ana: PageClient) -> None:
        for skill_id, word in (("sql", "held"), ("python", "denied")):
            assert ana.post("/v1/me/skills", json={"skill_id": skill_id, "word": word}).status_code == 204
        found = {one["id"]: one for one in ana.get("/v1/me/skills").json()["items"]}
        assert (found["sql"]["origins"], found["python"]["is_denied"]) == (["stated"], True)
        items = ana.get("/v1/me/suggestions").json()["items"]
        added = {skill["id"] for item in items for skill in item["skills_added"]}
        assert "python" in added
        assert "sql" not in added
        ana.post("/v1/me/skills", json={"skill_id": "sql", "word": "nothing"})
        assert [one["id"] for one in ana.get("/v1/me/skills").json()["items"]] == ["python"]

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({"skill_id": "magic", "word": "held"}, 404),
            ({"skill_id": "sql", "word": "perhaps"}, 422),
            ({"skill_id": "sql"}, 422),
        ],
    )
    def test_refuse_what_they_do_not_know(self, ana: PageClient, body: dict[str, str], status: int) -> None:
        assert ana.post("/v1/me/skills", json=body).status_code == status


class TestObjection:
    def test_stops_suggestions_until_it_is_taken_back(self, ana: PageClient) -> None:
        assert ana.get("/v1/me/objection").json() == {"since": None}
        assert ana.post("/v1/me/objection", json={"objects": True}).json() == {"since": "2026-11-20T18:00:00Z"}
        refused = ana.get("/v1/me/suggestions")
        assert (refused.status_code, refused.json()["key"]) == (403, "error.objects_to_automation")
        ana.post("/v1/me/objection", json={"objects": False})
        assert ana.get("/v1/me/suggestions").json()["learner_id"] == "ana"
