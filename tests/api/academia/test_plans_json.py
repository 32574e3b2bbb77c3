"""What schools do with their plans on pages, done by programs."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from data.domain import SkillId
from tests.api.academia.schools import Schools
from tests.data.plans import DATABASES, PROGRAMMING, make_plan
from tests.statements import counted_statements

PLANS = "/v1/school/plans"
PLAN = f"{PLANS}/pwest"
SUBJECT = f"{PLAN}/subjects/{PROGRAMMING}"
ROWS: list[dict[str, Any]] = [
    {"label_es": "Programación", "subject_key": "A-1", "semester": 1, "hours": 5, "credits": 5},
    {"label_es": "Redes", "subject_key": "A-2", "semester": 2, "hours": 4, "credits": 5, "prerequisites": "A-1"},
]
LOADED: dict[str, Any] = {"name": " Sistemas  2026 ", "area": "software", "subjects": ROWS}
TEXT = "Clave,Materia,Semestre,Horas,Créditos\nA-1,Programación,1,5,5\n"
FACTS: dict[str, Any] = {
    "label_es": "Bases de datos",
    "subject_key": "SCD-1009",
    "semester": 2,
    "hours": 5,
    "credits": 6,
    "syllabus_es": "SQL y transacciones",
    "prerequisite_ids": [PROGRAMMING],
}


def loaded(schools: Schools, **changed: object) -> dict[str, Any]:
    answer = schools.west.post(PLANS, json={**LOADED, **changed})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


class TestLoadPlan:
    def test_stores_rows_by_the_rules_of_files(self, schools: Schools) -> None:
        plan = loaded(schools)
        assert (plan["label_es"], plan["area"], plan["n_semesters"], plan["version"]) == (
            "Sistemas 2026",
            "software",
            2,
            1,
        )
        first, second = plan["subjects"]
        assert (first["label_es"], first["subject_key"], first["syllabus_es"]) == ("Programación", "A-1", None)
        assert second["prerequisite_ids"] == [first["id"]]
        assert schools.west.get(PLANS).json()["items"][0]["n_subjects"] == 2
        assert "Sistemas 2026" in schools.west.get("/academia").text

    @pytest.mark.parametrize(
        "text",
        [
            TEXT,
            "| Clave | Materia | Semestre | Horas | Créditos |\n|---|---|---|---|---|\n| A-1 | Redes | 1 | 5 | 5 |\n",
        ],
    )
    def test_takes_the_text_of_a_file(self, schools: Schools, text: str) -> None:
        (subject,) = loaded(schools, subjects=None, text=text)["subjects"]
        assert (subject["subject_key"], subject["semester"], subject["hours"]) == ("A-1", 1, 5)

    def test_takes_back_the_json_ld_of_a_plan(self, schools: Schools) -> None:
        first = loaded(schools)
        url = f"/v1/linked-data/plans/{first['id']}"
        assert schools.east.get(url).status_code == 404
        text = schools.west.get(url).text
        again = loaded(schools, name="Copia", subjects=None, text=text)
        facts = ("label_es", "subject_key", "semester", "hours", "credits")
        assert [[one[fact] for fact in facts] for one in again["subjects"]] == [
            [one[fact] for fact in facts] for one in first["subjects"]
        ]

    def test_of_the_same_name_is_a_new_version_that_keeps_corrections(self, schools: Schools) -> None:
        first = loaded(schools)
        subject_id = first["subjects"][0]["id"]
        schools.correct(schools.west_rights, subject_id, SkillId("python"), 0.7)
        again = loaded(schools, subjects=ROWS[:1])
        assert (again["id"], again["n_subjects"]) == (first["id"], 1)
        assert again["version"] > first["version"]
        assert again["subjects"][0]["n_corrected"] == 1

    def test_says_of_each_bad_row_why_and_stores_nothing(self, schools: Schools) -> None:
        # The second row needs the first one.
        wrong = [{**ROWS[0], "semester": 13}, ROWS[1]]
        answer = schools.west.post(f"{PLANS}?lang=es", json={**LOADED, "subjects": wrong})
        assert answer.status_code == 422
        errors = answer.json()["errors"]
        assert [one["pointer"] for one in errors] == ["#/subjects/0", "#/subjects/1"]
        assert errors[0]["detail"] == "«Semestre» debe ser un número entero de 1 a 12 y dice «13»."
        assert schools.plans(schools.west_rights) == ()

    def test_names_the_line_of_a_text(self, schools: Schools) -> None:
        body = {**LOADED, "subjects": None, "text": f"{TEXT}A-2,Redes,septimo,4,5\n"}
        answer = schools.west.post(f"{PLANS}?lang=en", json=body)
        assert answer.json()["errors"] == [
            {
                "pointer": "#/text",
                "line": "3",
                "detail": "“Semester” must be a whole number from 1 to 12 and says “septimo”.",
            }
        ]

    def test_says_what_is_wrong_with_a_whole_text(self, schools: Schools) -> None:
        body = {**LOADED, "subjects": None, "text": "Semestre,Horas\n1,2\n"}
        for path in (PLANS, f"{PLANS}/check"):
            answer = schools.west.post(path, json=body, headers={"accept-language": "es"})
            assert answer.status_code == 422
            assert answer.json()["errors"] == [
                {
                    "pointer": "#/text",
                    "detail": "Falta la columna «Nombre» en el encabezado. Agrégala o usa la plantilla.",
                }
            ]

    @pytest.mark.parametrize("changed", [{"subjects": None}, {"text": TEXT}, {"name": " "}, {"area": "cooking"}])
    def test_refuses_what_is_no_plan(self, schools: Schools, changed: dict[str, object]) -> None:
        assert schools.west.post(PLANS, json={**LOADED, **changed}).status_code == 422

    def test_is_done_once_for_each_key(self, schools: Schools) -> None:
        for _ in range(2):
            answer = schools.west.post(PLANS, json=LOADED, headers={"Idempotency-Key": "one"})
            assert answer.json()["version"] == 1


class TestCheckPlan:
    def test_tells_what_would_be_read_and_stores_nothing(self, schools: Schools) -> None:
        body = {
            **LOADED,
            "subjects": None,
            "text": "Materia,Semestre,Horas,Créditos,Tutor\nRedes,1,4,5,x\nCálculo,,4,5,y\n",
        }
        found = schools.west.post(f"{PLANS}/check?lang=en", json=body).json()
        assert (found["n_rows"], found["unused"], found["change"]) == (2, ["Tutor"], None)
        assert [one["label_es"] for one in found["subjects"]] == ["Redes"]
        assert [one["line"] for one in found["refused"]] == [3]
        assert found["columns"]["label_es"] == "Materia"
        assert schools.plans(schools.west_rights) == ()

    def test_counts_what_would_become_of_subjects(self, schools: Schools) -> None:
        loaded(schools)
        further = {"label_es": "Cálculo", "semester": 1, "hours": 5, "credits": 5}
        found = schools.west.post(f"{PLANS}/check", json={**LOADED, "subjects": [ROWS[0], further]}).json()
        assert found["change"] == {"n_kept": 1, "n_new": 1, "n_gone": 1}

    def test_of_a_file_gives_the_text_that_stores_its_good_rows(self, schools: Schools) -> None:
        workbook, content = Workbook(), BytesIO()
        for row in (("Materia", "Semestre", "Horas", "Créditos"), ("Redes", 2, 4, 5), ("Cálculo", "siete", 4, 5)):
            workbook.active.append(row)
        workbook.save(content)
        outline = {"name": " Redes  2026", "area": "networks"}
        found = schools.west.post(f"{PLANS}/check-file", data=outline, files={"file": ("p.xlsx", content.getvalue())})
        assert [one["line"] for one in found.json()["refused"]] == [3]
        assert schools.plans(schools.west_rights) == ()
        plan = loaded(schools, **outline, subjects=None, text=found.json()["text"])
        assert (plan["label_es"], [one["label_es"] for one in plan["subjects"]]) == ("Redes 2026", ["Redes"])

    def test_of_what_is_no_file_of_a_plan_is_refused(self, schools: Schools) -> None:
        outline = {"name": "Redes", "area": "networks"}
        for fields, files, pointer in (
            (outline, {"file": ("p.pdf", b"%PDF-1.7 ...")}, "#/file"),
            (outline, {}, "#/body/file"),
            ({"name": "Redes"}, {"file": ("p.csv", TEXT.encode())}, "#/body/area"),
        ):
            answer = schools.west.post(f"{PLANS}/check-file", data=fields, files=files)
            assert answer.status_code == 422
            assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]


class TestPlan:
    @pytest.fixture(autouse=True)
    def plan(self, schools: Schools) -> None:
        schools.put(schools.west_rights, make_plan())

    def test_has_a_version_and_can_be_removed(self, schools: Schools) -> None:
        answer = schools.west.get(PLAN)
        assert [one["id"] for one in answer.json()["subjects"]] == [PROGRAMMING, DATABASES]
        assert schools.west.get(PLAN, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
        schools.correct(schools.west_rights, PROGRAMMING, SkillId("python"), 1.0)
        assert schools.west.get(PLAN, headers={"If-None-Match": answer.headers["etag"]}).status_code == 200
        assert schools.west.post(f"{PLAN}/remove").status_code == 204
        assert schools.west.get(PLAN).status_code == 404

    def test_takes_five_statements(self, schools: Schools) -> None:
        with counted_statements(schools.engine) as statements:
            schools.west.get(PLAN)
        # One asks whose session it is, four read a plan.
        assert len(statements) == 5

    def test_changes_a_subject_for_who_has_seen_it_alone(self, schools: Schools) -> None:
        url = f"{PLAN}/subjects/{DATABASES}"
        tag = schools.west.get(url).headers["etag"]
        answer = schools.west.post(url, json=FACTS, headers={"If-Match": tag})
        assert answer.status_code == 200
        assert {name: answer.json()[name] for name in FACTS} == FACTS
        stored = schools.plan(schools.west_rights, "pwest").subject(DATABASES)
        assert (stored.label.es, stored.hours, stored.syllabus.es) == ("Bases de datos", 5, "SQL y transacciones")
        assert schools.west.post(url, json=FACTS, headers={"If-Match": tag}).status_code == 412

    @pytest.mark.parametrize(
        ("changed", "pointer"),
        [
            ({"label_es": " "}, "#/label_es"),
            ({"semester": 1}, "#/prerequisite_ids"),
            ({"prerequisite_ids": ["peast-a1"]}, "#/prerequisite_ids"),
            ({"prerequisite_ids": ["ninguna"]}, "#/prerequisite_ids"),
            ({"hours": 41}, "#/body/hours"),
        ],
    )
    def test_names_the_field_that_is_wrong(self, schools: Schools, changed: dict[str, object], pointer: str) -> None:
        before = schools.plans(schools.west_rights)
        answer = schools.west.post(f"{PLAN}/subjects/{DATABASES}", json={**FACTS, **changed})
        assert answer.status_code == 422
        assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
        assert schools.plans(schools.west_rights) == before

    def test_skills_are_accepted_denied_added_and_forgotten(self, schools: Schools) -> None:
        named = {**FACTS, "semester": 1, "syllabus_es": "Ciclos en Python", "prerequisite_ids": []}
        assert schools.west.post(SUBJECT, json=named).status_code == 200
        assert schools.west.get(f"{SUBJECT}/skills").json()["items"] == [
            {"id": "python", "name": "Python", "origin": "named", "weight": None}
        ]
        for skill_id, weight in (("python", 0.0), ("sql", 0.4)):
            said = schools.west.post(f"{SUBJECT}/skills", json={"skill_id": skill_id, "weight": weight})
            assert said.status_code == 204
        corrections = {(PROGRAMMING, "python"): 0.0, (PROGRAMMING, "sql"): 0.4}
        assert schools.plan(schools.west_rights, "pwest").corrections == corrections
        schools.west.post(f"{SUBJECT}/skills", json={"skill_id": "sql", "weight": None})
        assert [(one["id"], one["weight"]) for one in schools.west.get(f"{SUBJECT}/skills").json()["items"]] == [
            ("python", 0.0)
        ]

    @pytest.mark.parametrize(
        ("said", "status"),
        [
            ({"skill_id": "magic", "weight": 1.0}, 404),
            ({"skill_id": "sql", "weight": 1.1}, 422),
            ({"skill_id": "sql"}, 422),
        ],
    )
    def test_other_words_of_a_skill_are_refused(self, schools: Schools, said: dict[str, object], status: int) -> None:
        assert schools.west.post(f"{SUBJECT}/skills", json=said).status_code == status
        assert schools.plan(schools.west_rights, "pwest").corrections == {}

    @pytest.mark.parametrize("end", ["", f"/subjects/{PROGRAMMING}", f"/subjects/{PROGRAMMING}/skills"])
    def test_of_another_school_is_not_there(self, schools: Schools, end: str) -> None:
        schools.put(schools.east_rights, make_plan("peast"))
        assert schools.east.get(f"{PLAN}{end}").status_code == 404
        # Another's subject under a plan of one's own.
        assert schools.east.get(f"{PLANS}/peast/subjects/{PROGRAMMING}").status_code == 404

    def test_of_another_school_cannot_be_changed(self, schools: Schools) -> None:
        schools.put(schools.east_rights, make_plan("peast"))
        before = schools.plans(schools.west_rights), schools.plans(schools.east_rights)
        for plan_id in ("pwest", "peast"):
            subject = f"{PLANS}/{plan_id}/subjects/{PROGRAMMING}"
            facts = {**FACTS, "semester": 1, "prerequisite_ids": []}
            assert schools.east.post(subject, json=facts).status_code == 404
            assert schools.east.post(f"{subject}/skills", json={"skill_id": "sql", "weight": 1}).status_code == 404
        assert schools.east.post(f"{PLAN}/remove").status_code == 404
        assert (schools.plans(schools.west_rights), schools.plans(schools.east_rights)) == before
