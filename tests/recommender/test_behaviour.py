"""Tests of popularity and of certifications taken together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender.arrays import CatalogueArrays
from recommender.behaviour import PRIOR_LOOKS, Behaviour, behaviour_as_of
from tests.factories import TODAY, make_answer_events

LAST = TODAY.toordinal()

Row = tuple[int, int, int, int, int, float, bool, int]


@st.composite
def showings(draw: st.DrawFn) -> Row:
    day = draw(st.integers(LAST - 30, LAST + 10))
    learner = draw(st.integers(0, 4))
    return (
        day,
        learner,
        learner % 2,
        draw(st.integers(-1, 2)),
        draw(st.integers(0, 4)),
        draw(st.sampled_from([1.0, 0.6, 0.5])),
        draw(st.booleans()),
        day + draw(st.integers(0, 20)),
    )


def rate(rows: list[Row], prior: float) -> float:
    """Yes per look, with twenty looks at the prior rate."""
    n_yes = sum(said_yes and answered <= LAST for *_, said_yes, answered in rows)
    return (n_yes + PRIOR_LOOKS * prior) / (sum(row[5] for row in rows) + PRIOR_LOOKS)


def counted(rows: list[Row], arrays: CatalogueArrays) -> dict[str, np.ndarray]:
    """The same rates, one cell after another."""
    seen = [row for row in rows if row[0] <= LAST]
    n_yes = sum(row[6] and row[7] <= LAST for row in seen)
    everywhere = (n_yes + 1) / (sum(row[5] for row in seen) + PRIOR_LOOKS)
    m, n_states, n_areas = arrays.n_certifications, arrays.n_states, arrays.n_areas
    national = np.zeros(m)
    by_state, by_group = np.zeros((n_states, m)), np.zeros((n_areas, m))
    both, by_area = np.zeros((n_states, n_areas, m)), np.zeros((n_states, n_areas))
    for c in range(m):
        of_c = [row for row in seen if row[4] == c]
        national[c] = rate(of_c, everywhere)
        for s in range(n_states):
            by_state[s, c] = rate([row for row in of_c if row[2] == s], national[c])
        for g in range(n_areas):
            by_group[g, c] = rate([row for row in of_c if row[3] == g], national[c])
            for s in range(n_states):
                prior = by_group[g, c] * by_state[s, c] / national[c]
                both[s, g, c] = rate([row for row in of_c if row[2] == s and row[3] == g], prior)
    for a in range(n_areas):
        of_a = [row for row in seen if arrays.area[row[4]] == a]
        wider = rate(of_a, everywhere)
        for s in range(n_states):
            by_area[s, a] = rate([row for row in of_a if row[2] == s], wider)
    return {
        "national": national,
        "by_state": by_state,
        "by_group": by_group,
        "by_state_and_group": both,
        "by_state_and_area": by_area,
        "together": together(seen, m),
    }


def together(seen: list[Row], m: int) -> np.ndarray:
    liked = [{row[1] for row in seen if row[4] == c and row[6] and row[7] <= LAST} for c in range(m)]
    found = np.zeros((m, m))
    for a in range(m):
        for b in range(m):
            if a != b:
                found[a, b] = len(liked[a] & liked[b]) / np.sqrt((len(liked[a]) + 10) * (len(liked[b]) + 10))
    return found


def assert_same(one: Behaviour, other: Behaviour) -> None:
    for name in Behaviour.ARRAYS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


class TestBehaviourAsOf:
    @settings(max_examples=40)
    @given(st.lists(showings(), max_size=25))
    def test_gives_the_rates_that_a_loop_gives(self, arrays: CatalogueArrays, rows: list[Row]) -> None:
        found = behaviour_as_of(make_answer_events(rows), TODAY, arrays)
        for name, expected in counted(rows, arrays).items():
            np.testing.assert_allclose(getattr(found, name), expected, rtol=1e-5, err_msg=name)
            assert getattr(found, name).dtype == np.float32

    @given(st.lists(showings(), max_size=15))
    def test_later_showings_change_nothing(self, arrays: CatalogueArrays, rows: list[Row]) -> None:
        seen = [row for row in rows if row[0] <= LAST]
        assert_same(
            behaviour_as_of(make_answer_events(rows), TODAY, arrays),
            behaviour_as_of(make_answer_events(seen), TODAY, arrays),
        )

    def test_a_yes_that_is_still_to_come_counts_as_none(self, arrays: CatalogueArrays) -> None:
        tomorrow = [(LAST, 0, 0, 1, 2, 1.0, True, LAST + 1)]
        without = [(LAST, 0, 0, 1, 2, 1.0, False, LAST + 1)]
        assert_same(
            behaviour_as_of(make_answer_events(tomorrow), TODAY, arrays),
            behaviour_as_of(make_answer_events(without), TODAY, arrays),
        )

    def test_starts_from_one_yes_in_twenty_looks(self, arrays: CatalogueArrays) -> None:
        found = behaviour_as_of(make_answer_events(), TODAY, arrays)
        for name in Behaviour.ARRAYS[:-1]:
            np.testing.assert_allclose(getattr(found, name), 0.05, rtol=1e-6)
        assert not found.together.any()

    def test_a_showing_without_group_counts_for_the_state_alone(self, arrays: CatalogueArrays) -> None:
        rows = [(LAST, learner, 0, -1, 0, 1.0, True, LAST) for learner in range(20)]
        found = behaviour_as_of(make_answer_events(rows), TODAY, arrays)
        assert found.by_state[0, 0] > found.national[0]
        np.testing.assert_allclose(found.by_group[:, 0], found.national[0])

    @pytest.mark.parametrize("n_learners", [1, 10])
    def test_certifications_that_the_same_people_want_are_near(self, arrays: CatalogueArrays, n_learners: int) -> None:
        rows = [(LAST, n, 0, 0, c, 1.0, True, LAST) for n in range(n_learners) for c in (0, 3)]
        found = behaviour_as_of(make_answer_events(rows), TODAY, arrays).together
        # Everybody said yes to both; ten more learners are taken to have said yes to one alone.
        assert found[0, 3] == found[3, 0] == pytest.approx(n_learners / (n_learners + 10))
        assert np.count_nonzero(found) == 2
