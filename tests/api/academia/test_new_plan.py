import html
import re
from io import BytesIO

import pytest
from httpx import Response
from openpyxl import load_workbook

from data.domain import Label, SkillId
from tests.api.academia.schools import Schools
from tests.api.page_client import PageClient
from tests.data.plans import make_plan, make_subject
from tests.development_data import development_file
from tests.statements import counted_statements

TABLE = "Clave\tMateria\tSemestre\tHoras\tCréditos\tSeriación\nA-1\tProgramación\t1\t5\t5\t\nA-2\tRedes\t2\t4\t5\tA-1\n"
OUTLINE = {"name": "Sistemas", "area": "software"}


def previewed(client: PageClient, text: str = TABLE, **fields: str) -> Response:
    return client.post("/academia/planes/nuevo", data={**OUTLINE, "text": text, **fields})


def stored(client: PageClient, preview: Response, **fields: str) -> Response:
    """Send the preview's own form."""
    hidden = {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', preview.text)}
    return client.post("/academia/planes/cargar", data={**hidden, **fields})


class TestPreview:
    def test_shows_what_was_read_and_stores_nothing(self, schools: Schools) -> None:
        answer = previewed(schools.west)
        assert answer.status_code == 200
        assert "Filas leídas: 2. Materias: 2. Filas rechazadas: 0." in answer.text
        assert "Guardar 2 materias" in answer.text
        assert schools.plans(schools.west_rights) == ()

    def test_names_line_and_reason_of_refused_rows_in_the_readers_language(self, schools: Schools) -> None:
        text = TABLE + "A-3\tCálculo\tseptimo\t4\t5\t\n"
        assert "<td>4</td><td>«Semestre» debe ser un número entero de 1 a 12 y dice «septimo».</td>" in (
            previewed(schools.west, text).text
        )
        english = schools.west.post("/academia/planes/nuevo?lang=en", data={**OUTLINE, "text": text})
        assert "“Semester” must be a whole number from 1 to 12 and says “septimo”." in english.text

    def test_says_which_columns_are_not_used(self, schools: Schools) -> None:
        assert "Columnas que no se usan: Coordinador." in (
            previewed(schools.west, TABLE.replace("Seriación", "Coordinador")).text
        )

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"name": " "}, "Escribe el nombre del plan."),
            ({"area": "cooking"}, "Elige el área del plan."),
            ({"text": ""}, "Elige un archivo o pega la tabla de materias."),
            ({"text": "Semestre,Horas\n1,2\n"}, "Falta la columna «Nombre» en el encabezado."),
            ({"text": "Materia,Semestre,Horas,Créditos\nRedes,,4,5\n"}, "Ninguna fila se pudo leer como materia."),
            ({"text": "Materia,Semestre\n"}, "No hay filas de materias."),
        ],
    )
    def test_wrong_input_keeps_the_fields_and_says_what_is_wrong(
        self, schools: Schools, fields: dict[str, str], said: str
    ) -> None:
        answer = previewed(schools.west, **fields)
        assert answer.status_code == 422
        assert said in answer.text
        assert 'aria-invalid="true"' in answer.text
        if "name" not in fields:
            assert 'value="Sistemas"' in answer.text

    def test_reads_a_file(self, schools: Schools) -> None:
        files = {"file": ("plan.csv", TABLE.replace("\t", ";").encode("cp1252"))}
        answer = schools.west.post("/academia/planes/nuevo", data=OUTLINE, files=files)
        assert "<td>Programación</td>" in answer.text

    def test_a_file_that_is_no_table_is_told_beside_its_field(self, schools: Schools) -> None:
        files = {"file": ("plan.pdf", b"%PDF-1.7 ...")}
        answer = schools.west.post("/academia/planes/nuevo", data=OUTLINE, files=files)
        assert answer.status_code == 422
        assert 'id="file-problem"' in answer.text


class TestStorePlan:
    def test_stores_what_the_preview_showed(self, schools: Schools) -> None:
        answer = stored(schools.west, previewed(schools.west))
        (plan,) = schools.plans(schools.west_rights)
        assert answer.headers["location"] == f"/academia/planes/{plan.curriculum.id}/materias"
        assert [one.label.es for one in plan.curriculum.subjects] == ["Programación", "Redes"]
        assert plan.curriculum.subjects[1].prerequisite_ids == {plan.curriculum.subjects[0].id}
        assert plan.curriculum.institution_id == "u-west"
        assert schools.plans(schools.east_rights) == ()

    def test_the_same_name_is_a_new_version_that_keeps_corrections(self, schools: Schools) -> None:
        stored(schools.west, previewed(schools.west))
        (plan,) = schools.plans(schools.west_rights)
        schools.correct(schools.west_rights, plan.curriculum.subjects[0].id, SkillId("python"), 0.7)
        again = previewed(schools.west, TABLE.replace("A-2", "A-9"))
        assert "1 materias se actualizan y conservan tus correcciones, 1 son nuevas y 1 desaparecen" in again.text
        stored(schools.west, again)
        (newer,) = schools.plans(schools.west_rights)
        assert newer.curriculum.id == plan.curriculum.id
        assert newer.version == 3
        assert newer.corrections == {(plan.curriculum.subjects[0].id, "python"): 0.7}

    def test_sent_twice_makes_one_plan(self, schools: Schools) -> None:
        preview = previewed(schools.west)
        assert stored(schools.west, preview).headers["location"] == stored(schools.west, preview).headers["location"]
        assert len(schools.plans(schools.west_rights)) == 1

    def test_another_schools_plan_of_the_same_name_stays(self, schools: Schools) -> None:
        schools.put(schools.east_rights, make_plan("peast"))
        before = schools.plans(schools.east_rights)
        stored(schools.west, previewed(schools.west))
        assert schools.plans(schools.east_rights) == before

    def test_further_fields_change_nothing(self, schools: Schools) -> None:
        schools.put(schools.east_rights, make_plan("peast", label=Label("Otro", "Other")))
        extra = {"organisation_id": "east", "plan_id": "peast", "institution_id": "u-north", "version": "9"}
        stored(schools.west, previewed(schools.west), **extra)
        (plan,) = schools.plans(schools.west_rights)
        assert (plan.organisation_id, plan.version, plan.curriculum.institution_id) == ("west", 1, "u-west")
        assert [one.curriculum.id for one in schools.plans(schools.east_rights)] == ["peast"]

    def test_a_bad_row_stores_nothing(self, schools: Schools) -> None:
        data = {**OUTLINE, "text": "label_es,semester,hours,credits\nRedes,99,4,5\nBases,1,4,5\n"}
        assert schools.west.post("/academia/planes/cargar", data=data).status_code == 422
        assert schools.plans(schools.west_rights) == ()

    def test_takes_few_statements(self, schools: Schools) -> None:
        preview = previewed(schools.west)
        with counted_statements(schools.engine) as statements:
            stored(schools.west, preview)
        # The token's page and the session twice; the school, the plan's name and id; plan, subjects, prerequisites.
        assert len(statements) <= 12


class TestDownloads:
    @pytest.mark.parametrize("path", ["plan.xlsx", "plan.csv"])
    @pytest.mark.parametrize("language", ["es", "en"])
    def test_a_template_can_be_loaded_as_it_is(self, schools: Schools, path: str, language: str) -> None:
        template = schools.west.get(f"/academia/plantillas/{path}?lang={language}")
        answer = schools.west.post("/academia/planes/nuevo", data=OUTLINE, files={"file": (path, template.content)})
        assert 'name="text"' in answer.text
        assert "<td>ABC-1001</td>" in answer.text
        assert len(re.findall('<th scope="row">|<dt>', answer.text)) >= 9

    @pytest.mark.parametrize("ending", ["xlsx", "jsonld"])
    def test_a_plan_can_be_taken_away_and_loaded_again(self, schools: Schools, ending: str) -> None:
        plan = make_plan(
            "pwest", make_subject("pwest-a1"), make_subject("pwest-a2", semester=2, prerequisite_ids={"pwest-a1"})
        )
        schools.put(schools.west_rights, plan)
        content = schools.west.get(f"/academia/planes/pwest/plan.{ending}").content
        preview = schools.west.post("/academia/planes/nuevo", data=OUTLINE, files={"file": (f"p.{ending}", content)})
        stored(schools.west, preview)
        after = schools.plan(schools.west_rights, "pwest")
        assert after.curriculum.subjects == plan.subjects

    @pytest.mark.parametrize("name", ["=1+1", "+A1", "-2", "@SUM(A1)", "=cmd|' /C calc'!A0"])
    def test_a_text_that_looks_like_a_formula_stays_a_text(self, schools: Schools, name: str) -> None:
        schools.put(schools.west_rights, make_plan("pwest", make_subject("pwest-a1", label=Label(name, name))))
        file = schools.west.get("/academia/planes/pwest/plan.xlsx")
        cell = load_workbook(BytesIO(file.content)).active["B2"]
        assert (cell.value, cell.data_type) == (name, "s")

    def test_another_schools_plan_is_not_found(self, schools: Schools) -> None:
        schools.put(schools.east_rights, make_plan("peast"))
        assert schools.west.get("/academia/planes/peast/plan.xlsx").status_code == 404


@pytest.mark.needs_development_data
class TestARealPlan:
    def test_goes_in_by_file_and_by_paste(self, schools: Schools) -> None:
        path = development_file("curricula/reticula_isc.md")
        by_paste = previewed(schools.west, path.read_text(encoding="utf-8"))
        files = {"file": (path.name, path.read_bytes())}
        by_file = schools.east.post("/academia/planes/nuevo", data=OUTLINE, files=files)
        for client, preview, rights in (
            (schools.west, by_paste, schools.west_rights),
            (schools.east, by_file, schools.east_rights),
        ):
            assert "Filas leídas: 58. Materias: 58. Filas rechazadas: 0." in preview.text
            stored(client, preview)
            (plan,) = schools.plans(rights)
            assert (len(plan.curriculum.subjects), plan.curriculum.n_semesters) == (58, 9)
