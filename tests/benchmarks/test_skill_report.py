"""The published figures of the reader of skills, reckoned again from what was counted in each advertisement."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

FIGURES = Path(__file__).parents[2] / "benchmarks" / "skills_report_figures.json"


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return found


def _f1(figures: dict[str, Any], system: str) -> float:
    right, wrong, missed = np.array(figures["counts"][system]).sum(axis=0)
    return float(2 * right / (2 * right + wrong + missed))


class TestPublishedFigures:
    def test_are_of_the_advertisements_that_report(self, figures: dict[str, Any]) -> None:
        assert figures["part"] == "report"
        assert {len(counts) for counts in figures["counts"].values()} == {75}

    @pytest.mark.parametrize(
        ("system", "published"), [("ours", 0.719), ("shipped list", 0.523), ("tuning half", 0.552)]
    )
    def test_follow_from_the_counts(self, figures: dict[str, Any], system: str, published: float) -> None:
        assert _f1(figures, system) == pytest.approx(published, abs=0.0006)
        assert figures["systems"][system]["f1"] == pytest.approx(_f1(figures, system))

    def test_lead_both_dictionaries_by_five_points_at_least(self, figures: dict[str, Any]) -> None:
        for system in ("shipped list", "tuning half"):
            assert _f1(figures, "ours") - _f1(figures, system) >= 0.05
            assert figures["ours_minus"][system]["low"] > 0

    def test_hold_the_bounds_of_boilerplate_and_calibration(self, figures: dict[str, Any]) -> None:
        assert figures["boilerplate_loss"] <= 0.02
        assert figures["calibration_error"] <= 0.05
