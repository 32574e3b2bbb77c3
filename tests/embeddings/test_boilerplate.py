"""Tests of the model of boilerplate and of what it is fed."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import CatalogueError
from embeddings.boilerplate import N_BUCKETS, BoilerplateModel, bucket_rows, sentence_buckets
from embeddings.sections import Section


def model(threshold: float = 0.0, **weights: float) -> BoilerplateModel:
    """A model that knows single words; all others weigh nothing."""
    table = np.zeros(N_BUCKETS, dtype=np.float32)
    for word, weight in weights.items():
        table[sentence_buckets(word)] = weight
    return BoilerplateModel(table, intercept=0.0, threshold=threshold)


class TestSentenceBuckets:
    @given(st.text(max_size=80))
    def test_are_distinct_ascending_and_in_range(self, text: str) -> None:
        found = sentence_buckets(text)
        assert found == sorted(set(found))
        assert all(0 <= bucket < N_BUCKETS for bucket in found)

    def test_do_not_depend_on_case_accents_or_the_number(self) -> None:
        assert sentence_buckets("Bono de 500 pesos según área") == sentence_buckets("BONO DE 1200 PESOS SEGUN AREA")

    def test_depend_on_the_order_of_words(self) -> None:
        assert sentence_buckets("bono anual") != sentence_buckets("anual bono")

    def test_of_no_words_are_none(self) -> None:
        assert sentence_buckets(" ... ") == []


class TestBucketRows:
    def test_have_length_one(self) -> None:
        rows, columns, values = bucket_rows(["Vales de despensa", "...", "Java"])
        assert len(rows) == len(columns) == len(values)
        assert set(rows.tolist()) == {0, 2}
        assert [float((values[rows == row] ** 2).sum()) for row in (0, 2)] == pytest.approx([1.0, 1.0])


class TestBoilerplateModel:
    def test_is_above_its_threshold(self) -> None:
        assert model(vales=1.0).is_boilerplate("vales", Section.OTHER)
        assert not model(vales=1.0, threshold=9.0).is_boilerplate("vales", Section.OTHER)

    def test_the_section_moves_a_sentence_that_says_little(self) -> None:
        judged = {section: model().is_boilerplate("algo", section) for section in Section}
        assert [section for section, is_boilerplate in judged.items() if is_boilerplate] == [
            Section.COMPANY,
            Section.BENEFITS,
            Section.EQUAL_OPPORTUNITY,
        ]

    def test_of_no_words_gives_the_intercept(self) -> None:
        assert model().log_odds("...") == 0.0

    def test_comes_back_as_it_was_saved(self, tmp_path: Path) -> None:
        saved = model(threshold=0.25, vales=1.5)
        saved.save(tmp_path / "made" / "model.npz")
        loaded = BoilerplateModel.load(tmp_path / "made" / "model.npz")
        assert (loaded.intercept, loaded.threshold) == (saved.intercept, saved.threshold)
        np.testing.assert_array_equal(loaded.weights, saved.weights)

    def test_tells_how_to_make_a_missing_or_damaged_file(self, tmp_path: Path) -> None:
        with pytest.raises(CatalogueError, match="missing; run `rumbo train boilerplate`"):
            BoilerplateModel.load(tmp_path / "model.npz")
        (tmp_path / "model.npz").write_bytes(b"no archive")
        with pytest.raises(CatalogueError, match="damaged; run `rumbo train boilerplate`"):
            BoilerplateModel.load(tmp_path / "model.npz")

    def test_refuses_weights_of_another_size(self) -> None:
        with pytest.raises(ValueError, match="weights must be 16384 float32"):
            BoilerplateModel(np.zeros(3, dtype=np.float32), 0.0, 0.0)
