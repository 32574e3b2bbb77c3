import json
import re
from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from api.pages.student.table_names import TABLE_KEYS
from data.database import writing
from data.frame_store import learner_frame, transcript_frame
from data.learner_store import counts_by_state, invented_learners, put_learners
from data.own_data_store import own_tables
from data.standing_store import ask_deletion, cancel_deletion, standing_of
from data.study_outcome_store import put_study_outcomes
from data.tables import impression, metadata
from tests.api.conftest import START, Clock, learner_row, person_row
from tests.api.page_client import PASSWORD, PageClient
from tests.api.student.conftest import HERS
from tests.api.test_pages import impression_ids, n_statements, rows


def follow(ana: PageClient, path: str, **fields: str) -> str:
    """Post a form, and see what comes."""
    answer = ana.post(path, data=fields)
    assert answer.status_code == 303, answer.text
    return ana.get(answer.headers["location"]).text


def taken_away(ana: PageClient) -> dict[str, list[dict[str, object]]]:
    """The tables of the file."""
    answer = ana.get("/mi/datos/descarga")
    assert "attachment" in answer.headers["content-disposition"]
    tables: dict[str, list[dict[str, object]]] = json.loads(answer.text)["tables"]
    return tables


class TestSeeing:
    def test_shows_person_profile_and_account(self, ana: PageClient) -> None:
        page = ana.get("/mi/datos").text
        for text in ("x-ana", "student@example.mx", "data-analyst", "s-prog"):
            assert text in page
        assert "x-eva" not in page

    def test_shows_few_rows_and_counts_all(self, ana: PageClient, clock: Clock) -> None:
        for _ in range(4):
            shown = len(impression_ids(ana.get("/mi").text))
            clock.pass_minutes(31)
        page = ana.get("/mi/datos").text
        assert f"Sugerencias que se te mostraron: {4 * shown} renglones" in page
        assert page.count("<td>small") <= 10
        assert len(taken_away(ana)["impression"]) == 4 * shown

    def test_names_every_table(self) -> None:
        assert set(TABLE_KEYS) == {table.name for table in own_tables()}

    def test_sends_a_fixed_number_of_statements(self, ana: PageClient) -> None:
        assert n_statements(ana, "/mi/datos") == 8 + len(own_tables())


class TestTakingAway:
    def test_brings_every_row_that_names_the_learner(self, ana: PageClient, engine: sa.Engine) -> None:
        _use_everything(ana, engine)
        found = taken_away(ana)
        with engine.connect() as connection:
            for table in metadata.tables.values():
                if "learner_id" in table.c:
                    hers = sa.select(sa.func.count()).select_from(table).where(table.c.learner_id == "ana")
                    assert len(found[table.name]) == connection.scalars(hers).one(), table.name
        assert found["account_person"] == [{"account_id": "student", "email": "student@example.mx", "name": None}]

    def test_holds_no_secret_and_nothing_of_others(self, ana: PageClient, engine: sa.Engine) -> None:
        _use_everything(ana, engine)
        text = ana.get("/mi/datos/descarga").text
        assert "$argon2" not in text
        assert not re.search(r'"(password|token)_hash":', text)
        assert "eva" not in text


class TestCorrecting:
    def test_stores_name_and_year_and_later_imports_leave_them(self, ana: PageClient, engine: sa.Engine) -> None:
        page = follow(ana, "/mi/datos/correccion", name="Ana Ñúñez", birth_year="2003")
        assert 'value="Ana Ñúñez"' in page
        with writing(engine) as connection:
            put_learners(connection, [learner_row("ana")], [{**person_row("ana"), "name": "ANA N", "birth_year": 1900}])
        (person,) = taken_away(ana)["person"]
        assert (person["name"], person["birth_year"]) == ("Ana Ñúñez", 2003)

    @pytest.mark.parametrize("year", ["1899", "2027", "MMIII"])
    def test_refuses_a_year_that_cannot_be(self, ana: PageClient, year: str) -> None:
        page = ana.post("/mi/datos/correccion", data={"name": "Ana", "birth_year": year})
        assert page.status_code == 422
        assert 'aria-describedby="birth_year-error"' in page.text
        assert f'value="{year}"' in page.text


class TestObjecting:
    def test_ends_ranking_and_reckoning_at_once(self, ana: PageClient, engine: sa.Engine) -> None:
        follow(ana, "/mi/datos/oposicion", objects="true")
        page = ana.get("/mi").text
        # Those that teach SQL or Python, by name.
        assert re.findall(r'<h2><a href="/certificaciones/([^"]+)">', page) == ["zen-2", "zen-1"]
        assert "orden alfabético" in page
        assert rows(engine)["impression"] == 0

    @pytest.mark.parametrize("path", ["/v1/learners/ana/suggestions", "/learners/ana", "/mi/comparar?c=zen-1"])
    def test_refuses_suggestions_everywhere_else(self, ana: PageClient, engine: sa.Engine, path: str) -> None:
        follow(ana, "/mi/datos/oposicion", objects="true")
        refused = ana.get(path)
        assert refused.status_code == 403
        if path.startswith("/v1/"):
            assert refused.json()["key"] == "error.objects_to_automation"
        assert rows(engine)["impression"] == 0

    def test_can_be_taken_back(self, ana: PageClient, engine: sa.Engine) -> None:
        follow(ana, "/mi/datos/oposicion", objects="true")
        follow(ana, "/mi/datos/oposicion", objects="false")
        assert impression_ids(ana.get("/mi").text)

    def test_needs_no_bundle_to_be_kept(self, ana: PageClient, engine: sa.Engine) -> None:
        follow(ana, "/mi/datos/oposicion", objects="true")
        with engine.connect() as connection:
            assert standing_of(connection, HERS.learner_id).objects_since == START


class TestAskingForAPerson:
    def test_is_answered_by_the_programme(self, ana: PageClient, manager: PageClient) -> None:
        page = follow(ana, "/mi/datos/peticiones", certification_id="zen-1", message="¿Por qué <no>?")
        assert "Todavía sin respuesta." in page
        asked = manager.get("/programa").text
        assert "¿Por qué &lt;no&gt;?" in asked
        assert '<span class="id">ana</span>' in asked
        (url,) = re.findall(r'action="(/programa/peticiones/[^"]+)"', asked)
        assert manager.post(url, data={"answer": " "}).status_code == 422
        assert "Nadie espera respuesta." in follow(manager, url, answer="Lo revisamos: sí.")
        assert "Lo revisamos: sí." in ana.get("/mi/datos").text
        assert manager.post(url, data={"answer": "Otra."}).status_code == 404

    @pytest.mark.parametrize(
        ("field", "fields"),
        [
            ("message", {"certification_id": "", "message": "  "}),
            ("certification_id", {"certification_id": "magic", "message": "¿Por qué?"}),
        ],
    )
    def test_points_at_a_wrong_field(
        self, ana: PageClient, engine: sa.Engine, field: str, fields: dict[str, str]
    ) -> None:
        page = ana.post("/mi/datos/peticiones", data=fields)
        assert page.status_code == 422
        assert f'aria-describedby="{field}-error"' in page.text
        assert rows(engine)["learner_request"] == 0


class TestDeleting:
    def test_needs_the_password_and_limits_tries(self, ana: PageClient, engine: sa.Engine, clock: Clock) -> None:
        for _ in range(5):
            page = ana.post("/mi/datos/borrado", data={"password": "wrong"})
            assert page.status_code == 422
        assert "Esta no es tu contraseña actual." in page.text
        page = ana.post("/mi/datos/borrado", data={"password": PASSWORD})
        assert "Demasiados intentos." in page.text
        assert rows(engine)["learner_standing"] == 0
        clock.pass_minutes(16)
        assert "Tus datos están bloqueados" in follow(ana, "/mi/datos/borrado", password=PASSWORD)

    def test_leaves_only_the_page_of_data(self, ana: PageClient) -> None:
        page = follow(ana, "/mi/datos/borrado", password=PASSWORD)
        assert "20 de diciembre de 2026" in page  # thirty days after the clock's day
        for path in ("/mi", "/mi/metas", "/mi/habilidades", "/mi/vales", "/mi/comparar"):
            answer = ana.get(path)
            assert (answer.status_code, answer.headers["location"]) == (303, "/mi/datos"), path
        assert ana.post("/mi/metas", data={}).status_code == 403
        assert ana.get("/v1/learners/ana/suggestions").json()["key"] == "error.deletion_asked"
        assert taken_away(ana)["learner"]

    def test_leaves_the_learner_out_of_everything_that_counts(self, ana: PageClient, engine: sa.Engine) -> None:
        with engine.connect() as connection:
            before = [count(connection) for count in COUNTS]
        follow(ana, "/mi/datos/borrado", password=PASSWORD)
        with engine.connect() as connection:
            assert [count(connection) for count in COUNTS] == [n - 1 for n in before]

    def test_is_no_more_a_request_that_waits(self, ana: PageClient, manager: PageClient) -> None:
        follow(ana, "/mi/datos/peticiones", certification_id="", message="¿Por qué?")
        follow(ana, "/mi/datos/borrado", password=PASSWORD)
        assert "Nadie espera respuesta." in manager.get("/programa").text

    def test_can_be_cancelled(self, ana: PageClient) -> None:
        follow(ana, "/mi/datos/borrado", password=PASSWORD)
        assert "Cancelamos el borrado" in follow(ana, "/mi/datos/borrado/cancelar")
        assert impression_ids(ana.get("/mi").text)

    def test_asked_again_keeps_its_day(self, ana: PageClient, engine: sa.Engine) -> None:
        follow(ana, "/mi/datos/borrado", password=PASSWORD)
        assert ana.post("/mi/datos/borrado", data={"password": PASSWORD}).status_code == 403
        with writing(engine) as connection:
            ask_deletion(connection, HERS, START, date(2027, 2, 1))
            assert standing_of(connection, HERS.learner_id).erase_on == date(2026, 12, 20)
            cancel_deletion(connection, HERS)
            assert standing_of(connection, HERS.learner_id).erase_on is None


COUNTS: tuple[Callable[[sa.Connection], int], ...] = (
    lambda connection: len(learner_frame(connection)),
    lambda connection: len(transcript_frame(connection)),
    lambda connection: len(invented_learners(connection, None, 10)),
    lambda connection: sum(counts_by_state(connection).values()),
)


def _use_everything(ana: PageClient, engine: sa.Engine) -> None:
    """Do on the pages whatever stores something of Ana, and something of Eva beside."""
    shown = impression_ids(ana.get("/mi").text)
    ana.post("/mi/respuestas", data={"impression_id": shown[0], "answer": "yes"})
    ana.post("/mi/habilidades", data={"skill_id": "sql", "word": "held"})
    ana.post("/mi/vales", data={"certification_id": "acme-1"})
    ana.post("/mi/datos/peticiones", data={"certification_id": "", "message": "¿Por qué?"})
    ana.post("/mi/datos/oposicion", data={"objects": "true"})
    ana.get("/learners/eva")
    outcome = {
        "source": "u-west",
        "learner_id": "ana",
        "course_id": "c",
        "period": "2026-1",
        "result": "passed",
        "n_previous_attempts": 0,
        "credits": 5.0,
    }
    with writing(engine) as connection:
        put_study_outcomes(connection, [outcome, {**outcome, "learner_id": "eva"}])
        assert connection.scalars(sa.select(sa.func.count()).where(impression.c.learner_id == "eva")).one()
