"""Tests of linking free text to skills."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from data.domain import LinkedSkill
from embeddings.dictionary import SkillDictionary
from embeddings.hashing import HashingEncoder
from embeddings.protocols import TextRole
from embeddings.skills import (
    MIN_CONFIDENCE,
    Confidence,
    SkillLinker,
    fit_confidence,
    linker_marker,
    nearest_skills,
)
from tests.factories import make_skill

SKILLS = [
    make_skill("sql", "SQL"),
    make_skill("networks", "administración de redes corporativas"),
    make_skill("teamwork", "trabajo colaborativo en equipo"),
    make_skill("phone", "atención telefónica a clientes"),
]
BY_MEANING = "gestionar redes corporativas amplias"


class CountingEncoder(HashingEncoder):
    """Remembers what it was asked to encode."""

    def __init__(self) -> None:
        super().__init__(512)
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], role: TextRole) -> NDArray[np.float32]:
        self.asked.extend(texts)
        return super().encode(texts, role)


@pytest.fixture
def encoder() -> CountingEncoder:
    return CountingEncoder()


def make_linker(encoder: CountingEncoder, chance: float) -> SkillLinker:
    """A linker that is as sure of every nearest skill."""
    vectors = HashingEncoder(512).encode([skill.label.es for skill in SKILLS], TextRole.PASSAGE)
    ids = [skill.id for skill in SKILLS]
    return SkillLinker(SkillDictionary(SKILLS), encoder, ids, vectors, Confidence((0.0,), (chance,)))


def found(links: list[LinkedSkill]) -> dict[str, tuple[str, str, float]]:
    return {link.skill_id: (link.sentence, link.method, link.confidence) for link in links}


class TestLink:
    def test_keeps_the_sentence_with_every_link(self, encoder: CountingEncoder) -> None:
        text = f"Se pide SQL avanzado. {BY_MEANING}"
        links = make_linker(encoder, 0.9).link([text])
        assert found(links[0]) == {
            "sql": ("Se pide SQL avanzado.", "dictionary", 1.0),
            "networks": (BY_MEANING, "nearest", 0.9),
        }

    def test_gives_one_list_a_text(self, encoder: CountingEncoder) -> None:
        links = make_linker(encoder, 0.9).link(["", "SQL", BY_MEANING, "SQL"])
        assert [list(found(one)) for one in links] == [[], ["sql"], ["networks"], ["sql"]]

    def test_a_name_is_surer_than_a_meaning(self, encoder: CountingEncoder) -> None:
        named = "Administración de redes corporativas."
        links = make_linker(encoder, 0.9).link([f"{BY_MEANING}. {named}"])
        assert found(links[0]) == {"networks": (named, "dictionary", 1.0)}

    def test_keeps_the_first_of_two_equally_sure_sentences(self, encoder: CountingEncoder) -> None:
        links = make_linker(encoder, 0.9).link(["Pide SQL. También SQL."])
        assert found(links[0])["sql"][0] == "Pide SQL."

    @pytest.mark.parametrize(
        ("chance", "is_linked"), [(MIN_CONFIDENCE, True), (MIN_CONFIDENCE - 0.001, False), (1.0, True)]
    )
    def test_links_by_meaning_from_the_least_confidence_on(
        self, encoder: CountingEncoder, chance: float, is_linked: bool
    ) -> None:
        assert bool(make_linker(encoder, chance).link([BY_MEANING])[0]) == is_linked

    @pytest.mark.parametrize("chance", [0.9, 0.1], ids=["sure", "unsure"])
    def test_encodes_a_sentence_once(self, encoder: CountingEncoder, chance: float) -> None:
        linker = make_linker(encoder, chance)
        first = linker.link([BY_MEANING, f"{BY_MEANING}\n{BY_MEANING}"])
        assert linker.link([BY_MEANING])[0] == first[0] == first[1]
        assert encoder.asked == [BY_MEANING]

    def test_does_not_encode_what_names_a_skill_or_is_too_short_or_long(self, encoder: CountingEncoder) -> None:
        texts = ["Dominio amplio de SQL", "dos palabras", " ".join(["palabra"] * 41)]
        make_linker(encoder, 0.9).link(texts)
        assert encoder.asked == []
        make_linker(encoder, 0.9).link(["son tres palabras", " ".join(["palabra"] * 40)])
        assert len(encoder.asked) == 2


class TestNearestSkills:
    def test_says_how_far_the_nearest_stands_out(self) -> None:
        skills = np.array([[1, 0], [0, 1], [-1, 0]], np.float32)
        columns, scores = nearest_skills(np.array([[1, 0], [0, 1]], np.float32), skills)
        assert columns.tolist() == [0, 1]
        # Cosines 1, 0, -1: mean 0, standard deviation sqrt(2/3); cosines 0, 1, 0: mean 1/3, sqrt(2/9).
        np.testing.assert_allclose(scores, [1 / np.sqrt(2 / 3), (2 / 3) / np.sqrt(2 / 9)])

    def test_equal_cosines_stand_out_by_nothing(self) -> None:
        skills = np.array([[1, 0], [1, 0]], np.float32)
        assert nearest_skills(np.array([[1, 0]], np.float32), skills)[1].tolist() == [0.0]


class TestFitConfidence:
    @given(st.lists(st.tuples(st.floats(0, 6), st.booleans()), min_size=2, max_size=40))
    def test_never_falls_as_the_score_rises(self, labelled: list[tuple[float, bool]]) -> None:
        scores = np.array([score for score, _ in labelled])
        confidence = fit_confidence(scores, np.array([is_right for _, is_right in labelled]))
        chances = confidence(np.linspace(-1, 7, 50))
        assert (np.diff(chances) >= -1e-12).all()
        assert ((chances >= 0) & (chances <= 1)).all()

    def test_is_the_share_right_where_scores_are_alike(self) -> None:
        scores = np.array([1.0] * 4 + [3.0] * 4)
        is_right = np.array([True, False, False, False, True, True, True, False])
        np.testing.assert_allclose(fit_confidence(scores, is_right)(np.array([1.0, 2.0, 3.0])), [0.25, 0.5, 0.75])

    def test_pools_scores_that_are_out_of_order(self) -> None:
        confidence = fit_confidence(np.array([1.0, 2.0]), np.array([True, False]))
        np.testing.assert_allclose(confidence(np.array([0.0, 1.5, 9.0])), 0.5)


class TestLinkerMarker:
    def test_follows_catalogue_and_encoder(self) -> None:
        markers = {linker_marker(*pair) for pair in (("a", "f"), ("b", "f"), ("a", "g"))}
        assert len(markers) == 3
        assert linker_marker("a", "f") in markers
        assert {len(marker) for marker in markers} == {16}
