"""What may be a skill in a text: names of the vocabulary and phrases that the tagger marks, grouped by meaning."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.skill_reading import Reading
from embeddings.skill_tagger import KNOWN, OUTSIDE
from embeddings.skill_vocabulary import Term

_MAX_PHRASE_WORDS: Final = 5
_MIN_PHRASE_LETTERS: Final = 2
_EDGE_WORDS: Final = (
    "a al ante con de del desde el en entre hasta la las lo los o para por que se sin sobre su sus un una y e u como "
    "the of in on and or to with for at by from as an is are be our your we you etc ej muy mas"
)
"""Never the first or last word of a phrase."""
_EDGES: Final = frozenset(_EDGE_WORDS.split())


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that may name a skill; words from ``first`` to ``last``, which is past the end."""

    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """All mentions of one term, or of one phrase that no source knows (``term`` is ``None``)."""

    term: Term | None
    phrase: str
    tag: int
    mentions: tuple[Mention, ...]

    @property
    def id(self) -> str:
        """Its identity among the candidates of any text."""
        return self.term.id if self.term else f"phrase:{self.phrase}"


def candidates_in(reading: Reading, tags: NDArray[np.float32]) -> list[Candidate]:
    """Candidates by their first place; ``tags`` are the tagger's chances of the words."""
    found: dict[str, Candidate] = {}
    taken = np.zeros(len(reading.words), dtype=bool)
    for match in reading.matches:
        taken[match.first : match.last] = True
        mention = Mention(match.first, match.last, match.start, match.end)
        _add(found, Candidate(match.term, "", KNOWN, (mention,)))
    for first, last, tag in _phrases(reading, tags, taken):
        phrase = " ".join(word.key for word in reading.words[first:last])
        mention = Mention(first, last, reading.words[first].start, reading.words[last - 1].end)
        _add(found, Candidate(None, phrase, tag, (mention,)))
    return sorted(found.values(), key=lambda candidate: candidate.mentions[0].start)


def _add(found: dict[str, Candidate], new: Candidate) -> None:
    former = found.get(new.id)
    mentions = (*former.mentions, *new.mentions) if former else new.mentions
    found[new.id] = Candidate(new.term, new.phrase, new.tag, mentions)


def _phrases(reading: Reading, tags: NDArray[np.float32], taken: NDArray[np.bool_]) -> Iterator[tuple[int, int, int]]:
    """Runs of words of one tag that touch no name: first word, past the last, tag."""
    best = tags.argmax(axis=1) if len(tags) else np.empty(0, dtype=np.int64)
    place = 0
    while place < len(best):
        tag = int(best[place])
        if tag == OUTSIDE or taken[place]:
            place += 1
            continue
        last = place + 1
        while last < len(best) and best[last] == tag and not taken[last] and _are_joined(reading, last):
            last += 1
        touches_name = (place > 0 and taken[place - 1] and _are_joined(reading, place)) or (
            last < len(best) and taken[last] and _are_joined(reading, last)
        )
        first, end = _trimmed(reading, place, last)
        if end > first and end - first <= _MAX_PHRASE_WORDS and not touches_name and _has_letters(reading, first, end):
            yield first, end, tag
        place = last


def _are_joined(reading: Reading, place: int) -> bool:
    """Whether a word follows the one before with nothing but blanks, a hyphen or a point between."""
    if reading.passage_of[place] != reading.passage_of[place - 1]:
        return False
    between = reading.text[reading.words[place - 1].end : reading.words[place].start]
    return between.strip(" \t") in {"", "-", "."} and (between != ". ")


def _trimmed(reading: Reading, first: int, last: int) -> tuple[int, int]:
    while first < last and reading.words[first].key in _EDGES:
        first += 1
    while last > first and reading.words[last - 1].key in _EDGES:
        last -= 1
    return first, last


def _has_letters(reading: Reading, first: int, last: int) -> bool:
    return sum(letter.isalpha() for word in reading.words[first:last] for letter in word.key) >= _MIN_PHRASE_LETTERS
