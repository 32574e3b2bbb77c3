from pathlib import Path

import numpy as np
import pytest

from benchmarks.bilingual.figures import MEASURES, file_figures, measured_texts
from benchmarks.bilingual.pairs import Pair, read_pairs
from data.catalogue import Catalogue
from tests.benchmarks.bilingual.pair_rows import ROWS, write_pairs

RIGHT = {"p1": 0.9, "p2": 0.1, "p3": 0.8, "p4": 0.2}
WRONG = {pair_id: -score for pair_id, score in RIGHT.items()}
# Wrong about the Spanish text only.
HALF_RIGHT = {**RIGHT, "p1": 0.0}
# Of two things the right one in the second place.
SECOND = 1 / np.log2(3)


@pytest.fixture
def pairs(tmp_path: Path, catalogue: Catalogue) -> list[Pair]:
    """A Spanish text with grades 2 and 0, and an English one of business services with 1 and 0."""
    return read_pairs(write_pairs(tmp_path), catalogue)


@pytest.fixture
def pairs_that_fit(tmp_path: Path, catalogue: Catalogue) -> list[Pair]:
    """The same with grades 2 and 0 for both texts."""
    return read_pairs(write_pairs(tmp_path, [row.replace(",1,", ",2,") for row in ROWS]), catalogue)


class TestMeasuredTexts:
    def test_has_a_row_a_text_and_nan_for_a_rank_of_nothing(self, pairs: list[Pair]) -> None:
        np.testing.assert_allclose(measured_texts(pairs, RIGHT), [[1, 1, 1], [1, np.nan, 1]])
        np.testing.assert_allclose(measured_texts(pairs, WRONG), [[SECOND, 0.5, 0], [SECOND, np.nan, 0]])

    def test_orders_equal_scores_by_id_not_by_place_in_the_file(self, pairs: list[Pair]) -> None:
        # acme-1, of grade 0, comes before zen-1 and zen-2 in the alphabet and after them in the file.
        tied = dict.fromkeys(RIGHT, 0.5)
        np.testing.assert_allclose(measured_texts(pairs, tied), [[SECOND, 0.5, 0.5], [SECOND, np.nan, 0.5]])

    def test_leaves_out_a_text_whose_things_have_one_grade(self, tmp_path: Path, catalogue: Catalogue) -> None:
        rows = [row.replace(",1,", ",0,") for row in ROWS]
        values = measured_texts(read_pairs(write_pairs(tmp_path, rows), catalogue), RIGHT)
        assert np.isnan(values[1]).all()
        assert not np.isnan(values[0]).any()


class TestFileFigures:
    def test_gives_means_by_slice_and_the_lead_over_each_rival(self, pairs_that_fit: list[Pair]) -> None:
        figures = file_figures(pairs_that_fit, {"ours": RIGHT, "rival": HALF_RIGHT}, "ours", seed=1)
        means = {
            name: {system: [measured[measure]["mean"] for measure in MEASURES] for system, measured in systems.items()}
            for name, systems in figures.items()
        }
        assert means["spanish"]["ours"] == [1, 1, 1]
        assert means["spanish"]["rival"] == [round(SECOND, 4), 0.5, 0]
        assert means["spanish"]["ours - rival"] == [round(1 - SECOND, 4), 0.5, 1]
        assert means["english"] == {"ours": [1, 1, 1], "rival": [1, 1, 1], "ours - rival": [0, 0, 0]}
        assert means["bpo"] == means["english"]
        assert means["all"]["rival"] == [round((1 + SECOND) / 2, 4), 0.75, 0.5]

    def test_gives_an_interval_round_the_mean_and_the_same_one_each_time(self, pairs_that_fit: list[Pair]) -> None:
        systems = {"ours": RIGHT, "rival": HALF_RIGHT}
        once, again = (file_figures(pairs_that_fit, systems, "ours", seed=1) for _ in range(2))
        assert once == again
        # Of two texts, one right and one wrong, a resample can hold either alone.
        assert once["all"]["rival"]["auc"] == {"mean": 0.5, "low": 0.0, "high": 1.0}
