"""Which concepts of a public classification train the encoder, which tune its use, and which are kept for figures.

The part is a function of the concept's address alone, so that it never moves: not when the classification is
imported anew, nor when other concepts come or go. A concept goes with all its names, in every language.
"""

import hashlib
from enum import StrEnum


class Part(StrEnum):
    """What a concept may be used for."""

    TRAIN = "train"
    TUNE = "tune"
    REPORT = "report"


def skill_part(uri: str) -> Part:
    """Of skills: one tenth reports, one twentieth tunes, the rest trains."""
    place = _place(uri)
    if place < 0.10:
        return Part.REPORT
    return Part.TUNE if place < 0.15 else Part.TRAIN


def occupation_part(uri: str) -> Part:
    """Of occupations: one half reports, one tenth tunes, the rest trains.

    Half of them stay unseen because published pairs of titles are made of nearly every occupation's names.
    """
    place = _place(uri)
    if place < 0.50:
        return Part.REPORT
    return Part.TUNE if place < 0.60 else Part.TRAIN


def _place(uri: str) -> float:
    """Place of an address on [0, 1), even over all addresses."""
    return int.from_bytes(hashlib.sha256(uri.encode()).digest()[:8]) / 2**64
