import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.allocation.problem import Options
from recommender.allocation.year.applicants import Applicants
from recommender.allocation.year.arrivals import Arrivals, expected_after


def arrivals_of(month: list[int], group: list[int], first: int = 0, worth: float = 1.0) -> Arrivals:
    """One option a learner, a certification of the learner's own, so that copies are recognised."""
    n = len(month)
    certification = np.arange(first, first + n, dtype=np.int32)
    options = Options(np.arange(n + 1, dtype=np.int64), certification, np.full(n, worth, np.float32))
    groups = np.array(group, np.int32)
    return Arrivals(Applicants(options, groups, groups), np.array(month, np.int64), groups.astype(np.int64))


def expected_of(month: int, history: Arrivals, this_year: Arrivals, seed: int = 0) -> Applicants:
    return expected_after(month, history, this_year, np.random.default_rng(seed))


class TestExpectedAfter:
    def test_expects_last_years_rest_when_this_year_goes_as_last_year_did(self) -> None:
        history = arrivals_of([0] * 60 + [1] * 40 + [2] * 20, [0] * 120)
        found = expected_of(0, history, arrivals_of([0] * 60, [0] * 60, 1000))
        assert len(found) == 60

    def test_expects_more_where_more_have_come(self) -> None:
        history = arrivals_of([0] * 2000 + [1] * 200, [0, 1] * 1100)
        # Group 1 comes twice as often as last year, group 0 as often; 1,000 say far more than the pull of everybody.
        this_year = arrivals_of([0] * 3000, [0] * 1000 + [1] * 2000, 10_000)
        counts = np.bincount(expected_of(0, history, this_year).pay_class)
        assert counts[0] == pytest.approx(100, abs=2)
        assert counts[1] == pytest.approx(200, abs=4)

    def test_a_small_group_follows_the_whole(self) -> None:
        history = arrivals_of([0] * 1001 + [1] * 101, [0] * 1000 + [1] + [0] * 100 + [1])
        this_year = arrivals_of([0] * 2001, [0] * 2000 + [1], 10_000)
        # One learner says little: the group of one is expected to grow nearly as everybody does. Everybody has doubled,
        # less a mean month (551) of last year: 2552 / 1552. The group: (1 + 25 * 2552 / 1552) / 26.
        many = [np.bincount(expected_of(0, history, this_year, seed).pay_class, minlength=2)[1] for seed in range(20)]
        assert np.mean(many) == pytest.approx(1.62, abs=0.3)

    def test_expects_nobody_after_the_last_month(self) -> None:
        history = arrivals_of([0, 1, 2], [0, 0, 0])
        assert len(expected_of(2, history, arrivals_of([0, 1, 2], [0, 0, 0]))) == 0

    def test_first_month_without_history_expects_nobody(self) -> None:
        assert len(expected_of(0, arrivals_of([], []), arrivals_of([0, 0], [0, 0]))) == 0

    @given(st.integers(0, 2**32 - 1))
    def test_never_looks_at_the_months_to_come(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        history = arrivals_of(rng.integers(3, size=30).tolist(), rng.integers(2, size=30).tolist())
        month, group = rng.integers(3, size=30), rng.integers(2, size=30)
        this_year = arrivals_of(month.tolist(), group.tolist(), 100)
        come = np.flatnonzero(month <= 1)
        without = Arrivals(this_year.learners.pick(come), month[come], group[come])
        one, other = expected_of(1, history, this_year, seed), expected_of(1, history, without, seed)
        np.testing.assert_array_equal(one.options.certification, other.options.certification)
        np.testing.assert_array_equal(one.options.value, other.options.value)
        # Nobody of a month that has passed last year is expected again.
        passed = history.learners.options.certification[history.month <= 1]
        assert not np.isin(one.options.certification, passed).any()

    def test_expects_worth_to_rise_as_it_has_risen(self) -> None:
        rest = arrivals_of([1] * 50, [0] * 50, first=50, worth=2.0)
        first = arrivals_of([0] * 50, [0] * 50)
        learners = first.learners.joined(rest.learners)
        history = Arrivals(learners, np.append(first.month, rest.month), np.append(first.group, rest.group))
        # Last year worth doubled after the first month; this year it began three times as high.
        found = expected_of(0, history, arrivals_of([0] * 50, [0] * 50, first=100, worth=3.0))
        np.testing.assert_allclose(found.options.value, 6.0)

    def test_what_is_low_rises_as_what_was_low_has_risen(self) -> None:
        # So far worth 1 or 4 last year, and 3 or 4 this year: what is low trebled, what is high stayed.
        first, rest = arrivals_of([0] * 60, [0] * 60), arrivals_of([1] * 60, [0] * 60, first=60)
        low_and_high = np.tile([1.0, 4.0], 30)
        learners = first.learners.worth(low_and_high).joined(rest.learners.worth(low_and_high))
        history = Arrivals(learners, np.append(first.month, rest.month), np.append(first.group, rest.group))
        now = arrivals_of([0] * 60, [0] * 60, first=200)
        this_year = Arrivals(now.learners.worth(np.tile([3.0, 4.0], 30)), now.month, now.group)
        found = expected_of(0, history, this_year)
        is_last_years = found.options.certification < 200
        np.testing.assert_allclose(np.unique(found.options.value[is_last_years]), [3.0, 4.0])
        # Last year's months were alike: who is like this year's learners is worth what those are.
        np.testing.assert_allclose(np.unique(found.options.value[~is_last_years]), [3.0, 4.0])

    def test_every_learner_has_a_month_and_a_group(self) -> None:
        one = arrivals_of([0, 1], [0, 0])
        with pytest.raises(ValueError, match="month and a group"):
            Arrivals(one.learners, one.month[:1], one.group)
