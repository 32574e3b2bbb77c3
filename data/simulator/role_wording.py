"""Words an occupation's name as job ads do: for men, women or both, in title case, shortened, in English."""

import re

from data.domain import Language, Occupation
from data.simulator.dice import Dice
from data.simulator.phrase_writer import capital

_ADJECTIVE = re.compile(r"(?:[aei]d|ic|íc|óg|iv|ari|n)o$|(?<!i)or$")
_HAS_FEMININE = re.compile(r"(?:or|[^aeiou]o)$")
_SMALL_WORDS = frozenset(
    {"de", "del", "la", "el", "en", "y", "e", "a", "al", "para", "con", "of", "the", "in", "and", "for"}
)
_SHORT_FORMS = {
    "ingeniero": "Ing.",
    "ingeniera": "Ing.",
    "técnico": "Téc.",
    "técnica": "Téc.",
    "administrador": "Admin.",
    "administradora": "Admin.",
    "coordinador": "Coord.",
    "coordinadora": "Coord.",
    "ejecutivo": "Ejec.",
    "ejecutiva": "Ejec.",
    "asistente": "Asist.",
    "auxiliar": "Aux.",
    "supervisor": "Sup.",
    "supervisora": "Sup.",
    "especialista": "Esp.",
    "desarrollador": "Desarr.",
    "desarrolladora": "Desarr.",
}


def role_name(dice: Dice, occupation: Occupation, language: Language) -> str:
    """A label or alias of the occupation, in Spanish for men, women or both."""
    aliases = occupation.aliases_es if language is Language.ES else occupation.aliases_en
    role = occupation.label.in_language(language)
    if aliases and dice.happens(0.5):
        role = dice.one_of(aliases)
    return gendered(role, dice.roll()) if language is Language.ES else role


def gendered(role: str, roll: float) -> str:
    """The role as a man's, a woman's or both, as in "desarrollador(a)"; unchanged where one form serves.

    Examples
    --------
    >>> [gendered("técnico de redes", roll) for roll in (0.0, 0.5, 0.6, 0.9)]
    ['técnico de redes', 'técnico(a) de redes', 'técnico/a de redes', 'técnica de redes']
    """
    first, *rest = role.split()
    if roll < 0.35 or not _HAS_FEMININE.search(first) or not re.fullmatch(r"\w+", first):
        return role
    stem = first if first.endswith("or") else first[:-1]
    if roll < 0.55:
        return " ".join([f"{first}(a)", *rest])
    if roll < 0.7:
        return " ".join([f"{first}/a", *rest])
    if rest and _ADJECTIVE.search(rest[0]):
        rest[0] = rest[0] + "a" if rest[0].endswith("or") else rest[0][:-1] + "a"
    return " ".join([f"{stem}a", *rest])


def title_role(dice: Dice, role: str) -> str:
    """The role in title case, now and then with its first word cut short, as in "Ing. de Redes"."""
    first, *rest = role.split()
    short = _SHORT_FORMS.get(first)
    if short is not None and dice.happens(0.15):
        return " ".join([short, title_case(" ".join(rest))]) if rest else capital(role)
    return title_case(role)


def title_case(text: str) -> str:
    """The text with capitals but for its small words.

    Examples
    --------
    >>> title_case("analista de datos")
    'Analista de Datos'
    """
    return " ".join(word if word in _SMALL_WORDS else capital(word) for word in text.split())
