"""Cuts free text into sentences and words, the units that skills are looked for in."""

import re
import unicodedata
from collections.abc import Iterator

MAX_LETTERS = 600

_BLANKS = r"\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"
_BULLETS = r"•‣⁃·●∙\u25a0-\u25ff\ue000-\uf8ff"
_PICTURES = r"\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_UPPER = r"A-ZÁÉÍÓÚÜÑ"
_LOWER = r"a-záéíóúüñ"

_BOUNDARY = re.compile(
    "|".join(
        (
            r"(?<=[.!?;…])\s+",
            r"""(?<=[.!?;…][)"”»])\s+""",
            r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+",
            rf"[{_BULLETS}]+|[{_PICTURES}][{_PICTURES}\ufe0f\u200d\u20e3]*",
            r"\s[-–—*]\s",
            # Line breaks that were lost: "quienes:-Son", "afines.- Experiencia", "Requisitos- Graduado", " *Git",
            rf"(?<=[.:;!?)])\s?[-–—*]\s?(?=[{_UPPER}])",
            rf"(?<=[{_LOWER}])-\s(?=[{_UPPER}])",
            rf"(?<=\s)\*(?=[{_UPPER}{_LOWER}])",
            # "¿Qué buscamos?Experiencia" and "Kubernetes.Te ofrecemos", but not "Vue.Js".
            rf"(?<=[!?])(?=[{_UPPER}¿¡])",
            rf"(?<=[{_LOWER})0-9]\.)(?=(?!(?:Js|Net|Io|Ai|Com|Py|Core)\b)[{_UPPER}][{_LOWER}])",
        )
    )
)
_EDGE_SIGNS = rf"{_BLANKS}{_BULLETS}{_PICTURES}\ufe0f\u20e3*–—\-"
_LEFT_EDGE = re.compile(rf"[{_EDGE_SIGNS}#]*")
_INNER = re.compile(rf"[^{_EDGE_SIGNS}]")
_NUMBER = re.compile(r"(?<!\S)(\d{1,2})[.)]\s")
_LINE_START = re.compile(rf"(?:^|[\n\r])[{_BLANKS}]*\Z")
_SHORT_FORMS = (
    "ing lic mtro mtra dr dra sr sra srta ssr jr mr mrs ms p ej e.g i.e eg ie aprox mín min máx max exp tel av núm"
    " a.m p.m am pm ee uu vs prof depto dept cía etc"
)
_ABBREVIATIONS = frozenset(_SHORT_FORMS.split())
_DASHES = frozenset("-–—*")
_REMARK = 60
_CLOSES = re.compile(r"[^(\n]*\)")
_LAST_WORD = re.compile(r"([^\W\d_]+(?:\.[^\W\d_]+)*)\.\Z")
_WORD = re.compile(r"[a-z0-9]+(?:[.+#/&-]*[a-z0-9]+)*[+#]*|\.[a-z]+")


def sentences(text: str) -> list[str]:
    """Sentences and list items of a text, trimmed, none empty; cut at spaces where over ``MAX_LETTERS``.

    Examples
    --------
    >>> sentences("Buscamos desarrollador Node.js. Requisitos: • SQL • Git")
    ['Buscamos desarrollador Node.js.', 'Requisitos:', 'SQL', 'Git']
    """
    return [text[start:end] for start, end in sentence_spans(text)]


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where the sentences and list items lie: start and end of each, ascending, apart from each other.

    Every letter and digit lies in one; blanks, bullets and pictures between them lie in none.
    """
    edges = [0]
    for start, end in _cuts(text):
        edges += (start, end)
    edges.append(len(text))
    trimmed = (trimmed_span(text, start, end) for start, end in zip(edges[::2], edges[1::2], strict=True))
    return [piece for start, end in trimmed if start < end for piece in _pieces(text, start, end)]


def trimmed_span(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without blanks, bullets and dashes at its edges; empty at ``start`` if nothing else is in it."""
    while end > start and not _INNER.match(text[end - 1]):
        end -= 1
    edge = _LEFT_EDGE.match(text, start, end)
    return (edge.end() if edge else start), end


def plain(text: str) -> str:
    """Lower case without accents.

    Examples
    --------
    >>> plain("Administración de Redes")
    'administracion de redes'
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text).lower().translate(_WITHOUT_MARKS)


class _WithoutMarks(dict[int, int | None]):
    """Takes combining marks away and leaves all other letters; remembers what it met."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_WITHOUT_MARKS = _WithoutMarks()


class _PlainLetters(dict[int, str]):
    """Plain form of each letter that was met, one letter long."""

    def __missing__(self, code: int) -> str:
        self[code] = plain(chr(code))[:1] or chr(code)
        return self[code]


_PLAIN_LETTERS = _PlainLetters()


def plain_in_place(text: str) -> str:
    """Lower case without accents, letter by letter, so that offsets stay those of ``text``.

    Examples
    --------
    >>> plain_in_place("Año ½")
    'ano 1'
    """
    return text.translate(_PLAIN_LETTERS)


def words(text: str) -> list[str]:
    """Plain words; signs inside product names stay.

    Examples
    --------
    >>> words("C++, C#, Node.js y .NET")
    ['c++', 'c#', 'node.js', 'y', '.net']
    """
    return _WORD.findall(plain(text))


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """What lies between two sentences, ascending; empty cuts only part."""
    numbers = _list_numbers(text)
    number_ends = set(numbers.values())
    cuts = [
        (match.start(), match.end())
        for match in _BOUNDARY.finditer(text)
        if match.start() not in number_ends
        and not _is_abbreviated(text, match.start(), match.end())
        and not _is_in_brackets(text, match)
    ]
    last = 0
    for start, end in sorted([*cuts, *((place, place) for place in numbers)]):
        if start >= last:
            yield start, end
            last = end


def _list_numbers(text: str) -> dict[int, int]:
    """Start and end of numbers that head list items: at the start of a line, or counting up from 1 within one."""
    found: dict[int, int] = {}
    run: list[re.Match[str]] = []

    def keep(run: list[re.Match[str]]) -> None:
        if len(run) > 1:
            found.update((match.start(), match.end(1) + 1) for match in run)

    for match in _NUMBER.finditer(text):
        if _LINE_START.search(text, max(0, match.start() - 20), match.start()):
            found[match.start()] = match.end(1) + 1
        if int(match[1]) == len(run) + 1:
            run.append(match)
        elif int(match[1]) == 1:
            keep(run)
            run = [match]
    keep(run)
    return found


def _is_abbreviated(text: str, start: int, end: int) -> bool:
    """Whether the stop before ``start`` shortens a word ("Ing. en Sistemas") rather than ending a sentence."""
    if text[max(0, start - 1) : start] != "." or start == end or "\n" in text[start:end]:
        return False
    word = _LAST_WORD.search(text, max(0, start - 12), start)
    if word is None or word[1].lower() not in _ABBREVIATIONS:
        return False
    return word[1].lower() != "etc" or text[end : end + 1].islower()


def _is_in_brackets(text: str, match: re.Match[str]) -> bool:
    """Whether a dash stands in a short remark: "(Remoto - Argentina)"."""
    if match[0].strip() not in _DASHES:
        return False
    before = text[max(0, match.start() - _REMARK) : match.start()]
    after = text[match.end() : match.end() + _REMARK]
    return before.rfind("(") > max(before.rfind(")"), before.rfind("\n")) and _CLOSES.match(after) is not None


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAX_LETTERS:
        space = text.rfind(" ", start + 1, start + MAX_LETTERS + 1)
        cut = space if space > 0 else start + MAX_LETTERS
        yield trimmed_span(text, start, cut)
        start, end = trimmed_span(text, cut, end)
    if start < end:
        yield start, end
