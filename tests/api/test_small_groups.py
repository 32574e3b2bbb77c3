"""Nothing that is shown, or that follows from it by sums, tells of one to four people."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from api.small_groups import Sum, shown_figures

LEVELS = 4


def table(counts: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], list[Sum]]:
    """Figures of regions by level with all their totals: levels, two bands, a total; then the country's."""
    cells = np.array(counts, np.int64)
    bands = np.stack([cells[:, :2].sum(axis=1), cells[:, 2:].sum(axis=1)], axis=1)
    own = np.concatenate([cells, bands, cells.sum(axis=1)[:, None]], axis=1)
    figures = np.concatenate([own, own.sum(axis=0)[None, :]])
    n_rows, n_columns = figures.shape
    at = np.arange(figures.size).reshape(figures.shape)
    sums = [Sum(int(at[row, 4]), tuple(at[row, :2].tolist())) for row in range(n_rows)]
    sums += [Sum(int(at[row, 5]), tuple(at[row, 2:4].tolist())) for row in range(n_rows)]
    sums += [Sum(int(at[row, 6]), tuple(at[row, 4:6].tolist())) for row in range(n_rows)]
    sums += [Sum(int(at[-1, column]), tuple(at[:-1, column].tolist())) for column in range(n_columns)]
    return figures.ravel(), sums


def is_computable(number: int, shown: NDArray[np.bool_], sums: Sequence[Sum]) -> bool:
    """Whether a hidden figure follows from the shown ones: knowing it would add nothing to the equations."""
    rows = np.zeros((len(sums), len(shown)))
    for row, one in zip(rows, sums, strict=True):
        row[one.whole] = -1
        row[list(one.parts)] = 1
    known = np.eye(len(shown))[shown]
    facts = np.concatenate([rows, known])
    asked = np.eye(len(shown))[[number]]
    return bool(np.linalg.matrix_rank(np.concatenate([facts, asked])) == np.linalg.matrix_rank(facts))


COUNTS = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 14), min_size=LEVELS, max_size=LEVELS), min_size=n, max_size=n)
)


class TestShownFigures:
    @given(COUNTS)
    def test_no_shown_or_computable_figure_is_of_a_small_group(self, counts: list[list[int]]) -> None:
        figures, sums = table(counts)
        shown = shown_figures(figures, sums)
        assert not np.isin(figures[shown], [1, 2, 3, 4]).any()
        assert not any(is_computable(number, shown, sums) for number in np.flatnonzero(~shown))

    @given(COUNTS)
    def test_hidden_parts_of_a_shown_whole_are_five_people_or_more_together(self, counts: list[list[int]]) -> None:
        figures, sums = table(counts)
        shown = shown_figures(figures, sums)
        for one in sums:
            hidden = [part for part in one.parts if not shown[part]]
            if shown[one.whole] and hidden:
                assert figures[hidden].sum() >= 5

    def test_shows_everything_where_no_group_is_small(self) -> None:
        figures, sums = table([[5, 6, 7, 8], [9, 5, 5, 5]])
        assert shown_figures(figures, sums).all()

    def test_hides_the_next_smallest_with_a_small_one(self) -> None:
        figures = np.array([47, 3, 30, 14])
        assert shown_figures(figures, [Sum(0, (1, 2, 3))]).tolist() == [True, False, True, False]

    def test_hides_small_parts_that_are_small_together_too(self) -> None:
        # 1 and 2 are hidden, but 33 less 30 would tell of three people.
        figures = np.array([33, 1, 2, 30])
        assert shown_figures(figures, [Sum(0, (1, 2, 3))]).tolist() == [True, False, False, False]

    def test_shows_nothing_of_a_handful_of_people(self) -> None:
        assert not shown_figures(np.array([4, 1, 3]), [Sum(0, (1, 2))]).any()

    def test_shows_a_state_among_others_without_anybody(self) -> None:
        figures, sums = table([[20, 30, 40, 50], [0, 0, 0, 0], [0, 0, 0, 0]])
        assert shown_figures(figures, sums).all()

    def test_refuses_figures_that_do_not_add_up(self) -> None:
        with pytest.raises(ValueError, match="figure 0 is not the sum"):
            shown_figures(np.array([9, 1, 2]), [Sum(0, (1, 2))])
