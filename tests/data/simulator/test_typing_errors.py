"""Slips of the keyboard change little and leave alone what they must."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from data.simulator.dice import Dice
from data.simulator.typing_errors import misspelt, without_accents

SENTENCE = "Buscamos analista para revisar los módulos de pagos con el equipo técnico en la ciudad."
SEEDS = st.integers(0, 2**32)


def spoilt(seed: int, text: str = SENTENCE) -> str:
    return misspelt(Dice(np.random.default_rng(seed)), text)


class TestMisspelt:
    @given(SEEDS)
    def test_changes_at_most_four_words(self, seed: int) -> None:
        changed = set(SENTENCE.split()) - set(spoilt(seed).split())
        # A lost space changes two words at once.
        assert len(changed) <= 8
        assert abs(len(spoilt(seed)) - len(SENTENCE)) <= 4

    @given(SEEDS, st.sampled_from(["\ue000\ue001", "vacantes@firma.example.com", "SQL 2019", "Kubernetes", "a, b y c"]))
    def test_leaves_marks_addresses_and_names_alone(self, seed: int, text: str) -> None:
        assert spoilt(seed, text) == text

    def test_makes_each_kind_of_slip(self) -> None:
        texts = {spoilt(seed, "los módulos nuevos") for seed in range(400)}
        assert "los modulos nuevos" in texts  # accent
        assert "los módulosnuevos" in texts  # space
        assert "los módulos nuevvos" in texts  # doubled
        assert "los módulos nuevs" in texts  # dropped
        assert "los módulos nuveos" in texts  # swapped
        assert {"los módulos nuecos", "los módulos nuebos"} & texts  # neighbouring key

    def test_gives_the_same_slips_for_the_same_seed(self) -> None:
        assert [spoilt(seed) for seed in range(20)] == [spoilt(seed) for seed in range(20)]


class TestWithoutAccents:
    def test_loses_accents_and_opening_marks_and_keeps_the_tilde(self) -> None:
        assert without_accents("¿Año de Él? ¡Pingüino!") == "Año de El? Pinguino!"
