"""Spoils texts as people in a hurry do: slips of the keyboard and lost accents."""

import re

from data.simulator.dice import Dice

_FLAT_ACCENTS = str.maketrans("áéíóúüÁÉÍÓÚÜ", "aeiouuAEIOUU", "¿¡")
# Words that a slip may hit: lower case, five letters or more, no part of an address.
_WORD = re.compile(r"(?<![\w@.])[a-záéíóúñ]{5,}(?![\w@])")
_ACCENT = re.compile("[áéíóú]")
_KEY_ROWS = ("qwertyuiop", "asdfghjklñ", "zxcvbnm")
_BESIDE = {key: row[max(at - 1, 0) : at] + row[at + 1 : at + 2] for row in _KEY_ROWS for at, key in enumerate(row)}
_MOST_SLIPS = 4


def misspelt(dice: Dice, text: str) -> str:
    """The text with one to four slips of the keyboard, none in capitals, numbers, marks or addresses."""
    words = dice.shuffled(_WORD.finditer(text))
    n_slips = 1 + int(dice.roll() ** 1.7 * _MOST_SLIPS)
    for match in sorted(words[:n_slips], key=re.Match.start, reverse=True):
        space, following = text[match.end() : match.end() + 1], text[match.end() + 1 : match.end() + 2]
        if dice.happens(0.12) and space == " " and following.islower():
            text = text[: match.end()] + text[match.end() + 1 :]
        else:
            text = text[: match.start()] + _slip(dice, match.group()) + text[match.end() :]
    return text


def _slip(dice: Dice, word: str) -> str:
    """The word as mistyped once; its first letter stays."""
    if dice.happens(0.5) and (accent := _ACCENT.search(word)):
        return word[: accent.start()] + accent.group().translate(_FLAT_ACCENTS) + word[accent.end() :]
    at = 1 + int(dice.roll() * (len(word) - 2))
    kind = dice.roll()
    if kind < 0.3:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind < 0.58:
        return word[:at] + word[at + 1 :]
    if kind < 0.78:
        return word[:at] + word[at] + word[at:]
    return word[:at] + dice.one_of(_BESIDE.get(word[at], word[at])) + word[at + 1 :]


def without_accents(text: str) -> str:
    """The text without accents and opening marks, as typed on a foreign keyboard; ñ stays."""
    return text.translate(_FLAT_ACCENTS)
