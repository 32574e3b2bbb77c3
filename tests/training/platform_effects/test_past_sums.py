"""Tests of running sums of dated events."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.platform_effects.past_sums import PastSums

DAY = 739_000
EVENTS = st.lists(st.tuples(st.integers(0, 3), st.integers(DAY, DAY + 9), st.integers(-5, 5)), max_size=30)


class TestBefore:
    def test_counts_what_came_before_the_day_and_not_on_it(self) -> None:
        sums = PastSums.of(np.array([1, 1, 0]), np.array([DAY, DAY + 1, DAY]), np.array([[2.0], [3.0], [5.0]]))
        found = sums.before(np.array([1, 1, 1, 2]), np.array([DAY, DAY + 1, DAY + 2, DAY + 9]))
        assert found.ravel().tolist() == [0, 2, 5, 0]

    @given(EVENTS, st.integers(0, 3), st.integers(DAY, DAY + 10))
    def test_agrees_with_a_loop(self, events: list[tuple[int, int, int]], learner: int, day: int) -> None:
        rows = np.array(events, np.int64).reshape(-1, 3)
        sums = PastSums.of(rows[:, 0], rows[:, 1], rows[:, 2:].astype(np.float64))
        expected = sum(amount for who, when, amount in events if who == learner and when < day)
        assert sums.before(np.array([learner]), np.array([day])).item() == expected
