"""One way to compare names: without case, accents and punctuation."""

import re
import unicodedata


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
