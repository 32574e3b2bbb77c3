"""Renamed ids and shuffled rows give the same numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.collaborative.histories import Histories, histories_of
from tests.histories import histories_from, item_lists
from training.collaborative.opaque_order import opaque_order


def reordered(histories: Histories) -> Histories:
    learner_order, item_order = opaque_order(histories)
    return histories_of(
        np.argsort(learner_order)[histories.learners],
        np.argsort(item_order)[histories.items],
        histories.steps.astype(np.int64),
        (histories.n_learners, histories.n_items),
    )


class TestOpaqueOrder:
    @given(taken=item_lists(7, 6), data=st.data())
    def test_renaming_changes_nothing(self, taken: list[list[int]], data: st.DataObject) -> None:
        to_item = data.draw(st.permutations(range(7)))
        renamed = data.draw(st.permutations([[to_item[item] for item in items] for items in taken]))
        one, other = (reordered(histories_from(lists, 7)) for lists in (taken, renamed))
        np.testing.assert_array_equal(one.starts, other.starts)
        np.testing.assert_array_equal(one.items, other.items)
        np.testing.assert_array_equal(one.steps, other.steps)

    def test_items_most_taken_come_first(self) -> None:
        _, items = opaque_order(histories_from([[2, 0], [2], [2, 1], [1]], 3))
        assert items.tolist() == [2, 1, 0]
