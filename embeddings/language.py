"""Tells Spanish from English in short work texts, by little words, accents and endings."""

from data.domain import Language
from embeddings.sentences import words

_SPANISH_WORDS = """
    al ante bajo como con cuando de del desde donde e el ella ellos en entre es esta este estos hacia hasta la las
    lo los mas mediante mi muy nos nuestra nuestro o para pero por que se segun ser si sin sobre son su sus
    tambien te tu tus un una unas unos y ya
"""
_ENGLISH_WORDS = """
    about across an and are as at be been but by can for from has have how if in into is it its more of on or our
    such than that the their them these they this through to under using we were what when which who will with
    within you your
"""
_LITTLE_WORDS = {
    Language.ES: frozenset(_SPANISH_WORDS.split()),
    Language.EN: frozenset(_ENGLISH_WORDS.split()),
}
_SPANISH_ENDINGS = "a o as os ar ir cion ciones dad dades aje ble bles dor ente"
_ENGLISH_ENDINGS = "ing tion tions ment ness ity er ers ed ly ship th ck ty sh"
_ENDINGS = {
    Language.ES: tuple(_SPANISH_ENDINGS.split()),
    Language.EN: tuple(_ENGLISH_ENDINGS.split()),
}
_SPANISH_LETTERS = frozenset("áéíóúüñ¿¡")
_LITTLE_WORD, _LETTER, _ENDING = 2, 3, 1
_ENOUGH = 2
"""One ending alone proves nothing: names of products have endings, too."""


def language_of(text: str) -> Language | None:
    """Language of a text; ``None`` where nothing tells, as in names of products.

    Examples
    --------
    >>> language_of("administración de redes").value
    'es'
    >>> language_of("testing and monitoring").value
    'en'
    >>> language_of("Java") is None
    True
    """
    found = words(text)
    points = {language: _points(found, language) for language in Language}
    if not _SPANISH_LETTERS.isdisjoint(text.lower()):
        points[Language.ES] += _LETTER
    lead = points[Language.ES] - points[Language.EN]
    if abs(lead) < _ENOUGH:
        return None
    return Language.ES if lead > 0 else Language.EN


def _points(found: list[str], language: Language) -> int:
    return sum(
        _LITTLE_WORD
        if word in _LITTLE_WORDS[language]
        else _ENDING * (len(word) > 3 and word.endswith(_ENDINGS[language]))
        for word in found
    )
