from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from api.i18n import texts
from api.template_texts import template_texts
from data.catalogue import Catalogue, read_catalogue
from data.domain import Language
from data.exporters.learner_template import learner_template
from data.importers.counts import ImportCounts
from data.tables import learner, transcript
from tests.catalogue_files import ROWS, write_catalogue
from tests.data.importers.partner_files import Importing


def template(catalogue: Catalogue, language: Language, path: Path) -> Path:
    path.write_bytes(learner_template(catalogue, template_texts(texts(language))))
    return path


@pytest.mark.parametrize("language", list(Language))
class TestTheTemplate:
    def test_can_be_imported_as_it_stands(
        self, importing: Importing, catalogue: Catalogue, tmp_path: Path, language: Language
    ) -> None:
        path = template(catalogue, language, tmp_path / "t.xlsx")
        assert importing.file("learners", path) == ImportCounts(n_in=2, new=2)
        with importing.engine.connect() as connection:
            assert connection.execute(sa.select(learner.c.kind, learner.c.english, learner.c.is_invented)).all() == [
                ("student", "B1", True)
            ]
            assert connection.execute(sa.select(transcript.c.grade, transcript.c.passed)).all() == [(85.0, True)]
        assert importing.file("learners", path) == ImportCounts(n_in=2, unchanged=2)

    def test_offers_words_that_can_be_imported(
        self, importing: Importing, catalogue: Catalogue, tmp_path: Path, language: Language
    ) -> None:
        path = template(catalogue, language, tmp_path / "t.xlsx")
        workbook = load_workbook(path)
        people = workbook.worksheets[0]
        columns = {cell.value: cell.column for cell in people[1]}
        words = template_texts(texts(language))
        for row, level in enumerate(words.levels.values(), start=3):
            for column, text in zip(columns.values(), [cell.value for cell in people[2]], strict=True):
                people.cell(row, column, text)
            people.cell(row, 1, f"X{row}")
            people.cell(row, 2, list(words.kinds.values())[row % 3])
            people.cell(row, 4, level)
        workbook.save(path)
        assert importing.file("learners", path) == ImportCounts(n_in=9, new=9)

    def test_explains_itself_and_lists_what_may_be_written(
        self, catalogue: Catalogue, tmp_path: Path, language: Language
    ) -> None:
        workbook = load_workbook(template(catalogue, language, tmp_path / "t.xlsx"))
        people, kardex, instructions, lists, subjects = workbook.worksheets
        assert instructions["A1"].value == texts(language)("template.help.purpose")
        assert [row[0] for row in subjects.iter_rows(min_row=2, values_only=True)] == list(catalogue.subjects)
        assert lists["A2"].value == "Jalisco"
        n_lists = {sheet.title: len(sheet.data_validations.dataValidation) for sheet in (people, kardex)}
        assert list(n_lists.values()) == [8, 3]


class TestNamesOfTheCatalogue:
    def test_are_never_formulas(self, tmp_path: Path) -> None:
        row = 's-evil,systems,"=HYPERLINK(""http://evil.example"")",@SUM(A1),1,5,5,Variables,Variables'
        folder = write_catalogue(tmp_path / "evil", subjects=(*ROWS["subjects.csv"], row))
        content = learner_template(read_catalogue(folder), template_texts(texts(Language.ES)))
        cells = [cell for sheet in load_workbook(BytesIO(content)) for line in sheet.iter_rows() for cell in line]
        assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
        assert not [cell for cell in cells if cell.data_type == "f"]
