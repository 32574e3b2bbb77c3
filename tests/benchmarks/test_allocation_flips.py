"""Explanations whose change is confirmed by solving again."""

import pytest

from benchmarks.allocation_flips import flip_report
from benchmarks.allocation_instances import instance
from tests.allocation_cases import CaseSize, case


class TestFlipReport:
    def test_nearly_every_refused_learner_has_a_confirmed_change(self) -> None:
        problem = case(3, CaseSize(learners=700, certifications=12, options=5, states=4))
        report = flip_report(problem, 50, seed=3)
        assert report.confirmed >= 0.99
        assert report.n_solves >= report.n_explanations

    @pytest.mark.full
    def test_ninety_nine_of_a_hundred_at_full_size(self) -> None:
        assert flip_report(instance(10_000, 0), 1_000, seed=0).confirmed >= 0.99
