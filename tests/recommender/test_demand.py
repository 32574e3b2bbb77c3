"""Tests of regional demand as of a day."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.demand_store import StateCounts
from recommender.arrays import CatalogueArrays
from recommender.demand import RegionalDemand, demand_as_of
from tests.factories import JALISCO, NUEVO_LEON, TODAY, make_demand, make_demand_events

LAST = TODAY.toordinal()

days = st.integers(LAST - 800, LAST + 400)
postings = st.lists(st.tuples(days, st.integers(0, 1), st.integers(1, 9)), min_size=1, max_size=12)
links = st.sets(st.tuples(st.integers(0, 11), st.integers(0, 5)), max_size=20)
holders = st.lists(st.tuples(days, st.integers(0, 4), st.integers(0, 4)), max_size=12)  # day, learner, certification


def counted(
    postings: list[tuple[int, int, int]],
    links: list[tuple[int, int]],
    holders: list[tuple[int, int, int, int]],
    arrays: CatalogueArrays,
) -> RegionalDemand:
    """The same counts, one event after another."""
    demand = RegionalDemand.empty(TODAY, arrays)
    in_window = [LAST - 365 < day <= LAST for day, _, _ in postings]
    for (_, state, _), counts in zip(postings, in_window, strict=True):
        demand.postings_in_state[state] += counts
    for number, skill in links:
        _, state, n_positions = postings[number]
        if in_window[number]:
            demand.postings[state, skill] += 1
            demand.positions[state, skill] += n_positions
    proofs = set()
    for day, state, learner, certification in holders:
        months = arrays.validity_months[certification]
        if day <= LAST and (months == 0 or LAST - day <= 30.44 * months):
            for skill in range(arrays.n_skills):
                if arrays.certification_skills[certification, skill] >= 0.5:
                    proofs.add((learner, state, skill))
    for _, state, skill in proofs:
        demand.holders[state, skill] += 1
    return demand


def assert_same(one: RegionalDemand, other: RegionalDemand) -> None:
    for name in ("postings", "positions", "holders", "postings_in_state"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


class TestDemandAsOf:
    @given(postings, links, holders)
    def test_counts_as_a_loop_over_the_events_does(
        self,
        arrays: CatalogueArrays,
        postings: list[tuple[int, int, int]],
        links: set[tuple[int, int]],
        holders: list[tuple[int, int, int]],
    ) -> None:
        linked = sorted(link for link in links if link[0] < len(postings))
        # A learner lives in one state: the odd ones in the second.
        living = [(day, learner % 2, learner, certification) for day, learner, certification in holders]
        found = demand_as_of(make_demand_events(postings, linked, living), TODAY, arrays)
        assert_same(found, counted(postings, linked, living, arrays))

    @given(postings, holders)
    def test_later_events_change_nothing(
        self,
        arrays: CatalogueArrays,
        postings: list[tuple[int, int, int]],
        holders: list[tuple[int, int, int]],
    ) -> None:
        everyone = [(day, 0, learner, certification) for day, learner, certification in holders]
        known = [posting for posting in postings if posting[0] <= LAST]
        later = [posting for posting in postings if posting[0] > LAST]
        earlier_links = [(number, 0) for number in range(len(known))]
        all_links = [(number, 0) for number in range(len(postings))]
        passed = [holder for holder in everyone if holder[0] <= LAST]
        assert_same(
            demand_as_of(make_demand_events(known + later, all_links, everyone), TODAY, arrays),
            demand_as_of(make_demand_events(known, earlier_links, passed), TODAY, arrays),
        )

    @pytest.mark.parametrize(
        ("days_ago", "counts"),
        [(-1, 0), (0, 1), (364, 1), (365, 0)],
        ids=["ahead", "today", "last", "too old"],
    )
    def test_a_posting_counts_for_365_days(self, arrays: CatalogueArrays, days_ago: int, counts: int) -> None:
        found = demand_as_of(make_demand_events([(LAST - days_ago, 0, 3)], [(0, 2)]), TODAY, arrays)
        assert (found.postings[0, 2], found.positions[0, 2]) == (counts, 3 * counts)
        assert found.postings_in_state.tolist() == [counts, 0]

    def test_counts_a_holder_once_a_learner_and_skill(self, arrays: CatalogueArrays) -> None:
        acme_2, acme_3 = 1, 2  # Both prove AWS; acme-2 proves cloud with 0.6 too.
        exams = [(LAST - 9, 0, 7, acme_2), (LAST - 5, 0, 7, acme_3), (LAST - 5, 0, 8, acme_3)]
        found = demand_as_of(make_demand_events(holders=exams), TODAY, arrays)
        assert found.holders[0].tolist() == [0, 0, 1, 2, 0, 0]

    def test_a_certification_proves_what_it_weighs_at_least_half(self, arrays: CatalogueArrays) -> None:
        # zen-2 teaches Python fully and SQL with 0.3.
        assert arrays.proved.toarray()[4].tolist() == [0, 1, 0, 0, 0, 0]

    def test_has_no_holders_where_nobody_passed(self, arrays: CatalogueArrays) -> None:
        assert not demand_as_of(make_demand_events(), TODAY, arrays).holders.any()


class TestRegionalDemand:
    def test_shares_are_of_the_states_postings(self, arrays: CatalogueArrays) -> None:
        demand = make_demand(arrays, {(JALISCO, "sql"): (3, 7, 2)}, postings_in_state=8)
        assert demand.share[0, 0] == pytest.approx(3 / 8)
        assert not demand.share[1].any()

    def test_unmet_positions_are_never_negative(self, arrays: CatalogueArrays) -> None:
        demand = make_demand(arrays, {(JALISCO, "sql"): (3, 7, 2), (NUEVO_LEON, "sql"): (1, 1, 5)})
        assert demand.unmet[:, 0].tolist() == [5, 0]


class TestOfState:
    def test_fills_one_state_and_passes_over_unknown_skills(self, arrays: CatalogueArrays) -> None:
        counts = StateCounts(["aws", "cobol"], np.array([4, 2]), np.array([9, 2]), np.array([1, 0]), 20)
        found = RegionalDemand.of_state(NUEVO_LEON, TODAY, counts, arrays)
        assert found.as_of == date(2026, 11, 1)
        assert found.postings_in_state.tolist() == [0, 20]
        cell = (1, arrays.skill_row["aws"])
        assert (found.postings[cell], found.positions[cell], found.holders[cell]) == (4, 9, 1)
        assert found.postings.sum() == 4

    def test_is_empty_where_nothing_was_counted(self, arrays: CatalogueArrays) -> None:
        none = np.array([], np.int64)
        found = RegionalDemand.of_state(NUEVO_LEON, TODAY, StateCounts([], none, none, none, 0), arrays)
        assert not found.postings.any()
        assert not found.postings_in_state.any()
