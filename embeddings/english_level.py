"""The level of English that a job ad asks for, read from its Spanish or English text."""

import re
from typing import Final

from data.domain import EnglishLevel
from embeddings.sentences import plain, sentences

_NAMED: Final = re.compile(r"\b(?:ingles|english|bilingual|bilingue)\b")

_CODE: Final = re.compile(r"\b([abc][12])\b")

_PERCENT: Final = re.compile(r"\b(\d{2,3}) ?%")

_PERCENT_LEVELS: Final = ((95, EnglishLevel.C2), (85, EnglishLevel.C1), (75, EnglishLevel.B2), (50, EnglishLevel.B1))

_WORDS: Final = (
    (r"nativ[oae]|native|bilingue|bilingual|experto|expert|proficient", EnglishLevel.C2),
    (
        r"(?:intermedio|medio)[ -]+(?:alto|avanzado)|upper[ -]intermediate|conversacional|conversational|conversant",
        EnglishLevel.B2,
    ),
    (r"avanzado|advanced|fluid[oa]|fluent|fluency", EnglishLevel.C1),
    (r"intermedio|intermediate|medio|mid-level|tecnico|technical", EnglishLevel.B1),
    (r"basico|basic|elemental|elementary|lectura|reading", EnglishLevel.A2),
    (r"inicial|principiante|beginner", EnglishLevel.A1),
)
"""What the words mean, looked for in this order: "intermedio alto" is more than "intermedio"."""

UNSTATED: Final = EnglishLevel.B1
"""Where English is asked for without a level."""


def english_asked(text: str) -> EnglishLevel:
    """The highest level that a sentence naming English asks for; ``NONE`` where none names it.

    Examples
    --------
    >>> english_asked("Requisitos: SQL. Inglés intermedio-avanzado (B2).").value, english_asked("Sólo español").value
    ('B2', 'none')
    """
    named = [sentence for sentence in map(plain, sentences(text)) if _NAMED.search(sentence)]
    return max(map(_level_in, named), key=lambda level: level.rank, default=EnglishLevel.NONE)


def _level_in(sentence: str) -> EnglishLevel:
    """The level of one plain sentence, read from the clause around the language's name."""
    place = _NAMED.search(sentence)
    near = sentence if place is None else sentence[max(0, place.start() - 40) : place.end() + 40]
    if code := _CODE.search(near):
        return EnglishLevel(code.group(1).upper())
    if percent := _PERCENT.search(near):
        return next((level for least, level in _PERCENT_LEVELS if int(percent.group(1)) >= least), EnglishLevel.A2)
    return next((level for words, level in _WORDS if re.search(rf"\b(?:{words})\b", near)), UNSTATED)
