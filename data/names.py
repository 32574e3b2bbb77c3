"""One way to compare names: without case, accents and punctuation."""

import re
import unicodedata
from typing import Final

_ROMAN: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}


def unaccented(text: str) -> str:
    """A text without accents and other marks on letters.

    Examples
    --------
    >>> unaccented("Ñandú pingüino")
    'Nandu pinguino'
    """
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def plain_name(text: str) -> str:
    """A name in small letters without accents and punctuation; ``+``, ``#`` and ``.`` tell names apart.

    Examples
    --------
    >>> plain_name("Gestión  de Proyectos (TI)")
    'gestion de proyectos ti'
    >>> plain_name("C++") == plain_name("C#")
    False
    """
    return " ".join(re.sub(r"[^\w+#.]+", " ", unaccented(text.casefold())).split())


def plain_key(key: str) -> str:
    """An official key in small letters, without hyphens, blanks and other signs.

    Examples
    --------
    >>> plain_key("SCD-1008") == plain_key("scd 1008")
    True
    """
    return "".join(letter for letter in key.casefold() if letter.isalnum())


def with_arabic_numerals(plain: str) -> str:
    """A plain name with 1 for i, 2 for ii and so on up to 9.

    Examples
    --------
    >>> with_arabic_numerals("taller de investigacion ii")
    'taller de investigacion 2'
    """
    return " ".join(_ROMAN.get(word, word) for word in plain.split())
