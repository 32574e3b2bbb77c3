from pathlib import Path

import pytest

from data.errors import InputError
from data.importers.mapping import ColumnMapping, read_mapping
from data.importers.run import KINDS
from data.importers.text_forms import TextForms
from data.settings import ROOT


def mapping_of(folder: Path, text: str) -> ColumnMapping:
    path = folder / "map.toml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path)


class TestReadMapping:
    def test_reads_constants_as_texts(self, tmp_path: Path) -> None:
        mapping = mapping_of(
            tmp_path,
            'source = "board"\n[columns]\ntitle = "job"\n'
            "[constants]\nposted_on = 2026-09-01\nn_positions = 2\nis_invented = true\n",
        )
        assert mapping.source == "board"
        assert mapping.columns == {"title": "job"}
        assert mapping.constants == {"posted_on": "2026-09-01", "n_positions": "2", "is_invented": "true"}

    def test_reads_how_dates_numbers_and_words_are_written(self, tmp_path: Path) -> None:
        mapping = mapping_of(
            tmp_path,
            'date_format = "%d/%m/%Y"\ndecimal_comma = true\nsheet = "Hoja1"\n'
            '[date_formats]\nchecked_at = "%Y%m%d"\n'
            '[values.kind]\n"Baja  Temporal" = "dropped_out"\n"" = "hired"\n'
            "[values.passed]\nNA = false\n",
        )
        assert mapping.forms == TextForms("%d/%m/%Y", {"checked_at": "%Y%m%d"}, decimal_comma=True)
        assert mapping.words == {"kind": {"baja temporal": "dropped_out", "": "hired"}, "passed": {"na": "false"}}
        assert mapping.sheet == "Hoja1"

    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("sheet = ''", "sheet"),
            ("decimal_comma = 'yes'", "decimal_comma"),
            ("date_format = 7", "date_format"),
            ("date_format = '%d/%m'", "date_format: must say day, month and year"),
            ("date_format = 'dd/mm/yyyy'", "date_format: must say day, month and year"),
            ("[date_formats]\nx = '%Q'", r"date_formats\.x"),
            ("[values]\nkind = 'x'", "kind: must be a table"),
            ("[values.kind]\nx = []", r"values\.kind\.x"),
            ("sauce = 'x'", "sauce"),
            ("source = 7", "source"),
            ("columns = 7", "columns"),
            ("[columns]\ntitle = 7", r"columns\.title"),
            ("[constants]\ntitle = []", r"constants\.title"),
            ("not toml", "not a TOML file"),
        ],
    )
    def test_names_the_wrong_key(self, tmp_path: Path, text: str, key: str) -> None:
        with pytest.raises(InputError, match=key):
            mapping_of(tmp_path, text)

    def test_reads_the_example_of_the_manual(self, tmp_path: Path) -> None:
        manual = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
        example = manual.split("```toml\n")[1].split("```")[0]
        mapping = mapping_of(tmp_path, example)
        mapping.check(KINDS["postings"].columns)
        assert mapping.words["language"] == {"español": "es", "": "es"}

    def test_names_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"none\.toml: cannot be read"):
            read_mapping(tmp_path / "none.toml")


class TestCheck:
    def test_names_a_column_that_the_kind_does_not_have(self) -> None:
        with pytest.raises(InputError, match=r"columns\.salary: no such column"):
            ColumnMapping(columns={"salary": "x"}).check(["title"])

    def test_names_unknown_columns_of_words_and_dates(self) -> None:
        with pytest.raises(InputError, match=r"values\.salary: no such column"):
            ColumnMapping(words={"salary": {}}).check(["title"])
        with pytest.raises(InputError, match=r"date_formats\.salary: no such column"):
            ColumnMapping(forms=TextForms(date_formats={"salary": "%Y"})).check(["title"])

    def test_refuses_a_constant_that_is_a_column_too(self) -> None:
        with pytest.raises(InputError, match=r"constants\.title"):
            ColumnMapping(columns={"title": "x"}, constants={"title": "y"}).check(["title"])


class TestTexts:
    def test_are_by_our_columns_with_words_translated_and_constants(self) -> None:
        mapping = ColumnMapping(
            columns={"kind": "Estatus"},
            constants={"state_id": "MX-JAL"},
            words={"kind": {"baja": "dropped_out"}, "name": {"": "?"}, "state_id": {"mx-jal": "x"}},
        )
        columns = mapping.file_columns(["kind", "name", "state_id"])
        assert mapping.texts({"Estatus": " BAJA", "name": ""}, columns) == {
            "kind": "dropped_out",
            "name": "?",
            "state_id": "MX-JAL",
        }
        assert mapping.texts({"Estatus": "otra", "name": "x"}, columns)["kind"] == "otra"
