"""Tests of linking phrases to the nearest skill."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from embeddings.calibration import Calibration, fit_calibration
from embeddings.hashing import HashingEncoder
from embeddings.protocols import TextRole
from embeddings.skill_linking import MIN_CONFIDENCE, PhraseLinker, build_linker, nearest
from embeddings.skill_vocabulary import SkillVocabulary
from tests.factories import make_skill

SKILLS = [
    make_skill("networks", "administración de redes corporativas"),
    make_skill("phone", "atención telefónica a clientes", aliases=["atención telefónica"]),
]
VOCABULARY = SkillVocabulary(SKILLS)


class CountingEncoder(HashingEncoder):
    """Remembers what it was asked to encode."""

    def __init__(self) -> None:
        super().__init__(512)
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], role: TextRole) -> NDArray[np.float32]:
        self.asked.extend(texts)
        return super().encode(texts, role)


def linker(encoder: CountingEncoder, chance: float) -> PhraseLinker:
    """A linker that is as sure of every nearest skill."""
    vectors = HashingEncoder(512).encode([term.label.es for term in VOCABULARY.terms], TextRole.PASSAGE)
    return PhraseLinker(encoder, VOCABULARY.terms, vectors, Calibration((0.0,), (chance,)))


class TestLink:
    @pytest.mark.parametrize(("chance", "is_linked"), [(MIN_CONFIDENCE, True), (MIN_CONFIDENCE - 0.001, False)])
    def test_links_from_the_least_confidence_on(self, chance: float, is_linked: bool) -> None:
        found = linker(CountingEncoder(), chance).link(["redes corporativas"])
        assert [link and link[0].skill_id for link in found] == ["networks" if is_linked else None]

    @pytest.mark.parametrize("chance", [0.9, 0.1], ids=["sure", "unsure"])
    def test_encodes_a_phrase_once(self, chance: float) -> None:
        encoder = CountingEncoder()
        one = linker(encoder, chance)
        first = one.link(["redes corporativas", "redes corporativas"])
        assert one.link(["redes corporativas"]) == first[:1] == first[1:]
        assert encoder.asked == ["redes corporativas"]
        assert one.n_encoded == 1

    def test_refuses_vectors_of_other_terms(self) -> None:
        with pytest.raises(ValueError, match="2 terms for 1 vectors"):
            PhraseLinker(CountingEncoder(), VOCABULARY.terms, np.zeros((1, 2), np.float32), Calibration((0.0,), (1.0,)))


class TestBuildLinker:
    def test_encodes_nothing_a_second_time(self, tmp_path: Path) -> None:
        encoder = CountingEncoder()
        build_linker(SKILLS, VOCABULARY, encoder, tmp_path, lambda _: None)
        n_first = len(encoder.asked)
        build_linker(SKILLS, VOCABULARY, encoder, tmp_path, lambda _: None)
        assert n_first > 0
        assert len(encoder.asked) == n_first

    def test_an_empty_catalogue_links_nothing(self, tmp_path: Path) -> None:
        made = build_linker([], SkillVocabulary([]), CountingEncoder(), tmp_path, lambda _: None)
        assert made.link(["redes"]) == [None]


class TestNearest:
    def test_says_how_far_the_nearest_stands_out(self) -> None:
        skills = np.array([[1, 0], [0, 1], [-1, 0]], np.float32)
        columns, scores = nearest(np.array([[1, 0], [0, 1]], np.float32), skills)
        assert columns.tolist() == [0, 1]
        # Cosines 1, 0, -1: mean 0, standard deviation sqrt(2/3); cosines 0, 1, 0: mean 1/3, sqrt(2/9).
        np.testing.assert_allclose(scores, [1 / np.sqrt(2 / 3), (2 / 3) / np.sqrt(2 / 9)])

    def test_equal_cosines_stand_out_by_nothing(self) -> None:
        skills = np.array([[1, 0], [1, 0]], np.float32)
        assert nearest(np.array([[1, 0]], np.float32), skills)[1].tolist() == [0.0]


class TestFitCalibration:
    @given(st.lists(st.tuples(st.floats(0, 6), st.booleans()), min_size=2, max_size=40))
    def test_never_falls_as_the_score_rises(self, labelled: list[tuple[float, bool]]) -> None:
        scores = np.array([score for score, _ in labelled])
        calibration = fit_calibration(scores, np.array([is_right for _, is_right in labelled]))
        chances = calibration(np.linspace(-1, 7, 50))
        assert (np.diff(chances) >= -1e-12).all()
        assert ((chances >= 0) & (chances <= 1)).all()

    def test_is_the_share_right_where_scores_are_alike(self) -> None:
        scores = np.array([1.0] * 4 + [3.0] * 4)
        is_right = np.array([True, False, False, False, True, True, True, False])
        np.testing.assert_allclose(fit_calibration(scores, is_right)(np.array([1.0, 2.0, 3.0])), [0.25, 0.5, 0.75])
