"""The worlds: countries alike in all but what holding a certification does to dropping out."""

from enum import StrEnum
from typing import Final

MOST_TRUTH: Final = 20_000
"""Learners whose potential outcomes are kept: a few hundred megabytes, more than any figure needs."""


class World(StrEnum):
    """How the effect of a certification on dropping out differs from person to person."""

    DEFAULT = "default"
    EQUAL_EFFECT = "equal-effect"
    FALLING_EFFECT = "falling-effect"
