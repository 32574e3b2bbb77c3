"""A learner's own data through the API: the same services as the pages, told to programs."""

from datetime import date

import pytest
import sqlalchemy as sa

from api.accounts.privacy_notice import notice_version
from data import request_store
from data.consent_store import ConsentPurpose, consents_of
from data.database import writing
from data.program_tables import kept_answer
from data.rights import AccountId, ProgrammeRights
from data.settings import Settings
from data.standing_store import standing_of
from tests.api.conftest import START, Clock
from tests.api.page_client import PASSWORD, PageClient
from tests.api.student.conftest import HERS
from tests.api.test_pages import rows


class TestConsents:
    def test_come_with_what_they_mean_and_the_notice(self, ana: PageClient, settings: Settings) -> None:
        found = ana.get("/v1/me/consents?lang=en").json()
        assert [(one["purpose"], one["since"]) for one in found["items"]] == [("profile", None), ("messages", None)]
        assert found["items"][0]["text"].startswith("Companies may see my profile without name")
        assert found["notice"]["version"] == notice_version(settings)
        assert "Cookies" in [section["title"] for section in found["notice"]["sections"]]

    def test_are_given_and_taken_back_one_by_one(self, ana: PageClient, engine: sa.Engine, settings: Settings) -> None:
        given = ana.post("/v1/me/consents", json={"purpose": "messages", "agrees": True}).json()["items"]
        assert given[1]["since"] == "2026-11-20T18:00:00Z"
        assert given[1]["notice_version"] == notice_version(settings)
        assert given[0]["since"] is None
        ana.post("/v1/me/consents", json={"purpose": "profile", "agrees": True})
        ana.post("/v1/me/consents", json={"purpose": "messages", "agrees": False})
        with engine.connect() as connection:
            assert set(consents_of(connection, HERS)) == {ConsentPurpose.PROFILE}
        assert rows(engine)["learner_consent"] == 2  # that it was given stays on record

    def test_may_be_given_again_at_the_moment_when_they_were_taken_back(self, ana: PageClient) -> None:
        for agrees in (True, False, True):
            answer = ana.post("/v1/me/consents", json={"purpose": "profile", "agrees": agrees})
            assert (answer.status_code, answer.json()["items"][0]["since"] is not None) == (200, agrees)

    def test_are_not_given_under_a_notice_that_was_not_read(self, ana: PageClient, engine: sa.Engine) -> None:
        headers = {"if-match": '"read long ago"'}
        assert (
            ana.post("/v1/me/consents", json={"purpose": "profile", "agrees": True}, headers=headers).status_code == 412
        )
        assert rows(engine)["learner_consent"] == 0


class TestData:
    def test_are_all_that_the_page_takes_away(self, ana: PageClient) -> None:
        ana.post("/v1/me/skills", json={"skill_id": "sql", "word": "held"})
        assert ana.get("/v1/me/data").json() == ana.get("/mi/datos/descarga").json()
        assert [row["skill_id"] for row in ana.get("/v1/me/data").json()["tables"]["learner_skill"]] == ["sql"]

    def test_hold_nothing_of_others_and_no_secret(self, ana: PageClient) -> None:
        ana.get("/v1/learners/eva/suggestions")
        text = ana.get("/v1/me/data").text
        assert "student@example.mx" in text
        assert "eva" not in text
        assert "$argon2" not in text


class TestPerson:
    def test_is_corrected(self, ana: PageClient) -> None:
        assert ana.get("/v1/me/person").json() == {"name": None, "birth_year": None}
        said = {"name": " Ana Ñúñez ", "birth_year": 2003}
        assert ana.post("/v1/me/person", json=said).json() == {"name": "Ana Ñúñez", "birth_year": 2003}
        (person,) = ana.get("/v1/me/data").json()["tables"]["person"]
        assert (person["name"], person["birth_year"]) == ("Ana Ñúñez", 2003)
        assert ana.post("/v1/me/person", json={"name": None, "birth_year": None}).json()["name"] is None

    @pytest.mark.parametrize("year", [1899, 2027, "2003"])
    def test_is_not_born_in_a_year_that_cannot_be(self, ana: PageClient, year: object) -> None:
        refused = ana.post("/v1/me/person", json={"name": "Ana", "birth_year": year})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["pointer"].endswith("/birth_year")

    def test_that_changed_since_is_not_overwritten(self, ana: PageClient) -> None:
        tag = ana.get("/v1/me/person").headers["etag"]
        ana.post("/mi/datos/correccion", data={"name": "Ana N", "birth_year": ""})
        late = ana.post("/v1/me/person", json={"name": "A", "birth_year": None}, headers={"if-match": tag})
        assert late.status_code == 412


class TestRequests:
    def test_are_answered_by_a_person(self, ana: PageClient, engine: sa.Engine) -> None:
        asked = ana.post("/v1/me/requests", json={"certification_id": "zen-1", "message": " ¿Por qué no? "})
        assert asked.status_code == 201
        with writing(engine) as connection:
            programme = ProgrammeRights(AccountId("manager"))
            request_store.answer_request(connection, programme, asked.json()["id"], "Sí: lo revisamos.", START)
        (found,) = ana.get("/v1/me/requests").json()["items"]
        assert found.items() >= asked.json().items()
        assert (found["certification"]["id"], found["message"]) == ("zen-1", "¿Por qué no?")
        assert (found["answer"], found["answered_at"]) == ("Sí: lo revisamos.", "2026-11-20T18:00:00Z")

    def test_may_be_about_nothing_in_particular(self, ana: PageClient) -> None:
        ana.post("/v1/me/requests", json={"message": "¿Por qué?"})
        assert ana.get("/v1/me/requests").json()["items"][0]["certification"] is None

    def test_leave_no_message_in_what_is_kept_for_an_idempotency_key(self, ana: PageClient, engine: sa.Engine) -> None:
        for _ in range(2):
            ana.post("/v1/me/requests", json={"message": "Soy xyzzy."}, headers={"idempotency-key": "once"})
        with engine.connect() as connection:
            (kept,) = connection.execute(sa.select(kept_answer.c.body)).scalars()
        assert rows(engine)["learner_request"] == 1
        assert "xyzzy" not in str(kept)

    @pytest.mark.parametrize(
        ("field", "body"),
        [("message", {"message": " \n "}), ("certification_id", {"message": "?", "certification_id": "magic"})],
    )
    def test_point_at_a_wrong_field(self, ana: PageClient, engine: sa.Engine, field: str, body: dict[str, str]) -> None:
        refused = ana.post("/v1/me/requests", json=body)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["pointer"].endswith(field)
        assert rows(engine)["learner_request"] == 0


class TestErasure:
    def test_needs_the_password_and_limits_tries(self, ana: PageClient, engine: sa.Engine, clock: Clock) -> None:
        for _ in range(5):
            refused = ana.post("/v1/me/erasure", json={"password": "wrong"})
            assert refused.status_code == 422
            assert refused.json()["errors"][0]["pointer"] == "#/password"
        waits = ana.post("/v1/me/erasure", json={"password": PASSWORD})
        assert (waits.status_code, waits.json()["key"]) == (429, "error.too_many_tries")
        assert int(waits.headers["retry-after"]) > 0
        assert rows(engine)["learner_standing"] == 0
        clock.pass_minutes(16)
        assert ana.post("/v1/me/erasure", json={"password": PASSWORD}).status_code == 201

    def test_blocks_all_but_the_data_and_the_way_back(self, ana: PageClient, engine: sa.Engine) -> None:
        assert ana.get("/v1/me/erasure").json() == {"asked_at": None, "erase_on": None, "erase_after_days": 30}
        asked = ana.post("/v1/me/erasure", json={"password": PASSWORD}).json()
        assert asked == {"asked_at": "2026-11-20T18:00:00Z", "erase_on": "2026-12-20", "erase_after_days": 30}
        for path in ("goals", "consents", "person", "requests", "skills"):
            assert ana.get(f"/v1/me/{path}").json()["key"] == "error.deletion_asked", path
        assert ana.post("/v1/me/erasure", json={"password": PASSWORD}).json()["key"] == "error.deletion_asked"
        assert ana.get("/v1/me/data").json()["tables"]["learner"]
        assert ana.get("/v1/me/erasure").json() == asked
        assert ana.post("/v1/me/erasure/cancel").json()["erase_on"] is None
        with engine.connect() as connection:
            assert standing_of(connection, HERS.learner_id).erase_on is None
        assert ana.get("/v1/me/goals").status_code == 200

    def test_keeps_its_day_when_it_is_asked_for_on_the_page_as_well(self, ana: PageClient, clock: Clock) -> None:
        ana.post("/v1/me/erasure", json={"password": PASSWORD})
        clock.pass_minutes(60 * 24 * 3)
        ana.post("/mi/datos/borrado", data={"password": PASSWORD})
        assert ana.get("/v1/me/erasure").json()["erase_on"] == date(2026, 12, 20).isoformat()
