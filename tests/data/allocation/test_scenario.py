from pathlib import Path

import pytest

from data.allocation.conditions import What, Who
from data.allocation.scenario import Scenario, ScenarioError, read_scenario
from data.allocation.table import Table
from data.domain import Label
from tests.scenario_files import write_scenario


def _read(folder: Path, old: str, new: str) -> Scenario:
    return read_scenario(write_scenario(folder, {"scenario.toml": (old, new)}))


class TestReadScenario:
    def test_paths_are_seen_from_the_scenario(self, tmp_path: Path) -> None:
        assert read_scenario(write_scenario(tmp_path)).table_paths.options == tmp_path / "options.csv"

    def test_a_name_is_in_both_languages(self, tmp_path: Path) -> None:
        targets = read_scenario(write_scenario(tmp_path)).targets
        assert [target.name for target in targets] == [Label("Docentes", "Teachers"), Label("Nube", "Nube")]

    def test_conditions_are_compared_as_text(self, tmp_path: Path) -> None:
        target = _read(tmp_path, "is_teacher = true", "is_teacher = true, semester = [7, 8]").targets[0]
        assert target.who == Who({"is_teacher": ("true",), "semester": ("7", "8")})

    def test_a_tenth_of_the_seats_is_drawn_unless_said_otherwise(self, tmp_path: Path) -> None:
        assert _read(tmp_path, "[lottery]\nshare = 0.0\nband = 0.0", "").lottery.share == 0.1

    @pytest.mark.parametrize(
        ("old", "new", "named"),
        [
            ("seed = 7", "", "seed"),
            ("seed = 7", "seed = -7", "seed"),
            ("own_share = 0.1", "own_share = 1.1", "own_share"),
            ("own_share = 0.1", "own_share = nan", "own_share"),
            ("own_share = 0.1", "ownshare = 0.1", "ownshare"),
            ("gap = 0.9", "gap = 2.0", "parity.1.gap"),
            ("least = 1", "least = -1", "targets.1.least"),
            ("least = 1", "", "targets.1: a target needs"),
            ("least = 1", "least = 1\nleast_share = 0.1", "targets.1: a bound is either"),
            ("{set =", "{sets =", "targets.2.what: 'sets' groups no certifications"),
            ('options = "options.csv"', "", "tables.options"),
        ],
    )
    def test_names_the_entry_that_is_wrong(self, tmp_path: Path, old: str, new: str, named: str) -> None:
        with pytest.raises(ScenarioError) as caught:
            _read(tmp_path, old, new)
        assert caught.value.detail.startswith("scenario.toml: ")
        assert named in caught.value.detail

    def test_names_a_file_that_is_no_toml(self, tmp_path: Path) -> None:
        with pytest.raises(ScenarioError, match=r"scenario\.toml is no TOML"):
            _read(tmp_path, "seed = 7", "seed: 7")

    def test_names_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(ScenarioError, match="is not there"):
            read_scenario(tmp_path / "none.toml")


class TestTable:
    def test_an_empty_table_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "options.csv").write_text("learner_id,certification_id,value\n")
        with pytest.raises(ScenarioError, match=r"options\.csv has no row"):
            Table.read(tmp_path / "options.csv")

    def test_a_file_without_a_header_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "options.csv").write_text("")
        with pytest.raises(ScenarioError, match=r"options\.csv is no CSV"):
            Table.read(tmp_path / "options.csv")

    def test_a_file_that_is_no_parquet_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "options.parquet").write_text("learner_id\n")
        with pytest.raises(ScenarioError, match=r"options\.parquet is no Parquet"):
            Table.read(tmp_path / "options.parquet")

    def test_other_endings_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ScenarioError, match=r"\.csv or a \.parquet"):
            Table.read(tmp_path / "options.xlsx")

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(ScenarioError, match=r"options\.csv is not there"):
            Table.read(tmp_path / "options.csv")

    def test_rows_of_parquet_are_counted_from_one(self, tmp_path: Path) -> None:
        import pandas as pd

        pd.DataFrame({"value": [1.0, float("nan")]}).to_parquet(tmp_path / "options.parquet")
        with pytest.raises(ScenarioError, match=r"options\.parquet, row 2, column value"):
            Table.read(tmp_path / "options.parquet").numbers("value", least=0)


class TestConditions:
    def test_reads_who_a_fund_is_for(self) -> None:
        assert Who.parsed(" state_id = MX-JAL | MX-NLE ;is_teacher=true;") == Who(
            {"state_id": ("MX-JAL", "MX-NLE"), "is_teacher": ("true",)}
        )

    def test_the_empty_text_is_everybody(self) -> None:
        assert Who.parsed("") == Who()

    @pytest.mark.parametrize("text", ["state_id", "=MX-JAL", "state_id="])
    def test_refuses_half_a_condition(self, text: str) -> None:
        with pytest.raises(ValueError, match="is no column=value"):
            Who.parsed(text)

    def test_refuses_what_groups_no_certifications(self) -> None:
        with pytest.raises(ValueError, match="groups no certifications"):
            What.parsed("area:cloud")
