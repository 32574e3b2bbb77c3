"""Explanations whose change is confirmed by solving again."""

from dataclasses import replace

import pytest

from benchmarks.allocation_flips import flip_report
from benchmarks.allocation_instances import instance
from tests.allocation_cases import CaseSize, case


class TestFlipReport:
    def test_nearly_every_refused_learner_has_a_confirmed_change(self) -> None:
        size = CaseSize(learners=700, certifications=12, options=5, states=4)
        problem = replace(case(3, size, has_lower_bounds=False), parities=())
        report = flip_report(problem, 20, seed=3)
        assert report.n_confirmed == 20
        assert report.n_solves >= report.n_explanations

    @pytest.mark.parametrize("n_explanations", [50, pytest.param(1_000, marks=pytest.mark.full)])
    def test_ninety_nine_of_a_hundred_are_confirmed_among_ten_thousand_learners(self, n_explanations: int) -> None:
        assert flip_report(instance(10_000, 0), n_explanations, seed=0).confirmed >= 0.99
