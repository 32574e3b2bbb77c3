"""Tests of fitting the reader of skills, on texts of our own."""

import json
from pathlib import Path

import numpy as np
import pytest

from data.catalogue import catalogue_of
from data.errors import InputError
from data.reference_files import SHIPPED
from data.technologies import read_technologies
from embeddings.skill_tagger import KNOWN, OUTSIDE
from embeddings.skill_vocabulary import SkillVocabulary
from training.encoder.concept_split import Part
from training.reading.fit_skills import fit_skills
from training.reading.skill_counts import Counts, counts_of_names
from training.reading.skill_examples import normal_name, posting_examples, posting_part, sentence_examples

ASKED = ("Python", "Docker", "Java", "Kubernetes", "Angular", "PostgreSQL")
VOCABULARY = SkillVocabulary(catalogue_of(SHIPPED).skills.values(), read_technologies())


@pytest.fixture
def postings(tmp_path: Path) -> Path:
    """Forty advertisements that ask for one technology and mention hardware, which none asks for."""
    path = tmp_path / "postings.jsonl"
    rows = [
        {
            "job_id": f"job-{number}",
            "title": "Analista",
            "description": f"Requisitos: experiencia en {ASKED[number % len(ASKED)]} y manejo de hardware.",
            "hard": [ASKED[number % len(ASKED)]],
            "soft": [],
        }
        for number in range(40)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def sentences(tmp_path: Path) -> Path:
    path = tmp_path / "sentences.jsonl"
    row = {
        "tokens": ["Experience", "in", "Python", ",", "leading", "teams"],
        "tags_skill": ["O", "O", "O", "O", "B", "I"],
        "tags_knowledge": ["O", "O", "B", "O", "O", "O"],
    }
    path.write_text(
        json.dumps(row) + "\n" + json.dumps(row | {"tokens": ["We", "are", "in", ",", "the", "sun"]}) + "\n"
    )
    return path


class TestFitSkills:
    def test_learns_what_is_asked_for_and_fits_the_same_again(self, postings: Path, sentences: Path) -> None:
        ads = list(posting_examples(postings, VOCABULARY, Part.TUNE))
        lines = list(sentence_examples(sentences, VOCABULARY))
        fitted, again = (fit_skills(lines, ads, [], lambda _: None) for _ in range(2))
        asked = [one.probability for one in fitted.judged if one.is_right]
        other = [one.probability for one in fitted.judged if not one.is_right]
        assert min(asked) > max(other)
        assert fitted.figures["f1"] == 1.0
        np.testing.assert_array_equal(fitted.model.scorer.weights, again.model.scorer.weights)
        np.testing.assert_array_equal(fitted.model.tagger.model.weights, again.model.tagger.model.weights)


class TestExamples:
    def test_words_of_a_sentence_have_the_tags_of_its_tokens(self, sentences: Path) -> None:
        first = next(sentence_examples(sentences, VOCABULARY))
        tags = {word.key: int(tag) for word, tag in zip(first.reading.words, first.tags, strict=True)}
        assert (tags["python"], tags["experience"]) == (KNOWN, OUTSIDE)

    def test_parts_share_the_advertisements_between_them(self, postings: Path) -> None:
        halves = [{ad.id for ad in posting_examples(postings, VOCABULARY, part)} for part in (Part.TUNE, Part.REPORT)]
        assert halves[0] | halves[1] == {f"job-{number}" for number in range(40)}
        assert not halves[0] & halves[1]
        assert all(posting_part(id_) is Part.TUNE for id_ in halves[0])

    @pytest.mark.parametrize(("line", "reason"), [("no json", "is no JSON"), ("{}", "job_id, title, .* is missing")])
    def test_a_bad_line_is_named(self, tmp_path: Path, line: str, reason: str) -> None:
        path = tmp_path / "bad.jsonl"
        path.write_text(line + "\n", encoding="utf-8")
        with pytest.raises(InputError, match=f"line 1: {reason}"):
            list(posting_examples(path, VOCABULARY, Part.TUNE))

    def test_names_are_compared_without_case_accents_and_signs_at_the_ends(self) -> None:
        assert normal_name(" .NET  Core, ") == "net core"
        assert normal_name("C++") == "c++"
        assert normal_name("Java 8") == "java 8"


class TestCountsOfNames:
    def test_count_by_hand(self) -> None:
        told = [{"java", "java 8"}, {"hardware"}, {"patrones de diseno", "design patterns"}]
        listed = frozenset({"java", "design patterns", "patrones de diseno", "sql"})
        assert counts_of_names(told, listed) == Counts(right=2, wrong=1, missed=1)
