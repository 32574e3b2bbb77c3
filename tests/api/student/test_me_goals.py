import pytest
import sqlalchemy as sa

from data.database import writing
from data.learner_store import get_learner
from data.tables import learner
from tests.api.page_client import PageClient
from tests.api.student.conftest import HERS

AS_IT_IS = {
    "goal_occupation_id": "data-analyst",
    "weekly_hours": 6,
    "english": "B1",
    "state_id": "MX-JAL",
    "curriculum_id": "systems",
}


class TestGoals:
    def test_show_what_is_known(self, ana: PageClient) -> None:
        goals = ana.get("/v1/me/goals?lang=en").json()
        assert goals["goal_occupation"] == {"id": "data-analyst", "name": "data analyst"}
        assert (goals["weekly_hours"], goals["english"], goals["is_english_tested"]) == (6.0, "B1", False)
        assert goals["state"] == {"id": "MX-JAL", "name": "Jalisco"}
        assert goals["curriculum"]["id"] == "systems"

    def test_that_are_sent_stand_in_the_place_of_what_was_known(self, ana: PageClient, engine: sa.Engine) -> None:
        sent = {**AS_IT_IS, "weekly_hours": 7.5, "english": "B2", "state_id": "MX-NLE", "curriculum_id": None}
        changed = ana.post("/v1/me/goals", json={**sent, "goal_occupation_id": None})
        assert changed.status_code == 200
        assert changed.json() == ana.get("/v1/me/goals").json()
        assert (changed.json()["goal_occupation"], changed.json()["curriculum"]) == (None, None)
        with engine.connect() as connection:
            hers = get_learner(connection, HERS.learner_id)
        assert (hers.weekly_hours, hers.english, hers.state_id, hers.curriculum_id) == (7.5, "B2", "MX-NLE", None)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("goal_occupation_id", "astronaut"),
            ("weekly_hours", 61),
            ("weekly_hours", "6"),
            ("english", "D7"),
            ("state_id", "MX-XXX"),
            ("curriculum_id", "magic"),
        ],
    )
    def test_with_a_wrong_field_are_refused_with_its_name(
        self, ana: PageClient, engine: sa.Engine, field: str, value: object
    ) -> None:
        refused = ana.post("/v1/me/goals", json={**AS_IT_IS, "english": "B2", field: value})
        assert refused.status_code == 422
        assert [one["pointer"].rpartition("/")[2] for one in refused.json()["errors"]] == [field]
        with engine.connect() as connection:
            assert get_learner(connection, HERS.learner_id).english == "B1"

    def test_never_overwrite_a_tested_level_of_english(self, ana: PageClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            connection.execute(sa.update(learner).where(learner.c.learner_id == "ana").values(english_tested=True))
        refused = ana.post("/v1/me/goals?lang=en", json={**AS_IT_IS, "english": "C2"})
        assert refused.json()["errors"] == [
            {"pointer": "#/english", "detail": "Your level comes from a test and is not changed here."}
        ]
        assert ana.post("/v1/me/goals", json={**AS_IT_IS, "weekly_hours": 9}).json()["weekly_hours"] == 9

    def test_that_changed_since_they_were_read_are_not_overwritten(self, ana: PageClient) -> None:
        tag = ana.get("/v1/me/goals").headers["etag"]
        assert ana.get("/v1/me/goals", headers={"if-none-match": tag}).status_code == 304
        new = ana.post("/v1/me/goals", json={**AS_IT_IS, "weekly_hours": 9}, headers={"if-match": tag})
        assert new.headers["etag"] not in ("", tag)
        late = ana.post("/v1/me/goals", json={**AS_IT_IS, "weekly_hours": 3}, headers={"if-match": tag})
        assert (late.status_code, late.json()["key"]) == (412, "error.changed_since")
