"""Batches that the encoder learns from: things under three texts each, among others easily mistaken for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from data.domain import Language
from data.reference_files import SHIPPED, plain_rows
from embeddings.sentences import plain
from training.encoder.concepts import NamedConcept, Topic

Item = TypeVar("Item")

TEMPLATES_FILE = "sentence_templates.csv"

_TOPIC_SHARES = {Topic.SKILL: 0.60, Topic.OCCUPATION: 0.24, Topic.TECHNOLOGY: 0.06, Topic.CREDENTIAL: 0.10}
_LABEL_SHARE = 0.7
"""Passages are mostly labels, as those are what is searched."""
_ALIAS_SHARE = 0.75
_NOISE_SHARE = 0.2
_SENTENCE_SHARE = {Topic.SKILL: 0.45, Topic.OCCUPATION: 0.15, Topic.TECHNOLOGY: 0.5, Topic.CREDENTIAL: 0.0}
_DESCRIPTION_SHARE = {Topic.SKILL: 0.2, Topic.OCCUPATION: 0.15, Topic.TECHNOLOGY: 0.5, Topic.CREDENTIAL: 1.0}
_NEIGHBOUR_SHARE = 0.5
"""Share of batches that are made of groups of like things."""
_GROUP = 4
_N_NEIGHBOURS = 24
_MOST_WORDS = 25


@dataclass(frozen=True, slots=True)
class TextBatch:
    """Three texts of each of n things, by place: what is searched, and two ways to ask for it.

    ``in_other_language`` asks in the other language than ``passages``. ``has_sentences`` tells that each of
    ``in_context`` is a sentence around a name, rather than another name or a description. ``is_same`` is true where two
    things may be taken for one another, the diagonal included; shape (n, n).
    """

    passages: tuple[str, ...]
    in_other_language: tuple[str, ...]
    in_context: tuple[str, ...]
    has_sentences: bool
    is_same: NDArray[np.bool_]


class BatchMaker:
    """Draws batches; equal seeds draw equal ones."""

    def __init__(self, concepts: Sequence[NamedConcept], templates: "Templates", seed: int = 0) -> None:
        self._rng = np.random.default_rng(seed)
        self._templates = templates
        self._by_topic = {topic: [c for c in concepts if c.topic is topic] for topic in Topic}
        self._shares = _shares_of_present(self._by_topic)
        self._neighbours = {topic: _neighbours(some) for topic, some in self._by_topic.items() if some}

    def reseed(self, seed: int) -> None:
        """Draw from here on as a maker of that seed would."""
        self._rng = np.random.default_rng(seed)

    def draw(self, n: int) -> TextBatch:
        """A batch of at most ``n`` different things of one topic; fewer only where the topic has fewer."""
        topic = self._choice(list(self._shares), list(self._shares.values()))
        chosen = [self._by_topic[topic][place] for place in self._places(topic, n)]
        language = self._choice(list(Language))
        context = self._context_kind(topic)
        passages = [self._name(concept, language, _LABEL_SHARE) for concept in chosen]
        asked = [self._name(concept, _other(language), 1 - _ALIAS_SHARE) for concept in chosen]
        in_context = [self._in_context(c, context, language, used) for c, used in zip(chosen, passages, strict=True)]
        return TextBatch(
            tuple(passages),
            tuple(map(self._noisy, asked)),
            tuple(map(self._noisy, in_context)),
            context == "sentence",
            _may_be_same(chosen),
        )

    def _places(self, topic: Topic, n: int) -> list[int]:
        n_all = len(self._by_topic[topic])
        if self._rng.random() >= _NEIGHBOUR_SHARE:
            return [int(place) for place in self._rng.choice(n_all, min(n, n_all), replace=False)]
        places: dict[int, None] = {}
        while len(places) < min(n, n_all):
            seed = int(self._rng.integers(n_all))
            group = self._rng.choice(self._neighbours[topic][seed], _GROUP - 1)
            places |= dict.fromkeys([seed, *map(int, group)])
        return list(places)[:n]

    def _context_kind(self, topic: Topic) -> str:
        drawn = self._rng.random()
        if drawn < _SENTENCE_SHARE[topic]:
            return "sentence"
        return "description" if drawn < _SENTENCE_SHARE[topic] + _DESCRIPTION_SHARE[topic] else "name"

    def _in_context(self, concept: NamedConcept, kind: str, language: Language, used: str) -> str:
        if kind == "sentence":
            return self._sentence(concept, self._choice(list(Language)))
        if kind == "description":
            told = concept.descriptions[language] or concept.descriptions[_other(language)]
            if told:
                return self._extract(self._choice(told))
        others = [name for name in concept.names[language] if name != used]
        return self._choice(others) if others else self._sentence(concept, language)

    def _name(self, concept: NamedConcept, language: Language, label_share: float) -> str:
        label, *aliases = concept.names[language]
        return label if not aliases or self._rng.random() < label_share else self._choice(aliases)

    def _sentence(self, concept: NamedConcept, language: Language) -> str:
        name = self._name(concept, language, 1 - _ALIAS_SHARE)
        if concept.topic is not Topic.OCCUPATION and self._rng.random() < 0.4:
            name = self._listed(name, concept.topic, language)
        return self._templates.around(name, concept.topic, language, self._rng)

    def _listed(self, name: str, topic: Topic, language: Language) -> str:
        """The name among one to three others, in any place."""
        others = [self._choice(self._by_topic[topic]) for _ in range(int(self._rng.integers(1, 4)))]
        names = [self._name(other, language, 1 - _ALIAS_SHARE) for other in others]
        names.insert(int(self._rng.integers(len(names) + 1)), name)
        *first, last = names
        between = self._choice([", ", "; ", " / ", ", "])
        joint = self._choice([between, " y " if language is Language.ES else " and "])
        return between.join(first) + joint + last

    def _extract(self, text: str) -> str:
        """One sentence of a description or its beginning."""
        parts = [part for part in text.split(". ") if part]
        some = self._choice(parts) if self._rng.random() < 0.4 else text
        return " ".join(some.split()[:_MOST_WORDS])

    def _noisy(self, text: str) -> str:
        """Now and then as hurried people write: without accents, in small letters, with Capitals."""
        if self._rng.random() >= _NOISE_SHARE:
            return text
        drawn = self._rng.random()
        if drawn < 0.5:
            return plain(text)
        return text.lower() if drawn < 0.75 else text.title()

    def _choice(self, some: Sequence[Item], shares: Sequence[float] | None = None) -> Item:
        return some[int(self._rng.choice(len(some), p=shares))]


class Templates:
    """Sentences with a gap for a name, by language and topic."""

    def __init__(self, rows: Sequence[Mapping[str, str]]) -> None:
        self._by_kind: dict[tuple[str, str], list[str]] = {}
        for row in rows:
            self._by_kind.setdefault((row["language"], row["topic"]), []).append(row["template"])

    @classmethod
    def shipped(cls) -> "Templates":
        """Those that the program brings."""
        return cls(plain_rows(SHIPPED, TEMPLATES_FILE))

    def around(self, name: str, topic: Topic, language: Language, rng: np.random.Generator) -> str:
        """A sentence around a name."""
        kind = Topic.OCCUPATION if topic is Topic.OCCUPATION else Topic.SKILL
        some = self._by_kind[(language.value, kind.value)]
        return some[int(rng.integers(len(some)))].replace("{}", name)


def _other(language: Language) -> Language:
    return Language.EN if language is Language.ES else Language.ES


def _shares_of_present(by_topic: Mapping[Topic, Sequence[NamedConcept]]) -> dict[Topic, float]:
    present = {topic: share for topic, share in _TOPIC_SHARES.items() if len(by_topic[topic]) > 1}
    total = sum(present.values())
    return {topic: share / total for topic, share in present.items()}


def _neighbours(concepts: Sequence[NamedConcept]) -> NDArray[np.int64]:
    """Places of the things whose labels look most alike, itself left out; shape (n, at most 24)."""
    labels = [plain(" ".join(concept.names[language][0] for language in Language)) for concept in concepts]
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), dtype=np.float32).fit_transform(labels)
    n_kept = min(_N_NEIGHBOURS, len(concepts) - 1)
    found = []
    for first in range(0, len(concepts), 1_000):
        likeness = (vectors[first : first + 1_000] @ vectors.T).toarray()
        likeness[np.arange(len(likeness)), np.arange(first, first + len(likeness))] = -1.0
        found.append(np.argsort(-likeness, axis=1, kind="stable")[:, :n_kept])
    return np.concatenate(found)


def _may_be_same(concepts: Sequence[NamedConcept]) -> NDArray[np.bool_]:
    """Which two share a name in any language."""
    names = [{plain(name) for some in concept.names.values() for name in some} for concept in concepts]
    return np.array([[a is b or bool(a & b) for b in names] for a in names])
