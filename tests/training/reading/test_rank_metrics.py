import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.reading.rank_metrics import RankMetric


class TestRankMetric:
    @pytest.mark.parametrize(
        ("metric", "ranks", "n_relevant", "expected"),
        [
            (RankMetric.MRR, [1], 1, 1.0),
            (RankMetric.MRR, [3, 4], 5, 1 / 3),
            (RankMetric.MRR, [], 2, 0.0),
            # Precision 1/2 at rank 2, 2/3 at rank 3, and one that was never found.
            (RankMetric.MAP, [2, 3], 3, (1 / 2 + 2 / 3) / 3),
            (RankMetric.MAP, [], 1, 0.0),
            (RankMetric.RP_5, [1, 2, 6], 2 + 1, 2 / 3),
            (RankMetric.RP_5, [1, 2, 3, 4, 5, 6, 7], 7, 1.0),
            (RankMetric.RP_5, [6], 1, 0.0),
        ],
    )
    def test_equals_the_value_worked_out_by_hand(
        self, metric: RankMetric, ranks: list[int], n_relevant: int, expected: float
    ) -> None:
        assert metric(ranks, n_relevant) == pytest.approx(expected)

    @given(st.sampled_from(RankMetric), st.sets(st.integers(1, 30), max_size=8), st.integers(0, 5))
    def test_lies_between_0_and_1_and_rises_when_a_text_moves_up(
        self, metric: RankMetric, found: set[int], n_missing: int
    ) -> None:
        ranks, n_relevant = sorted(found), len(found) + n_missing
        if not n_relevant:
            return
        value = metric(ranks, n_relevant)
        assert 0 <= value <= 1
        for place, rank in enumerate(ranks):
            if rank > 1 and rank - 1 not in found:
                moved = [*ranks[:place], rank - 1, *ranks[place + 1 :]]
                assert metric(moved, n_relevant) >= value

    def test_refuses_more_ranks_than_relevant_texts(self) -> None:
        for ranks, n_relevant in (([1, 2], 1), ([], 0)):
            with pytest.raises(ValueError, match="relevant texts"):
                RankMetric.MAP(ranks, n_relevant)
