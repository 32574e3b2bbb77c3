from pathlib import Path

import numpy as np
import pytest

from data.allocation.scenario import read_scenario
from data.allocation.scenario_tables import ScenarioTables
from data.errors import InputError, NotFoundError
from recommender.allocation.problem import NO_LIMIT, Tier
from recommender.allocation.running.building import Built, build
from tests.scenario_files import write_scenario


def _built(folder: Path, changes: dict[str, tuple[str, str]] | None = None) -> Built:
    scenario = read_scenario(write_scenario(folder, changes))
    return build(scenario, ScenarioTables.read(scenario.table_paths))


def _trouble(folder: Path, name: str, old: str, new: str) -> str:
    with pytest.raises(InputError) as caught:
        _built(folder, {name: (old, new)})
    return caught.value.detail


class TestBuild:
    def test_leaves_out_who_objects(self, tmp_path: Path) -> None:
        names = _built(tmp_path).names
        assert names.learner_ids == ("ana", "beto", "carla", "diego", "elena")
        assert names.objecting == {"fer"}
        with pytest.raises(NotFoundError, match="person"):
            names.learner_row("fer")

    def test_options_stand_by_learner_and_certification(self, tmp_path: Path) -> None:
        options = _built(tmp_path, {"scenario.toml": ("floor = 0.5", "floor = 0.0")}).national.base.options
        assert options.start.tolist() == [0, 3, 4, 6, 7, 9]
        assert options.certification.tolist() == [0, 1, 2, 0, 0, 1, 0, 1, 2]
        assert options.value.tolist() == [9, 5, 1, 8, 6, 7, 5, 4, 3]

    def test_the_order_of_options_does_not_matter(self, tmp_path: Path) -> None:
        usual = _built(tmp_path / "a").national.base.options
        moved = _built(
            tmp_path / "b",
            {
                "options.csv": (
                    "ana,java,9\nana,aws,5\nana,excel,1\nbeto,java,8\n",
                    "beto,java,8\nana,excel,1\nana,java,9\nana,aws,5\n",
                )
            },
        ).national.base.options
        assert moved.certification.tolist() == usual.certification.tolist()
        assert moved.value.tolist() == usual.value.tolist()

    def test_floor_drops_options_worth_less_than_half_of_the_best(self, tmp_path: Path) -> None:
        built = _built(tmp_path)
        # Ana's Excel, worth 1 of 9.
        assert built.floor_dropped == 1
        assert built.national.base.options.certification.tolist() == [0, 1, 0, 0, 1, 0, 1, 2]

    def test_floor_looks_at_what_can_be_had_only(self, tmp_path: Path) -> None:
        high = {"scenario.toml": ("floor = 0.5", "floor = 0.9")}
        # Below nine tenths of the best: Ana's AWS and Excel, Carla's Java, Elena's Excel.
        assert _built(tmp_path / "usual", high).floor_dropped == 4
        # With one seat AWS cannot open for its group of two: Carla's and Elena's best is then the other one.
        closed = {**high, "certifications.csv": ("aws,amazon,,", "aws,amazon,1,")}
        assert _built(tmp_path / "closed", closed).floor_dropped == 2

    def test_money_is_in_centavos_and_blank_limits_never_bind(self, tmp_path: Path) -> None:
        problem = _built(tmp_path).national.base
        assert problem.price.tolist() == [100_050, 200_000, 50_000]
        assert problem.seats.tolist() == [2, NO_LIMIT, 5]
        assert problem.budgets.tolist() == [500_000, 150_000, 90_000]

    def test_alternatives_are_all_combinations_of_one_fund_of_each_kind(self, tmp_path: Path) -> None:
        payments = _built(tmp_path).national.base.payments
        ana, carla, diego = payments.pay_class[[0, 2, 3]].tolist()
        assert payments.pay_class.tolist() == [ana, ana, carla, diego, diego]
        first = payments.first_alternative
        budgets = [sorted(one[one >= 0].tolist()) for one in payments.budget[first[ana] : first[ana + 1]]]
        # Federal and state pay 90 % together, so nothing is left for the company beside both.
        assert sorted(budgets) == [[0], [0, 1], [0, 2], [1], [1, 2], [2]]
        budgets = [sorted(one[one >= 0].tolist()) for one in payments.budget[first[diego] : first[diego + 1]]]
        assert sorted(budgets) == [[0], [0, 2], [2]]
        assert payments.own_limit[carla] == 120_000
        assert payments.own_limit[diego] == NO_LIMIT

    def test_the_last_fund_pays_what_the_learner_s_own_share_leaves(self, tmp_path: Path) -> None:
        payments = _built(tmp_path).national.base.payments
        both = (payments.budget == 0).any(axis=1) & (payments.budget == 1).any(axis=1)
        assert payments.share[both].tolist() == [[5000, 4000]]
        assert payments.cap[both].tolist() == [[NO_LIMIT, 40_000]]

    def test_a_fund_covers_the_certifications_that_it_names(self, tmp_path: Path) -> None:
        payments = _built(tmp_path).national.base.payments
        of_company = (payments.budget == 2).any(axis=1)
        assert (payments.covers[of_company] == [True, False, False]).all()
        assert payments.covers[~of_company].all()

    def test_a_ceiling_is_charged_beside_whoever_pays(self, tmp_path: Path) -> None:
        built = _built(
            tmp_path, {"funds.csv": ("oracle-fund,company,900,0.25,,,vendor:oracle", "all,ceiling,4000,1,,,")}
        )
        payments = built.national.base.payments
        assert (payments.budget == 2).any(axis=1).all()
        assert not payments.pays_part[payments.budget == 2].any()

    def test_targets_hold_for_whom_and_what_they_name(self, tmp_path: Path) -> None:
        built = _built(tmp_path)
        counts = built.national.base.counts
        assert [one.key for one in built.names.rules] == [
            "target:Docentes",
            "target:Nube:itj",
            "target:Nube:uanl",
            "vendor_seats:oracle",
        ]
        # Half of the two learners of each institution who do not object.
        assert counts.least.tolist() == [1, 1, 1, 0]
        assert counts.most.tolist() == [NO_LIMIT, NO_LIMIT, NO_LIMIT, 3]
        of_learner = counts.of_segment[:, counts.segment]
        assert of_learner.tolist() == [
            [False, True, False, False, True],
            [True, True, False, False, False],
            [False, False, True, True, False],
            [True] * 5,
        ]
        assert counts.of_kind[:, counts.kind].tolist() == [
            [True] * 3,
            [False, True, False],
            [False, True, False],
            [True, False, False],
        ]

    def test_parity_compares_the_values_of_a_column(self, tmp_path: Path) -> None:
        built = _built(tmp_path)
        (parity,) = built.national.base.parities
        assert built.names.parities[0].groups == ("f", "m")
        assert parity.size.tolist() == [3, 2]
        assert parity.group[built.national.base.counts.segment].tolist() == [0, 1, 0, 1, 0]

    def test_tiers_begin_at_the_full_price(self, tmp_path: Path) -> None:
        path = write_scenario(
            tmp_path, {"scenario.toml": ('funds = "funds.csv"', 'funds = "funds.csv"\ntiers = "tiers.csv"')}
        )
        (tmp_path / "tiers.csv").write_text("vendor_id,least,share\noracle,50,0.8\noracle,10,0.9\n", encoding="utf-8")
        scenario = read_scenario(path)
        built = build(scenario, ScenarioTables.read(scenario.table_paths))
        oracle = built.names.vendor_ids.index("oracle")
        assert built.national.agreements.tiers[oracle] == (Tier(0, 10_000), Tier(10, 9_000), Tier(50, 8_000))
        assert built.national.agreements.minimum_group.tolist() == [0, 2, 0]

    def test_tiers_that_cost_more_for_more_are_refused(self, tmp_path: Path) -> None:
        path = write_scenario(
            tmp_path, {"scenario.toml": ('funds = "funds.csv"', 'funds = "funds.csv"\ntiers = "tiers.csv"')}
        )
        (tmp_path / "tiers.csv").write_text("vendor_id,least,share\noracle,10,0.8\noracle,50,0.9\n", encoding="utf-8")
        scenario = read_scenario(path)
        with pytest.raises(InputError, match=r"tiers\.csv, line 3, column share"):
            build(scenario, ScenarioTables.read(scenario.table_paths))

    def test_parquet_and_csv_give_the_same_problem(self, tmp_path: Path) -> None:
        import pandas as pd

        path = write_scenario(tmp_path)
        usual = _built(tmp_path)
        for name in ("options", "learners"):
            pd.read_csv(tmp_path / f"{name}.csv").to_parquet(tmp_path / f"{name}.parquet")
            path.write_text(path.read_text().replace(f'"{name}.csv"', f'"{name}.parquet"'))
        scenario = read_scenario(path)
        built = build(scenario, ScenarioTables.read(scenario.table_paths))
        assert built.names == usual.names
        for name in ("start", "certification", "value"):
            assert np.array_equal(
                getattr(built.national.base.options, name), getattr(usual.national.base.options, name)
            )
        assert np.array_equal(built.national.base.payments.covers, usual.national.base.payments.covers)


class TestBuildOnBadInput:
    def test_names_the_line_of_a_learner_that_is_not_there(self, tmp_path: Path) -> None:
        detail = _trouble(tmp_path, "options.csv", "diego,", "dieguito,")
        assert (
            detail == "options.csv, line 8, column learner_id: 'dieguito' is not in learners.csv; add it or correct it"
        )

    def test_names_the_line_of_a_certification_that_is_not_there(self, tmp_path: Path) -> None:
        assert "options.csv, line 2, column certification_id: 'jaba'" in _trouble(
            tmp_path, "options.csv", "ana,java", "ana,jaba"
        )

    def test_names_the_line_of_an_option_that_stands_twice(self, tmp_path: Path) -> None:
        detail = _trouble(tmp_path, "options.csv", "beto,java,8", "ana,aws,8")
        assert detail.startswith(
            "options.csv, line 5, column certification_id: the learner has this option in an earlier"
        )

    @pytest.mark.parametrize("value", ["NaN", "nan", "", "inf", "mucho"])
    def test_names_the_line_of_a_value_that_is_no_number(self, tmp_path: Path, value: str) -> None:
        detail = _trouble(tmp_path, "options.csv", "diego,java,5", f"diego,java,{value}")
        assert detail.startswith("options.csv, line 8, column value: is no finite number")

    @pytest.mark.parametrize("value", ["-1", "0"])
    def test_refuses_an_option_worth_nothing(self, tmp_path: Path, value: str) -> None:
        assert "options.csv, line 8, column value" in _trouble(tmp_path, "options.csv", "java,5", f"java,{value}")

    def test_names_the_line_of_a_negative_budget(self, tmp_path: Path) -> None:
        detail = _trouble(tmp_path, "funds.csv", "jalisco,state,1500", "jalisco,state,-1500")
        assert detail == "funds.csv, line 3, column budget_pesos: is below 0; correct it"

    def test_names_the_line_of_a_share_beyond_a_whole(self, tmp_path: Path) -> None:
        detail = _trouble(tmp_path, "funds.csv", "1500,0.5,", "1500,1.5,")
        assert detail == "funds.csv, line 3, column share: is above 1; correct it"

    def test_names_the_line_of_text_in_a_number(self, tmp_path: Path) -> None:
        detail = _trouble(tmp_path, "certifications.csv", "excel,microsoft,5", "excel,microsoft,cinco")
        assert detail.startswith("certifications.csv, line 4, column seats: is no finite number")

    def test_refuses_half_a_centavo(self, tmp_path: Path) -> None:
        assert "more than two decimals" in _trouble(tmp_path, "certifications.csv", "1000.50", "1000.505")

    def test_says_which_column_is_missing_and_which_there_are(self, tmp_path: Path) -> None:
        detail = _trouble(tmp_path, "options.csv", "certification_id,value", "certification_id,worth")
        assert detail == "options.csv has no column value; it has learner_id, certification_id, worth"

    def test_says_which_rule_names_a_column_that_is_not_there(self, tmp_path: Path) -> None:
        detail = _trouble(tmp_path, "scenario.toml", "is_teacher = true", "teaches = true")
        assert detail.startswith("target Docentes: learners.csv has no column teaches; it has learner_id")

    def test_says_which_fund_names_a_column_that_is_not_there(self, tmp_path: Path) -> None:
        detail = _trouble(tmp_path, "funds.csv", "state_id=MX-JAL", "estado=MX-JAL")
        assert detail.startswith("funds.csv, line 3, column who: learners.csv has no column estado")

    def test_says_which_fund_names_a_vendor_that_is_not_there(self, tmp_path: Path) -> None:
        detail = _trouble(tmp_path, "funds.csv", "vendor:oracle", "vendor:oracel")
        assert "funds.csv, line 4, column what" in detail
        assert "'oracel'" in detail

    def test_says_which_target_names_a_set_that_is_not_there(self, tmp_path: Path) -> None:
        assert _trouble(tmp_path, "scenario.toml", 'set = "cloud"', 'set = "nube"').startswith("target Nube: no row of")

    def test_refuses_a_kind_of_fund_that_is_not_known(self, tmp_path: Path) -> None:
        assert "funds.csv, line 3, column kind" in _trouble(tmp_path, "funds.csv", "jalisco,state", "jalisco,estatal")

    def test_refuses_a_learner_who_stands_twice(self, tmp_path: Path) -> None:
        assert "learners.csv, line 3, column learner_id" in _trouble(tmp_path, "learners.csv", "\nbeto,", "\nana,")

    def test_refuses_a_truth_that_is_none(self, tmp_path: Path) -> None:
        assert "learners.csv, line 7, column objects" in _trouble(
            tmp_path, "learners.csv", "false,true,", "false,quizá,"
        )
