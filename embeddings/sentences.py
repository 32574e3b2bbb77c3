"""Cuts free text into sentences and words, the units that skills are looked for in."""

import re
import textwrap
import unicodedata

_BOUNDARY = re.compile(r"(?<=[.!?;])\s+|[\n\r•·●▪]+|\s[-–—*]\s")
_WORD = re.compile(r"[a-z0-9]+(?:[.+#/&-]*[a-z0-9]+)*[+#]*|\.[a-z]+")
MAX_LETTERS = 600


def sentences(text: str) -> list[str]:
    """Sentences and list items of a text, trimmed, none empty; cut at spaces where over ``MAX_LETTERS``.

    Examples
    --------
    >>> sentences("Buscamos desarrollador Node.js. Requisitos: • SQL • Git")
    ['Buscamos desarrollador Node.js.', 'Requisitos:', 'SQL', 'Git']
    """
    parts = (part.strip(" \t-–—*") for part in _BOUNDARY.split(text))
    return [piece for part in parts if part for piece in _pieces(part)]


def plain(text: str) -> str:
    """Lower case without accents.

    Examples
    --------
    >>> plain("Administración de Redes")
    'administracion de redes'
    """
    decomposed = unicodedata.normalize("NFKD", text).lower()
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """Plain words; signs inside product names stay.

    Examples
    --------
    >>> words("C++, C#, Node.js y .NET")
    ['c++', 'c#', 'node.js', 'y', '.net']
    """
    return _WORD.findall(plain(text))


def _pieces(part: str) -> list[str]:
    if len(part) <= MAX_LETTERS:
        return [part]
    return textwrap.wrap(part, MAX_LETTERS, break_on_hyphens=False)
