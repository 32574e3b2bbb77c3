"""Free text to skills of the catalogue: by name first, by meaning where a sentence names none.

Cosines of this encoder lie in a narrow band, so a nearest skill is judged by how far it stands out among all
skills for that sentence (a z-score), turned into a chance of being right by isotonic regression on labelled
sentences.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression

from data.domain import LinkedSkill, SkillId
from embeddings.dictionary import SkillDictionary
from embeddings.protocols import Encoder, TextRole
from embeddings.sentences import sentences, words

LINKER_VERSION = "2"
MIN_CONFIDENCE = 0.8
_MIN_WORDS = 3
_MAX_WORDS = 40
"""Fewer words carry too little meaning, more mix several things."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """Chance that the nearest skill is right, as a non-decreasing function of its z-score."""

    scores: tuple[float, ...]
    chances: tuple[float, ...]

    def __call__(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Chance for each score."""
        return np.interp(scores, self.scores, self.chances)


class SkillLinker:
    """Links sentences to skills and keeps the sentence with every link."""

    def __init__(
        self,
        dictionary: SkillDictionary,
        encoder: Encoder,
        skill_ids: Sequence[SkillId],
        skill_vectors: NDArray[np.float32],
        confidence: Confidence,
    ) -> None:
        self._dictionary = dictionary
        self._encoder = encoder
        self._skill_ids = tuple(skill_ids)
        self._skill_vectors = skill_vectors
        self._confidence = confidence
        self._remembered: dict[str, LinkedSkill | None] = {}

    def link(self, texts: Sequence[str]) -> list[list[LinkedSkill]]:
        """Skills of each text, best sentence first a skill; a text without any gives an empty list."""
        cut = [sentences(text) for text in texts]
        named = [[self._dictionary.find(sentence) for sentence in part] for part in cut]
        self._remember(
            sentence
            for part, found in zip(cut, named, strict=True)
            for sentence, skills in zip(part, found, strict=True)
            if not skills
        )
        return [self._links(part, found) for part, found in zip(cut, named, strict=True)]

    def _links(self, part: Sequence[str], found: Sequence[list[SkillId]]) -> list[LinkedSkill]:
        best: dict[SkillId, LinkedSkill] = {}
        for sentence, skills in zip(part, found, strict=True):
            by_name = [LinkedSkill(skill, sentence, "dictionary", 1.0) for skill in skills]
            by_meaning = self._remembered.get(sentence) if not skills else None
            for link in [*by_name, *([by_meaning] if by_meaning else [])]:
                if link.skill_id not in best or link.confidence > best[link.skill_id].confidence:
                    best[link.skill_id] = link
        return list(best.values())

    def _remember(self, unnamed: Iterable[str]) -> None:
        """Look up sentences that were not met before; boilerplate repeats, so each is encoded once."""
        new = [
            sentence
            for sentence in dict.fromkeys(unnamed)
            if sentence not in self._remembered and _MIN_WORDS <= len(words(sentence)) <= _MAX_WORDS
        ]
        if not new:
            return
        columns, scores = nearest_skills(self._encoder.encode(new, TextRole.QUERY), self._skill_vectors)
        for sentence, column, chance in zip(new, columns, self._confidence(scores), strict=True):
            is_sure = chance >= MIN_CONFIDENCE
            self._remembered[sentence] = (
                LinkedSkill(self._skill_ids[column], sentence, "nearest", round(float(chance), 4)) if is_sure else None
            )


def nearest_skills(
    sentence_vectors: NDArray[np.float32], skill_vectors: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Nearest skill of each sentence and how many standard deviations it stands above all skills for it."""
    cosines = (sentence_vectors @ skill_vectors.T).astype(np.float64)
    best = cosines.argmax(axis=1)
    spread = np.maximum(cosines.std(axis=1), 1e-9)
    top = cosines[np.arange(len(cosines)), best]
    return best, (top - cosines.mean(axis=1)) / spread


def fit_confidence(scores: NDArray[np.float64], is_right: NDArray[np.bool_]) -> Confidence:
    """Fit the chance of being right to z-scores of labelled sentences, by isotonic regression."""
    fitted = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(scores, is_right.astype(float))
    return Confidence(tuple(map(float, fitted.X_thresholds_)), tuple(map(float, fitted.y_thresholds_)))


def linker_marker(catalogue_digest: str, fingerprint: str) -> str:
    """Names a linker, so that a posting is read again when catalogue, encoder or method changed."""
    text = f"{LINKER_VERSION}|{catalogue_digest}|{fingerprint}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]
