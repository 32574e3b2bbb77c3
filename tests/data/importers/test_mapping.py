from pathlib import Path

import pytest

from data.errors import InputError
from data.importers.mapping import ColumnMapping, read_mapping


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

    @pytest.mark.parametrize(
        ("text", "key"),
        [
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

    def test_names_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"none\.toml: cannot be read"):
            read_mapping(tmp_path / "none.toml")


class TestCheck:
    def test_names_a_column_that_the_kind_does_not_have(self) -> None:
        with pytest.raises(InputError, match=r"columns\.salary: no such column"):
            ColumnMapping(columns={"salary": "x"}).check(["title"])

    def test_refuses_a_constant_that_is_a_column_too(self) -> None:
        with pytest.raises(InputError, match=r"constants\.title"):
            ColumnMapping(columns={"title": "x"}, constants={"title": "y"}).check(["title"])
