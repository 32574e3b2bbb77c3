import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from data.allocation import run_folder
from data.allocation.run_folder import RunFolderError
from data.errors import InputError
from recommender.allocation.running.run import UnmetRulesError, run_scenario
from recommender.allocation.running.verify import differences_between, verify
from tests.recommender.allocation.running.changed_run import change_plan, differences, unread
from tests.scenario_files import write_larger_scenario, write_scenario


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scenario with a run, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("made")
    run_scenario(write_larger_scenario(folder / "inputs"), folder / "inputs" / "run", unread)
    return folder / "inputs"


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    """Folder of the run beside its inputs; `found` names the copied scenario, not the recorded one."""
    shutil.copytree(made, tmp_path / "inputs")
    return tmp_path / "inputs" / "run"


def _change_certificate(run: Path, change: Callable[[dict[str, Any]], None]) -> None:
    certificate = run_folder.read_json(run, run_folder.CERTIFICATE)
    change(certificate)
    (run / run_folder.CERTIFICATE).write_bytes(run_folder.json_bytes(certificate))


class TestRunScenario:
    def test_equal_inputs_give_equal_bytes(self, made: Path, tmp_path: Path) -> None:
        run_scenario(made / "scenario.toml", tmp_path / "again", unread)
        files = sorted(path.name for path in (made / "run").iterdir())
        assert files == sorted(path.name for path in (tmp_path / "again").iterdir())
        for name in files:
            assert (made / "run" / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name

    def test_a_folder_that_is_there_is_left_alone(self, made: Path) -> None:
        with pytest.raises(RunFolderError, match="is there already"):
            run_scenario(made / "scenario.toml", made / "run", unread)

    def test_wrong_inputs_leave_no_folder(self, made: Path, tmp_path: Path) -> None:
        inputs = shutil.copytree(made, tmp_path / "inputs")
        (inputs / "options.csv").write_text("learner_id,certification_id,value\n")
        with pytest.raises(InputError):
            run_scenario(inputs / "scenario.toml", tmp_path / "out", unread)
        assert [path.name for path in tmp_path.iterdir()] == ["inputs"]

    def test_the_lottery_draws_about_a_quarter_of_the_vouchers(self, made: Path) -> None:
        certificate = run_folder.read_json(made / "run", run_folder.CERTIFICATE)
        plan = pq.read_table(made / "run" / run_folder.PLAN).to_pylist()
        drawn = [row for row in plan if row["pool"] is not None and row["certification_id"] is not None]
        assert len(drawn) == pytest.approx(certificate["lottery"]["drawn_share"] * certificate["vouchers"])
        assert 0 < certificate["lottery"]["drawn_share"] <= 0.5
        assert all(0 < row["propensity"] < 1 for row in plan if row["pool"] is not None)

    def test_money_of_a_voucher_adds_up_to_its_price(self, made: Path) -> None:
        plan = pq.read_table(made / "run" / run_folder.PLAN).to_pylist()
        given = [row for row in plan if row["certification_id"] is not None]
        assert given
        for row in given:
            parts = [row[f"{payer}_centavos"] for payer in ("federal", "state", "company", "own")]
            assert sum(parts) == row["price_centavos"]
            assert row["federal_centavos"] == row["price_centavos"] * 7 // 10

    def test_a_run_that_begins_with_yesterday_s_prices_is_as_good_and_proven(self, run: Path, tmp_path: Path) -> None:
        options = run.parent / "options.csv"
        options.write_text(options.read_text().replace("learner-05,java,5.5", "learner-05,java,5.9"))
        certificate = run_scenario(run.parent / "scenario.toml", tmp_path / "today", unread, run)
        cold = run_scenario(run.parent / "scenario.toml", tmp_path / "cold", unread)
        assert verify(tmp_path / "today").differences == ()
        assert certificate["value"] == pytest.approx(cold["value"])

    def test_prices_of_other_limits_are_left_aside(self, run: Path, tmp_path: Path) -> None:
        scenario = write_scenario(tmp_path / "other")
        run_scenario(scenario, tmp_path / "warm", unread, run)
        run_scenario(scenario, tmp_path / "cold", unread)
        for name in (run_folder.PLAN, run_folder.CERTIFICATE):
            assert (tmp_path / "warm" / name).read_bytes() == (tmp_path / "cold" / name).read_bytes()

    def test_names_the_rules_that_cannot_be_met(self, tmp_path: Path) -> None:
        scenario = write_scenario(tmp_path / "inputs", {"scenario.toml": ("least = 1\n", "least = 4\n")})
        # Two learners are teachers.
        with pytest.raises(UnmetRulesError, match=r"at_least:target:Docentes \(misses 2\)"):
            run_scenario(scenario, tmp_path / "run", unread)
        assert not (tmp_path / "run").exists()


class TestVerify:
    def test_agrees_where_prices_hang_on_volume_and_groups_must_be_large_enough(self, tmp_path: Path) -> None:
        with_tiers = ('vendors = "vendors.csv"', 'vendors = "vendors.csv"\ntiers = "tiers.csv"')
        scenario = write_scenario(tmp_path, {"scenario.toml": with_tiers})
        (tmp_path / "tiers.csv").write_text("vendor_id,least,share\noracle,2,0.8\namazon,3,0.5\n", encoding="utf-8")
        certificate = run_scenario(scenario, tmp_path / "run", unread)
        assert verify(tmp_path / "run").differences == ()
        # Ana, Carla and Elena get AWS, Beto and Diego Java: 5 + 7 + 4 + 8 + 5.
        assert certificate["value"] == 29
        assert certificate["tiers"] == {"amazon": {"tier": 1, "share": 0.5}, "oracle": {"tier": 1, "share": 0.8}}
        assert certificate["constraints"]["minimum_group:aws"] == {"used": 3, "limit": 2, "slack": 1}

    def test_finds_nothing_where_nothing_was_changed(self, run: Path) -> None:
        assert differences(run) == {}

    def test_catches_one_changed_assignment(self, run: Path) -> None:
        def exchange(rows: list[dict[str, Any]]) -> None:
            holder = next(row for row in rows if row["certification_id"] == "java" and row["pool"] is None)
            holder["certification_id"] = "aws"

        change_plan(run, exchange)
        assert any(place.startswith("lottery, learner") for place in differences(run))

    def test_catches_a_voucher_that_went_to_somebody_else(self, run: Path) -> None:
        def give_away(rows: list[dict[str, Any]]) -> None:
            holder = next(row for row in rows if row["certification_id"] is not None and row["pool"] is not None)
            other = next(row for row in rows if row["certification_id"] is None and row["pool"] == holder["pool"])
            for name in ("certification_id", "alternative"):
                other[name], holder[name] = holder[name], None

        change_plan(run, give_away)
        assert sum(place.startswith("lottery, learner") for place in differences(run)) == 2

    def test_catches_a_plan_changed_before_and_after_the_lottery(self, run: Path) -> None:
        def take_away(rows: list[dict[str, Any]]) -> None:
            holder = next(row for row in rows if row["certification_id"] is not None and row["pool"] is None)
            for name in ("certification_id", "alternative", "planned_certification_id", "planned_alternative"):
                holder[name] = None

        change_plan(run, take_away)
        found = differences(run)
        assert "value" in found
        assert f"files.{run_folder.PLAN}" in found

    def test_catches_a_row_added_to_the_plan(self, run: Path) -> None:
        change_plan(run, lambda rows: rows.append(dict(rows[0], learner_id="somebody")))
        assert "41 rows" in differences(run)["run"][1]

    def test_catches_a_voucher_that_is_no_option(self, run: Path) -> None:
        change_plan(run, lambda rows: rows[3].update(certification_id="excel"))
        assert "row 4, learner learner-03" in differences(run)["run"][1]

    def test_catches_a_changed_cell_of_who_pays(self, run: Path) -> None:
        def cheapen(rows: list[dict[str, Any]]) -> None:
            row = next(row for row in rows if row["certification_id"] is not None)
            row["federal_centavos"] -= 1

        change_plan(run, cheapen)
        assert any(place.endswith("column federal_centavos") for place in differences(run))

    def test_catches_a_changed_propensity(self, run: Path) -> None:
        change_plan(run, lambda rows: rows[0].update(propensity=0.123))
        assert f"{run_folder.PLAN}, row 1, column propensity" in differences(run)

    def test_catches_a_changed_budget(self, run: Path) -> None:
        funds = run.parent / "funds.csv"
        funds.write_text(funds.read_text().replace("90000", "90001"))
        found = differences(run)
        assert "inputs.funds" in found
        assert found["constraints.budget:federal.limit"] == ("9000000", "9000100")

    def test_catches_a_budget_too_small_for_the_plan(self, run: Path) -> None:
        funds = run.parent / "funds.csv"
        funds.write_text(funds.read_text().replace("90000", "100"))
        assert differences(run)["plan, budget:federal"][0] == "limit 10000"

    def test_catches_a_changed_bound(self, run: Path) -> None:
        _change_certificate(run, lambda one: one.update(bound=one["bound"] * 0.9999))
        assert set(differences(run)) == {"bound"}

    def test_catches_a_removed_constraint(self, run: Path) -> None:
        _change_certificate(run, lambda one: one["constraints"].pop("at_least:target:Jalisco"))
        recorded, found = differences(run)["constraints.at_least:target:Jalisco"]
        assert recorded == ""
        assert "limit" in found

    def test_catches_a_constraint_that_was_made_up(self, run: Path) -> None:
        _change_certificate(run, lambda one: one["constraints"].update(new={"used": 0, "limit": 1, "slack": 1}))
        assert differences(run)["constraints.new"][1] == ""

    def test_catches_a_changed_seed(self, run: Path) -> None:
        _change_certificate(run, lambda one: one.update(seed=12))
        assert differences(run) == {"seed": ("12", "11")}

    def test_catches_a_seed_changed_in_the_scenario_too(self, run: Path) -> None:
        scenario = run.parent / "scenario.toml"
        scenario.write_text(scenario.read_text().replace("seed = 11", "seed = 12"))
        _change_certificate(run, lambda one: one.update(seed=12))
        found = differences(run)
        assert "inputs.scenario" in found
        assert any(place.startswith("lottery, learner") for place in found)

    def test_catches_other_valid_multipliers(self, run: Path) -> None:
        arrays = run_folder.read_arrays(run)
        arrays["0.seat"] = np.asarray(arrays["0.seat"] + 1.0)
        (run / run_folder.MULTIPLIERS).write_bytes(run_folder.arrays_bytes(arrays))
        found = differences(run)
        assert float(found["bound"][1]) > float(found["bound"][0])
        assert f"files.{run_folder.MULTIPLIERS}" in found

    @pytest.mark.parametrize("value", [-1.0, np.nan])
    def test_catches_multipliers_that_prove_nothing(self, run: Path, value: float) -> None:
        arrays = run_folder.read_arrays(run)
        arrays["0.seat"] = np.full_like(arrays["0.seat"], value)
        (run / run_folder.MULTIPLIERS).write_bytes(run_folder.arrays_bytes(arrays))
        assert "prove nothing" in differences(run)["run"][1]

    def test_catches_multipliers_of_another_problem(self, run: Path) -> None:
        arrays = run_folder.read_arrays(run)
        arrays["0.seat"] = np.zeros(7)
        (run / run_folder.MULTIPLIERS).write_bytes(run_folder.arrays_bytes(arrays))
        assert "multipliers" in differences(run)

    def test_catches_multipliers_without_any_part(self, run: Path) -> None:
        (run / run_folder.MULTIPLIERS).write_bytes(run_folder.arrays_bytes({}))
        assert "there are none" in differences(run)["run"][1]

    def test_catches_parts_that_leave_a_choice_out(self, run: Path) -> None:
        arrays = run_folder.read_arrays(run)
        arrays["0.is_open"] = np.array([[0, 0]])
        (run / run_folder.MULTIPLIERS).write_bytes(run_folder.arrays_bytes(arrays))
        assert "leave out" in differences(run)["multipliers"][1]

    def test_catches_changed_files_for_people(self, run: Path) -> None:
        for name in (run_folder.VOUCHERS, run_folder.PRICES):
            with (run / name).open("a") as file:
                file.write("learner-00,java\n")
        found = differences(run)
        assert {f"file {run_folder.VOUCHERS}", f"file {run_folder.PRICES}"} <= found.keys()

    def test_says_so_where_the_scenario_is_gone(self, run: Path, tmp_path: Path) -> None:
        (run / run_folder.ORIGIN).write_text(json.dumps({"scenario": str(tmp_path / "gone.toml")}))
        with pytest.raises(RunFolderError, match="name it with --scenario"):
            verify(run)

    def test_says_so_where_a_file_is_missing(self, run: Path) -> None:
        (run / run_folder.CERTIFICATE).unlink()
        with pytest.raises(RunFolderError, match=r"certificate\.json is not there"):
            verify(run)

    def test_gives_the_digest_of_the_certificate_as_it_stands(self, run: Path) -> None:
        assert verify(run, run.parent / "scenario.toml").certificate_digest == run_folder.file_digest(
            run / run_folder.CERTIFICATE
        )


class TestDifferencesBetween:
    def test_names_the_path_of_each_field(self) -> None:
        found = list(differences_between({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3, "d": 4}}))
        assert [str(one) for one in found] == ["a.c: recorded 2, found 3", "a.d: recorded nothing, found 4"]

    def test_forgives_the_last_digits_of_a_sum(self) -> None:
        assert not list(differences_between({"a": 1e6}, {"a": 1e6 + 1e-6}))
        assert list(differences_between({"a": 1e6}, {"a": 1e6 + 1e-2}))

    def test_tells_numbers_from_truths(self) -> None:
        assert list(differences_between({"a": True}, {"a": 1}))
