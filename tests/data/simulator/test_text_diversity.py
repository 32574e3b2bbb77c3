"""Measures of diversity agree with counts by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain import Area, Label, Occupation, OccupationId
from data.simulator.text_diversity import (
    coded,
    distinct_share,
    known_bpo,
    misspelt_share,
    nearest_overlaps,
    text_diversity,
)

WORDS = st.lists(st.sampled_from(["a", "b", "c"]), max_size=12)
JOBS = [
    Occupation(OccupationId("agent"), Label("agente", "agent"), Area.BPO, {}),
    Occupation(OccupationId("dev"), Label("desarrollador web", "web developer"), Area.SOFTWARE, {}, ("agente web",)),
]


def grams(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + 4]) for at in range(len(words) - 3)]


class TestDistinctShare:
    @given(st.lists(WORDS, min_size=1, max_size=5))
    def test_is_the_share_of_different_runs_of_four_words(self, texts: list[list[str]]) -> None:
        every = [gram for text in texts for gram in grams(text)]
        expected = len(set(every)) / len(every) if every else 0.0
        assert distinct_share(coded(map(" ".join, texts))[0]) == pytest.approx(expected)


class TestNearestOverlaps:
    @given(st.lists(WORDS, min_size=2, max_size=5))
    def test_is_the_largest_jaccard_overlap_with_another_text(self, texts: list[list[str]]) -> None:
        sets = [set(grams(text)) for text in texts]
        expected = [
            max(len(own & other) / max(len(own | other), 1) for at2, other in enumerate(sets) if at2 != at)
            for at, own in enumerate(sets)
        ]
        np.testing.assert_allclose(nearest_overlaps(coded(map(" ".join, texts))[0]), expected)


class TestMisspeltShare:
    def test_counts_texts_with_a_slip_of_a_common_word(self) -> None:
        texts = ["buscamos analista"] * 96 + ["buscamos anailsta", "busamos analista", "buscamos analistas", "casa"]
        # Neither a plural nor a short word is a slip.
        assert misspelt_share(*coded(texts)) == pytest.approx(0.02)


class TestKnownBpo:
    def test_goes_by_the_longest_name_in_the_title(self) -> None:
        titles = ["AGENTE de ventas", "Agente Web Jr", "Desarrollador(a) web", "Chef", "Web developer / Agent"]
        assert known_bpo(titles, JOBS) == [True, False, False, False]


class TestTextDiversity:
    def test_measures_equal_and_near_texts(self) -> None:
        text = "uno dos tres cuatro cinco seis siete ocho"
        found = text_diversity(["Agente"] * 3, [text, text, f"{text} nueve"], ["es", "es", "en"], JOBS)
        assert (found.n_texts, found.n_equal, found.near_copy_share) == (3, 1, 1.0)
        assert found.largest_overlap == 1.0
        assert found.english_share == pytest.approx(1 / 3)
        assert (found.bpo_share, found.titles_known_share) == (1.0, 1.0)

    @pytest.mark.parametrize(("titles", "texts"), [([], []), (["a"], ["b", "c"])])
    def test_refuses_columns_of_different_lengths(self, titles: list[str], texts: list[str]) -> None:
        with pytest.raises(ValueError, match="as many"):
            text_diversity(titles, texts, ["es"] * len(texts), JOBS)
