"""Fills phrases for one text: every slot gets a phrase of its pool or a value, and no phrase comes twice."""

import re

from data.domain import Language
from data.simulator.dice import Dice
from data.simulator.phrases import Pools, Template

# Marks stand for skills and fixed values until typing errors are made, so that those never touch them.
_FIRST_MARK = 0xE000
MARK = re.compile("[\ue000-\uf8ff]")


class PhraseWriter:
    """Picks phrases without repeating any while others are left."""

    def __init__(self, dice: Dice, language: Language, pools: Pools) -> None:
        self.dice = dice
        self.language = language
        self.slots: dict[str, str] = {}
        self._pools = pools
        self._names: list[str] = []
        self._used: dict[str, set[int]] = {}

    def has(self, pool: str) -> bool:
        """Whether there are phrases of this name."""
        return pool in self._pools

    def say(self, pool: str, **slots: str) -> str:
        """One phrase of a pool with all its slots filled; ``slots`` stay set for later phrases."""
        if slots:
            self.slots.update(slots)
        fixed = self.slots.get(pool)
        if fixed is not None:
            return fixed
        template = self._template(pool)
        if len(template) == 1:
            return template[0]
        return "".join([self.say(part) if at % 2 else part for at, part in enumerate(template)])

    def say_sentence(self, pool: str, **slots: str) -> str:
        """One phrase of a pool with a capital first letter."""
        return self.capital(self.say(pool, **slots))

    def fix(self, **values: str) -> None:
        """Set slots to marks that stand for the values until ``finished``."""
        for slot, value in values.items():
            self.slots[slot] = self.mark(value)

    def mark(self, name: str) -> str:
        """A private-use letter that stands for the name."""
        self._names.append(name)
        return chr(_FIRST_MARK + len(self._names) - 1)

    def finished(self, text: str) -> str:
        """The text with every name in its place, and Spanish words drawn together where they must be."""
        text = MARK.sub(self._named, text)
        return contracted(text) if self.language is Language.ES else text

    def n_words(self, text: str) -> int:
        """Words of the text, with every name in its place."""
        return len(MARK.sub(self._named, text).split())

    def capital(self, text: str) -> str:
        """The text with a capital first letter, also where a name comes first."""
        if MARK.match(text):
            at = ord(text[0]) - _FIRST_MARK
            self._names[at] = capital(self._names[at])
            return text
        return capital(text)

    def joined(self, phrases: list[str]) -> str:
        """Phrases in a row, mostly with a last "and"."""
        if len(phrases) == 1:
            return phrases[0]
        if self.dice.happens(0.2):
            return ", ".join(phrases)
        word = " and "
        if self.language is Language.ES:
            word = " e " if _I_SOUND.match(MARK.sub(self._named, phrases[-1])) else " y "
        return ", ".join(phrases[:-1]) + word + phrases[-1]

    def _named(self, match: re.Match[str]) -> str:
        return self._names[ord(match[0]) - _FIRST_MARK]

    def _template(self, pool: str) -> Template:
        """A phrase of the pool at random; where it was used, the next one that was not."""
        templates = self._pools[pool]
        at = int(self.dice.roll() * len(templates))
        used = self._used.setdefault(pool, set())
        if len(used) < len(templates):
            while at in used:
                at = (at + 1) % len(templates)
        used.add(at)
        return templates[at]


def capital(text: str) -> str:
    """The text with a capital first letter, unless its second one is a capital, as in iOS."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]


def contracted(text: str) -> str:
    """Spanish text with "del" for "de el", "al" for "a el", "u" before o and "e" before i.

    Examples
    --------
    >>> contracted("color u origen de el equipo, edad o origen")
    'color u origen del equipo, edad u origen'
    """
    text = text.replace(" de el ", " del ").replace(" a el ", " al ")
    return _E_BEFORE_I.sub(" e ", _U_BEFORE_O.sub(" u ", text))


_I_SOUND = re.compile(r"(?:i|í|hi(?!e))", re.IGNORECASE)
_U_BEFORE_O = re.compile(r" o (?=[oóOÓ]|ho)")
_E_BEFORE_I = re.compile(r"(?<=[a-záéíóúñ]) y (?=[ií](?!\b)|hi(?!e))")
