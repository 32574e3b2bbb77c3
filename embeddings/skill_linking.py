"""Links phrases that no list has to the skill that is nearest in meaning, where that is sure enough.

Cosines of this encoder lie in a narrow band, so a nearest skill is judged by how far it stands out among all skills for
that phrase (a z-score), turned into a chance of being right by isotonic regression. The labelled phrases are the
catalogue's own aliases: each should be nearest to its skill, of which only the labels were encoded.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data.domain import Skill
from data.errors import InputError, NotReadyError
from embeddings.calibration import Calibration, fit_calibration
from embeddings.protocols import Encoder, TextRole
from embeddings.skill_vocabulary import SkillVocabulary, Term, TermSource
from embeddings.vector_file import VectorFile, refresh

MIN_CONFIDENCE: Final = 0.8
_MAX_REMEMBERED: Final = 100_000
_LABELS_FILE: Final = "skill_labels.npz"
_ALIASES_FILE: Final = "skill_aliases.npz"

Progress = Callable[[str], None]


class PhraseLinker:
    """Nearest terms of phrases; each phrase is encoded once."""

    def __init__(
        self, encoder: Encoder, terms: Sequence[Term], vectors: NDArray[np.float32], confidence: Calibration
    ) -> None:
        if len(terms) != len(vectors):
            raise ValueError(f"{len(terms)} terms for {len(vectors)} vectors")
        self._encoder = encoder
        self._terms = tuple(terms)
        self._vectors = vectors
        self._confidence = confidence
        self._remembered: dict[str, tuple[Term, float] | None] = {}
        self.n_encoded = 0

    @property
    def fingerprint(self) -> str:
        """Identity of the encoder."""
        return self._encoder.fingerprint

    def link(self, phrases: Sequence[str]) -> list[tuple[Term, float] | None]:
        """The term of each phrase and the chance that it is right; ``None`` where that is below the least."""
        new = [phrase for phrase in dict.fromkeys(phrases) if phrase not in self._remembered]
        if new and self._terms:
            if len(self._remembered) > _MAX_REMEMBERED:
                self._remembered.clear()
                new = list(dict.fromkeys(phrases))
            columns, scores = nearest(self._encoder.encode(new, TextRole.QUERY), self._vectors)
            self.n_encoded += len(new)
            for phrase, column, chance in zip(new, columns, self._confidence(scores), strict=True):
                is_sure = chance >= MIN_CONFIDENCE
                self._remembered[phrase] = (self._terms[column], float(chance)) if is_sure else None
        return [self._remembered.get(phrase) for phrase in phrases]


def build_linker(
    skills: Sequence[Skill], vocabulary: SkillVocabulary, encoder: Encoder, vectors_dir: Path, progress: Progress
) -> PhraseLinker:
    """A linker to the catalogue's skills and the public concepts; only texts that changed are encoded."""
    terms = [term for term in vocabulary.terms if term.source in {TermSource.CATALOGUE, TermSource.CONCEPT}]
    labels = [f"{term.label.es}, {term.label.en}" for term in terms]
    stored = _kept(vectors_dir / _LABELS_FILE, labels, encoder, TextRole.PASSAGE, progress)
    aliases = [(alias, skill) for skill in skills for alias in (*skill.aliases_es[:1], *skill.aliases_en[:1])]
    asked = _kept(vectors_dir / _ALIASES_FILE, [alias for alias, _ in aliases], encoder, TextRole.QUERY, progress)
    if not aliases:
        return PhraseLinker(encoder, terms, stored, Calibration((0.0,), (0.0,)))
    columns, scores = nearest(asked, stored)
    is_right = np.array([_is_same(terms[column], skill) for column, (_, skill) in zip(columns, aliases, strict=True)])
    return PhraseLinker(encoder, terms, stored, fit_calibration(scores, is_right))


def nearest(
    phrase_vectors: NDArray[np.float32], skill_vectors: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Nearest skill of each phrase and how many standard deviations it stands above all skills for it."""
    cosines = (phrase_vectors @ skill_vectors.T).astype(np.float64)
    best = cosines.argmax(axis=1)
    spread = np.maximum(cosines.std(axis=1), 1e-9)
    top = cosines[np.arange(len(cosines)), best]
    return best, (top - cosines.mean(axis=1)) / spread


def _is_same(term: Term, skill: Skill) -> bool:
    return term.skill_id == skill.id or (term.uri is not None and term.uri == skill.esco_uri)


def _kept(
    path: Path, texts: Sequence[str], encoder: Encoder, role: TextRole, progress: Progress
) -> NDArray[np.float32]:
    """Vectors of texts in their order, by way of a file of those that were encoded before."""
    distinct = list(dict.fromkeys(texts))
    previous: VectorFile | None
    try:
        previous = VectorFile.load(path)
    except (NotReadyError, InputError):
        previous = None
    if previous is None or previous.ids != tuple(distinct) or previous.fingerprint != encoder.fingerprint:
        previous = refresh(previous, distinct, distinct, encoder, role, lambda line: progress(f"skills: {line}"))
        previous.save(path)
    row_of = {text: row for row, text in enumerate(distinct)}
    return previous.vectors[[row_of[text] for text in texts]] if texts else previous.vectors
