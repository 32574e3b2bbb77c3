"""Parities as windows of whole numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.allocation.problem import CountRules, Options, Parity, Payments, Problem
from recommender.allocation.solver.parity_windows import with_windows


def problem_of_groups(sizes: list[int], gap: float) -> Problem:
    """Nobody is offered anything: only the parity matters; one segment a group."""
    n = len(sizes)
    nothing = np.zeros((0, n), np.bool_), np.zeros((0, 1), np.bool_), np.zeros(0, np.int64), np.zeros(0, np.int64)
    counts = CountRules(np.zeros(0, np.int32), np.zeros(1, np.int32), *nothing)
    payments = Payments(
        np.zeros(0, np.int32),
        np.zeros(1, np.int64),
        np.zeros((0, 1), np.int32),
        np.zeros((0, 1), np.int64),
        np.zeros((0, 1), np.int64),
        np.zeros((0, 1), np.bool_),
        np.zeros((0, 1), np.bool_),
        np.zeros(0, np.int64),
    )
    parity = Parity(np.arange(n, dtype=np.int32), np.array(sizes), gap)
    empty = Options(np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32))
    one = np.ones(1, np.int64)
    return Problem(empty, one, one, one, payments, counts, (parity,))


class TestWithWindows:
    @given(st.lists(st.tuples(st.integers(1, 40), st.floats(0, 1)), min_size=2, max_size=5), st.floats(0, 1))
    def test_every_plan_within_the_windows_keeps_the_gap(self, groups: list[tuple[int, float]], gap: float) -> None:
        sizes = [size for size, _ in groups]
        given_before = np.array([round(size * share) for size, share in groups])
        counts = with_windows(problem_of_groups(sizes, gap), given_before).counts
        assert (counts.least <= counts.most).all()
        assert (counts.most <= sizes).all()
        assert (counts.most / sizes).max() - (counts.least / sizes).min() <= gap + 1e-8

    def test_a_plan_that_keeps_the_gap_stays_within(self) -> None:
        counts = with_windows(problem_of_groups([10, 20], 0.1), np.array([5, 12])).counts
        assert counts.least.tolist() <= [5, 12] <= counts.most.tolist()
        assert (counts.least[1] / 20, counts.most[0] / 10) >= (0.5, 0.5)

    def test_moves_the_fewest_vouchers(self) -> None:
        # Rates .9 and .2 with a gap of .1: six of ten are far fewer than sixty of a hundred.
        counts = with_windows(problem_of_groups([10, 100], 0.1), np.array([9, 20])).counts
        assert counts.most[0] == 3
        assert counts.least[1] == 20
