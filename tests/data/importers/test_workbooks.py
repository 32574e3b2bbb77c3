from pathlib import Path

import pytest
from openpyxl import Workbook

from data.errors import InputError
from data.importers.counts import ImportCounts
from data.importers.mapping import ColumnMapping
from tests.data.importers.partner_files import Importing

PEOPLE: list[list[object]] = [
    ["Matrícula", "Tipo", "Estado", "Inglés"],
    ["A1", "Estudiante", "Jalisco", "Básico"],
    ["B2", "Docente", "Nuevo León", "Avanzado"],
]
KARDEX: list[list[object]] = [
    ["Matrícula", "Clave de materia", "Periodo", "Calificación"],
    ["A1", "Programación", "2025-1", 9.5],
    ["A1", "Redes", "AGO-DIC 2025", "NA"],
    ["Z9", "Redes", "AGO-DIC 2025", 8],
]
OF_TEN = ColumnMapping(constants={"grade_scale": "10"})


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


class TestLearnersWithTheirKardex:
    def test_load_at_once_people_first(self, importing: Importing, tmp_path: Path) -> None:
        path = workbook(tmp_path / "b.xlsx", Kárdex=KARDEX, Alumnos=PEOPLE)
        assert importing.file("learners", path, OF_TEN) == ImportCounts(n_in=5, new=4, rejected=1)
        assert importing.reasons() == [(4, "external_id is not known")]
        assert [line.split(":")[0] for line in importing.lines] == ["learners", "transcripts"]
        assert importing.progress[-1] == (5, 1.0)
        assert importing.file("learners", path, OF_TEN) == ImportCounts(n_in=5, unchanged=4, rejected=1)

    def test_load_nothing_where_one_sheet_cannot_be_read(self, importing: Importing, tmp_path: Path) -> None:
        path = workbook(tmp_path / "b.xlsx", Alumnos=PEOPLE, Kardex=[["Matrícula", "Promedio"], ["A1", 9]])
        before = importing.stored()
        with pytest.raises(InputError, match="sheet 'Kardex': the header lacks subject_id"):
            importing.file("learners", path)
        assert importing.stored() == before

    def test_load_one_sheet_where_it_is_named(self, importing: Importing, tmp_path: Path) -> None:
        path = workbook(tmp_path / "b.xlsx", Alumnos=PEOPLE, Kardex=KARDEX)
        assert importing.file("learners", path, ColumnMapping(sheet="Alumnos")) == ImportCounts(n_in=2, new=2)
        counts = importing.file("transcripts", path, OF_TEN)
        assert counts == ImportCounts(n_in=3, new=2, rejected=1)

    def test_may_be_on_the_only_sheet_whatever_its_name(self, importing: Importing, tmp_path: Path) -> None:
        path = workbook(tmp_path / "b.xlsx", Hoja1=PEOPLE)
        assert importing.file("learners", path) == ImportCounts(n_in=2, new=2)
