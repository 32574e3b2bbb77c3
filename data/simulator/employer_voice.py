"""How one employer speaks in all its ads: its tone, its layout and the paragraphs it copies from ad to ad."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from data.domain import Language
from data.names import unaccented
from data.simulator.dice import Dice
from data.simulator.phrase_writer import PhraseWriter
from data.simulator.phrases import phrase_pools
from data.simulator.posting_style import PostingStyle, Tone, draw_style

BOILERPLATE = ("about", "equal", "privacy")
"""Sections that an employer copies."""
_MAILBOXES = ("vacantes", "talento", "empleos", "bolsa", "contacto", "personas", "cv", "unete", "rh", "seleccion")


@dataclass(frozen=True, slots=True)
class EmployerVoice:
    """An employer's habits; ``boilerplate`` holds one finished paragraph a language and section."""

    name: str
    tone: Tone
    contact: str
    style: PostingStyle
    boilerplate: Mapping[Language, Mapping[str, str]]


def draw_voice(dice: Dice, name: str, tone: Tone, work: str, city: str) -> EmployerVoice:
    """The voice of an employer of ``work`` ("it" or "bpo") whose head office stands in ``city``.

    Raises
    ------
    ValueError
        If the name or the city is blank.
    """
    if not name.strip() or not city.strip():
        raise ValueError(f"employer and city must not be blank, got {name!r} and {city!r}")
    domain = re.sub("[^a-z0-9]+", "", unaccented(name).lower()) or "empresa"
    contact = f"{dice.one_of(_MAILBOXES)}@{domain}.example.com"
    boilerplate = {}
    for language in Language:
        writer = PhraseWriter(dice, language, phrase_pools(language, work, tone))
        writer.fix(employer=name.strip(), city=city.strip(), contact=contact)
        boilerplate[language] = {section: writer.finished(writer.say_sentence(section)) for section in BOILERPLATE}
    return EmployerVoice(name.strip(), tone, contact, draw_style(dice, tone), boilerplate)
