"""Reads the structure of a text: its sentences and list items, the section of each, and which ask for nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from data.errors import TextTooLongError
from embeddings.assertion import wish_of_sentence
from embeddings.boilerplate import shipped_model
from embeddings.markup import without_markup
from embeddings.sections import Heading, HeadingList, Reach, Section, shipped_headings
from embeddings.sentences import sentence_spans, trimmed_span

MAX_BYTES: Final = 200_000
_MAX_TITLE_WORDS = 14
_GRADE = re.compile(r"\b[JS]s?r\.$")
_BEFORE_HEADING = "0123456789.) "
_ASKING = frozenset((Section.DUTIES, Section.REQUIRED, Section.DESIRABLE))
_GIVING = frozenset((Section.COMPANY, Section.BENEFITS, Section.EQUAL_OPPORTUNITY))


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or list item at ``[start, end)`` of a text.

    ``text`` is what stands there, with HTML blanked; ``is_boilerplate`` says that it asks for no skill.
    """

    text: str
    start: int
    end: int
    section: Section
    is_boilerplate: bool


def passages(text: str) -> list[Passage]:
    """Passages of a text, ascending, apart from each other; every letter lies in one unless it is markup.

    Raises
    ------
    TextTooLongError
        If the text takes more than ``MAX_BYTES`` in UTF-8.

    Examples
    --------
    >>> [(passage.text, passage.section.value) for passage in passages("Requisitos: SQL. Deseable: • Go")]
    [('Requisitos:', 'required'), ('SQL.', 'required'), ('Deseable:', 'desirable'), ('Go', 'desirable')]
    """
    n_bytes = len(text.encode("utf-8", "surrogatepass"))
    if n_bytes > MAX_BYTES:
        raise TextTooLongError(f"the text takes {n_bytes:,} bytes; at most {MAX_BYTES:,} are read: split it")
    read = without_markup(text)
    model = shipped_model()
    return [
        Passage(read[start:end], start, end, section, model.is_boilerplate(read[start:end], section))
        for start, end, section in _sectioned(read, shipped_headings())
    ]


def _sectioned(text: str, headings: HeadingList) -> Iterator[tuple[int, int, Section]]:
    """Every passage with its section."""
    spans = sentence_spans(text)
    current, for_next_line = Section.OTHER, None
    title_end = _title_end(text, spans, headings)
    for start, end in spans:
        if end <= title_end:
            yield start, end, Section.TITLE
            continue
        found = headings.find(text, start, end)
        line = for_next_line
        for first, last, heading in _parts(text, start, end, found):
            if heading is not None and heading.reach is Reach.LINE:
                line = heading.section
            elif heading is not None:
                current, line = _entered(current, heading), None
            yield first, last, _section_of(text[first:last], line or current, found)
        stands_alone = bool(found) and found[-1].reach is Reach.LINE and found[-1].end >= end
        for_next_line = line if stands_alone else None


def _parts(text: str, start: int, end: int, found: list[Heading]) -> Iterator[tuple[int, int, Heading | None]]:
    """The sentence cut at its headings, each part with the heading that begins with it.

    A heading in small letters inside a sentence ("si cumples los siguientes requisitos: ...") ends a part instead;
    a lead, or such a heading at the end of its sentence, belongs to the whole of it.
    """
    edges: dict[int, Heading | None] = {start: None}
    for heading in found:
        if heading.reach is Reach.OPENING:
            continue
        is_inside = text[start : heading.start].strip(_BEFORE_HEADING) and text[heading.start].islower()
        if heading.reach is Reach.LEAD or (is_inside and heading.end >= end):
            edges[start] = heading
        else:
            edges[heading.end if is_inside else heading.start] = heading
            # What follows a label ("Inglés: no requerido") is only understood with it.
            if heading.reach in (Reach.SECTION, Reach.NAMED):
                edges.setdefault(heading.end, None)
    places = sorted(edges)
    for place, following in zip(places, [*places[1:], end], strict=True):
        first, last = trimmed_span(text, place, following)
        if first < last:
            yield first, last, edges[place]


def _entered(current: Section, heading: Heading) -> Section:
    """The section after a heading: "Herramientas" among what is desirable stays desirable."""
    if heading.reach is Reach.SUBSECTION and current is Section.DESIRABLE:
        return current
    return heading.section


def _section_of(sentence: str, section: Section, found: list[Heading]) -> Section:
    """The section of one sentence: its first words and its cues may say more than the heading above it."""
    openings = [heading.section for heading in found if heading.reach is Reach.OPENING]
    if section not in _ASKING and Section.DUTIES in openings:
        return Section.DUTIES
    for opening in openings:
        if opening in _GIVING or section not in _ASKING:
            section = opening
            break
    if section in _GIVING:
        return section
    wish = wish_of_sentence(sentence)
    if wish is None:
        return section
    return Section.DESIRABLE if not wish else Section.REQUIRED if section is Section.DESIRABLE else section


def _title_end(text: str, spans: list[tuple[int, int]], headings: HeadingList) -> int:
    """Where the first line ends if it is a title: short, without a stop or a heading, with more below it; else 0."""
    if not spans:
        return 0
    start, end = spans[0][0], text.find("\n", spans[0][0])
    line = text[start:end].rstrip()
    is_short = end > 0 and len(line.split()) <= _MAX_TITLE_WORDS and bool(text[end:].strip())
    if not is_short or (line.endswith((".", ":", ";", "?", "!")) and not _GRADE.search(line)):
        return 0
    found = [heading for heading in headings.find(text, start, end) if heading.reach is not Reach.OPENING]
    return 0 if found else end
