"""What postings ask of people, as arrays: skills required and desirable, state, English, rung, and vectors."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from data.domain import PostingId, Skill, SkillId, StateId
from embeddings.assertion import is_required
from embeddings.english_level import english_asked
from embeddings.passages import Passage, passages
from embeddings.sentences import plain, plain_in_place
from recommender.arrays import CatalogueArrays

DESIRABLE: Final = 0.4
"""What a desirable skill weighs beside a required one."""


class Rung(IntEnum):
    """How far along a career a posting looks, or a person is."""

    ENTRY = 0
    JUNIOR = 1
    MIDDLE = 2
    SENIOR = 3


_RUNGS: Final = (
    (Rung.ENTRY, r"becari[oa]|practicante|trainee|intern|internship|recien egresad[oa]|sin experiencia|no experience"),
    (Rung.MIDDLE, r"semi[ -]?senior|semi[ -]?sr|ssr|mid|mid-level|nivel medio|ii"),
    (Rung.SENIOR, r"sr|senior|lider|lead|principal|iii|gerente|manager|jefe|jefa"),
    (Rung.JUNIOR, r"jr|junior|nivel inicial|entry[ -]level|i"),
)


@dataclass(frozen=True, slots=True)
class PostingNeeds:
    """What ``m`` postings ask for.

    Attributes
    ----------
    weights
        Shape (m, n_skills): 1 for a required skill, ``DESIRABLE`` for a desirable one.
    state
        Shape (m,), rows of the catalogue's states.
    english
        Shape (m,): CEFR rank, 0 where English is not asked for.
    rung
        Shape (m,): members of ``Rung``, -1 where the title does not tell.
    vectors
        Shape (m, d): centred vectors of the texts.
    """

    posting_ids: tuple[PostingId, ...]
    weights: csr_array
    state: NDArray[np.int64]
    english: NDArray[np.float32]
    rung: NDArray[np.int64]
    vectors: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.posting_ids)


@dataclass(frozen=True, slots=True)
class PostingFacts:
    """One posting as stored: its text, and the sentence of each skill that was found in it.

    ``is_required`` is what its company says of some of them, which wins over what the text says.
    """

    id: PostingId
    title: str
    description: str
    state_id: StateId
    sentences: Mapping[SkillId, str]
    is_required: Mapping[SkillId, bool] = field(default_factory=dict)


def needs_of(
    postings: Sequence[PostingFacts],
    vectors: NDArray[np.float32],
    skills: Mapping[SkillId, Skill],
    arrays: CatalogueArrays,
) -> PostingNeeds:
    """Read the texts of postings; ``vectors`` are centred, in the same order. Unknown skills are passed over."""
    needs = rough_needs(postings, vectors, arrays)
    texts = [f"{posting.title}\n{posting.description}" for posting in postings]
    for row, (posting, text) in enumerate(zip(postings, texts, strict=True)):
        parts = passages(text)
        first, last = needs.weights.indptr[row : row + 2]
        for place in range(first, last):
            skill = skills[arrays.skill_ids[needs.weights.indices[place]]]
            if skill.id not in posting.is_required and not is_asked_as_required(
                skill, posting.sentences[skill.id], parts
            ):
                needs.weights.data[place] = DESIRABLE
    english = np.array([english_asked(text).rank for text in texts], np.float32)
    return replace(needs, english=english, rung=np.array([rung_of(p.title) for p in postings], np.int64))


def rough_needs(
    postings: Sequence[PostingFacts], vectors: NDArray[np.float32], arrays: CatalogueArrays
) -> PostingNeeds:
    """The same without reading any text: a skill is required if no company says otherwise, English and rung unknown."""
    cells = [
        (row, arrays.skill_row[skill_id])
        for row, posting in enumerate(postings)
        for skill_id in posting.sentences
        if skill_id in arrays.skill_row
    ]
    rows, columns = np.array(cells, np.int64).reshape(-1, 2).T
    weights = [
        1.0 if postings[row].is_required.get(arrays.skill_ids[column], True) else DESIRABLE for row, column in cells
    ]
    shape = len(postings), arrays.n_skills
    return PostingNeeds(
        posting_ids=tuple(posting.id for posting in postings),
        weights=csr_array((np.array(weights, np.float32), (rows, columns)), shape=shape),
        state=np.array([arrays.state_row[posting.state_id] for posting in postings], np.int64),
        english=np.zeros(len(postings), np.float32),
        rung=np.full(len(postings), -1, np.int64),
        vectors=vectors,
    )


def is_asked_as_required(skill: Skill, sentence: str, parts: Sequence[Passage]) -> bool:
    """Whether a posting requires a skill that one of its sentences names; it does if nothing says otherwise."""
    passage = next((part for part in parts if sentence in part.text or part.text in sentence), None)
    if passage is None or not passage.text:
        return True
    text = plain_in_place(passage.text)
    for name in (skill.label.es, skill.label.en, *skill.aliases_es, *skill.aliases_en):
        start = text.find(plain_in_place(name))
        if start >= 0:
            return is_required(passage, start, start + len(plain_in_place(name)))
    return is_required(passage, 0, len(passage.text))


def rung_of(title: str) -> int:
    """The rung that a job title names, -1 where it names none.

    Examples
    --------
    >>> rung_of("Desarrolladora Java Sr."), rung_of("Analista Semi Senior"), rung_of("Analista de datos")
    (<Rung.SENIOR: 3>, <Rung.MIDDLE: 2>, -1)
    """
    named = plain(title)
    return next((rung for rung, words in _RUNGS if re.search(rf"(?<![\w/])(?:{words})(?!\w)", named)), -1)
