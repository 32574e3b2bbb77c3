"""The sentences of postings and syllabi that show what is asked for and what is taught."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from data.domain import Subject
from data.posting_store import Evidence
from embeddings.sentences import sentences, words
from recommender.gaps import Gap
from recommender.plan_coverage import CellSkill

SENTENCES_A_CELL_SKILL: Final = 3
"""Newest sentences among which the shortest is chosen: a cell may have a hundred skills, too many to encode."""

_LEAST_SHOWN = 0.01
"""Less is shown as 0 %, and no sentence of a syllabus shows it."""

_FEWEST_WORDS, _MOST_WORDS = 4, 30
"""A shorter piece of a posting is a heading or a bare name, a longer one a paragraph; shown where there is no other."""


@dataclass(frozen=True, slots=True)
class ShownGap:
    """A gap with the posting's sentence that asks for the skill and the subject's sentence nearest to it."""

    gap: Gap
    evidence: Evidence
    syllabus_sentence: str


@dataclass(frozen=True, slots=True)
class CellEvidence:
    """A skill behind a cell of the heat map, with a posting's sentence (and title) and the subject's nearest one.

    ``syllabus_sentence`` is ``None`` where the subject does not cover the skill.
    """

    skill: CellSkill
    evidence: Evidence
    syllabus_sentence: str | None


def readable(quotes: Sequence[Evidence]) -> Sequence[Evidence]:
    """Those that are a sentence's length, or all where none is."""
    return [one for one in quotes if _FEWEST_WORDS <= len(words(one.sentence)) <= _MOST_WORDS] or quotes


def shortest(quotes: Sequence[Evidence]) -> Evidence:
    """The shortest sentence, the first of several alike."""
    return min(quotes, key=lambda one: len(one.sentence))


def is_shown(skill: CellSkill) -> bool:
    """Whether the subject covers a skill so far that a sentence of its syllabus may show it."""
    return skill.coverage >= _LEAST_SHOWN


def syllabus_sentences(subject: Subject) -> list[str]:
    """The sentences of a syllabus; the subject's name where it has none."""
    return sentences(subject.syllabus.es) or [subject.label.es]
