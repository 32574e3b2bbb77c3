"""Tests of the batches that the encoder learns from."""

import numpy as np
import pytest

from data.domain import Language
from training.encoder.concepts import NamedConcept, Topic
from training.encoder.views import BatchMaker, Templates, TextBatch

ES, EN = Language.ES, Language.EN


def _concept(number: int, topic: Topic = Topic.SKILL) -> NamedConcept:
    names = {
        ES: [f"oficio {number}", f"tarea {number}", f"labor {number}"],
        EN: [f"craft {number}", f"task {number}", f"work {number}"],
    }
    return NamedConcept(f"c{number}", topic, names, {ES: [f"Cuenta de {number}. Más de {number}."], EN: []})


@pytest.fixture(scope="module")
def maker() -> BatchMaker:
    return BatchMaker([_concept(n) for n in range(40)], Templates.shipped())


def _numbers(text: str) -> set[str]:
    return {word for word in "".join(c if c.isalnum() else " " for c in text).split() if word.isdigit()}


def _batches(maker: BatchMaker, n: int) -> list[TextBatch]:
    maker.reseed(5)
    return [maker.draw(16) for _ in range(n)]


class TestBatchMaker:
    def test_puts_texts_of_one_thing_at_one_place(self, maker: BatchMaker) -> None:
        for batch in _batches(maker, 30):
            for passage, asked, context in zip(batch.passages, batch.in_other_language, batch.in_context, strict=True):
                assert _numbers(passage) == _numbers(asked) <= _numbers(context)

    def test_has_both_languages_in_every_batch(self, maker: BatchMaker) -> None:
        english = {"craft", "task", "work"}
        for batch in _batches(maker, 30):
            is_english = {text.casefold().split()[0] in english for text in batch.passages}
            assert len(is_english) == 1
            assert {text.casefold().split()[0] in english for text in batch.in_other_language} == {not is_english.pop()}

    def test_never_has_a_thing_twice(self, maker: BatchMaker) -> None:
        for batch in _batches(maker, 30):
            assert len(set(map(str, map(_numbers, batch.passages)))) == 16
            np.testing.assert_array_equal(batch.is_same, np.eye(16, dtype=bool))

    def test_draws_the_same_again_from_the_same_seed(self, maker: BatchMaker) -> None:
        first, second = _batches(maker, 3), _batches(maker, 3)
        assert [b.passages for b in first] == [b.passages for b in second]
        assert [b.in_context for b in first] == [b.in_context for b in second]

    def test_tells_apart_only_what_shares_no_name(self) -> None:
        one, other = _concept(1), _concept(2)
        other.names[EN].append("Craft 1")
        batch = BatchMaker([one, other], Templates.shipped()).draw(8)
        assert batch.is_same.all()


class TestTemplates:
    @pytest.mark.parametrize("topic", [Topic.SKILL, Topic.OCCUPATION])
    @pytest.mark.parametrize("language", list(Language))
    def test_keep_the_name_whole(self, topic: Topic, language: Language) -> None:
        rng = np.random.default_rng(1)
        sentences = {Templates.shipped().around("C{}++", topic, language, rng) for _ in range(200)}
        assert len(sentences) >= 8
        assert all("C{}++" in sentence for sentence in sentences)
