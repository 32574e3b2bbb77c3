import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.follow_up.sample import draw_sample, sample_sizes


class TestSampleSizes:
    def test_are_in_proportion_with_a_floor_for_small_strata(self) -> None:
        # 13 are given out as floors (3, 5 and 5), 47 are left for the 95 and 395 people left: 9.1 and 37.9.
        assert sample_sizes(np.array([3, 100, 400]), 60, at_least=5).tolist() == [3, 5 + 9, 5 + 38]

    def test_take_everybody_where_more_is_asked_than_there_are(self) -> None:
        assert sample_sizes(np.array([3, 4]), 100, at_least=1).tolist() == [3, 4]

    @given(
        st.lists(st.integers(1, 500), min_size=1, max_size=20).map(np.array), st.integers(0, 3_000), st.integers(0, 9)
    )
    def test_never_exceed_a_stratum_and_add_up(self, counts: np.ndarray, n: int, at_least: int) -> None:
        sizes = sample_sizes(counts, n, at_least)
        assert (sizes <= counts).all()
        assert (sizes >= np.minimum(counts, at_least)).all()
        assert sizes.sum() == min(max(n, np.minimum(counts, at_least).sum()), counts.sum())

    def test_refuse_negative_numbers(self) -> None:
        with pytest.raises(ValueError, match="negative"):
            sample_sizes(np.array([3]), -1, at_least=0)


class TestDrawSample:
    def test_draws_the_same_people_with_the_same_seed(self) -> None:
        strata = ["a", "b"] * 50
        assert (
            draw_sample(strata, 20, at_least=2, seed=7).people == draw_sample(strata, 20, at_least=2, seed=7).people
        ).all()
        assert (
            draw_sample(strata, 20, at_least=2, seed=7).people != draw_sample(strata, 20, at_least=2, seed=8).people
        ).any()

    def test_gives_everybody_of_a_stratum_the_chance_that_is_recorded(self) -> None:
        strata = ["few"] * 4 + ["many"] * 16
        drawn = np.zeros(20)
        for seed in range(500):
            sample = draw_sample(strata, 8, at_least=3, seed=seed)
            drawn[sample.people] += 1
            by_stratum = {strata[person]: chance for person, chance in zip(sample.people, sample.chances, strict=True)}
            # Floors of three each; the other two go to one left and thirteen left: 0.14 and 1.86.
            assert by_stratum == {"few": 3 / 4, "many": 5 / 16}
        # Five standard errors of a share of 500 draws are .11.
        assert np.abs(drawn / 500 - np.repeat([3 / 4, 5 / 16], [4, 16])).max() < 0.11
