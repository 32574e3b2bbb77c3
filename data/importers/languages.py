"""Tells Spanish from English by counting their commonest words."""

import re
from typing import Final

from data.domain import Language

_SPANISH: Final = frozenset(
    [
        "de",
        "la",
        "el",
        "los",
        "las",
        "y",
        "en",
        "con",
        "para",
        "por",
        "que",
        "del",
        "una",
        "un",
        "se",
        "su",
        "al",
        "es",
        "como",
        "más",
        "o",
        "sus",
        "nuestro",
        "experiencia",
    ]
)
_ENGLISH: Final = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "for",
        "with",
        "a",
        "is",
        "are",
        "you",
        "we",
        "our",
        "will",
        "on",
        "as",
        "at",
        "or",
        "be",
        "your",
        "an",
        "this",
        "experience",
    ]
)
_WORD: Final = re.compile(r"[a-záéíóúüñ]+")

# The start of a text tells enough.
_N_CHARACTERS: Final = 4_000


def language_of(text: str) -> Language:
    """The language that a text is mostly in; Spanish where both are equally likely.

    Examples
    --------
    >>> language_of("Buscamos a un analista con experiencia en SQL").value
    'es'
    >>> language_of("We are looking for an analyst with experience in SQL").value
    'en'
    """
    words = _WORD.findall(text[:_N_CHARACTERS].lower())
    n_spanish = sum(map(_SPANISH.__contains__, words))
    n_english = sum(map(_ENGLISH.__contains__, words))
    return Language.EN if n_english > n_spanish else Language.ES
