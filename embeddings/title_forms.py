"""One form of a job title, whatever its gender, capitals, accents, abbreviations and the noise of an advertisement."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Self

from data.names import unaccented
from data.reference_files import SHIPPED, plain_rows
from embeddings.title_gender import CONJUNCTIONS, PREPOSITIONS, GenderWords, in_masculine

_WORDS_FILE: Final = "title_words.csv"

# "$20,000", "18 mil", "3 años", "#45212", "100 %": numbers that say nothing of the work.
_NUMBER: Final = re.compile(
    r"[$€#]\s*\d[\d.,]*(?:\s*(?:k|mil)\b)?|\b\d[\d.,]*\s*(?:k|mil|anos|years)\b|\b\d{4,}\b|\b\d+\s*%"
)
# "técnic-o/a", "técnico/a", "técnic@": the masculine ending stands for both.
_BOTH_ENDINGS: Final = re.compile(r"(?<=[a-z])(?:[-/]?\(?o/as?\b\)?|(?<!or)@)")
# "desarrollador/a", "técnico/ca", "ingeniero (a)", "programador -a", "directora/or": the second ending is dropped.
_SECOND_ENDING: Final = re.compile(r"([a-z])([oa]?)\s?(?:[/-]\1?(?:[oa]|or)s?\b|\(\1?(?:[oa]|or)s?\)|@)")
_WORD: Final = re.compile(r"[/&]|\.?[^\W_]+(?:[.'][^\W_]+)*[+#]*")
_DOTTED_LETTERS: Final = re.compile(r"(?:[a-z]\.)+[a-z]")
_NO_EDGE: Final = PREPOSITIONS | CONJUNCTIONS


def normal_title(text: str) -> str:
    """A title in small letters without accents, in the masculine singular, abbreviations written out.

    Seniority, places, pay, working time and calls to apply are left out where anything else is there. Only the
    noun for the person and the words that agree with it change their gender. Empty for a text without letters and
    digits.

    Examples
    --------
    >>> normal_title("URGENTE!! Ingeniera en Sist. Sr. - Remoto ($35,000)")
    'ingeniero en sistemas'
    >>> normal_title("Técnica informática"), normal_title("Analista de seguridad informática")
    ('tecnico informatico', 'analista de seguridad informatica')
    >>> normal_title("Desarrollador/a Front-End Jr.")
    'desarrollador frontend'
    """
    title = _plain_title(text)
    # What is left out may bring words together that are left out in turn.
    while (again := _plain_title(title)) != title:
        title = again
    return title


def names_a_job(text: str) -> bool:
    """Whether anything is left of a title without seniority, places, pay and calls to apply.

    Examples
    --------
    >>> names_a_job("URGENTE!! CDMX"), names_a_job("Urgente: cajera CDMX")
    (False, True)
    """
    return bool(_telling_words(_words(normal_title(text))))


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Runs of words and what is written in their place; the longest run that fits goes first."""

    replacements: Mapping[tuple[str, ...], tuple[str, ...]]
    longest: int

    @classmethod
    def of(cls, rows: Sequence[tuple[str, str]]) -> Self:
        """From forms and what they stand for, each some words; nothing stands for a form that is left out."""
        found = {tuple(form.split()): tuple(canonical.split()) for form, canonical in rows}
        return cls(found, max(map(len, found)))

    def replaced(self, words: Sequence[str]) -> list[str]:
        """The words with every phrase replaced."""
        written: list[str] = []
        place = 0
        while place < len(words):
            length = self.length_at(words, place)
            written += self.replacements[tuple(words[place : place + length])] if length else (words[place],)
            place += length or 1
        return written

    def length_at(self, words: Sequence[str], place: int) -> int:
        """Length of the longest phrase that begins at a place, 0 for none."""
        lengths = range(min(self.longest, len(words) - place), 0, -1)
        return next((length for length in lengths if tuple(words[place : place + length]) in self.replacements), 0)


@dataclass(frozen=True, slots=True)
class _WordLists:
    """The lists of ``title_words.csv``."""

    spellings: _Phrases
    openings: _Phrases
    noise: _Phrases
    gender: GenderWords


@cache
def _word_lists() -> _WordLists:
    """Read once, and as shipped: they belong to the languages, not to an operator's catalogue."""
    kinds: dict[str, list[tuple[str, str]]] = {}
    for row in plain_rows(SHIPPED, _WORDS_FILE):
        kinds.setdefault(row["kind"], []).append((row["form"], row["canonical"]))
    persons = dict(kinds["person"])
    return _WordLists(
        spellings=_Phrases.of(kinds["abbreviation"] + kinds["spelling"]),
        openings=_Phrases.of(kinds["opening"]),
        noise=_Phrases.of(kinds["seniority"] + kinds["noise"] + kinds["place"]),
        gender=GenderWords(
            persons=persons,
            adjectives=dict(kinds["adjective"]),
            ordinals=dict(kinds["ordinal"]),
            participles=dict(kinds["participle"]),
            common=frozenset({form for form, _ in kinds["common"]} | set(persons.values())),
            things=frozenset(form for form, _ in kinds["thing"]),
        ),
    )


def _plain_title(text: str) -> str:
    """One pass over a title."""
    words = _words(text)
    return " ".join(_telling_words(words) or [word for word in words if word not in {"/", "&"}])


def _words(text: str) -> list[str]:
    """Words in small letters without accents, abbreviations written out; a slash is a word of its own."""
    plain = unaccented(text).lower()
    marked = _SECOND_ENDING.sub(r"\1\2", _BOTH_ENDINGS.sub("o", plain))
    words = _WORD.findall(_NUMBER.sub(" ", marked)) or _WORD.findall(plain)
    return _word_lists().spellings.replaced([_undotted(word) for word in words])


def _undotted(word: str) -> str:
    """Initials without dots: "r.h" is "rh"."""
    return word.replace(".", "") if _DOTTED_LETTERS.fullmatch(word) else word


def _telling_words(words: Sequence[str]) -> list[str]:
    """The words that say which work it is, in the masculine; none where no word does."""
    lists = _word_lists()
    telling = lists.noise.replaced(words)
    opening = lists.openings.length_at(telling, 0)
    return _said_once(in_masculine(_without_edges(telling[opening:]), lists.gender))


def _without_edges(words: Sequence[str]) -> Sequence[str]:
    """The words without prepositions and conjunctions at the start and the end."""
    inside = [place for place, word in enumerate(words) if word not in _NO_EDGE]
    return words[inside[0] : inside[-1] + 1] if inside else []


def _said_once(words: Sequence[str]) -> list[str]:
    """The words without slashes, and without a beginning that a slash repeats ("ingeniero / ingeniero de redes")."""
    for place, word in enumerate(words):
        if word == "/" and list(words[:place]) == list(words[place + 1 : 2 * place + 1]):
            return _said_once(words[place + 1 :])
    return [word for word in words if word != "/"]
