import csv
import re
from datetime import date
from pathlib import Path

import pytest

from data.catalogue import Catalogue, read_catalogue
from data.domain import CurriculumId, SubjectId
from data.importers.catalogue_import import CatalogueImport, import_catalogue
from data.importers.counts import ImportCounts
from data.importers.curricula import semester_in
from data.importers.mapping import ColumnMapping
from tests.catalogue_files import write_catalogue
from tests.development_data import development_file

TODAY = date(2026, 11, 25)
PLAN = {"curriculum_id": "plan", "curriculum_label_es": "Plan propio", "area": "software", "n_semesters": "9"}
SUBJECT = {"label_es": "Redes", "subject_key": "SCD-1021", "heading": "Semestre 6", "credits": "5"}


class School:
    """Imports plans of study into a tiny catalogue."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._shipped = write_catalogue(folder / "shipped")

    def imports(self, path: Path, mapping: ColumnMapping) -> tuple[CatalogueImport, Catalogue]:
        done = import_catalogue("curricula", path, mapping, self._shipped, self._folder / "kept", today=TODAY)
        return done, read_catalogue(done.folder)

    def row(self, **changed: str) -> tuple[CatalogueImport, Catalogue]:
        path = self._folder / "plan.csv"
        row = SUBJECT | changed
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, list(row))
            writer.writeheader()
            writer.writerow(row)
        return self.imports(path, ColumnMapping(constants=PLAN))


@pytest.fixture
def school(tmp_path: Path) -> School:
    return School(tmp_path)


class TestPlansAsSchoolsPublishThem:
    def test_get_what_follows_from_other_cells(self, school: School) -> None:
        done, catalogue = school.row(hours_theory="2", hours_practice="3")
        assert done.counts == ImportCounts(n_in=1, new=1)
        subject = catalogue.subjects[SubjectId("plan-scd1021")]
        assert (subject.semester, subject.hours, subject.credits) == (6, 5, 5)
        assert (subject.label.es, subject.label.en) == ("Redes", "Redes")
        assert (subject.syllabus.es, subject.syllabus.en) == ("Redes", "Redes")
        assert catalogue.curricula[CurriculumId("plan")].label.en == "Plan propio"

    def test_keep_what_they_say_themselves(self, school: School) -> None:
        own = {"subject_id": "net-1", "semester": "Segundo (2)", "hours": "4", "hours_theory": "9"}
        _, catalogue = school.row(**own, label_en="Networks", syllabus_es="Protocolos")
        subject = catalogue.subjects[SubjectId("net-1")]
        assert (subject.semester, subject.hours) == (2, 4)
        assert (subject.label.en, subject.syllabus.en) == ("Networks", "Protocolos")

    @pytest.mark.parametrize(
        ("changed", "reason"),
        [
            ({"hours_theory": "dos"}, "hours_theory must be a whole number, is 'dos'"),
            ({"heading": "Optativas", "hours": "4"}, "semester must be a whole number from 1 to 12, is 'Optativas'"),
            ({"hours": ""}, "hours is empty"),
            ({"hours": "4", "subject_key": ""}, "'' is no id: letters, digits, dots and hyphens, at most 64"),
        ],
    )
    def test_are_refused_row_by_row(self, school: School, changed: dict[str, str], reason: str) -> None:
        done, _ = school.row(**changed)
        assert (done.counts, done.rejected) == (ImportCounts(n_in=1, rejected=1), ((2, reason),))


class TestSemesterIn:
    @pytest.mark.parametrize("text", ["3", "3º", "Semestre 3", "Semestre III", "3er semestre", "SEMESTRE 3 (Comunes)"])
    def test_is_a_number_in_words(self, text: str) -> None:
        assert semester_in(text) == "3"


@pytest.mark.needs_development_data
class TestARealPlan:
    def test_goes_in_subject_by_subject(self, school: School) -> None:
        path = development_file("curricula/reticula_isc.md")
        columns = {
            "label_es": "Materia",
            "subject_key": "Clave",
            "hours_theory": "Teóricas",
            "hours_practice": "Prácticas",
            "credits": "Créditos",
        }
        done, catalogue = school.imports(path, ColumnMapping(columns=columns, constants=PLAN))
        table = re.findall(
            r"^\| (.+?) \| ([A-Z]+-?\d*) \| (\d+) \| (\d+) \| (\d+) \|$", path.read_text(encoding="utf-8"), re.M
        )
        assert done.counts == ImportCounts(n_in=len(table), new=len(table))
        subjects = catalogue.curricula[CurriculumId("plan")].subjects
        assert [(one.label.es, one.hours, one.credits) for one in subjects] == [
            (name, int(theory) + int(practice), int(credits)) for name, _, theory, practice, credits in table
        ]
        # Of the two specialities, four subjects are of the seventh semester and six of the eighth.
        by_semester = [sum(one.semester == semester for one in subjects) for semester in range(1, 10)]
        assert by_semester == [7, 6, 6, 6, 6, 6, 5 + 4, 4 + 6, 2]
        assert done.rejected == ()
