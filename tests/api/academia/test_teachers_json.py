"""Teachers of a plan, entered by programs."""

from typing import Any

import pytest
import sqlalchemy as sa

from data.database import writing
from data.importers.pseudonyms import learner_id_of
from data.learner_store import get_learner, put_learners
from data.settings import Settings
from tests.api.academia.schools import Schools
from tests.data.plans import DATABASES, PROGRAMMING, make_plan
from tests.data.rows import learner_row, person_row

TEACHERS = "/v1/school/plans/pwest/teachers"
RITA = {"code": " D-17 ", "name": "Rita", "subject_id": PROGRAMMING}
HELD = {"certification_id": "acme-1", "taken_on": "2026-05-01"}


@pytest.fixture(autouse=True)
def plan(schools: Schools) -> None:
    """A plan of each school."""
    schools.put(schools.west_rights, make_plan())
    schools.put(schools.east_rights, make_plan("peast"))


def listed(schools: Schools) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = schools.west.get(TEACHERS).json()["items"]
    return found


def rita_id(schools: Schools) -> str:
    answer = schools.west.post(TEACHERS, json=RITA)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


class TestAddTeacher:
    def test_makes_a_learner_under_a_pseudonym(self, schools: Schools, settings: Settings) -> None:
        id_ = rita_id(schools)
        assert listed(schools) == [
            {
                "id": learner_id_of(settings.pseudonym_secret, "D-17"),
                "code": "D-17",
                "name": "Rita",
                "subjects": [{"id": PROGRAMMING, "name": f"Materia {PROGRAMMING}"}],
                "certifications": [],
            }
        ]
        with schools.engine.begin() as connection:
            learner = get_learner(connection, learner_id_of(settings.pseudonym_secret, "D-17"))
        assert (learner.id, learner.kind, learner.institution_id) == (id_, "teacher", "u-west")

    def test_the_same_code_again_adds_a_subject(self, schools: Schools) -> None:
        rita_id(schools)
        again = schools.west.post(TEACHERS, json={"code": "D-17", "subject_id": DATABASES}).json()
        assert (again["name"], [one["id"] for one in again["subjects"]]) == ("Rita", [PROGRAMMING, DATABASES])

    @pytest.mark.parametrize(
        ("changed", "pointer"),
        [
            ({"code": " "}, "#/body/code"),
            ({"code": "x" * 65}, "#/body/code"),
            ({"subject_id": "peast-a1"}, "#/subject_id"),
            ({"kind": "student"}, "#/body/kind"),
        ],
    )
    def test_names_the_field_that_is_wrong(self, schools: Schools, changed: dict[str, str], pointer: str) -> None:
        answer = schools.west.post(TEACHERS, json={**RITA, **changed})
        assert answer.status_code == 422
        assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
        assert listed(schools) == []

    def test_a_code_of_somebody_else_is_refused_without_saying_whose(
        self, schools: Schools, settings: Settings
    ) -> None:
        taken = learner_id_of(settings.pseudonym_secret, "D-17")
        with writing(schools.engine) as connection:
            put_learners(connection, [learner_row(taken, kind="student")], [person_row(taken, name="Secreto")])
        answer = schools.west.post(TEACHERS, json={**RITA, "name": None})
        assert (answer.status_code, answer.json()["key"]) == (422, "error.code_taken")
        assert "Secreto" not in answer.text
        assert listed(schools) == []

    def test_a_school_without_institution_has_none(self, schools: Schools) -> None:
        with schools.engine.begin() as connection:
            connection.execute(sa.text("UPDATE organisation SET institution_id = NULL"))
        answer = schools.west.post(TEACHERS, json=RITA)
        assert (answer.status_code, answer.json()["key"]) == (409, "error.no_institution")


class TestChangeTeacher:
    def test_subjects_are_assigned_and_released(self, schools: Schools) -> None:
        url = f"{TEACHERS}/{rita_id(schools)}/subjects"
        assert schools.west.post(url, json={"subject_id": DATABASES}).status_code == 204
        assert schools.west.post(f"{url}/{PROGRAMMING}/release").status_code == 204
        assert [one["id"] for one in listed(schools)[0]["subjects"]] == [DATABASES]
        schools.west.post(f"{url}/{DATABASES}/release")
        assert listed(schools) == []

    def test_certifications_are_added_and_removed(self, schools: Schools) -> None:
        url = f"{TEACHERS}/{rita_id(schools)}/certifications"
        assert schools.west.post(url, json=HELD).status_code == 204
        assert listed(schools)[0]["certifications"] == [{"id": "acme-1", "name": "Acme One", "taken_on": "2026-05-01"}]
        assert schools.west.post(f"{url}/acme-1/remove").status_code == 204
        assert listed(schools)[0]["certifications"] == []

    @pytest.mark.parametrize(
        ("changed", "pointer"),
        [
            ({"certification_id": "none"}, "#/certification_id"),
            ({"taken_on": "2026-11-21"}, "#/taken_on"),
            ({"taken_on": "1989-12-31"}, "#/taken_on"),
            ({"taken_on": "yesterday"}, "#/body/taken_on"),
        ],
    )
    def test_certifications_that_cannot_be_are_refused(
        self, schools: Schools, changed: dict[str, str], pointer: str
    ) -> None:
        answer = schools.west.post(f"{TEACHERS}/{rita_id(schools)}/certifications", json={**HELD, **changed})
        assert answer.status_code == 422
        assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
        assert listed(schools)[0]["certifications"] == []


class TestAnotherSchoolsTeachers:
    @pytest.mark.parametrize("plan_id", ["pwest", "peast"])
    def test_are_not_there_and_cannot_be_changed(self, schools: Schools, plan_id: str) -> None:
        url = f"/v1/school/plans/{plan_id}/teachers/{rita_id(schools)}"
        schools.west.post(f"{TEACHERS}/{rita_id(schools)}/certifications", json=HELD)
        before = listed(schools)
        assert schools.east.get(TEACHERS).status_code == 404
        first = f"{plan_id}-a1"
        for end, body in (
            ("subjects", {"subject_id": first}),
            (f"subjects/{PROGRAMMING}/release", None),
            ("certifications", {**HELD, "certification_id": "acme-2"}),
            ("certifications/acme-1/remove", None),
        ):
            assert schools.east.post(f"{url}/{end}", json=body).status_code == 404, end
        assert listed(schools) == before
        assert schools.east.get("/v1/school/plans/peast/teachers").json()["items"] == []
