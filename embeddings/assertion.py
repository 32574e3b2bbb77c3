"""What a sentence says about a skill that it names: asked for or not, required or only desirable.

Rules over the plain letters of one sentence: a cue governs a span before or after it (``assertion_cues.py``).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from embeddings import assertion_cues as cues
from embeddings.sections import Section
from embeddings.sentences import plain_in_place

_REQUIRED_SECTIONS = frozenset((Section.TITLE, Section.DUTIES, Section.REQUIRED, Section.OTHER))
_LONG_REACH = 14  # words
_SHORT_REACH = 4
_MAX_WORDS_BEFORE_COLON = 2
_COMMA_COST = 25  # letters
_WHOLE = 0.85
"""A cue speaks for all of a sentence if it leaves out less than the rest of this share at either edge."""
_WORD = re.compile(r"\S+")
_LISTED_ON = re.compile(r",\s*(?:[\w+#./-]+[ ,]+){0,8}?(?:ni|nor)\s")
_BRACKETS = re.compile(r"\([^()]*\)?|\[[^\[\]]*\]?")
_BEGINS_CLAUSE = re.compile(r"(?:^|[,;:.(]|\b(?:y|e|o|and|or|pero|but|but it['’]s|but is))\s*\Z")
_ITEM_EDGE = re.compile(r"[,;()\[\]]|\.\s")
_JOINED_EDGE = re.compile(r"[,;()\[\]]|\.\s|\s(?:y|e|o|u|and|or)\s")


class SectionedText(Protocol):
    """A sentence and the section it stands in, as a passage is."""

    @property
    def text(self) -> str:
        """The sentence."""
        ...

    @property
    def section(self) -> Section:
        """Its section."""
        ...


def is_negated(sentence: str, start: int, end: int) -> bool:
    """Whether the sentence says that what stands at ``[start, end)`` is not asked for.

    Words to that effect govern what follows them, or what stands before them where their clause ends, up to a comma,
    a stop or a "but". "No solo", "no excluyente" and threats ("no apliques sin ...") deny nothing.

    Raises
    ------
    ValueError
        If the span does not lie in the sentence.

    Examples
    --------
    >>> sentence = "No se requiere SAP, pero sí Excel"
    >>> is_negated(sentence, 15, 18), is_negated(sentence, 28, 33)
    (True, False)
    """
    _check(sentence, start, end)
    text = cues.DENIES_NOTHING.sub(lambda match: "·" * len(match[0]), plain_in_place(sentence))
    first, last = _between_stops(text, start, end)
    if cues.THREATENS.search(text, first, last):
        return False
    return any(low <= start and end <= high for low, high in _denied(text))


def is_required(passage: SectionedText, start: int, end: int) -> bool:
    """Whether what stands at ``[start, end)`` of the passage's text is required rather than desirable.

    The nearest cue decides ("Java (indispensable) y Kotlin (deseable)"), else the section: what is named in the
    title, among duties or requirements or outside any section is required.

    Raises
    ------
    ValueError
        If the span does not lie in the passage.
    """
    _check(passage.text, start, end)
    text = plain_in_place(passage.text)
    near = [
        (_distance(text, wish, start, end), wish.is_required)
        for wish in _wishes(text)
        if wish.low <= start and end <= wish.high
    ]
    return min(near)[1] if near else passage.section in _REQUIRED_SECTIONS


def wish_of_sentence(sentence: str) -> bool | None:
    """Whether a whole sentence tells of what is required (``True``) or desirable; ``None`` if of neither or both.

    A cue that tells of some words only ("Java y de preferencia Kotlin") does not count.
    """
    text = plain_in_place(sentence)
    wishes = _wishes(text)
    if len({wish.is_required for wish in wishes}) != 1:
        return None
    low = min(min(wish.low, wish.start) for wish in wishes)
    high = max(max(wish.high, wish.end) for wish in wishes)
    edge = (1.0 - _WHOLE) * len(text)
    return wishes[0].is_required if low < edge and len(text) - high < edge else None


@dataclass(frozen=True, slots=True)
class _Wish:
    """A cue at ``[start, end)`` that tells of ``[low, high)``, itself not."""

    start: int
    end: int
    is_required: bool
    low: int
    high: int


def _denied(text: str) -> Iterator[tuple[int, int]]:
    """Spans that some negation governs."""
    brackets = _spans(_BRACKETS, text)
    backward = []
    for match in cues.DENIES_WHAT_PRECEDES.finditer(text):
        edge = _item_start(text, match.start(), brackets)
        if cues.ENDS_CLAUSE.match(text, match.end()) and text[edge : match.start()].strip(" (["):
            backward.append(match.start())
            yield edge, match.start()
    for match in cues.DENIES_WHAT_FOLLOWS.finditer(text):
        if not any(match.start() <= place < match.end() + 1 for place in backward):
            yield match.end(), _end_of_denial(text, match)


def _item_start(text: str, place: int, brackets: list[tuple[int, int]]) -> int:
    """Where the item before ``place`` begins; the bracket that ``place`` may stand in belongs to that item."""
    bracket = _inside(place, brackets)
    return _last(_JOINED_EDGE, text, 0, bracket[0]) if bracket else _last(_ITEM_EDGE, text, 0, place)


def _end_of_denial(text: str, match: re.Match[str]) -> int:
    word = match[0].strip()
    is_short = word in cues.SHORT_CUES and not cues.LONGER_AFTER_SHORT.match(text, match.end())
    end = next((stop.start() for stop in cues.STOP.finditer(text, match.end()) if not _heads(text, match, stop)), None)
    end = len(text) if end is None else end
    # Commas go on in "SAP, Oracle ni Salesforce".
    comma = text.find(",", match.end(), end)
    while comma >= 0 and (listed := _LISTED_ON.match(text, comma, end)):
        comma = text.find(",", listed.end(), end)
    end = comma if comma >= 0 else end
    reach = _SHORT_REACH if is_short else _LONG_REACH
    for n_words, found in enumerate(_WORD.finditer(text, match.end(), end)):
        if n_words == reach:
            return found.start()
    return end


def _heads(text: str, cue: re.Match[str], stop: re.Match[str]) -> bool:
    """Whether a colon hands the cue on to a list: "Not required: SAP"."""
    return stop[0] == ":" and len(text[cue.end() : stop.start()].split()) <= _MAX_WORDS_BEFORE_COLON


def _wishes(text: str) -> list[_Wish]:
    """Cues of what is desirable or required, with what they govern; "no excluyente" is one cue of the first kind."""
    desirable = _spans(cues.DESIRABLE, text)
    required = [span for span in _spans(cues.REQUIRED, text) if not _inside(span[0], desirable)]
    brackets = _spans(_BRACKETS, text)
    return [
        _Wish(start, end, is_required, *_governed(text, start, end, brackets))
        for spans, is_required in ((desirable, False), (required, True))
        for start, end in spans
    ]


def _governed(text: str, start: int, end: int, brackets: list[tuple[int, int]]) -> tuple[int, int]:
    """What a cue tells of: the item before a bracket, the clause before a cue that ends it, or what follows."""
    bracket = _inside(start, brackets)
    if bracket and cues.ENDS_CLAUSE.match(text, end):
        return _last(_ITEM_EDGE, text, 0, bracket[0]), bracket[0]
    stop = cues.STOP.search(text, end + 1)
    high = stop.start() if stop and not text[end:].lstrip().startswith(":") else len(text)
    if _BEGINS_CLAUSE.search(text, 0, start) and text[end:high].strip(" .,:"):
        return end, high
    # A comma may part the cue from its word: "Jenkins, not mandatory".
    place = len(text[:start].rstrip(" ,"))
    low = _last(cues.STOP, text, 0, place)
    if not cues.ENDS_CLAUSE.match(text, end):
        return max(low, _last(_JOINED_EDGE, text, 0, place)), high
    if not cues.PLURAL.search(text, low, end):
        low = max(low, _last(_ITEM_EDGE, text, 0, place))
    return low, start


def _distance(text: str, wish: _Wish, start: int, end: int) -> int:
    """Letters between a cue and a span, more over commas."""
    between = text[wish.end : start] if wish.end <= start else text[end : wish.start]
    return len(between) + _COMMA_COST * between.count(",")


def _between_stops(text: str, start: int, end: int) -> tuple[int, int]:
    stop = cues.STOP.search(text, end)
    return _last(cues.STOP, text, 0, start), stop.start() if stop else len(text)


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    """End of the last match in ``text[start:end]``; ``start`` if there is none."""
    last = start
    for match in pattern.finditer(text, start, end):
        last = match.end()
    return last


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text)]


def _inside(place: int, spans: list[tuple[int, int]]) -> tuple[int, int] | None:
    return next((span for span in spans if span[0] <= place < span[1]), None)


def _check(text: str, start: int, end: int) -> None:
    if not 0 <= start < end <= len(text):
        raise ValueError(f"[{start}, {end}) is no span of a text of {len(text)} letters")
