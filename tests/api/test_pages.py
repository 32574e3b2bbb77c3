import re

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from data.tables import feedback, impression, metadata
from tests.api.conftest import Clock


def rows(engine: sa.Engine) -> dict[str, int]:
    """Number of rows of every table."""
    with engine.connect() as connection:
        return {
            table.name: connection.scalars(sa.select(sa.func.count()).select_from(table)).one()
            for table in metadata.tables.values()
        }


def n_statements(client: TestClient, path: str) -> int:
    """How many statements a page sends to the database, without transaction control."""
    engine = client.app.state.parts.engine  # type: ignore[attr-defined]
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    assert client.get(path).status_code == 200
    sa.event.remove(engine, "before_cursor_execute", note)
    return sum(not statement.startswith(("BEGIN", "PRAGMA")) for statement in sent)


def impression_ids(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'name="impression_id" value="([^"]+)"', page)))


class TestLanguage:
    @pytest.mark.parametrize(
        ("query", "cookie", "header", "expected"),
        [
            ("", None, "", "es"),
            ("", None, "fr, en;q=0.8", "en"),
            ("", "es", "en", "es"),
            ("?lang=en", "es", "es", "en"),
            ("?lang=xx", None, "", "es"),
        ],
    )
    def test_comes_from_address_then_cookie_then_browser_then_is_spanish(
        self, client: TestClient, query: str, cookie: str | None, header: str, expected: str
    ) -> None:
        if cookie:
            client.cookies.set("lang", cookie)
        page = client.get(f"/{query}", headers={"accept-language": header})
        assert f'<html lang="{expected}">' in page.text
        assert page.headers["content-language"] == expected

    def test_is_remembered_once_chosen_in_the_address(self, client: TestClient) -> None:
        client.get("/?lang=en")
        assert '<html lang="en">' in client.get("/explora").text

    def test_switch_leads_to_the_same_page(self, client: TestClient) -> None:
        page = client.get("/?state=MX-JAL&lang=es")
        assert 'href="/?state=MX-JAL&amp;lang=en"' in page.text

    def test_switch_never_leads_to_another_host(self, client: TestClient) -> None:
        page = client.get("http://testserver//evil.example/")
        assert page.status_code == 404
        assert 'href="//' not in page.text


class TestStartPage:
    def test_lists_invented_learners_only(self, client: TestClient) -> None:
        page = client.get("/").text
        assert "/learners/ana" in page
        assert "/learners/eva" in page
        assert "/learners/real" not in page
        assert "Datos inventados" in page

    def test_filters_by_state_and_area_of_study(self, client: TestClient) -> None:
        by_state = client.get("/?state=MX-NLE").text
        assert "/learners/eva" in by_state
        assert "/learners/ana" not in by_state
        assert "/learners/ana" in client.get("/?area=software").text
        assert "Nadie coincide" in client.get("/?state=MX-NLE&area=cloud").text

    def test_says_where_to_go_on_from_a_page_past_the_end(self, client: TestClient) -> None:
        page = client.get("/?page=9")
        assert page.status_code == 200
        assert "page=1#people" in page.text


class TestQueryCount:
    @pytest.mark.parametrize(("path", "n"), [("/", 2), ("/?state=MX-JAL", 2), ("/learners/ana", 12), ("/explora", 0)])
    def test_does_not_grow_with_what_is_shown(self, client: TestClient, path: str, n: int) -> None:
        assert n_statements(client, path) == n


class TestLearnerPage:
    def test_shows_suggestions_with_reasons_and_price(self, client: TestClient) -> None:
        page = client.get("/learners/ana").text
        assert "Zenith SQL" in page
        assert "3 de 8 vacantes en Jalisco en los últimos 12 meses piden SQL." in page
        assert "Vacante inventada: Analista &amp; más" in page
        assert "Tú pagas $333.00" in page  # 100 USD x 18.5 x .6 x .3
        assert "Precio de lista: $1,850.00" in page
        assert "Precio por confirmar" in page
        assert "Fondo de Jalisco: paga 35" in page
        assert "según lo que ha pasado con otros estudiantes, entre" in page
        assert "Datos al 1 de noviembre de 2026." in page

    def test_speaks_english(self, client: TestClient) -> None:
        page = client.get("/learners/ana?lang=en").text
        assert "3 of 8 postings in Jalisco in the last 12 months ask for SQL." in page
        assert "Price to be confirmed" in page
        assert "November 1, 2026" in page

    def test_says_that_risk_does_not_apply_to_who_does_not_study(self, client: TestClient) -> None:
        assert "No aplica: no estás cursando una carrera." in client.get("/learners/eva").text

    def test_escapes_what_postings_say(self, client: TestClient) -> None:
        page = client.get("/learners/ana").text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "<script" not in page

    def test_stores_one_impression_within_half_an_hour_and_a_new_one_after(
        self, client: TestClient, engine: sa.Engine, clock: Clock
    ) -> None:
        first = impression_ids(client.get("/learners/ana").text)
        clock.pass_minutes(30)
        assert impression_ids(client.get("/learners/ana").text) == first
        assert rows(engine)["impression"] == len(first)
        clock.pass_minutes(1)
        assert not set(impression_ids(client.get("/learners/ana").text)) & set(first)
        assert rows(engine)["impression"] == 2 * len(first)

    def test_stores_features_propensity_and_bundle(self, client: TestClient, engine: sa.Engine) -> None:
        version = client.get("/readyz").json()["bundle_version"]
        client.get("/learners/ana")
        with engine.connect() as connection:
            stored = connection.execute(sa.select(impression).order_by(impression.c.rank)).all()
        assert [row.rank for row in stored] == list(range(1, len(stored) + 1))
        assert {row.bundle_version for row in stored} == {version}
        assert all(len(row.features) > 30 and row.propensity == 1.0 for row in stored)

    def test_unknown_learner_is_a_404_page(self, client: TestClient) -> None:
        page = client.get("/learners/nobody")
        assert page.status_code == 404
        assert "No encontramos lo que buscas." in page.text

    def test_real_learner_is_forbidden(self, client: TestClient, engine: sa.Engine) -> None:
        assert client.get("/learners/real").status_code == 403
        assert rows(engine)["impression"] == 0

    def test_without_a_bundle_says_so(self, client_without_bundle: TestClient) -> None:
        page = client_without_bundle.get("/learners/ana")
        assert page.status_code == 503
        assert "falta entrenar y publicar un modelo" in page.text


class TestAnswer:
    def test_is_stored_confirmed_and_can_be_changed(self, client: TestClient, engine: sa.Engine, clock: Clock) -> None:
        shown = impression_ids(client.get("/learners/ana").text)[0]
        answered = client.post("/learners/ana/answers", data={"impression_id": shown, "answer": "yes"})
        assert answered.status_code == 303
        page = client.get(answered.headers["location"]).text
        assert 'role="status"' in page
        assert "Tu respuesta: Sí, me interesa. Puedes cambiarla." in page
        clock.pass_minutes(1)
        client.post("/learners/ana/answers", data={"impression_id": shown, "answer": "never"})
        page = client.get("/learners/ana").text
        assert "Tus otras respuestas" in page
        assert "No me la sugieran más" in page
        with engine.connect() as connection:
            answers = connection.scalars(sa.select(feedback.c.answer).order_by(feedback.c.feedback_id)).all()
        assert answers == ["yes", "never"]

    def test_sent_twice_is_one(self, client: TestClient, engine: sa.Engine, clock: Clock) -> None:
        shown = impression_ids(client.get("/learners/ana").text)[0]
        for _ in range(2):
            client.post("/learners/ana/answers", data={"impression_id": shown, "answer": "not_now"})
            clock.pass_minutes(1)
        assert rows(engine)["feedback"] == 1

    def test_to_anothers_impression_is_404(self, client: TestClient, engine: sa.Engine) -> None:
        shown = impression_ids(client.get("/learners/ana").text)[0]
        refused = client.post("/learners/eva/answers", data={"impression_id": shown, "answer": "yes"})
        assert refused.status_code == 404
        assert rows(engine)["feedback"] == 0

    def test_of_a_real_learner_is_forbidden(self, client: TestClient) -> None:
        assert client.post("/learners/real/answers", data={"impression_id": "x", "answer": "yes"}).status_code == 403

    def test_without_a_known_word_is_422(self, client: TestClient) -> None:
        page = client.post("/learners/ana/answers", data={"impression_id": "x", "answer": "maybe"})
        assert page.status_code == 422
        assert "<h1>Algo no salió bien</h1>" in page.text


FORM = {
    "kind": "student",
    "state_id": "MX-JAL",
    "english": "B1",
    "weekly_hours": "6,5",
    "curriculum_id": "systems",
    "subject_ids": ["s-prog", "s-data"],
    "certification_ids": ["acme-1"],
    "goal_occupation_id": "data-analyst",
}


class TestExplorePage:
    def test_offers_the_subjects_of_the_chosen_curriculum(self, client: TestClient) -> None:
        assert 'value="s-prog"' not in client.get("/explora").text
        page = client.get("/explora?curriculum=systems").text
        assert 'value="s-prog"' in page
        assert 'type="hidden" name="curriculum_id" value="systems"' in page

    def test_suggests_and_stores_nothing(self, client: TestClient, engine: sa.Engine) -> None:
        before = rows(engine)
        page = client.post("/explora", data=FORM)
        assert page.status_code == 200
        assert "Es el siguiente paso después de Acme One, que ya tienes." in page.text
        assert "No guardamos nada de este formulario." in page.text
        assert 'value="s-prog" checked' in page.text
        assert "impression_id" not in page.text
        assert rows(engine) == before

    def test_points_at_wrong_fields(self, client: TestClient) -> None:
        page = client.post("/explora", data={**FORM, "state_id": "", "weekly_hours": "6"})
        assert page.status_code == 422
        assert 'id="state_id-error"' in page.text
        page = client.post("/explora", data={**FORM, "weekly_hours": "nan"})
        assert "Escribe un número de horas entre 1 y 60." in page.text

    def test_refuses_subjects_of_another_curriculum(self, client: TestClient) -> None:
        assert client.post("/explora", data={**FORM, "curriculum_id": ""}).status_code == 422

    def test_says_when_nothing_can_be_started(self, client: TestClient) -> None:
        everything = ["acme-1", "acme-2", "acme-3", "zen-1", "zen-2"]
        page = client.post("/explora", data={**FORM, "certification_ids": everything})
        assert "No encontramos certificaciones que puedas empezar" in page.text
