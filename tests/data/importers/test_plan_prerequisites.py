import csv
from pathlib import Path

import pytest

from data.catalogue import Catalogue, read_catalogue
from data.domain import CurriculumId, SubjectId
from data.errors import InputError
from data.importers.catalogue_import import CatalogueImport, import_catalogue
from data.importers.counts import ImportCounts
from data.importers.guess import guess_mapping
from data.importers.mapping import ColumnMapping
from data.importers.plan_prerequisites import names_in
from tests.catalogue_files import write_catalogue
from tests.data.importers.test_catalogue_import import TODAY

PLAN = {"curriculum_label_es": "Plan propio", "area": "software", "n_semesters": "9", "credits": "5", "hours": "4"}


def row(key: str, name: str, semester: int, needs: str = "", **more: str) -> dict[str, str]:
    return {"subject_key": key, "label_es": name, "semester": str(semester), "prerequisites": needs} | more


class School:
    """Imports rows of one plan into a tiny catalogue, which it then uses."""

    def __init__(self, folder: Path) -> None:
        self._file, self._kept = folder / "plan.csv", folder / "kept"
        self.folder = write_catalogue(folder / "shipped")

    def imports(
        self, *rows: dict[str, str], plan: str = "plan", replace: bool = False, column: str = "prerequisites"
    ) -> CatalogueImport:
        with self._file.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, list(dict.fromkeys(name for one in rows for name in one)))
            writer.writeheader()
            writer.writerows(rows)
        mapping = ColumnMapping(columns={"prerequisites": column}, constants=PLAN | {"curriculum_id": plan})
        done = import_catalogue("curricula", self._file, mapping, self.folder, self._kept, today=TODAY, replace=replace)
        self.folder = done.folder
        return done

    @property
    def catalogue(self) -> Catalogue:
        return read_catalogue(self.folder)

    def needs(self, plan: str = "plan") -> dict[str, set[str]]:
        subjects = self.catalogue.curricula[CurriculumId(plan)].subjects
        return {one.id: set(one.prerequisite_ids) for one in subjects if one.prerequisite_ids}


@pytest.fixture
def school(tmp_path: Path) -> School:
    return School(tmp_path)


class TestNamesIn:
    @pytest.mark.parametrize("cell", ["", "-", "\N{EM DASH}", "Ninguna", "NO APLICA", "n/a", "Sin seriación", " ; "])
    def test_are_none_where_nothing_is_needed(self, cell: str) -> None:
        assert names_in(cell) == ()

    def test_stand_between_semicolons_or_commas(self) -> None:
        assert names_in("MAT-1; MAT-2,INF 3 ;MAT-1") == ("MAT-1", "MAT-2", "INF 3")


class TestPrerequisitesOfAPlan:
    @pytest.mark.parametrize("name", ["plan-mat1", "MAT-1", "mat 1", "Cálculo I", "calculo 1"])
    def test_are_named_by_id_key_or_name(self, school: School, name: str) -> None:
        done = school.imports(row("MAT-2", "Cálculo II", 2, name), row("MAT-1", "Cálculo I", 1))
        assert done.counts == ImportCounts(n_in=2, new=2)
        assert school.needs() == {"plan-mat2": {"plan-mat1"}}

    def test_are_named_by_a_key_that_no_id_holds(self, school: School) -> None:
        first, second = row("MAT-1", "Cálculo I", 1, subject_id="uno"), row("MAT-2", "Cálculo II", 2, "MAT-1")
        school.imports(first, second)
        assert school.needs() == {"plan-mat2": {"uno"}}

    @pytest.mark.parametrize("name", ["MAT-1", "mat1"])
    def test_are_named_by_a_key_that_is_the_whole_id(self, school: School, name: str) -> None:
        first, second = row("", "Cálculo I", 1, subject_id="MAT-1"), row("", "Cálculo II", 2, name, subject_id="MAT-2")
        school.imports(first, second)
        assert school.needs() == {"MAT-2": {"MAT-1"}}

    def test_may_be_several_and_be_said_twice(self, school: School) -> None:
        done = school.imports(
            row("A-1", "Álgebra", 1), row("B-1", "Lógica", 1), row("C-1", "Algoritmos", 2, "A-1; B-1, plan-a1")
        )
        assert done.rejected == ()
        assert school.needs() == {"plan-c1": {"plan-a1", "plan-b1"}}

    def test_change_nothing_the_second_time(self, school: School) -> None:
        rows = row("A-1", "Álgebra", 1), row("B-1", "Lógica", 2, "A-1")
        school.imports(*rows)
        before = school.folder
        assert school.imports(*rows).counts.unchanged == 2
        assert school.folder == before

    def test_go_with_a_row_that_names_none_any_more(self, school: School) -> None:
        school.imports(row("A-1", "Álgebra", 1), row("B-1", "Lógica", 2, "A-1"))
        assert school.imports(row("B-1", "Lógica", 2)).counts.updated == 1
        assert school.needs() == {}

    def test_may_be_subjects_that_are_in_the_catalogue_already(self, school: School) -> None:
        school.imports(row("X-1", "Analítica", 3, "Bases de datos; prog"), plan="systems")
        # The file tells the facts of the whole plan, and its other subjects stay with what they need.
        assert school.needs("systems") == {
            "s-data": {"s-prog"},
            "s-team": {"s-data", "s-net"},
            "systems-x1": {"s-data", "s-prog"},
        }

    def test_of_a_replacement_are_in_the_file_alone(self, school: School) -> None:
        done = school.imports(row("X-1", "Analítica", 3, "s-data"), row("Y-1", "Otra", 1), plan="systems", replace=True)
        assert done.rejected == (
            (2, "prerequisites: 's-data' is no subject of the plan systems; give its id or official key"),
        )
        assert set(school.catalogue.subjects) == {"systems-y1"}
        assert school.needs("systems") == {}

    @pytest.mark.parametrize(
        ("needs", "reason"),
        [
            ("MAT-9", "prerequisites: 'MAT-9' is no subject of the plan plan; give its id or official key"),
            ("s-prog", "prerequisites: 's-prog' is no subject of the plan plan; give its id or official key"),
            ("Taller", "prerequisites: 'Taller' may be plan-t1 or plan-t2; give the id"),
            (
                "T-1; INF-3",
                "prerequisites: plan-x1 (semester 2) needs plan-inf3 (semester 3), which must come earlier",
            ),
            (
                "X-1",
                "prerequisites: plan-x1 (semester 2) needs plan-x1 (semester 2), which must come earlier",
            ),
        ],
    )
    def test_that_cannot_be_refuse_their_row_alone(self, school: School, needs: str, reason: str) -> None:
        done = school.imports(
            row("X-1", "Redes", 2, needs),
            row("T-1", "Taller", 1),
            row("T-2", "Taller", 1),
            row("INF-3", "Servidores", 3, "T-1"),
        )
        assert done.rejected == ((2, reason),)
        assert school.needs() == {"plan-inf3": {"plan-t1"}}

    def test_of_a_refused_row_are_refused_too(self, school: School) -> None:
        done = school.imports(
            row("A-1", "Álgebra", 1, skills="cocina"), row("B-1", "Lógica", 2, "A-1"), row("C-1", "Redes", 1)
        )
        assert done.rejected == (
            (2, "skill_id 'cocina' does not exist"),
            (3, "needs_subject_id 'plan-a1' does not exist"),
        )
        assert "plan-c1" in school.catalogue.subjects

    def test_change_nothing_where_a_subject_moves_behind_one_that_needs_it(self, school: School) -> None:
        school.imports(row("A-1", "Álgebra", 1), row("B-1", "Lógica", 2, "A-1"))
        before = school.folder
        with pytest.raises(
            InputError, match=r"nothing was changed.*plan-b1 \(semester 2\) needs plan-a1 \(semester 3\)"
        ):
            school.imports(row("A-1", "Álgebra", 3))
        assert school.folder == before

    def test_are_in_a_column_of_any_name(self, school: School) -> None:
        second = row("B-1", "Lógica", 2) | {"Requisito": "A-1"}
        school.imports(row("A-1", "Álgebra", 1), second, column="Requisito")
        assert SubjectId("plan-a1") in school.catalogue.subjects[SubjectId("plan-b1")].prerequisite_ids


class TestGuessMapping:
    @pytest.mark.parametrize(
        "column", ["Seriación", "seriacion", "Prerrequisitos", "PREREQUISITOS", "Antecedentes", "Materias previas"]
    )
    def test_finds_the_column_of_prerequisites(self, catalogue: Catalogue, tmp_path: Path, column: str) -> None:
        path = tmp_path / "plan.csv"
        path.write_text(f"Clave,Materia,Semestre,{column}\nA-1,Álgebra,1,\nB-1,Lógica,2,A-1\n", encoding="utf-8")
        assert guess_mapping("curricula", path, catalogue).columns["prerequisites"] == column
