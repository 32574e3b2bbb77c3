import numpy as np
import pytest

from recommender.posting_change import Change, PostingChange


class TestPostingChange:
    # 1.96 standard deviations of 64 and 36 are 19.6; of 41 and 59 they are the same.
    @pytest.mark.parametrize(
        ("before", "now", "said"),
        [(36, 64, Change.MORE), (64, 36, Change.LESS), (41, 59, Change.UNCLEAR), (0, 0, Change.UNCLEAR)],
    )
    def test_tells_more_and_fewer_from_chance(self, before: int, now: int, said: Change) -> None:
        assert PostingChange(before, now).said is said

    @pytest.mark.parametrize("rate", [10, 40, 300])
    def test_of_one_rate_it_says_nothing_95_times_in_100(self, rate: int) -> None:
        drawn = np.random.default_rng(20261126).poisson(rate, size=(4000, 2)).tolist()
        unclear = [PostingChange(before, now).said is Change.UNCLEAR for before, now in drawn]
        assert 0.93 <= np.mean(unclear) <= 0.97
