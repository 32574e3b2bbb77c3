"""Cuts a text into words that know where they stand, as names of skills are looked for word by word."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from embeddings.sentences import plain_in_place

_ACCENT: Final = re.compile("[\u0300-\u036f]")
"""An accent that stands as a letter of its own."""
_WORD: Final = re.compile(
    r"(?<![0-9a-z])\.net(?![0-9a-z])|[0-9a-z\u0300-\u036f]+(?:\+{1,2}|#)?(?![0-9a-z]*\+\+)|[0-9a-z\u0300-\u036f]+"
)
_PART: Final = re.compile(r"[^\W\d_]*?[a-z\u00df-\u00f6\u00f8-\u00ff](?=[A-Z\u00c0-\u00d6])|[^\W\d_]+|\d+")
_MIN_PART_LETTERS: Final = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text; ``key`` is its plain form, which may lack a sign at its end."""

    key: str
    start: int
    end: int


def cut_words(text: str, known: Collection[str] = ()) -> list[Word]:
    """Words in order; ``known`` are keys that keep a sign (``c++``) or a joint (``javascript8``) they have.

    Texts lose their line breaks on the way, so that words stick together. A word that is not known is cut where its
    case or kind of character changes, if a part of it is known.

    Examples
    --------
    >>> [word.key for word in cut_words("C++, C# y .NET; Java8+ y testingManejo", {"c++", "c#", "java", "testing"})]
    ['c++', 'c#', 'y', '.net', 'java', '8', 'y', 'testing', 'manejo']
    """
    folded = plain_in_place(text)
    words: list[Word] = []
    for found in _WORD.finditer(folded):
        key, start = _ACCENT.sub("", found.group()), found.start()
        end = found.end()
        if key not in known and key[-1:] in {"+", "#"}:
            bare = key.rstrip("+#")
            end -= len(key) - len(bare)
            key = bare
        if not key:
            continue
        if key in known or key.isdigit() or not (parts := _parts(text, start, end, known)):
            words.append(Word(key, start, end))
        else:
            words += parts
    return words


def _parts(text: str, start: int, end: int, known: Collection[str]) -> list[Word]:
    """Parts of a word that sticks together; empty if it is better left whole."""
    written = text[start:end]
    if written.isalpha() and (written.islower() or written.isupper()):
        return []
    pieces = [(found.start(), found.end()) for found in _PART.finditer(written)]
    keys = [plain_in_place(written[first:last]) for first, last in pieces]
    # Products have capitals inside ("MySQL"); what begins a sentence goes on in small letters ("pruebasManejo").
    begin_anew = all(written[first:last].isdigit() or written[first + 1 : last].islower() for first, last in pieces[1:])
    has_known = any(key in known and len(key) >= _MIN_PART_LETTERS for key in keys)
    if len(keys) < 2 or not begin_anew or not has_known:
        return []
    return [Word(key, start + first, start + last) for key, (first, last) in zip(keys, pieces, strict=True)]


def stem(key: str) -> str:
    """A word's form that singular and plural share in either language.

    Examples
    --------
    >>> stem("redes") == stem("red"), stem("bases") == stem("base"), stem("tests") == stem("test")
    (True, True, True)
    """
    if len(key) > 3 and key[-1] == "s" and key[-2] != "s":
        key = key[:-1]
    return key[:-1] if len(key) > 3 and key[-1] == "e" else key
