"""Finds names of the vocabulary in a text: the longest on whole words, with the version that follows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from data.domain import SkillId
from embeddings.skill_vocabulary import SkillVocabulary, Term
from embeddings.skill_words import Word, cut_words

_JOINT: Final = re.compile(r"[ \t\u00a0]*[-/&·_+']?[ \t\u00a0]*|\.")
"""What may stand between two words of one name."""
_VERSION: Final = re.compile(
    r"[ \t]?v?\d{1,4}(?:\.(?:\d+|x))*(?:\.x)?\+?(?![\w%])(?!\s*(?:-|a|to|o|y)\s*\d)"
    r"(?!\s*\+?\s*(?:años|year|meses|month|horas|hour|días|day))",
    re.IGNORECASE,
)
_NEXT_IN_LIST: Final = re.compile(r"\s*[,/|;·•]\s*|\s+(?:y|o|and|or)\s+")
_WITH_VERSION: Final = frozenset({"language", "framework", "database", "system", "tool", "devops", "office", "erp"})
_AND: Final = frozenset({"y", "e", "o", "u", "and", "or"})
_OF: Final = frozenset({"de", "of", "en"})


@dataclass(frozen=True, slots=True)
class Match:
    """A term at its place; ``first`` and ``last`` are places of words, ``last`` past the end."""

    term: Term
    first: int
    last: int
    start: int
    end: int


def find_terms(text: str, words: Sequence[Word], vocabulary: SkillVocabulary) -> list[Match]:
    """Matches in order, none within another.

    Half a name after *and* is read whole: "bases de datos relacionales y no relacionales" names both. A name that is
    a common word counts only in its own case ("Excel", "Go", "R") or next to another name in a list.
    """
    matches: list[Match] = []
    place = 0
    while place < len(words):
        former = matches[-1] if matches else None
        match = _longest_at(text, words, place, vocabulary, former)
        if match is None and former is not None:
            match = _second_half(words, place, former, vocabulary)
        if match is None:
            place += 1
        else:
            matches.append(_with_version(text, words, match))
            place = matches[-1].last
    return matches


def named_skills(text: str, vocabulary: SkillVocabulary) -> list[SkillId]:
    """Skills of the catalogue that a text names, in order of appearance, each once."""
    matches = find_terms(text, cut_words(text, vocabulary.words), vocabulary)
    return list(dict.fromkeys(match.term.skill_id for match in matches if match.term.skill_id is not None))


def _longest_at(
    text: str, words: Sequence[Word], place: int, vocabulary: SkillVocabulary, former: Match | None
) -> Match | None:
    limit = vocabulary.longest(words[place].key)
    n_joined = 1 if limit else 0
    while n_joined < limit and place + n_joined < len(words):
        between = text[words[place + n_joined - 1].end : words[place + n_joined].start]
        if not _JOINT.fullmatch(between):
            break
        n_joined += 1
    for n_words in range(n_joined, 0, -1):
        last = place + n_words
        term = vocabulary.term(tuple(word.key for word in words[place:last]))
        if term is None:
            continue
        start, end = words[place].start, words[last - 1].end
        is_listed = former is not None and bool(_NEXT_IN_LIST.fullmatch(text, former.end, start))
        if not term.needs_context or is_listed or _is_written_as_named(text[start:end], term, n_words):
            return Match(term, place, last, start, end)
    return None


def _is_written_as_named(surface: str, term: Term, n_words: int) -> bool:
    """Whether a common word is written like the name; several words are no common word."""
    return n_words > 1 or surface == term.label.en or (len(surface) > 2 and surface.isupper())


def _second_half(words: Sequence[Word], place: int, former: Match, vocabulary: SkillVocabulary) -> Match | None:
    """The name that the beginning of the match before *and* forms with the words after it."""
    at = former.last + 1
    if place != at or words[former.last].key not in _AND:
        return None
    head = [word.key for word in words[former.first : former.last]]
    skipped = 1 if words[place].key in _OF else 0
    for n_head in range(len(head) - 1, 0, -1):
        for n_tail in (2, 1):
            last = place + skipped + n_tail
            if last > len(words):
                continue
            tail = [word.key for word in words[place + skipped : last]]
            for joint in ([], [words[place].key] if skipped else []):
                term = vocabulary.term((*head[:n_head], *joint, *tail))
                if term is not None and not term.needs_context:
                    return Match(term, place, last, words[place].start, words[last - 1].end)
    return None


def _with_version(text: str, words: Sequence[Word], match: Match) -> Match:
    if match.term.category not in _WITH_VERSION:
        return match
    version = _VERSION.match(text, match.end)
    if version is None:
        return match
    last = match.last
    while last < len(words) and words[last].start < version.end():
        last += 1
    return Match(match.term, match.first, last, match.start, version.end())
