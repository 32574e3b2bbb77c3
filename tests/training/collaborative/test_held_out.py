"""What is held out is not known, and nothing after it is."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.histories import histories_from, item_lists
from training.collaborative.held_out import blocks, hold_out


class TestHoldOut:
    @given(taken=item_lists(9, 8), beginners=st.sampled_from([0.0, 0.5, 1.0]), seed=st.integers(0, 99))
    def test_the_target_is_the_item_after_what_is_known(
        self, taken: list[list[int]], beginners: float, seed: int
    ) -> None:
        histories = histories_from(taken, 9)
        held = hold_out(histories, 99, 0.5, beginners, np.random.default_rng(seed))
        targets = dict(zip(held.learners.tolist(), held.targets.tolist(), strict=True))
        for row, items in enumerate(taken):
            known = held.known.items[held.known.starts[row] : held.known.starts[row + 1]].tolist()
            if row in targets:
                assert [*known, targets[row]] == items[: len(known) + 1]
                assert len(known) <= 3 or len(known) == len(items) - 1
                assert beginners < 1.0 or 1 <= len(known) <= 3
            else:
                assert known == items

    def test_holds_out_nobody_who_took_one_item(self) -> None:
        held = hold_out(histories_from([[0], [], [1, 2]], 3), 99, 1.0, 0.0, np.random.default_rng(0))
        assert held.learners.tolist() == [2]
        assert held.targets.tolist() == [2]

    def test_any_item_is_held_out_where_no_order_is_known(self) -> None:
        histories = histories_from([[0, 1, 2, 3]] * 200, 4).without_time()
        held = hold_out(histories, 999, 1.0, 0.0, np.random.default_rng(0))
        assert (np.bincount(held.targets, minlength=4) > 25).all()

    def test_blocks_are_all_learners_in_order(self) -> None:
        histories = histories_from([[0, 1]] * 4_500, 2)
        held = hold_out(histories, 9_999, 1.0, 0.0, np.random.default_rng(0))
        parts = list(blocks(held))
        assert max(len(part.learners) for part in parts) <= 2_000
        np.testing.assert_array_equal(np.concatenate([part.learners for part in parts]), held.learners)
