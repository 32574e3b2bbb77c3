import re

import pytest

from data.domain import Label, SkillId
from tests.api.academia.schools import Schools
from tests.data.plans import DATABASES, PROGRAMMING, make_plan, make_subject
from tests.statements import counted_statements

SUBJECTS = "/academia/planes/pwest/materias"
SUBJECT = f"{SUBJECTS}/{PROGRAMMING}"
SAVED = f"{SUBJECT}?hecho=guardado"
FACTS = {
    "label_es": "Programación",
    "subject_key": "SCD-1008",
    "semester": "1",
    "hours": "5",
    "credits": "6",
    "syllabus_es": "Variables y ciclos en Python",
    "prerequisites": "",
}


@pytest.fixture(autouse=True)
def plan(schools: Schools) -> None:
    """The west school's plan."""
    schools.put(schools.west_rights, make_plan())


class TestShowSubjects:
    def test_goes_semester_by_semester(self, schools: Schools) -> None:
        text = schools.west.get(SUBJECTS).text
        assert [text.index(part) for part in ("Semestre 1", PROGRAMMING, "Semestre 2", DATABASES)] == sorted(
            text.index(part) for part in ("Semestre 1", PROGRAMMING, "Semestre 2", DATABASES)
        )

    def test_takes_five_statements(self, schools: Schools) -> None:
        with counted_statements(schools.engine) as statements:
            assert schools.west.get(SUBJECTS).status_code == 200
        # One asks whose session it is, four read a plan.
        assert len(statements) == 5

    def test_a_plan_can_be_removed(self, schools: Schools) -> None:
        assert schools.west.post("/academia/planes/pwest/quitar").headers["location"] == "/academia"
        assert schools.plans(schools.west_rights) == ()


class TestChangeSubject:
    def test_stores_what_was_given(self, schools: Schools) -> None:
        assert schools.west.post(SUBJECT, data=FACTS).headers["location"] == SAVED
        plan = schools.plan(schools.west_rights, "pwest")
        changed = plan.subject(PROGRAMMING)
        assert (changed.label.es, changed.hours, changed.credits) == ("Programación", 5, 6)
        assert changed.syllabus.es == "Variables y ciclos en Python"
        assert plan.official_keys[PROGRAMMING] == "SCD-1008"

    def test_a_translation_stays_and_a_copy_goes_along(self, schools: Schools) -> None:
        schools.put(schools.west_rights, make_plan("pwest", make_subject(label=Label("Igual", "Igual"))))
        schools.west.post(SUBJECT, data=FACTS)
        changed = schools.plan(schools.west_rights, "pwest").subject(PROGRAMMING)
        assert changed.label == Label("Programación", "Programación")
        assert changed.syllabus == Label("Variables y ciclos en Python", "Variables and loops")

    def test_takes_prerequisites_by_key_or_name(self, schools: Schools) -> None:
        schools.west.post(SUBJECT, data=FACTS)
        other = {**FACTS, "label_es": "Bases", "subject_key": "", "semester": "4", "prerequisites": "SCD 1008"}
        schools.west.post(f"{SUBJECTS}/{DATABASES}", data=other)
        plan = schools.plan(schools.west_rights, "pwest")
        assert plan.subject(DATABASES).prerequisite_ids == {PROGRAMMING}
        assert plan.curriculum.n_semesters == 4
        assert 'name="prerequisites" value="SCD-1008"' in schools.west.get(f"{SUBJECTS}/{DATABASES}").text

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("label_es", " ", "Falta «Nombre»."),
            ("semester", "13", "«Semestre» debe estar entre 1 y 12."),
            ("hours", "x", "«Horas» debe ser un número."),
            ("credits", "-1", "«Créditos» debe estar entre 0 y 60."),
            ("prerequisites", "Nada", "«Nada» no es una materia de este plan"),
            ("semester", "2", "pide una materia del semestre 2, que debe ser anterior al 2"),
        ],
    )
    def test_says_beside_the_field_what_is_wrong(self, schools: Schools, field: str, value: str, said: str) -> None:
        answer = schools.west.post(SUBJECT, data={**FACTS, field: value})
        assert answer.status_code == 422
        problem = re.search(rf'id="{field}-problem">([^<]*)', answer.text)
        assert problem
        assert said in problem[1]
        assert 'value="SCD-1008"' in answer.text
        assert schools.plan(schools.west_rights, "pwest").version == 1

    def test_further_fields_change_nothing(self, schools: Schools) -> None:
        schools.west.post(SUBJECT, data={**FACTS, "plan_id": "peast", "subject_id": DATABASES, "place": "9"})
        plan = schools.plan(schools.west_rights, "pwest")
        assert [one.id for one in plan.curriculum.subjects] == [PROGRAMMING, DATABASES]
        assert plan.subject(DATABASES).label.es == f"Materia {DATABASES}"


class TestCorrectSkills:
    def test_shows_skills_that_the_syllabus_names(self, schools: Schools) -> None:
        schools.west.post(SUBJECT, data=FACTS)
        text = schools.west.get(SUBJECT).text
        assert 'name="skill-python" value="" checked' in text
        assert "se menciona en el nombre o el temario" in text

    def test_stores_answers_that_differ_from_those_shown(self, schools: Schools) -> None:
        schools.correct(schools.west_rights, PROGRAMMING, SkillId("sql"), 0.5)
        answers = {"skill-python": "0.7", "skill-sql": "0.4", "skill-english": ""}
        answer = schools.west.post(f"{SUBJECT}/habilidades", data=answers)
        assert answer.headers["location"] == SAVED
        # A weight of 0.5 was shown as "a little", which did not change.
        plan = schools.plan(schools.west_rights, "pwest")
        assert plan.corrections == {(PROGRAMMING, "python"): 0.7, (PROGRAMMING, "sql"): 0.5}
        assert 'name="skill-python" value="0.7" checked' in schools.west.get(SUBJECT).text

    def test_denies_and_forgets(self, schools: Schools) -> None:
        schools.correct(schools.west_rights, PROGRAMMING, SkillId("sql"), 1.0)
        schools.west.post(f"{SUBJECT}/habilidades", data={"skill-python": "0", "skill-sql": ""})
        assert schools.plan(schools.west_rights, "pwest").corrections == {(PROGRAMMING, "python"): 0.0}

    @pytest.mark.parametrize("answer", ["0.5", "2", "x"])
    def test_other_answers_are_refused(self, schools: Schools, answer: str) -> None:
        assert schools.west.post(f"{SUBJECT}/habilidades", data={"skill-python": answer}).status_code == 422
        assert schools.plan(schools.west_rights, "pwest").corrections == {}

    def test_a_search_offers_further_skills(self, schools: Schools) -> None:
        text = schools.west.get(SUBJECT, params={"q": "pyth"}).text
        assert 'name="skill-python"' in text
        assert "resultado de tu búsqueda" in text
        nothing = schools.west.get(SUBJECT, params={"q": "<b>zzz"}).text
        assert "No hay habilidades con «&lt;b&gt;zzz»." in nothing


class TestAnotherSchoolsPlan:
    @pytest.mark.parametrize("end", ["", f"/{PROGRAMMING}"])
    def test_is_not_found(self, schools: Schools, end: str) -> None:
        assert schools.east.get(f"{SUBJECTS}{end}").status_code == 404

    @pytest.mark.parametrize(
        ("path", "data"),
        [
            (SUBJECT, FACTS),
            (f"{SUBJECT}/habilidades", {"skill-python": "1"}),
            ("/academia/planes/pwest/quitar", {}),
            (f"/academia/planes/peast/materias/{PROGRAMMING}", FACTS),
            (f"/academia/planes/peast/materias/{PROGRAMMING}/habilidades", {"skill-python": "1"}),
        ],
    )
    def test_cannot_be_changed(self, schools: Schools, path: str, data: dict[str, str]) -> None:
        schools.put(schools.east_rights, make_plan("peast"))
        before = schools.plans(schools.west_rights), schools.plans(schools.east_rights)
        assert schools.east.post(path, data=data).status_code == 404
        assert (schools.plans(schools.west_rights), schools.plans(schools.east_rights)) == before
