"""Invented names differ, repeat for a seed and reach nobody."""

import re

import numpy as np
import pytest

from data.simulator.invented_names import invented_employers, invented_people


class TestInventedEmployers:
    def test_gives_different_names_and_repeats_them_for_a_seed(self) -> None:
        names = invented_employers(np.random.default_rng(1), 3000)
        assert len(set(names)) == 3000
        assert names == invented_employers(np.random.default_rng(1), 3000)

    def test_refuses_an_impossible_number(self) -> None:
        for n in (-1, 10**6):
            with pytest.raises(ValueError, match="employers"):
                invented_employers(np.random.default_rng(1), n)


class TestInventedPeople:
    def test_gives_different_people_with_reserved_addresses(self) -> None:
        people = invented_people(np.random.default_rng(1), 20_000)
        assert len({name for name, _ in people}) == len({email for _, email in people}) == 20_000
        assert all(re.fullmatch(r"[a-z.]+@(?:[a-z]+\.)?example\.(?:com|org)", email) for _, email in people)
        assert people == invented_people(np.random.default_rng(1), 20_000)

    def test_refuses_an_impossible_number(self) -> None:
        for n in (-1, 10**7):
            with pytest.raises(ValueError, match="people"):
                invented_people(np.random.default_rng(1), n)
