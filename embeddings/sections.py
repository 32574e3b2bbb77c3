"""Which part of an advertisement a sentence stands in: headings are found by a word list, in lines or without them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from data.reference_files import SHIPPED, plain_rows
from embeddings.sentences import plain


class Section(StrEnum):
    """Parts of an advertisement; ``OTHER`` is what stands before any heading or under one that is none of these."""

    TITLE = "title"
    DUTIES = "duties"
    REQUIRED = "required"
    DESIRABLE = "desirable"
    COMPANY = "company"
    BENEFITS = "benefits"
    EQUAL_OPPORTUNITY = "equal_opportunity"
    OTHER = "other"


class Reach(StrEnum):
    """How far a heading holds."""

    SECTION = "section"
    """Until the next heading: "Requisitos"."""
    SUBSECTION = "subsection"
    """Likewise, but it stays inside the desirable part where it stands there: "Herramientas"."""
    NAMED = "named"
    """Likewise, if a name and a colon or the end of the line follow: "About Acme:"."""
    LEAD = "lead"
    """Likewise, wherever it stands in a sentence: "tenemos un paquete de beneficios"."""
    LINE = "line"
    """For its own line, or the next one if it stands alone: "Horario: ..."."""
    OPENING = "opening"
    """No heading but the first words of a sentence, which hold for that sentence: "Somos una empresa ..."."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found in a text at ``[start, end)``, colon included."""

    start: int
    end: int
    section: Section
    reach: Reach


class _Word(NamedTuple):
    plain: str
    start: int
    end: int


_Forms = dict[tuple[str, ...], tuple[Section, Reach]]

_LETTERS = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+|\d+|&")
_CAMEL = re.compile(r"(?<=[a-záéíóúüñ])(?=[A-ZÁÉÍÓÚÜÑ])")
_BETWEEN = re.compile(r"[\s/&()'’-]*\Z")
_COLON = re.compile(r"""[\s?!*_)"”]{0,4}[:：]""")
_CLOSING = re.compile(r"[?!.…)*_]*")
_OPENING_SIGNS = "¿¡(\"'“«"
_NAME_THEN_COLON = re.compile(r"[^:.;?!\n]{1,60}[:?]")
_STRONG_NEXT = re.compile(r"[\s\u200b-\u200f\ufeff]*[?!]?\s*(?:[+*•¿¡(-]\s?)?(?:[A-ZÁÉÍÓÚÜÑ]|\d)")
_LINK_WORDS = (
    "de del y e o u en con por para a al los las el la un una sus tus su tu nuestros nuestras estos estas"
    " of and or the in with for our your their these to an más more"
)
_LINKS = frozenset(_LINK_WORDS.split())
"""Words that no heading follows: "toma de Requisitos" is no heading."""
_DISCIPLINE_WORDS = (
    "engineering management gathering administration analysis matrix traceability funcionales elicitation"
)
_DISCIPLINES = frozenset(_DISCIPLINE_WORDS.split())
"""Words that make a skill of a heading before them: "Requirements Engineering"."""
_MIN_CAPITALS = 6
_MAX_EXTRA_WORDS = 8


class HeadingList:
    """Headings in both languages, matched on whole words without case or accents, longest first."""

    def __init__(self, rows: Iterable[tuple[Section, Reach, str]]) -> None:
        self._headings: _Forms = {}
        self._openings: _Forms = {}
        for section, reach, text in rows:
            forms = self._openings if reach is Reach.OPENING else self._headings
            forms.setdefault(tuple(word.plain for word in _words(text, 0, len(text))), (section, reach))
        self._longest: dict[str, int] = {}
        for form in (*self._headings, *self._openings):
            self._longest[form[0]] = max(len(form), self._longest.get(form[0], 0))

    def find(self, text: str, start: int, end: int) -> list[Heading]:
        """Headings in the sentence ``text[start:end]``, ascending, none over another."""
        found: list[Heading] = []
        words = list(_words(text, start, end))
        place = 0
        while place < len(words):
            longest = self._longest.get(words[place].plain, 0)
            heading = self._at(_Line(text, start, end, words, place), longest) if longest else None
            if heading is None:
                place += 1
                continue
            found.append(heading)
            while place < len(words) and words[place].start < heading.end:
                place += 1
        return found

    def _at(self, line: "_Line", longest: int) -> Heading | None:
        near = tuple(word.plain for word in line.words[line.place : line.place + longest])
        for length in range(len(near), 0, -1):
            form = near[:length]
            if form not in self._headings and form not in self._openings:
                continue
            if not line.is_unbroken(length):
                continue
            if form in self._headings:
                section, reach = self._headings[form]
                end = line.heading_end(length, section, reach)
                if end is not None:
                    return Heading(line.heading_start, end, section, reach)
            if form in self._openings:
                section = self._openings[form][0]
                # What the work is may be told after other words: "Ofrecemos un proyecto donde usarás Kafka".
                if line.is_at_start or section is Section.DUTIES:
                    return Heading(line.words[line.place].start, line.end_of(length), section, Reach.OPENING)
        return None


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence, and the place in it where a heading may begin."""

    text: str
    start: int
    end: int
    words: list[_Word]
    place: int

    @property
    def is_at_start(self) -> bool:
        """Whether nothing but list numbers stands before."""
        return all(word.plain.isdigit() for word in self.words[: self.place])

    @property
    def heading_start(self) -> int:
        """Where the heading begins, with the signs that open it."""
        start = self.words[self.place].start
        while start > self.start and self.text[start - 1] in _OPENING_SIGNS:
            start -= 1
        return start

    def end_of(self, length: int) -> int:
        """Where the last of ``length`` words ends."""
        return self.words[self.place + length - 1].end

    def is_unbroken(self, length: int) -> bool:
        """Whether no comma or stop stands between the words."""
        part = self.words[self.place : self.place + length]
        return all(_BETWEEN.match(self.text, one.end, other.start) for one, other in pairwise(part))

    def heading_end(self, length: int, section: Section, reach: Reach) -> int | None:
        """Where the heading of ``length`` words ends, colon included; ``None`` if these words are no heading."""
        stop = self.end_of(length)
        if reach is Reach.LEAD:
            return stop
        colon = _COLON.match(self.text, stop, self.end)
        if colon and reach is not Reach.NAMED and (self._may_open_inside or reach is Reach.SECTION or self.is_at_start):
            return colon.end()
        if self.is_at_start and (end := self._end_after_name(length, reach)):
            return end
        if reach is Reach.NAMED:
            return None
        if self._stands_alone(length, reach) or self._runs_on(length, section, reach):
            closing = _CLOSING.match(self.text, stop, self.end)
            return closing.end() if closing else stop
        return None

    @property
    def _may_open_inside(self) -> bool:
        """Whether a heading may begin in the middle of a sentence: a capital after a word that does not lead on."""
        is_led_to = self.place > 0 and self.words[self.place - 1].plain in _LINKS
        return self.text[self.words[self.place].start].isupper() and not is_led_to

    def _end_after_name(self, length: int, reach: Reach) -> int | None:
        """Up to the sign that ends a name: "Requisitos para el puesto de analista:", "About Acme:"."""
        match = _NAME_THEN_COLON.match(self.text, self.end_of(length), self.end)
        if match is None or reach in (Reach.LINE, Reach.SUBSECTION):
            return None
        n_extra = sum(word.start < match.end() for word in self.words[self.place + length :])
        is_last = self.words[-1].end <= match.end()
        return match.end() if n_extra <= _MAX_EXTRA_WORDS and (is_last or reach is Reach.NAMED) else None

    def _stands_alone(self, length: int, reach: Reach) -> bool:
        """Whether it is the whole line, or ends one that a list follows ("... y mensajes Deseable - Docker")."""
        if self.place + length < len(self.words):
            return False
        return self.is_at_start or (reach is Reach.SECTION and self._may_open_inside)

    def _runs_on(self, length: int, section: Section, reach: Reach) -> bool:
        """Whether the text goes on after a heading whose line break was lost: "Requisitos Experiencia en ..."."""
        if reach is not Reach.SECTION or section is Section.DESIRABLE or self.place + length >= len(self.words):
            return False
        if not self._may_open_inside or not _STRONG_NEXT.match(self.text, self.end_of(length), self.end):
            return False
        last, following = self.words[self.place + length - 1 : self.place + length + 1]
        if last.plain in _LINKS or following.plain in _DISCIPLINES:
            return False
        return self.is_at_start or self._stands_out(length)

    def _stands_out(self, length: int) -> bool:
        """Inside a sentence: after a word in small letters, or in capitals among words that are not."""
        before = self.text[self.words[self.place - 1].end - 1]
        heading = self.text[self.words[self.place].start : self.end_of(length)]
        if heading.isupper():
            following = self.words[self.place + length]
            return len(heading) >= _MIN_CAPITALS and not self.text[following.start : following.end].isupper()
        return before.islower() or before.isdigit()


@lru_cache(maxsize=1)
def shipped_headings() -> HeadingList:
    """The headings of ``section_headings.csv``."""
    rows = plain_rows(SHIPPED, "section_headings.csv")
    return HeadingList((Section(row["section"]), Reach(row["reach"]), row["heading"]) for row in rows)


def _words(text: str, start: int, end: int) -> Iterator[_Word]:
    """Words and numbers; capitals inside a word begin a new one, as line breaks may be lost ("OfrecemosSer parte")."""
    for match in _LETTERS.finditer(text, start, end):
        token = match[0]
        # Most words are all small or begin with a capital.
        if token[1:].islower() or not token[1:] or token.isupper() or token.isdigit():
            yield _Word(_plain_word(token), match.start(), match.end())
            continue
        edges = [0, *(cut.start() for cut in _CAMEL.finditer(token)), len(token)]
        for first, last in pairwise(edges):
            yield _Word(_plain_word(token[first:last]), match.start() + first, match.start() + last)


@lru_cache(maxsize=20_000)
def _plain_word(word: str) -> str:
    return "and" if word == "&" else plain(word)
