"""Histories hold what they were made of, whatever the order of rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.collaborative.histories import Histories, histories_of
from tests.histories import histories_from, item_lists


class TestHistoriesOf:
    @given(taken=item_lists(6, 8), data=st.data())
    def test_the_order_of_rows_does_not_matter(self, taken: list[list[int]], data: st.DataObject) -> None:
        histories = histories_from(taken, 6)
        order = np.array(data.draw(st.permutations(range(histories.n_events))), int)
        shuffled = histories_of(
            histories.learners[order],
            histories.items[order].astype(np.int64),
            histories.steps[order].astype(np.int64),
            (len(taken), 6),
        )
        assert [_taken(shuffled, row) for row in range(len(taken))] == taken

    def test_equal_times_share_a_step(self) -> None:
        histories = histories_of(np.array([0, 0, 0, 1]), np.array([2, 1, 0, 0]), np.array([9, 9, 30, 4]), (2, 3))
        assert histories.items.tolist() == [1, 2, 0, 0]
        assert histories.steps.tolist() == [0, 0, 1, 0]
        assert histories.ages.tolist() == [1, 1, 0, 0]


class TestHistories:
    @given(taken=item_lists(6, 8))
    def test_the_matrix_has_a_one_for_every_event(self, taken: list[list[int]]) -> None:
        matrix = histories_from(taken, 6).matrix().toarray()
        assert [set(np.flatnonzero(row).tolist()) for row in matrix] == [set(items) for items in taken]
        assert set(matrix.ravel().tolist()) <= {0.0, 1.0}

    @given(taken=item_lists(6, 8), data=st.data())
    def test_some_learners_keep_their_items(self, taken: list[list[int]], data: st.DataObject) -> None:
        rows = data.draw(st.lists(st.integers(0, len(taken) - 1)))
        part = histories_from(taken, 6).of(np.array(rows, np.int64))
        assert [_taken(part, place) for place in range(len(rows))] == [taken[row] for row in rows]

    def test_events_can_be_left_out(self) -> None:
        histories = histories_from([[3, 1], [2], [0, 4]], 5)
        kept = histories.keeping(np.array([True, False, False, True, True]))
        assert [_taken(kept, row) for row in range(3)] == [[3], [], [0, 4]]

    def test_knows_whether_there_is_an_order(self) -> None:
        histories = histories_from([[3, 1], [2]], 5)
        assert histories.is_ordered
        assert not histories.without_time().is_ordered

    def test_refuses_items_beyond_the_last(self) -> None:
        with pytest.raises(ValueError, match="items must be between 0 and 1"):
            Histories(np.array([0, 1]), np.array([2], np.int32), np.array([0], np.int32), 2)


def _taken(histories: Histories, row: int) -> list[int]:
    return histories.items[histories.starts[row] : histories.starts[row + 1]].tolist()
