from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.columns import Col
from training.off_policy.estimators import ips
from training.off_policy.policy_evaluation import FIRST, DrawnPlaces

IDS = [f"c{number}" for number in range(9)]
ARRAYS: Any = SimpleNamespace(certification_row={id_: row for row, id_ in enumerate(IDS)})


def showings(*lists: tuple[str, list[int], list[float], bool]) -> pd.DataFrame:
    """Lists of (learner, certifications in order, their chances, whether ours); nobody says yes."""
    rows = [
        {
            Col.LEARNER.value: learner,
            "list_number": number,
            Col.CERTIFICATION.value: IDS[column],
            Col.PROPENSITY.value: chance,
            Col.FEATURES.value: [0.0] if is_ours else None,
            "grade": 0,
        }
        for number, (learner, columns, chances, is_ours) in enumerate(lists)
        for column, chance in zip(columns, chances, strict=True)
    ]
    return pd.DataFrame(rows)


class TestDrawnPlaces:
    def test_takes_what_stands_above_from_a_list_drawn_place_by_place(self) -> None:
        places = DrawnPlaces.of(showings(("ana", [3, 1, 4], [0.5, 0.4, 0.3], False)), ARRAYS)
        assert places.column.tolist() == [3, 1, 4]
        assert places.chance.tolist() == [0.5, 0.4, 0.3]
        assert [sorted(row[row >= 0]) for row in places.taken] == [[], [3], [1, 3]]

    def test_takes_the_fixed_places_from_a_list_of_ours(self) -> None:
        # Two of eight others were drawn: each has two chances in eight to be on the list, one at each place.
        places = DrawnPlaces.of(showings(("ana", [0, 5, 2, 7], [1, 0.25, 1, 0.25], True)), ARRAYS)
        assert places.column.tolist() == [5, 7]
        assert places.chance.tolist() == [0.125, 0.125]
        assert [sorted(row[row >= 0]) for row in places.taken] == [[0, 2], [0, 2]]

    def test_leaves_out_lists_without_a_drawn_place(self) -> None:
        lists = (("ana", [0, 1], [1.0, 1.0], True), ("ben", [3, 1], [0.5, 0.5], False))
        places = DrawnPlaces.of(showings(*lists), ARRAYS)
        assert places.line.tolist() == [1, 1]
        assert places.unit.tolist() == ["ben", "ben"]


class TestFirstFree:
    @pytest.fixture
    def places(self) -> DrawnPlaces:
        return DrawnPlaces.of(showings(("ana", [3, 1, 4], [0.5, 0.4, 0.3], False)), ARRAYS)

    def test_passes_over_what_the_list_shows_already(self, places: DrawnPlaces) -> None:
        order = np.array([[1, 3, 0, 2, 4, 5, 6, 7, 8]])
        chosen = places.first_free(order, np.array([9]))
        assert chosen.tolist() == [[1, 3, 0, 2, 4], [1, 0, 2, 4, 5], [0, 2, 4, 5, 6]]

    def test_repeats_the_last_where_few_may_be_begun(self, places: DrawnPlaces) -> None:
        order = np.array([[4, 1, 3, 0, 2, 5, 6, 7, 8]])
        chosen = places.first_free(order, np.array([4]))
        assert chosen.tolist() == [[4, 1, 3, 0, 0], [4, 1, 0, 0, 0], [4, 0, 0, 0, 0]]

    def test_gives_weights_whose_mean_is_one_and_rewards_that_are_the_policys(self) -> None:
        rng = np.random.default_rng(7)
        weight_of = np.array([4.0, 3, 3, 2, 2, 1, 1, 1, 1])
        pays = np.linspace(0.9, 0.1, 9)
        lists = []
        for number in range(6000):
            left, columns, chances = weight_of.copy(), [], []
            for _ in range(2):
                column = int(rng.choice(9, p=left / left.sum()))
                columns.append(column)
                chances.append(left[column] / left.sum())
                left[column] = 0.0
            lists.append((f"learner-{number}", columns, chances, False))
        part = showings(*lists)
        part["grade"] = (rng.random(len(part)) < pays[part[Col.CERTIFICATION].map(ARRAYS.certification_row)]).astype(
            int
        )
        places = DrawnPlaces.of(part, ARRAYS)
        order = np.tile(np.arange(9)[::-1], (6000, 1))
        chosen = places.first_free(order, np.full(6000, 9))
        weight = (chosen == places.column[:, None]).mean(axis=1) / places.chance
        expected = np.mean([pays[row].mean() for row in chosen])
        assert chosen.shape == (12000, FIRST)
        assert weight.mean() == pytest.approx(1.0, abs=0.05)
        assert ips(places.reward, weight) == pytest.approx(expected, abs=0.03)
