from datetime import date

import pytest
import sqlalchemy as sa

from data import teacher_store
from data.database import writing
from data.domain import LearnerId
from data.importers.pseudonyms import learner_id_of
from data.learner_store import get_learner, put_learners
from data.teacher_store import HeldCertification, Teacher
from tests.api.academia.schools import Schools
from tests.data.plans import DATABASES, PROGRAMMING, make_plan
from tests.data.rows import learner_row, person_row
from tests.statements import counted_statements

TEACHERS = "/academia/planes/pwest/docentes"
RITA = {"code": "D-17", "name": "Rita", "subject_id": PROGRAMMING}


@pytest.fixture(autouse=True)
def plan(schools: Schools) -> None:
    """A plan of each school."""
    schools.put(schools.west_rights, make_plan())
    schools.put(schools.east_rights, make_plan("peast"))


def found(schools: Schools, plan_id: str = "pwest") -> tuple[Teacher, ...]:
    rights = schools.west_rights if plan_id == "pwest" else schools.east_rights
    with schools.engine.begin() as connection:
        return teacher_store.teachers_of(connection, rights, plan_id)


def rita_id(schools: Schools) -> LearnerId:
    schools.west.post(TEACHERS, data=RITA)
    return found(schools)[0].id


class TestAddTeacher:
    def test_makes_a_learner_under_a_pseudonym(self, schools: Schools) -> None:
        assert schools.west.post(TEACHERS, data=RITA).status_code == 303
        (teacher,) = found(schools)
        assert (teacher.code, teacher.name, teacher.subject_ids) == ("D-17", "Rita", (PROGRAMMING,))
        assert "17" not in teacher.id
        with schools.engine.begin() as connection:
            learner = get_learner(connection, teacher.id)
        assert (learner.kind, learner.institution_id, learner.state_id) == ("teacher", "u-west", "MX-JAL")

    def test_the_same_code_again_adds_a_subject(self, schools: Schools) -> None:
        schools.west.post(TEACHERS, data=RITA)
        schools.west.post(TEACHERS, data={"code": " D-17 ", "subject_id": DATABASES})
        (teacher,) = found(schools)
        assert (teacher.name, teacher.subject_ids) == ("Rita", (PROGRAMMING, DATABASES))

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"code": " "}, "Escribe la clave"),
            ({"code": "x" * 65}, "Escribe la clave"),
            ({"subject_id": ""}, "Elige la materia"),
            ({"subject_id": "peast-a1"}, "Elige la materia"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_the_fields(
        self, schools: Schools, changed: dict[str, str], said: str
    ) -> None:
        answer = schools.west.post(TEACHERS, data={**RITA, **changed})
        assert answer.status_code == 422
        assert said in answer.text
        assert 'value="Rita"' in answer.text
        assert found(schools) == ()

    @pytest.mark.parametrize(
        ("kind", "institution"), [("teacher", "u-north"), ("student", "u-west"), ("teacher", None)]
    )
    def test_a_code_of_somebody_else_is_refused_without_saying_whose(
        self, schools: Schools, kind: str, institution: str | None
    ) -> None:
        key = schools.west.app.state.parts.settings.pseudonym_secret  # type: ignore[attr-defined]
        taken = learner_id_of(key, "D-17")
        with writing(schools.engine) as connection:
            row = learner_row(taken, kind=kind, institution_id=institution)
            put_learners(connection, [row], [person_row(taken, name="Secreto")])
        answer = schools.west.post(TEACHERS, data={**RITA, "name": ""})
        assert answer.status_code == 422
        assert "Esta clave ya está en uso." in answer.text
        assert "Secreto" not in answer.text
        assert found(schools) == ()

    def test_further_fields_change_nothing(self, schools: Schools) -> None:
        extra = {"institution_id": "u-north", "kind": "student", "organisation_id": "east", "learner_id": "other"}
        schools.west.post(TEACHERS, data={**RITA, **extra})
        with schools.engine.begin() as connection:
            learner = get_learner(connection, found(schools)[0].id)
        assert (learner.kind, learner.institution_id) == ("teacher", "u-west")
        assert found(schools, "peast") == ()


class TestChangeTeacher:
    def test_subjects_are_assigned_and_taken_away(self, schools: Schools) -> None:
        url = f"{TEACHERS}/{rita_id(schools)}/materias"
        schools.west.post(url, data={"subject_id": DATABASES})
        schools.west.post(f"{url}/quitar", data={"subject_id": PROGRAMMING})
        assert found(schools)[0].subject_ids == (DATABASES,)
        schools.west.post(f"{url}/quitar", data={"subject_id": DATABASES})
        assert found(schools) == ()

    def test_certifications_are_added_and_taken_away(self, schools: Schools) -> None:
        url = f"{TEACHERS}/{rita_id(schools)}/certificaciones"
        answer = schools.west.post(url, data={"certification_id": "acme-1", "taken_on": "2026-05-01"})
        assert answer.headers["location"].startswith(f"{TEACHERS}#")
        assert found(schools)[0].certifications == (HeldCertification("acme-1", date(2026, 5, 1)),)  # type: ignore[arg-type]
        assert ", 1 de mayo de 2026" in schools.west.get(TEACHERS).text
        schools.west.post(f"{url}/quitar", data={"certification_id": "acme-1"})
        assert found(schools)[0].certifications == ()

    @pytest.mark.parametrize(
        "given",
        [
            {"certification_id": "none", "taken_on": "2026-05-01"},
            {"certification_id": "acme-1", "taken_on": "2026-11-21"},
            {"certification_id": "acme-1", "taken_on": "yesterday"},
        ],
    )
    def test_refuses_certifications_that_cannot_be(self, schools: Schools, given: dict[str, str]) -> None:
        url = f"{TEACHERS}/{rita_id(schools)}/certificaciones"
        assert schools.west.post(url, data=given).status_code == 422
        assert found(schools)[0].certifications == ()


class TestShowTeachers:
    def test_takes_seven_statements_however_many_teachers(self, schools: Schools) -> None:
        for number in range(3):
            schools.west.post(TEACHERS, data={"code": f"D-{number}", "subject_id": PROGRAMMING})
        with counted_statements(schools.engine) as statements:
            assert schools.west.get(TEACHERS).status_code == 200
        # One asks whose session it is, four read the plan, two its teachers.
        assert len(statements) == 7

    def test_a_school_without_institution_is_told_so(self, schools: Schools) -> None:
        with writing(schools.engine) as connection:
            connection.execute(sa.text("UPDATE organisation SET institution_id = NULL"))
        assert "no está ligada a una institución" in schools.west.get(TEACHERS).text
        assert schools.west.post(TEACHERS, data=RITA).status_code == 409


class TestAnotherSchoolsTeachers:
    def test_are_not_found(self, schools: Schools) -> None:
        assert schools.east.get(TEACHERS).status_code == 404

    @pytest.mark.parametrize("plan_id", ["pwest", "peast"])
    @pytest.mark.parametrize(
        ("end", "data"),
        [
            ("materias", {"subject_id": DATABASES}),
            ("materias", {"subject_id": "peast-a1"}),
            ("materias/quitar", {"subject_id": PROGRAMMING}),
            ("certificaciones", {"certification_id": "acme-2", "taken_on": "2026-05-01"}),
            ("certificaciones/quitar", {"certification_id": "acme-1"}),
        ],
    )
    def test_cannot_be_changed(self, schools: Schools, plan_id: str, end: str, data: dict[str, str]) -> None:
        teacher_id = rita_id(schools)
        held = {"certification_id": "acme-1", "taken_on": "2026-05-01"}
        schools.west.post(f"{TEACHERS}/{teacher_id}/certificaciones", data=held)
        before = found(schools)
        answer = schools.east.post(f"/academia/planes/{plan_id}/docentes/{teacher_id}/{end}", data=data)
        assert answer.status_code == 404
        assert found(schools) == before
        assert found(schools, "peast") == ()
