"""What is known of a candidate, as names of features: its source, how it is written, where it stands, its company."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.sections import Section
from embeddings.skill_candidates import Candidate, Mention
from embeddings.skill_reading import Reading
from embeddings.skill_tagger import KNOWN

_LIST_SIGN: Final = re.compile(r"\s*(?:[,;/|•·()&+]|-\s|\by\b|\be\b|\bo\b|\band\b|\bor\b)")
_CONTEXT_LETTERS: Final = 4


def candidate_features(reading: Reading, tags: NDArray[np.float32], candidates: Sequence[Candidate]) -> list[list[str]]:
    """Names of what is true of each candidate in its text."""
    is_named = np.zeros(len(reading.words) + 2, dtype=bool)  # one word of nothing at either end
    for candidate in candidates:
        for mention in candidate.mentions:
            is_named[mention.first + 1 : mention.last + 1] = True
    per_passage = Counter(
        reading.passage_of[mention.first] for candidate in candidates for mention in candidate.mentions
    )
    density = _step(len(candidates), (3, 8, 15, 25, 40))
    return [
        [
            *_own_features(candidate),
            f"density={density}",
            *_place_features(reading, candidate, per_passage),
            *_writing_features(reading, candidate),
            *_company_features(reading, candidate, is_named),
            *_tag_features(tags, candidate),
        ]
        for candidate in candidates
    ]


def _own_features(candidate: Candidate) -> list[str]:
    term = candidate.term
    mention = candidate.mentions[0]
    n_words = min(mention.last - mention.first, 4)
    if term is None:
        own = [f"word={word}" for word in candidate.phrase.split()]
        return [
            "source=phrase",
            f"tag={candidate.tag}",
            f"n_words={n_words}",
            f"tag_words={candidate.tag}{n_words}",
            *own,
        ]
    return [
        f"source={term.source}",
        f"category={term.category}",
        f"kind={term.kind}",
        f"context={term.needs_context}",
        f"proper={term.is_proper_name}",
        f"source_words={term.source}{n_words}",
        f"term={term.id}",
    ]


def _place_features(reading: Reading, candidate: Candidate, per_passage: Counter[int]) -> list[str]:
    sections = {reading.passage(mention.first).section for mention in candidate.mentions}
    share = candidate.mentions[0].start / max(len(reading.text), 1)
    fullest = max(per_passage[reading.passage_of[mention.first]] for mention in candidate.mentions)
    category = candidate.term.category if candidate.term else "phrase"
    return [
        *(f"section={section}" for section in sorted(sections)),
        f"in_title={Section.TITLE in sections}",
        f"asked={bool(sections & {Section.REQUIRED, Section.DESIRABLE})}",
        f"place={_step(int(share * 10), (1, 3, 5, 7, 9))}",
        f"n_mentions={_step(len(candidate.mentions), (2, 3, 5))}",
        f"in_passage={_step(fullest, (2, 3, 5, 8))}",
        f"category_in_passage={category}{_step(fullest, (2, 3, 5, 8))}",
    ]


def _writing_features(reading: Reading, candidate: Candidate) -> list[str]:
    """How the most telling mention is written."""
    surfaces = [reading.text[mention.start : mention.end] for mention in candidate.mentions]
    term = candidate.term
    as_named = bool(term) and any(surface in {term.label.en, term.label.es} for surface in surfaces) if term else False
    has_capital = any(any(letter.isupper() for letter in surface) for surface in surfaces)
    inner_capital = any(any(letter.isupper() for letter in surface[1:]) for surface in surfaces)
    category = term.category if term else "phrase"
    return [
        f"as_named={as_named}",
        f"capital={category}{has_capital}{inner_capital}",
        f"digit={any(letter.isdigit() for surface in surfaces for letter in surface)}",
        f"starts={_starts_passage(reading, candidate.mentions[0])}{category}",
    ]


def _company_features(reading: Reading, candidate: Candidate, is_named: NDArray[np.bool_]) -> list[str]:
    """Words around, and whether the neighbours in a list are skills, too."""
    category = candidate.term.category if candidate.term else "phrase"
    features: dict[str, None] = {}
    most = 0
    for mention in candidate.mentions[:3]:
        n_listed = _listed_before(reading, mention, is_named) + _listed_after(reading, mention, is_named)
        most = max(most, n_listed)
        first = mention.first
        for distance in (1, 2):
            if first - distance >= 0 and reading.passage_of[first - distance] == reading.passage_of[first]:
                key = reading.words[first - distance].key
                features[f"before{distance}={key}"] = None
                features[f"before={key[:_CONTEXT_LETTERS]}"] = None
        last = mention.last
        if last < len(reading.words) and reading.passage_of[last] == reading.passage_of[first]:
            features[f"after={reading.words[last].key}"] = None
    return [f"listed={most}", f"category_listed={category}{most}", *features]


def _tag_features(tags: NDArray[np.float32], candidate: Candidate) -> list[str]:
    means = [tags[mention.first : mention.last, :].mean(axis=0) for mention in candidate.mentions]
    best = max(means, key=lambda mean: float(mean[KNOWN]))
    known, done = int(best[KNOWN] * 10), int(best[KNOWN + 1] * 5)
    category = candidate.term.category if candidate.term else "phrase"
    thresholds = [f"known>{step}" for step in range(1, 10) if known >= step]
    return [*thresholds, f"done={done}", f"category_known={category}{known // 3}"]


def _listed_before(reading: Reading, mention: Mention, is_named: NDArray[np.bool_]) -> bool:
    if mention.first == 0 or not is_named[mention.first]:
        return False
    return bool(_LIST_SIGN.match(reading.text, reading.words[mention.first - 1].end, mention.start))


def _listed_after(reading: Reading, mention: Mention, is_named: NDArray[np.bool_]) -> bool:
    if mention.last >= len(reading.words) or not is_named[mention.last + 1]:
        return False
    return bool(_LIST_SIGN.match(reading.text, mention.end, reading.words[mention.last].start))


def _starts_passage(reading: Reading, mention: Mention) -> bool:
    first = mention.first
    return first == 0 or reading.passage_of[first] != reading.passage_of[first - 1]


def _step(value: int, bounds: tuple[int, ...]) -> int:
    """Number of bounds that a value reaches."""
    return sum(value >= bound for bound in bounds)
