import re

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from data.database import writing
from data.domain import Answer, CertificationId
from data.interaction_store import feedback_of, record_answer, withdraw_answer
from data.rights import Role
from data.tables import learner
from tests.api.conftest import START, Clock
from tests.api.page_client import PageClient
from tests.api.people import logged_in
from tests.api.student.conftest import HERS
from tests.api.test_pages import impression_ids, n_statements, rows


def undo_fields(page: str) -> dict[str, str]:
    """The fields of the form that takes the newest answer back."""
    form = re.search(r'action="/mi/respuestas/deshacer".*?</form>', page, re.S)
    return dict(re.findall(r'name="(certification_id|answered_at)" value="([^"]+)"', form[0])) if form else {}


def names(page: str) -> list[str]:
    """Certifications on the cards, in order."""
    return re.findall(r'<h3><a href="/certificaciones/([^"]+)">', page)


class TestNextSteps:
    def test_asks_to_log_in_first(self, client: TestClient) -> None:
        answer = client.get("/mi")
        assert answer.status_code == 303
        assert answer.headers["location"] == "/entrar?next=%2Fmi"

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.STUDENT])
    def test_is_forbidden_to_other_roles(self, client: PageClient, engine: sa.Engine, role: Role) -> None:
        assert logged_in(client, engine, role).get("/mi").status_code == 403

    def test_shows_suggestions_with_reasons_price_and_what_to_do(self, ana: PageClient) -> None:
        page = ana.get("/mi").text
        assert "3 de 8 vacantes en Jalisco en los últimos 12 meses piden SQL." in page
        assert "Tú pagas $333.00" in page
        assert 'action="/mi/respuestas"' in page
        assert 'name="c" value="acme-1" form="compare"' in page
        assert 'href="/mi/vales?c=acme-1#apply"' in page
        assert "Datos inventados" in page

    def test_speaks_english(self, ana: PageClient) -> None:
        page = ana.get("/mi?lang=en").text
        assert "Apply for a voucher" in page
        assert "3 of 8 postings in Jalisco" in page

    def test_stores_what_was_shown_once(self, ana: PageClient, engine: sa.Engine) -> None:
        shown = impression_ids(ana.get("/mi").text)
        assert impression_ids(ana.get("/mi").text) == shown
        assert rows(engine)["impression"] == len(shown)

    def test_tells_a_newcomer_what_to_fill_in_first(self, client: PageClient, engine: sa.Engine) -> None:
        with writing(engine) as connection:
            connection.execute(sa.update(learner).where(learner.c.learner_id == "eva").values(goal_occupation_id=None))
        page = logged_in(client, engine, Role.STUDENT, learner_id="eva").get("/mi").text
        assert "Di a qué trabajo quieres llegar" in page
        assert "Di qué sabes hacer" in page

    def test_does_not_ask_for_what_is_known(self, ana: PageClient) -> None:
        assert "Para empezar" not in ana.get("/mi").text

    def test_without_a_bundle_says_so_and_still_leads_on(
        self, client_without_bundle: PageClient, engine: sa.Engine
    ) -> None:
        page = logged_in(client_without_bundle, engine, Role.STUDENT, learner_id="ana").get("/mi")
        assert page.status_code == 503
        assert "falta entrenar y publicar un modelo" in page.text
        assert 'href="/mi/habilidades"' in page.text

    def test_sends_a_fixed_number_of_statements(self, ana: PageClient) -> None:
        ana.get("/mi")
        assert n_statements(ana, "/mi") == 12


class TestAnswer:
    def test_is_stored_and_confirmed(self, ana: PageClient) -> None:
        shown = impression_ids(ana.get("/mi").text)[0]
        answered = ana.post("/mi/respuestas", data={"impression_id": shown, "answer": "yes"})
        assert answered.status_code == 303
        assert "Tu respuesta: Sí, me interesa." in ana.get(answered.headers["location"]).text

    def test_to_anothers_impression_is_404(self, ana: PageClient, engine: sa.Engine) -> None:
        foreign = impression_ids(ana.get("/learners/eva").text)[0]
        assert ana.post("/mi/respuestas", data={"impression_id": foreign, "answer": "yes"}).status_code == 404
        assert rows(engine)["feedback"] == 0


class TestUndo:
    def test_makes_the_newest_answer_as_if_never_given(self, ana: PageClient, engine: sa.Engine, clock: Clock) -> None:
        before = ana.get("/mi").text
        shown = impression_ids(before)[0]
        ana.post("/mi/respuestas", data={"impression_id": shown, "answer": "never"})
        clock.pass_minutes(1)
        fields = undo_fields(ana.get("/mi").text)
        undone = ana.post("/mi/respuestas/deshacer", data=fields)
        assert undone.status_code == 303
        page = ana.get(undone.headers["location"]).text
        assert "es como si no hubieras respondido" in page
        assert rows(engine)["feedback"] == 0
        assert names(page) == names(before)
        assert not undo_fields(page)

    def test_brings_the_answer_before_back(self, ana: PageClient, engine: sa.Engine, clock: Clock) -> None:
        shown = impression_ids(ana.get("/mi").text)[0]
        for answer in ("yes", "not_now"):
            ana.post("/mi/respuestas", data={"impression_id": shown, "answer": answer})
            clock.pass_minutes(1)
        fields = undo_fields(ana.get("/mi").text)
        for _ in range(2):
            ana.post("/mi/respuestas/deshacer", data=fields)
        with engine.connect() as connection:
            assert [one.answer for one in feedback_of(connection, HERS.learner_id)] == [Answer.YES]

    def test_of_anothers_answer_changes_nothing(self, ana: PageClient, engine: sa.Engine) -> None:
        shown = impression_ids(ana.get("/learners/eva").text)[0]
        ana.post("/learners/eva/answers", data={"impression_id": shown, "answer": "yes"})
        with writing(engine) as connection:
            (given,) = feedback_of(connection, "eva")  # type: ignore[arg-type]
            assert not withdraw_answer(connection, HERS, given.certification_id, given.answered_at)
        assert rows(engine)["feedback"] == 1

    def test_leaves_other_answers_alone(self, ana: PageClient, engine: sa.Engine) -> None:
        first, second = impression_ids(ana.get("/mi").text)[:2]
        with writing(engine) as connection:
            record_answer(connection, HERS.learner_id, first, Answer.YES, START)
            other = record_answer(connection, HERS.learner_id, second, Answer.YES, START)
            assert withdraw_answer(connection, HERS, CertificationId(other), START)
            (left,) = feedback_of(connection, HERS.learner_id)
        assert left.impression_id == first
