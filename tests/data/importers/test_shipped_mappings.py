from pathlib import Path

import pytest

from data.importers.mapping import read_mapping
from data.importers.run import KINDS
from data.importers.shipped_mappings import mapping_file, shipped_mappings

KIND_OF = {"anuies-2017-2018": "programmes", "oulad": "study_outcomes"}


class TestShippedMappings:
    def test_are_those_that_the_formats_name(self) -> None:
        assert list(shipped_mappings()) == list(KIND_OF)

    @pytest.mark.parametrize(("name", "kind"), KIND_OF.items())
    def test_give_all_that_their_kind_needs(self, name: str, kind: str) -> None:
        mapping = read_mapping(shipped_mappings()[name])
        mapping.check(KINDS[kind].columns)
        assert set(KINDS[kind].required) <= {*mapping.columns, *mapping.constants}


class TestMappingFile:
    def test_knows_a_shipped_mapping_by_its_name(self) -> None:
        assert mapping_file(Path("oulad")) == shipped_mappings()["oulad"]

    def test_leaves_every_other_path_as_it_is(self) -> None:
        assert mapping_file(Path("mine.toml")) == Path("mine.toml")

    def test_a_file_of_that_name_goes_first(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "oulad").touch()
        monkeypatch.chdir(tmp_path)
        assert mapping_file(Path("oulad")) == Path("oulad")
