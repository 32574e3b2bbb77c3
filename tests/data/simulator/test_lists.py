from dataclasses import dataclass
from typing import cast

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from data.simulator.lists import draw_lists, eligible_certifications
from data.simulator.offer import Offer

LOGITS = np.log([4.0, 3.0, 2.0, 1.0])


@dataclass
class Chain:
    """The one thing of an offer that eligibility reads."""

    prerequisites: tuple[tuple[frozenset[int], ...], ...]


class TestDrawLists:
    def test_shows_at_each_place_as_often_as_the_propensity_says(self) -> None:
        n = 40_000
        found = draw_lists(np.random.default_rng(1), np.tile(LOGITS, (n, 1)), np.ones((n, 4), bool), length=2)
        first = np.bincount(found.shown[:, 0], minlength=4) / n
        np.testing.assert_allclose(first, [0.4, 0.3, 0.2, 0.1], atol=0.01)
        after_the_best = found.shown[found.shown[:, 0] == 0, 1]
        shares = np.bincount(after_the_best, minlength=4) / len(after_the_best)
        np.testing.assert_allclose(shares, [0.0, 3 / 6, 2 / 6, 1 / 6], atol=0.015)

    def test_states_the_softmax_of_what_is_left(self) -> None:
        n = 500
        found = draw_lists(np.random.default_rng(2), np.tile(LOGITS, (n, 1)), np.ones((n, 4), bool), length=4)
        weights = np.array([4.0, 3.0, 2.0, 1.0])
        for shown, propensity in zip(found.shown, found.propensity, strict=True):
            left = 10.0
            for certification, chance in zip(shown, propensity, strict=True):
                assert np.isclose(chance, weights[certification] / left)
                left -= weights[certification]

    @given(st.integers(0, 2**32 - 1), st.integers(1, 7))
    def test_draws_without_replacement_among_the_eligible(self, seed: int, length: int) -> None:
        rng = np.random.default_rng(seed)
        eligible = rng.random((6, 5)) < 0.6
        found = draw_lists(rng, 20 * rng.normal(size=(6, 5)), eligible, length)
        for row, shown in enumerate(found.shown):
            drawn = shown[shown >= 0].tolist()
            assert len(set(drawn)) == len(drawn) == min(length, int(eligible[row].sum()))
            assert all(eligible[row, drawn])
            assert (shown[len(drawn) :] == -1).all()
            assert ((found.propensity[row] > 0) & (found.propensity[row] <= 1)).all()


class TestEligibleCertifications:
    def test_wants_one_of_each_group_of_prerequisites(self) -> None:
        groups = (frozenset({0}), frozenset({1, 2}))
        offer = cast("Offer", Chain(((), (), (), groups)))
        held = np.array([[0, 0, 0, 0], [1, 0, 0, 0], [1, 0, 1, 0], [0, 1, 1, 0], [1, 1, 0, 1]], bool)
        assert eligible_certifications(offer, held)[:, 3].tolist() == [False, False, True, False, False]

    def test_leaves_out_what_is_held(self) -> None:
        offer = cast("Offer", Chain(((), ())))
        held = np.array([[True, False]])
        assert eligible_certifications(offer, held).tolist() == [[False, True]]
        assert held.tolist() == [[True, False]]
