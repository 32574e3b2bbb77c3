import pytest
import sqlalchemy as sa

from data.database import writing
from data.learner_store import get_learner, put_learners
from data.tables import learner
from tests.api.conftest import learner_row, person_row
from tests.api.page_client import PageClient
from tests.api.student.conftest import HERS
from tests.api.test_pages import n_statements

FORM = {
    "goal_occupation_id": "cloud-engineer",
    "weekly_hours": "7,5",
    "english": "B2",
    "state_id": "MX-NLE",
    "curriculum_id": "",
}
AS_IT_IS = {
    "goal_occupation_id": "data-analyst",
    "weekly_hours": "6",
    "english": "B1",
    "state_id": "MX-JAL",
    "curriculum_id": "systems",
}


class TestGoals:
    def test_show_what_is_known(self, ana: PageClient) -> None:
        page = ana.get("/mi/metas").text
        for value in AS_IT_IS.values():
            assert f'value="{value}" selected' in page or f'value="{value}"' in page
        assert n_statements(ana, "/mi/metas") == 2

    def test_count_at_once(self, ana: PageClient, engine: sa.Engine) -> None:
        stored = ana.post("/mi/metas", data=FORM)
        assert stored.status_code == 303
        assert "Guardamos tus cambios." in ana.get(stored.headers["location"]).text
        page = ana.get("/mi").text
        assert "Te acerca a tu meta, ingeniero de nube" in page
        assert "7.5 horas" not in page  # hours are shown whole
        with engine.connect() as connection:
            hers = get_learner(connection, HERS.learner_id)
        assert (hers.weekly_hours, hers.english, hers.state_id, hers.curriculum_id) == (7.5, "B2", "MX-NLE", None)

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("goal_occupation_id", "astronaut", "Elige una de las opciones."),
            ("weekly_hours", "0", "Escribe un número de horas entre 1 y 60."),
            ("english", "D7", "Elige una de las opciones."),
            ("state_id", "", "Elige una de las opciones."),
            ("curriculum_id", "magic", "Elige una de las opciones."),
        ],
    )
    def test_point_at_a_wrong_field_and_store_nothing(
        self, ana: PageClient, engine: sa.Engine, field: str, value: str, said: str
    ) -> None:
        page = ana.post("/mi/metas", data={**FORM, field: value})
        assert page.status_code == 422
        assert f'aria-describedby="{field}-error"' in page.text
        assert said in page.text
        with engine.connect() as connection:
            assert get_learner(connection, HERS.learner_id).goal_occupation_id == "data-analyst"

    def test_never_overwrite_a_tested_level_of_english(self, ana: PageClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            connection.execute(sa.update(learner).where(learner.c.learner_id == "ana").values(english_tested=True))
        assert "Viene de un examen que reportó tu escuela" in ana.get("/mi/metas").text
        page = ana.post("/mi/metas", data={**AS_IT_IS, "english": "C2"})
        assert page.status_code == 422
        assert "Tu nivel viene de un examen y no se cambia aquí." in page.text


class TestALaterImport:
    def import_row(self, engine: sa.Engine, **changed: object) -> None:
        row = {**learner_row("ana"), "row_hash": "a new row of the school", **changed}
        with writing(engine) as connection:
            put_learners(connection, [row], [person_row("ana")])

    def test_leaves_what_the_learner_said_and_takes_the_rest(self, ana: PageClient, engine: sa.Engine) -> None:
        ana.post("/mi/metas", data={**AS_IT_IS, "goal_occupation_id": "cloud-engineer", "english": "C1"})
        self.import_row(engine, goal_occupation_id="data-analyst", english="A1", state_id="MX-NLE", weekly_hours=3.0)
        with engine.connect() as connection:
            hers = get_learner(connection, HERS.learner_id)
        assert (hers.goal_occupation_id, hers.english) == ("cloud-engineer", "C1")
        assert (hers.state_id, hers.weekly_hours) == ("MX-NLE", 3.0)

    def test_outdoes_a_stated_level_of_english_by_a_tested_one(self, ana: PageClient, engine: sa.Engine) -> None:
        ana.post("/mi/metas", data={**AS_IT_IS, "english": "C1"})
        self.import_row(engine, english="A2", english_tested=True)
        with engine.connect() as connection:
            hers = get_learner(connection, HERS.learner_id)
        assert (hers.english, hers.english_tested) == ("A2", True)
