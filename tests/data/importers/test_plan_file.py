from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.catalogue import Catalogue
from data.domain import Area, CurriculumId, Label, SubjectId
from data.errors import InputError
from data.importers.plan_file import MOST_SUBJECTS, PlanFile, PlanOutline, read_plan
from tests.development_data import development_file

OUTLINE = PlanOutline(CurriculumId("pmine"), Label("Sistemas", "Systems"), Area.SOFTWARE)
TODAY = date(2026, 11, 1)

GOOD = """Clave;Materia;Semestre;Horas;Créditos;Temario;Seriación
SCD-1008;Fundamentos de Programación;1;5;5;Variables. Ciclos.;
SCD-1020;Programación Orientada a Objetos;2;5;5;;SCD-1008
"""


def read(tmp_path: Path, catalogue: Catalogue, text: str, name: str = "plan.csv") -> PlanFile:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_plan(path, OUTLINE, catalogue, TODAY)


class TestReadPlan:
    def test_makes_ids_of_the_plan_and_the_schools_keys(self, tmp_path: Path, catalogue: Catalogue) -> None:
        done = read(tmp_path, catalogue, GOOD)
        first, second = done.curriculum.subjects
        assert (first.id, second.id) == ("pmine-scd1008", "pmine-scd1020")
        assert (first.label.es, first.hours, first.syllabus.es) == (
            "Fundamentos de Programación",
            5,
            "Variables. Ciclos.",
        )
        assert second.prerequisite_ids == {first.id}
        assert done.official_keys == {first.id: "SCD-1008", second.id: "SCD-1020"}
        assert (done.curriculum.n_semesters, done.n_rows, done.rejected) == (2, 2, ())

    def test_says_which_columns_it_took_and_which_not(self, tmp_path: Path, catalogue: Catalogue) -> None:
        done = read(tmp_path, catalogue, GOOD.replace("Temario", "Coordinador"))
        assert done.columns["label_es"] == "Materia"
        assert done.unused == ("Coordinador",)

    @pytest.mark.parametrize("mark", ["\t", ",", ";"])
    def test_takes_any_usual_separator(self, tmp_path: Path, catalogue: Catalogue, mark: str) -> None:
        done = read(tmp_path, catalogue, GOOD.replace(";", mark), "pasted.txt")
        assert len(done.subjects) == 2

    def test_a_subject_without_key_goes_by_its_name(self, tmp_path: Path, catalogue: Catalogue) -> None:
        done = read(tmp_path, catalogue, "Materia,Semestre,Horas,Créditos\nÁlgebra Lineal,1,4,5\n")
        assert [one.id for one in done.subjects] == ["pmine-algebralineal"]
        assert done.official_keys == {"pmine-algebralineal": ""}

    def test_a_syllabus_keeps_its_lines(self, tmp_path: Path, catalogue: Catalogue) -> None:
        done = read(tmp_path, catalogue, 'Materia,Semestre,Horas,Créditos,Temario\nRedes,1,4,5,"1.  TCP\n\n2. DNS"\n')
        assert done.subjects[0].syllabus.es == "1. TCP\n2. DNS"

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            (";Redes;dos;4;5;;", "semester must be a whole number from 1 to 12, is 'dos'"),
            (";Redes;13;4;5;;", "semester must be a whole number from 1 to 12, is '13'"),
            (";Redes;2;;5;;", "hours is empty"),
            (";;2;4;5;;", "label_es is missing"),
            (";Redes;2;4;5", "the row has more or fewer cells than the header"),
            ("SCD-1008;Redes;2;4;5;;", "subject_key is that of line 2, too"),
            (";+++;2;4;5;;", "label_es has no letter and no digit"),
            (";" + "x" * 201 + ";2;4;5;;", "label_es is longer than 200 characters"),
            (
                ";Redes;2;4;5;;XYZ-1",
                "prerequisites: 'XYZ-1' is no subject of the plan pmine; give its id or official key",
            ),
            (
                ";Redes;1;4;5;;SCD-1008",
                "prerequisites: pmine-redes (semester 1) needs pmine-scd1008 (semester 1), which must come earlier",
            ),
        ],
    )
    def test_refuses_a_bad_row_with_its_line_and_takes_the_others(
        self, tmp_path: Path, catalogue: Catalogue, row: str, reason: str
    ) -> None:
        done = read(tmp_path, catalogue, f"{GOOD}{row}\n")
        assert done.rejected == ((4, reason),)
        assert (len(done.subjects), done.n_rows) == (2, 3)

    def test_refuses_skills_that_do_not_exist(self, tmp_path: Path, catalogue: Catalogue) -> None:
        table = "Materia,Semestre,Horas,Créditos,Habilidades\nA,1,4,5,python:0.4\nB,1,4,5,magic\n"
        done = read(tmp_path, catalogue, table)
        assert done.subjects[0].skill_weights == {"python": 0.4}
        assert done.rejected == ((3, "skills: magic is not known"),)

    def test_what_needs_a_refused_subject_is_refused_in_turn(self, tmp_path: Path, catalogue: Catalogue) -> None:
        table = "Clave,Materia,Semestre,Horas,Créditos,Seriación\nA,A,1,,5,\nB,B,2,4,5,A\nC,C,3,4,5,B\nD,D,1,4,5,\n"
        done = read(tmp_path, catalogue, table)
        assert [line for line, _ in done.rejected] == [2, 3, 4]
        assert [one.id for one in done.subjects] == ["pmine-d"]

    def test_a_file_without_good_rows_is_no_plan(self, tmp_path: Path, catalogue: Catalogue) -> None:
        done = read(tmp_path, catalogue, "Materia,Semestre,Horas,Créditos\nRedes,,,\n")
        with pytest.raises(InputError, match="no subject could be read"):
            _ = done.curriculum

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("", "is empty"),
            ("Semestre,Horas\n1,2\n", "lacks label_es"),
            ("Materia,Semestre\n" + "Redes,1\n" * (MOST_SUBJECTS + 1), "more than 500 rows"),
        ],
    )
    def test_refuses_files_that_are_no_plan(self, tmp_path: Path, catalogue: Catalogue, text: str, reason: str) -> None:
        with pytest.raises(InputError, match=reason):
            read(tmp_path, catalogue, text)


class TestAsCsv:
    @given(
        st.lists(
            st.tuples(st.text("áé =+@-\",;|\n'aB", max_size=12), st.integers(1, 12), st.text(".\n -•ab", max_size=20)),
            min_size=1,
            max_size=6,
        )
    )
    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_reads_alike(self, tmp_path: Path, catalogue: Catalogue, rows: list[tuple[str, int, str]]) -> None:
        table = "subject_key\tlabel_es\tsemester\thours\tcredits\tsyllabus_es\n"
        for number, (name, semester, syllabus) in enumerate(rows):
            quoted = [f'"{text.replace(chr(34), chr(34) * 2)}"' for text in (name, syllabus)]
            table += f"K{number}\t{quoted[0]}\t{semester}\t4\t5\t{quoted[1]}\n"
        first = read(tmp_path, catalogue, table)
        if first.subjects:
            second = read(tmp_path, catalogue, first.as_csv())
            assert (second.subjects, second.official_keys) == (first.subjects, first.official_keys)
            assert second.rejected == ()


@pytest.mark.needs_development_data
class TestARealPlan:
    def test_goes_in_by_file(self, catalogue: Catalogue) -> None:
        done = read_plan(development_file("curricula/reticula_isc.md"), OUTLINE, catalogue, TODAY)
        assert (len(done.subjects), done.rejected, done.curriculum.n_semesters) == (58, (), 9)
        assert sum(one.credits for one in done.subjects) == 270
        assert done.official_keys[SubjectId("pmine-scd1008")] == "SCD1008"
