"""Says of each word whether it belongs to a thing one knows, to a thing one does, or to neither.

A linear model over the word, its neighbours, its shape and what the vocabulary knows of it. It is learned from labelled
sentences, and finds names that no list has yet.
"""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from embeddings.hashed_linear import HashedLinear, chances
from embeddings.skill_reading import Reading

OUTSIDE, KNOWN, DONE = range(3)
"""Columns of the chances: neither, knowledge, activity."""

_SEPARATOR: Final = re.compile(r"[^\w\s]")
_EDGE: Final = "<>"


def word_features(reading: Reading) -> list[list[str]]:
    """Names of what is true of each word."""
    keys = [word.key for word in reading.words]
    categories = ["-"] * len(keys)
    for match in reading.matches:
        for place in range(match.first, match.last):
            categories[place] = match.term.category
    shapes = [_shape(reading.text[word.start : word.end]) for word in reading.words]
    gaps = _gaps(reading)
    rows: list[list[str]] = []
    for place, key in enumerate(keys):
        before, after = _at(keys, place - 1), _at(keys, place + 1)
        further, beyond = _at(keys, place - 2), _at(keys, place + 2)
        category = categories[place]
        rows.append(
            [
                f"w={key}",
                f"p={key[:4]}",
                f"s={key[-3:]}",
                f"h={shapes[place]}",
                f"c={category}",
                f"-1={before}",
                f"+1={after}",
                f"-2={further}",
                f"+2={beyond}",
                f"-21={further}|{before}",
                f"-10={before}|{key}",
                f"c-1={_at(categories, place - 1)}",
                f"c+1={_at(categories, place + 1)}",
                f"g={gaps[place]}{gaps[place + 1]}",
                f"gh={gaps[place]}{gaps[place + 1]}{shapes[place]}{category}",
                f"-1h={before}|{shapes[place]}",
            ]
        )
    return rows


@dataclass(frozen=True, slots=True)
class SkillTagger:
    """The learned model."""

    model: HashedLinear

    def __call__(self, reading: Reading) -> NDArray[np.float32]:
        """Chances of each word, shape (n_words, 3), columns as named above."""
        if not reading.words:
            return np.empty((0, 3), dtype=np.float32)
        return chances(self.model(word_features(reading)))


def _at(values: list[str], place: int) -> str:
    return values[place] if 0 <= place < len(values) else _EDGE


def _shape(written: str) -> str:
    """How a word is written: ``a`` small, ``A`` capitals, ``Aa`` capitalised, ``aA`` mixed, ``0`` with digits."""
    if any(letter.isdigit() for letter in written):
        return "0" if written.isdigit() else "A0"
    if written.islower():
        return "a"
    if written.isupper():
        return "A" if len(written) > 1 else "A1"
    return "Aa" if written[:1].isupper() and written[1:].islower() else "aA"


def _gaps(reading: Reading) -> list[str]:
    """What stands before each word and after the last: ``|`` a passage's edge, a sign, or a blank."""
    words = reading.words
    gaps = ["|"]
    for place in range(1, len(words)):
        if reading.passage_of[place] != reading.passage_of[place - 1]:
            gaps.append("|")
            continue
        sign = _SEPARATOR.search(reading.text[words[place - 1].end : words[place].start])
        gaps.append(sign.group() if sign else " ")
    return [*gaps, "|"]
