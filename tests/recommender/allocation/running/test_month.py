import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from data.allocation import run_folder
from data.errors import InputError
from recommender.allocation.running.run import Inputs, UnmetRulesError, run_scenario
from recommender.allocation.running.verify import verify
from tests.recommender.allocation.running.changed_run import change_plan, differences, unread
from tests.scenario_files import write_month_scenario


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first month with its run, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("made")
    run_scenario(write_month_scenario(folder / "inputs"), folder / "inputs" / "run", unread)
    return folder / "inputs"


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    """Folder of the run beside its inputs."""
    shutil.copytree(made, tmp_path / "inputs")
    return tmp_path / "inputs" / "run"


def _trouble(folder: Path, name: str, old: str, new: str) -> str:
    scenario = write_month_scenario(folder)
    content = (folder / name).read_text(encoding="utf-8")
    assert old in content
    (folder / name).write_text(content.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Inputs.read(scenario)
    return caught.value.detail


class TestRunOfAMonth:
    def test_decides_about_the_learners_of_the_month_alone(self, made: Path) -> None:
        plan = pq.read_table(made / "run" / run_folder.PLAN)
        assert plan["learner_id"].to_pylist() == [f"this-{number:02}" for number in range(20)]

    def test_keeps_the_money_back_for_who_is_worth_more_later(self, made: Path) -> None:
        certificate = run_folder.read_json(made / "run", run_folder.CERTIFICATE)
        # 21,000 pesos at 700 or 1,050 a voucher are 20 to 30 of them, and 20 learners of twice the worth are expected.
        fund = certificate["constraints"]["budget:federal"]
        assert certificate["year"]["expected_learners"] == 20
        assert fund["slack"] >= 20 * 70_000
        assert fund["used"] + fund["slack"] == fund["limit"] == 2_100_000
        assert certificate["vouchers"] <= 10

    def test_value_and_bound_are_of_the_month_and_who_is_expected(self, made: Path) -> None:
        certificate = run_folder.read_json(made / "run", run_folder.CERTIFICATE)
        year = certificate["year"]
        given = pq.read_table(made / "run" / run_folder.PLAN).to_pylist()
        rows = [line.split(",") for line in (made / "options.csv").read_text().splitlines()[1:]]
        value_of = {(learner, one): float(np.float32(value)) for learner, one, value in rows}
        of_month = sum(value_of[row["learner_id"], row["certification_id"]] for row in given if row["certification_id"])
        assert year["month_value"] == pytest.approx(of_month)
        assert certificate["value"] == pytest.approx(of_month + year["expected_value"])
        assert certificate["value"] <= certificate["bound"]
        assert certificate["gap"] == pytest.approx(1 - certificate["value"] / certificate["bound"])
        assert certificate["gap"] < 0.05

    def test_a_month_after_which_nobody_is_expected_spends_all(self, tmp_path: Path) -> None:
        scenario = write_month_scenario(tmp_path, month=2)
        certificate = run_scenario(scenario, tmp_path / "run", unread)
        assert certificate["year"]["expected_learners"] == 0
        assert certificate["year"]["expected_value"] == 0
        assert certificate["vouchers"] == 20
        # All limits hold now, the lower bound too.
        assert certificate["constraints"]["at_least:target:Jalisco"]["slack"] >= 0
        assert verify(tmp_path / "run").differences == ()

    def test_a_lower_bound_that_nobody_can_meet_any_more_is_named(self, tmp_path: Path) -> None:
        scenario = write_month_scenario(tmp_path)
        scenario.write_text(scenario.read_text().replace("least = 4", "least = 38"))
        with pytest.raises(UnmetRulesError, match="at_least:target:Jalisco"):
            run_scenario(scenario, tmp_path / "run", unread)

    def test_equal_inputs_give_equal_bytes(self, made: Path, tmp_path: Path) -> None:
        run_scenario(made / "scenario.toml", tmp_path / "again", unread)
        for name in (run_folder.PLAN, run_folder.CERTIFICATE, run_folder.MULTIPLIERS):
            assert (made / "run" / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name

    def test_a_later_month_has_what_the_earlier_ones_left(self, made: Path, tmp_path: Path) -> None:
        scenario = write_month_scenario(tmp_path, month=2)
        scenario.write_text(scenario.read_text().replace("[year]", 'given = "given.csv"\n[year]'))
        shutil.copy(made / "run" / run_folder.VOUCHERS, tmp_path / "given.csv")
        first = run_folder.read_json(made / "run", run_folder.CERTIFICATE)
        second = run_scenario(scenario, tmp_path / "run", unread)
        for name in ("budget:federal", "seats:aws", "seats:java"):
            assert second["constraints"][name]["limit"] == first["constraints"][name]["slack"]
        # Of the four vouchers for Jalisco the first month gave some.
        given = pq.read_table(made / "run" / run_folder.PLAN).to_pylist()
        n_in_jalisco = sum(int(row["learner_id"][-2:]) % 2 for row in given if row["certification_id"])
        assert n_in_jalisco > 0
        assert second["constraints"]["at_least:target:Jalisco"]["limit"] == 4 - n_in_jalisco
        assert verify(tmp_path / "run").differences == ()

    @pytest.mark.parametrize(
        ("vouchers", "named"),
        [
            ("last-00,java,federal", "line 2, column learner_id: 'last-00' is not in the learners of earlier months"),
            ("this-20,java,federal", "line 2, column learner_id: 'this-20' is not in the learners of earlier months"),
            ("this-00,cobol,federal", "line 2, column certification_id: 'cobol' is not in"),
            ("this-00,java,jalisco", "line 2, column learner_id: jalisco does not pay"),
            ("this-00,java,", "line 2, column learner_id: no fund does not pay"),
            ("\n".join(f"this-{row:02},java,federal" for row in range(13)), "of seats:java 13 were given"),
        ],
    )
    def test_names_what_cannot_have_been_given(self, tmp_path: Path, vouchers: str, named: str) -> None:
        scenario = write_month_scenario(tmp_path, month=2)
        scenario.write_text(scenario.read_text().replace("[year]", 'given = "given.csv"\n[year]'))
        (tmp_path / "given.csv").write_text(f"learner_id,certification_id,federal_fund\n{vouchers}\n")
        with pytest.raises(InputError) as caught:
            Inputs.read(scenario)
        assert named in caught.value.detail


class TestVerifyOfAMonth:
    def test_finds_nothing_where_nothing_was_changed(self, run: Path) -> None:
        assert differences(run) == {}

    def test_catches_one_changed_assignment(self, run: Path) -> None:
        def take_away(rows: list[dict[str, Any]]) -> None:
            holder = next(row for row in rows if row["certification_id"] is not None and row["pool"] is None)
            for name in ("certification_id", "alternative", "planned_certification_id", "planned_alternative"):
                holder[name] = None

        change_plan(run, take_away)
        found = differences(run)
        assert {"value", "year.month_value", "constraints.budget:federal.slack"} <= found.keys()

    def test_catches_a_changed_forecast(self, run: Path) -> None:
        # Another seed draws other learners: the recorded value to come is not theirs.
        scenario = run.parent / "scenario.toml"
        scenario.write_text(scenario.read_text().replace("seed = 11", "seed = 12"))
        found = differences(run)
        assert {"seed", "bound"} <= found.keys()

    def test_catches_a_changed_bound(self, run: Path) -> None:
        path = run / run_folder.CERTIFICATE
        certificate = json.loads(path.read_bytes())
        certificate["bound"] *= 0.999
        path.write_bytes(run_folder.json_bytes(certificate))
        assert differences(run).keys() == {"bound"}


class TestOpenedMonth:
    @pytest.mark.parametrize(
        ("name", "old", "new", "named"),
        [
            ("arrivals.csv", "last-00,last,1,all\n", "", "learners.csv, line 2, column learner_id: is not in arrivals"),
            ("arrivals.csv", "last-00,last", "nobody,last", "'nobody' is not in learners.csv"),
            ("arrivals.csv", "last-00,last,1", "last-00,last,13", "line 2, column month: is not from 1 to 12"),
            ("arrivals.csv", "last-00,last,1", "last-00,before,1", "line 2, column year: 'before'"),
            ("arrivals.csv", "last-00,last,1,all", "last-00,last,1,", "line 2, column group: is blank"),
            ("arrivals.csv", "this-00,this,1", "this-00,this,2", "line 42, column month: is after month 1"),
            ("scenario.toml", 'arrivals = "arrivals.csv"', "", "[year] needs the table arrivals"),
            ("scenario.toml", "[year]\nmonth = 1\n", "", "that table needs [year]"),
            ("scenario.toml", "month = 1", "month = 0", "year.month"),
            ("scenario.toml", "least = 4", "least_share = 0.1", "bound targets by least and most"),
            ("scenario.toml", "[lottery]", '[[parity]]\ncolumn = "state_id"\ngap = 0.1\n[lottery]', "parity and tiers"),
            (
                "certifications.csv",
                "price_pesos\njava,oracle,12,1000\naws,amazon,20,1500",
                "price_pesos,minimum_group\njava,oracle,12,1000,\naws,amazon,20,1500,3",
                "certifications.csv, line 3, column minimum_group",
            ),
        ],
    )
    def test_names_what_is_wrong(self, tmp_path: Path, name: str, old: str, new: str, named: str) -> None:
        assert named in _trouble(tmp_path, name, old, new)

    def test_needs_learners_of_last_year_and_of_the_month(self, tmp_path: Path) -> None:
        scenario = write_month_scenario(tmp_path)
        arrivals = tmp_path / "arrivals.csv"
        usual = arrivals.read_text()
        arrivals.write_text(usual.replace(",this,", ",last,"))
        with pytest.raises(InputError, match="nobody of this year's month 1"):
            Inputs.read(scenario)
        arrivals.write_text(usual.replace(",last,1,", ",this,1,").replace(",last,2,", ",this,1,"))
        with pytest.raises(InputError, match="nobody of the year last"):
            Inputs.read(scenario)
