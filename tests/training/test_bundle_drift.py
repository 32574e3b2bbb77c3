import json
from dataclasses import replace

import numpy as np
import pytest

from recommender.drift import ColumnDrift, Drift
from tests.training.synthetic_rows import make_rows
from training.bundle_drift import (
    DriftReport,
    Showings,
    drift_json,
    drift_metrics,
    drift_report,
    drift_text,
    summaries_of,
)
from training.runs import flat


def showings(seed: int, n_lists: int = 300) -> Showings:
    rows = make_rows(n_lists, seed)
    rng = np.random.default_rng(seed)
    return Showings(
        features=rows.features,
        words={"state_id": rng.choice(["MX-JAL", "MX-NLE"], size=len(rows)).tolist()},
        said_yes=rows.grade > 0,
        passed=rows.exam_passed[~np.isnan(rows.exam_passed)] == 1,
    )


@pytest.fixture(scope="module")
def before() -> Showings:
    return showings(1)


def report(before: Showings, now: Showings) -> DriftReport:
    # As the manifest has it, which is JSON.
    return drift_report("abc", json.loads(json.dumps(summaries_of(before))), now, "since 2026-10-01")


def column(report: DriftReport, name: str) -> ColumnDrift:
    return next(found for found in report.columns if found.column == name)


class TestDriftReport:
    def test_finds_nothing_in_other_showings_of_the_same_kind(self, before: Showings) -> None:
        found = report(before, showings(2))
        assert found.drift is Drift.NONE
        assert found.advice == "nothing to do"
        assert set(found.rates) == {"yes", "pass"}

    def test_finds_a_feature_that_moved(self, before: Showings) -> None:
        moved = showings(2)
        moved.features[:, 3] += 0.5
        found = report(before, moved)
        assert found.drift is Drift.CHANGED
        assert [column.column for column in found.columns if column.drift is not Drift.NONE] == ["demand_of_new_skills"]
        assert "rumbo train ranker" in found.advice
        assert drift_text(found).splitlines()[3].startswith("  demand_of_new_skills ")

    def test_finds_a_rate_that_fell(self, before: Showings) -> None:
        now = showings(2)
        found = report(before, replace(now, said_yes=now.said_yes & (np.arange(len(now)) % 2 == 0)))
        fall = found.rates["yes"]
        assert fall.drift is Drift.CHANGED
        assert fall.difference.low < -before.said_yes.mean() / 2 < fall.difference.high

    def test_finds_words_never_seen(self, before: Showings) -> None:
        now = showings(2)
        states = ["MX-YUC" if number % 10 == 0 else word for number, word in enumerate(now.words["state_id"])]
        found = report(before, replace(now, words={"state_id": states}))
        assert column(found, "state_id").unseen == pytest.approx(0.1)
        assert found.drift is Drift.CHANGED

    def test_says_nothing_of_few_showings(self, before: Showings) -> None:
        found = report(before, showings(2, n_lists=20))
        assert (found.n_showings, found.columns, found.rates) == (100, (), {})
        assert found.advice == "too few showings to tell; at least 200 are needed"

    def test_leaves_out_a_rate_of_exams_that_nobody_sat(self, before: Showings) -> None:
        assert set(report(before, replace(showings(2), passed=np.array([], bool))).rates) == {"yes"}


class TestDriftJson:
    def test_is_plain_and_says_what_to_do(self, before: Showings) -> None:
        told = json.loads(json.dumps(drift_json(report(before, showings(2)))))
        assert (told["drift"], told["advice"]) == ("none", "nothing to do")
        assert {column["column"]: column["unseen"] for column in told["columns"]}["state_id"] == 0


class TestDriftMetrics:
    def test_names_every_column_and_rate(self, before: Showings) -> None:
        found = report(before, showings(2))
        metrics = flat(drift_metrics(found))
        assert metrics["drift/showings"] == 1500
        assert metrics["drift/psi/state_id"] == column(found, "state_id").stability_index
        assert metrics["drift/rate/yes_low"] == found.rates["yes"].difference.low
