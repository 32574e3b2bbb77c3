import numpy as np
import pandas as pd
import pytest

from benchmarks.ranking_new_certifications import of_others, placed


class TestOfOthers:
    def test_leaves_out_the_named_certifications_alone(self) -> None:
        shown = pd.DataFrame({"certification_id": ["a", "b", "a", "c"], "impression_id": ["1", "2", "3", "4"]})
        assert of_others(shown, frozenset({"a"}))["impression_id"].tolist() == ["2", "4"]


class TestPlaced:
    def test_judges_new_certifications_among_themselves(self) -> None:
        gains = np.array([[3.0, 2.0, 1.0, 0.0]])
        is_new = np.array([False, True, True, False])
        allowed = np.ones((1, 4), dtype=np.bool_)
        scores = {"right": gains, "wrong": np.array([[9.0, 1.0, 2.0, 8.0]])}
        found = placed(scores, gains, allowed, is_new, np.random.default_rng(0))
        # Gains 2 and 1 at places 1 and 2; turned round, 1 + 2 / log2(3) over 2 + 1 / log2(3).
        assert found["right"]["NDCG@10 of new"].startswith("1.0000")
        turned = (1 + 2 / np.log2(3)) / (2 + 1 / np.log2(3))
        assert float(found["wrong"]["NDCG@10 of new"].split()[0]) == pytest.approx(turned, abs=1e-4)

    def test_counts_the_places_of_new_certifications_on_whole_lists(self) -> None:
        scores = np.tile(np.arange(20, 0, -1, dtype=np.float64), (3, 1))
        is_new = np.arange(20) < 5
        found = placed(
            {"one": scores}, scores[:, ::-1], np.ones((3, 20), dtype=np.bool_), is_new, np.random.default_rng(0)
        )
        assert found["one"]["of the first ten"] == "0.500"
        assert found["truth"]["of the first ten"] == "0.000"
