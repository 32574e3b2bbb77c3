from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np

from tests.training.synthetic_rows import make_rows
from training.bundle_plots import reliability_plots
from training.splits import Split, split_of

BUNDLE: Any = SimpleNamespace(
    models=SimpleNamespace(
        predictions=lambda rows: SimpleNamespace(accept_chance=rows[:, 0] ** 2, pass_chance=rows[:, 1])
    )
)


class TestReliabilityPlots:
    def test_draws_yes_at_the_first_place_and_exams(self) -> None:
        plots = reliability_plots(BUNDLE, make_rows(300))
        assert set(plots) == {"accept_reliability.svg", "pass_reliability.svg"}
        assert all(picture.startswith("<svg") for picture in plots.values())

    def test_does_not_look_at_learners_that_taught(self) -> None:
        rows = make_rows(300)
        taught = split_of(rows.learner_id.tolist()) != Split.EVALUATE.value
        assert reliability_plots(BUNDLE, rows.take(taught)) == {}

    def test_leaves_out_exams_that_nobody_sat(self) -> None:
        rows = make_rows(300)
        unsat = replace(rows, exam_passed=np.full(len(rows), np.nan))
        assert set(reliability_plots(BUNDLE, unsat)) == {"accept_reliability.svg"}
