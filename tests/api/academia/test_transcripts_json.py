"""Learners and what they studied, sent by programs; settings of a school."""

from typing import Any

import pytest
import sqlalchemy as sa

from data.importers.pseudonyms import learner_id_of
from data.learner_store import get_learner
from data.settings import Settings
from data.tables import job_run
from tests.api.academia.schools import Schools
from tests.api.academia.test_kardex import PEOPLE, work
from tests.statements import counted_statements

FILES, SETTINGS = "/v1/school/transcripts", "/v1/school/settings"


def sent(schools: Schools, content: bytes = PEOPLE, **fields: str) -> dict[str, Any]:
    answer = schools.west.post(FILES, data=fields, files={"file": ("alumnos.csv", content)})
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


class TestSendTranscripts:
    def test_loads_own_people_and_tells_which_rows_were_refused(self, schools: Schools, settings: Settings) -> None:
        file = sent(schools)
        assert (file["name"], file["state"], file["counts"], file["trouble"]) == ("alumnos.csv", "queued", None, None)
        work(settings)
        url = f"{FILES}/{file['number']}"
        done = schools.west.get(url).json()
        assert (done["state"], done["counts"]) == (
            "done",
            {"n_read": 2, "n_new": 1, "n_updated": 0, "n_unchanged": 0, "n_duplicate": 0, "n_refused": 1},
        )
        assert schools.west.get(f"{url}/refused-rows?lang=es").json() == {
            "items": [{"kind": "learners", "line": 3, "reason": "«Institución» pertenece a otra institución."}],
            "next_cursor": None,
        }
        with schools.engine.begin() as connection:
            learner = get_learner(connection, learner_id_of(settings.pseudonym_secret, "A1"))
        assert learner.institution_id == "u-west"
        assert schools.west.get(FILES).json()["items"] == [done]
        # It is the file of the page as well.
        assert "alumnos.csv" in schools.west.get(f"/academia/kardex/{file['number']}").text

    def test_tells_why_a_whole_file_could_not_be_taken(self, schools: Schools, settings: Settings) -> None:
        number = sent(schools, b"a,b\n1,2\n")["number"]
        work(settings)
        file = schools.west.get(f"{FILES}/{number}?lang=es").json()
        assert file["state"] == "failed"
        assert file["trouble"].endswith("en el encabezado. Agrégala o usa la plantilla.")

    def test_further_fields_change_nothing(self, schools: Schools) -> None:
        sent(schools, kind="postings", organisation_id="east", mapping="oulad")
        with schools.engine.begin() as connection:
            (arguments,) = connection.scalars(sa.select(job_run.c.arguments))
        assert (arguments["kind"], arguments["organisation_id"], arguments["mapping"]) == ("learners", "west", None)

    def test_sends_a_file_once_for_each_key(self, schools: Schools) -> None:
        body = (
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' + PEOPLE + b"\r\n--x--\r\n"
        )
        headers = {"content-type": "multipart/form-data; boundary=x", "Idempotency-Key": "one"}
        numbers = {schools.west.post(FILES, content=body, headers=headers).json()["number"] for _ in range(2)}
        assert len(numbers) == 1

    @pytest.mark.parametrize("body", [{}, {"data": {"file": "no file"}}, {"json": {"file": "x"}}])
    def test_refuses_what_is_no_file(self, schools: Schools, body: dict[str, Any]) -> None:
        answer = schools.west.post(FILES, **body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/body/file")

    def test_a_school_without_institution_sends_nothing(self, schools: Schools) -> None:
        with schools.engine.begin() as connection:
            connection.execute(sa.text("UPDATE organisation SET institution_id = NULL"))
        answer = schools.west.post(FILES, files={"file": ("a.csv", PEOPLE)})
        assert (answer.status_code, answer.json()["key"]) == (409, "error.no_institution")

    def test_of_another_school_are_not_there(self, schools: Schools) -> None:
        number = sent(schools)["number"]
        for path in (f"{FILES}/{number}", f"{FILES}/{number}/refused-rows", f"{FILES}/999"):
            assert schools.east.get(path).status_code == 404
        assert schools.east.get(FILES).json()["items"] == []

    def test_takes_four_statements_to_show(self, schools: Schools) -> None:
        number = sent(schools)["number"]
        with counted_statements(schools.engine) as statements:
            schools.west.get(f"{FILES}/{number}/refused-rows")
        # The session, whose job it is, the job, refused rows.
        assert len(statements) == 4


class TestSettings:
    def test_are_changed_by_who_has_seen_them_last_alone(self, schools: Schools) -> None:
        answer = schools.west.get(SETTINGS)
        assert answer.json() == {
            "name": "Org west",
            "institution": {"id": "u-west", "name": "Universidad del Oeste"},
            "shares_plans": False,
        }
        tag = answer.headers["etag"]
        assert schools.west.get(SETTINGS, headers={"If-None-Match": tag}).status_code == 304
        said = {"name": "  Escuela   del Oeste ", "shares_plans": True}
        changed = schools.west.post(SETTINGS, json=said, headers={"If-Match": tag})
        assert (changed.json()["name"], changed.json()["shares_plans"]) == ("Escuela del Oeste", True)
        assert schools.west.post(SETTINGS, json=said, headers={"If-Match": tag}).status_code == 412
        assert schools.east.get(SETTINGS).json()["name"] == "Org east"

    @pytest.mark.parametrize("said", [{"name": " ", "shares_plans": True}, {"name": "x"}, {"shares_plans": "yes"}])
    def test_refuse_what_says_nothing(self, schools: Schools, said: dict[str, object]) -> None:
        assert schools.west.post(SETTINGS, json=said).status_code == 422
        assert schools.west.get(SETTINGS).json()["name"] == "Org west"
