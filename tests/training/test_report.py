import json
import math
from dataclasses import replace

import pytest

from training.champion import ChampionComparison
from training.evaluate import ASSUMED, OURS, Comparison, Report
from training.metrics import Interval
from training.platform_effects.effect_truth import EffectTruth
from training.ranking_quality import Cold, RankingQuality
from training.report import flat_metrics, report_json, report_text
from training.runs import flat
from training.voucher_plans import ALLOCATION, GREEDY, PlanComparison, PlanTrial


def around(mean: float) -> Interval:
    return Interval(mean, mean - 0.0625, mean + 0.0625)


@pytest.fixture
def report() -> Report:
    ranking = Comparison(
        metric="NDCG@10",
        means={
            OURS: around(0.5),
            ASSUMED: around(0.4375),
            "popularity": around(0.25),
            "random": around(0.125),
            "oracle": around(0.75),
        },
        ours_minus={"popularity": around(0.25), "random": around(0.375)},
        ours_minus_variants={ASSUMED: around(0.0625)},
        best_rival="popularity",
        gap_closed=0.5,
    )
    return Report(
        comparisons=(ranking,),
        first_day_overlap=around(0.375),
        plans=PlanTrial(
            (
                PlanComparison(
                    "positions filled", {ALLOCATION: around(0.25), GREEDY: around(0.125)}, {GREEDY: around(0.1875)}
                ),
            ),
            {ALLOCATION: 12.0, GREEDY: 11.5},
            {ALLOCATION: 1234.0, GREEDY: 1230.0},
        ),
        effect_truth=EffectTruth(0.5, 0.9, {"everybody": (-0.03, -0.025)}),
        spent={OURS: (12, 1_234_567.0)},
        facts={"learners_judged": 60, "bundle": "abc"},
        quality=RankingQuality(
            measures={"recall@5": {OURS: around(0.25)}, "coverage@10": {OURS: 0.75}},
            by_group={"kind/student": (around(0.5), 41)},
            cold=Cold(around(0.5), around(0.4375), around(0.875), None, 0),
            calibration={"accepting": around(0.0625)},
        ),
    )


class TestReportText:
    def test_says_first_that_the_data_are_invented(self, report: Report) -> None:
        first = report_text(report).splitlines()[0]
        assert "Invented data" in first
        assert "not results of a programme" in first

    def test_gives_every_figure_with_its_interval(self, report: Report) -> None:
        text = report_text(report)
        assert "learners_judged: 60" in text
        assert "0.5000 [0.4375, 0.5625]" in text
        assert "ours minus it 0.2500 [0.1875, 0.3125]" in text
        assert "the best rival (popularity) and the oracle that ours closes: 50.0%" in text
        assert "12 vouchers         12,346 pesos" in text
        assert "allocation minus it 0.1875 [0.1250, 0.2500]" in text
        assert "11.5 vouchers        1,230 pesos" in text
        assert "0.3750 [0.3125, 0.4375] (at most 0.5)" in text
        assert "ours minus it 0.0625 [0.0000, 0.1250]" in text
        assert "kind/student                   0.5000 [0.4375, 0.5625] (41 learners)" in text
        assert "0.8750 [0.8125, 0.9375] (at least 0.9)" in text
        assert "accepting                      0.0625" in text

    def test_holds_the_learned_effect_against_the_true_one(self, report: Report) -> None:
        assert "learned -3.00, true -2.50" in report_text(report)
        assert "nobody who was judged studies" in report_text(replace(report, effect_truth=None))


class TestReportJson:
    def test_holds_the_same_figures_as_plain_values(self, report: Report) -> None:
        found = json.loads(json.dumps(report_json(report)))
        (ranking,) = found["comparisons"]
        assert ranking["means"][OURS] == {"mean": 0.5, "low": 0.4375, "high": 0.5625}
        assert ranking["best_rival"] == "popularity"
        assert ranking["gap_closed"] == 0.5
        assert found["spent"] == {OURS: {"vouchers": 12, "centavos": 1_234_567.0}}
        assert ranking["ours_minus_variants"][ASSUMED]["mean"] == 0.0625
        assert found["effect_truth"] == {"correlation": 0.5, "covered": 0.9, "by_group": {"everybody": [-0.03, -0.025]}}
        assert found["facts"] == {"learners_judged": 60, "bundle": "abc"}


class TestFlatMetrics:
    def test_names_what_the_gate_reads(self, report: Report) -> None:
        assert flat_metrics(report) == {
            "first_day_overlap": around(0.375),
            "ndcg_10": around(0.5),
            "ndcg_10_least_lead": 0.1875,
            "ndcg_10_gap_closed": 0.5,
            "cold_over_warm": around(0.875),
            "ece_accepting": around(0.0625),
        }

    def test_has_the_difference_from_the_champion_by_group(self, report: Report) -> None:
        against = ChampionComparison(
            "old", "fresh", around(0.1), {"state/MX-JAL": (around(0.2), 40)}, ("state/MX-NLE",)
        )
        compared = replace(report, against_champion=against)
        assert flat_metrics(compared)["ndcg_10_minus/old"] == around(0.1)
        assert flat_metrics(compared)["ndcg_10_minus/old/state/MX-JAL"] == around(0.2)
        text = report_text(compared)
        assert "NDCG@10 less that of the champion old" in text
        assert "not judged, fewer than 30 learners: state/MX-NLE" in text
        assert report_json(compared)["against_champion"]["small_groups"] == ("state/MX-NLE",)

    def test_has_names_that_mlflow_takes(self, report: Report) -> None:
        assert all(name.replace("_", "").isalnum() for name in flat_metrics(report))
        assert not any(math.isnan(value) for value in flat(flat_metrics(report)).values())
