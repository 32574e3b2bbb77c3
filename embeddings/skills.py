"""Free text to skills: names of the vocabulary and new ones, each with its place, its sentence and a calibrated chance.

Names are found by words and judged by a small linear model; only phrases that no list has go through the encoder.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from data.domain import Label, SkillId, SkillKind
from embeddings.assertion import is_negated, is_required
from embeddings.skill_candidates import Candidate, Mention, candidates_in
from embeddings.skill_features import candidate_features
from embeddings.skill_linking import PhraseLinker
from embeddings.skill_model import SkillModel
from embeddings.skill_reading import Reading, read_text
from embeddings.skill_tagger import KNOWN
from embeddings.skill_vocabulary import SkillVocabulary, Term

LINKER_VERSION: Final = "3"


@dataclass(frozen=True, slots=True)
class FoundSkill:
    """A skill at ``[start, end)`` of a text.

    ``uri`` is ESCO's address and ``skill_id`` the catalogue's id, each ``None`` where there is none; a name that no
    source has is called ``surface`` in both languages. ``probability`` is the chance that the text speaks of it.
    """

    surface: str
    start: int
    end: int
    kind: SkillKind
    label: Label
    uri: str | None
    skill_id: SkillId | None
    is_required: bool
    is_negated: bool
    probability: float
    sentence: str
    is_named: bool
    """Whether a list has the name; else it was linked by meaning, or is new."""


class SkillExtractor:
    """Reads skills out of texts in Spanish, English or both."""

    def __init__(self, vocabulary: SkillVocabulary, model: SkillModel, linker: PhraseLinker | None = None) -> None:
        self._vocabulary = vocabulary
        self._model = model
        self._linker = linker

    @property
    def n_encoded(self) -> int:
        """Phrases that went through the encoder so far."""
        return self._linker.n_encoded if self._linker else 0

    def extract(self, text: str) -> list[FoundSkill]:
        """Every mention of a skill, by its place; empty for a text without any.

        Raises
        ------
        TextTooLongError
            If the text takes more than 200 kB.
        """
        reading = read_text(text, self._vocabulary)
        tags = self._model.tagger(reading)
        candidates = [c for c in candidates_in(reading, tags) if c.term is not None or c.tag == KNOWN]
        if not candidates:
            return []
        chances = self._model.probabilities(candidate_features(reading, tags, candidates))
        told = [
            (candidate, float(chance))
            for candidate, chance in zip(candidates, chances, strict=True)
            if chance >= self._model.threshold
        ]
        linked = self._linked([candidate.phrase for candidate, _ in told if candidate.term is None])
        found = [
            _found(text, reading, mention, candidate, candidate.term or linked.get(candidate.phrase), chance)
            for candidate, chance in told
            for mention in candidate.mentions
        ]
        return sorted(found, key=lambda skill: (skill.start, skill.end))

    def _linked(self, phrases: Sequence[str]) -> dict[str, Term]:
        if self._linker is None:
            return {}
        links = zip(phrases, self._linker.link(phrases), strict=True)
        return {phrase: link[0] for phrase, link in links if link is not None}


def asked_skills(found: Sequence[FoundSkill]) -> Iterator[FoundSkill]:
    """The surest mention of each catalogue skill that is not denied, the first of equals; in order of appearance."""
    best: dict[SkillId, FoundSkill] = {}
    for skill in found:
        if skill.skill_id is None or skill.is_negated:
            continue
        former = best.get(skill.skill_id)
        if former is None or skill.probability > former.probability:
            best[skill.skill_id] = skill
    yield from best.values()


def linker_marker(catalogue_digest: str, model_digest: str, fingerprint: str) -> str:
    """Names a reader, so that a posting is read again when catalogue, model, encoder or method changed."""
    text = f"{LINKER_VERSION}|{catalogue_digest}|{model_digest}|{fingerprint}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _found(
    text: str, reading: Reading, mention: Mention, candidate: Candidate, term: Term | None, chance: float
) -> FoundSkill:
    passage = reading.passage(mention.first)
    surface = text[mention.start : mention.end]
    start, end = mention.start - passage.start, min(mention.end, passage.end) - passage.start
    return FoundSkill(
        surface,
        mention.start,
        mention.end,
        term.kind if term else SkillKind.HARD,
        term.label if term else Label(es=surface, en=surface),
        term.uri if term else None,
        term.skill_id if term else None,
        is_required(passage, start, end),
        is_negated(passage.text, start, end),
        round(chance, 4),
        passage.text,
        candidate.term is not None,
    )
