"""Puts the person in a Spanish job title, and the words that agree with it, into the masculine singular.

A title is read in phrases. The first, up to a preposition, is about the person. What follows a preposition is what
the work is about, where words agree with things ("analista de seguridad informática"). A noun that is no person
ends the person's phrase likewise ("técnico seguridad informática").
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

PREPOSITIONS: Final = frozenset(
    [
        "a",
        "al",
        "ante",
        "bajo",
        "con",
        "contra",
        "de",
        "del",
        "desde",
        "en",
        "entre",
        "hacia",
        "hasta",
        "para",
        "por",
        "segun",
        "sin",
        "sobre",
        "tras",
        "at",
        "for",
        "in",
        "of",
        "to",
    ]
)
CONJUNCTIONS: Final = frozenset(["y", "e", "o", "u", "/", "&", "and", "or"])

_ARTICLES: Final = frozenset(["el", "la", "los", "las"])
# Nouns for persons by their ending: "programadora", "psicólogo", "carpintera"; English "-er" and "-or" need nothing.
_PERSON: Final = re.compile(r"\w+(?:[dts]ora?|er[oa]|ari[oa]|log[oa]|graf[oa]|ista|nte|iatra|peuta)")
# Endings that next to no thing has, so that the noun needs no place at the start to be taken for a person.
_SURE_PERSON: Final = re.compile(r"\w+(?:[dts]ora|ier[oa]|olog[oa])")
_ADJECTIVE: Final = re.compile(r"\w+(?:(?:ic|ici|iv|ari|os|ad|id|an|in|er|ern|log)[oa]|[dtsi]ora?)")
_COMMON: Final = re.compile(r"\w+(?:ista|nte|iatra|peuta)")
_OTHER_NOUN: Final = re.compile(r"\w+(?:a|s|dad|cion|sion|tud|umbre|iz)")
_PLURAL: Final = re.compile(r"(?P<consonant>\w+[aeiou][lrn])es|(?P<vowel>\w+[aeo])s")


@dataclass(frozen=True, slots=True)
class GenderWords:
    """What endings do not tell; all words are without accents and in the singular.

    ``persons``, ``adjectives`` and ``ordinals`` map feminine words to the masculine; ``ordinals`` stand before the
    person ("primera maquinista"). ``participles`` agree with the person after other nouns, too ("ingeniera de minas
    especializada en"). ``common`` persons have one form for both genders, ``things`` only look like persons or
    adjectives.
    """

    persons: Mapping[str, str]
    adjectives: Mapping[str, str]
    ordinals: Mapping[str, str]
    participles: Mapping[str, str]
    common: frozenset[str]
    things: frozenset[str]

    def person(self, word: str) -> str | None:
        """The masculine of a noun for a person; ``None`` for any other word."""
        if word in self.persons:
            return self.persons[word]
        if word in self.common:
            return word
        return _masculine(word) if word not in self.things and _PERSON.fullmatch(word) else None

    def adjective(self, word: str) -> str | None:
        """The masculine of an adjective whose forms differ; ``None`` for any other word."""
        if word in self.adjectives:
            return self.adjectives[word]
        return _masculine(word) if word not in self.things and _ADJECTIVE.fullmatch(word) else None

    def person_anywhere(self, word: str) -> str | None:
        """The masculine of a noun that means a person wherever it stands."""
        return self.person(word) if _SURE_PERSON.fullmatch(word) else None


class _About(Enum):
    """What the words are about at some place of a title."""

    NOBODY_YET = auto()
    PERSON = auto()
    PERSONS = auto()
    THINGS = auto()


def in_masculine(words: Sequence[str], lists: GenderWords) -> list[str]:
    """The words of a title with the person in the masculine singular; nothing else changes.

    ``words`` are in small letters without accents; prepositions and conjunctions are words among them.
    """
    written: list[str] = []
    about = _About.NOBODY_YET
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        after = words[place + 1] if place + 1 < len(words) else ""
        form, about = _form(word, before, after, about, lists)
        written.append(form)
    return written


def singular(word: str) -> str:
    """A Spanish noun or adjective without its ending of the plural.

    Examples
    --------
    >>> [singular(word) for word in ("enfermeros", "desarrolladoras", "auxiliares", "sistema")]
    ['enfermero', 'desarrolladora', 'auxiliar', 'sistema']
    """
    found = _PLURAL.fullmatch(word)
    return (found["consonant"] or found["vowel"]) if found else word


def _form(word: str, before: str, after: str, about: _About, lists: GenderWords) -> tuple[str, _About]:
    """How a word is written, and what the words after it are about."""
    if word in PREPOSITIONS:
        return word, _About.THINGS
    if word in CONJUNCTIONS or word in _ARTICLES:
        return word, about
    match about:
        case _About.NOBODY_YET:
            return _first_form(word, after, lists)
        case _About.THINGS:
            return _form_among_things(word, before, after, lists)
        case _:
            return _form_beside_person(word, about, lists)


def _first_form(word: str, after: str, lists: GenderWords) -> tuple[str, _About]:
    if word in lists.ordinals and lists.person(after) is not None:
        return lists.ordinals[word], _About.NOBODY_YET
    person = lists.person(word)
    if person is not None:
        return person, _About.PERSON
    person = lists.person(singular(word))
    if person is not None:
        return person, _About.PERSONS
    return word, _About.THINGS if _OTHER_NOUN.fullmatch(word) else _About.NOBODY_YET


def _form_among_things(word: str, before: str, after: str, lists: GenderWords) -> tuple[str, _About]:
    if before not in PREPOSITIONS and before not in _ARTICLES:
        person = lists.person_anywhere(word)
        # After a feminine noun it is an adjective: "máquina excavadora".
        if person is not None and not before.endswith("a"):
            return person, _About.PERSON
        if word in lists.participles and after in PREPOSITIONS:
            return lists.participles[word], _About.THINGS
    return word, _About.THINGS


def _form_beside_person(word: str, about: _About, lists: GenderWords) -> tuple[str, _About]:
    one = singular(word) if about is _About.PERSONS else word
    form = lists.person(one) or lists.adjective(one)
    if form is not None:
        return form, about
    if about is _About.PERSONS and word.endswith("es"):
        return one, about
    return word, _About.THINGS if _OTHER_NOUN.fullmatch(word) else about


def _masculine(word: str) -> str:
    """The masculine by the ending alone."""
    if not word.endswith("a") or _COMMON.fullmatch(word):
        return word
    return word[:-1] if word.endswith("ora") else f"{word[:-1]}o"
