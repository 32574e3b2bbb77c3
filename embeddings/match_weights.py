"""How much each signal counts when texts of a kind are matched; learned by ``rumbo train matcher``."""

import tomllib
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path

from data.errors import InputError
from data.reference_files import SHIPPED

SHIPPED_WEIGHTS = SHIPPED / "models" / "match_weights.toml"


class TextKind(StrEnum):
    """What the texts to match are."""

    TITLE = "title"
    SKILL = "skill"
    SENTENCE = "sentence"
    CERTIFICATION = "certification"
    SUBJECT = "subject"


class Signal(StrEnum):
    """One way in which two texts are alike; each is a number up to 1."""

    POOLED = "pooled"  # cosine of the whole texts
    WINDOW_3 = "window_3"  # best run of three tokens of the query with the whole text
    WINDOW_8 = "window_8"
    LEXICAL = "lexical"  # letters in common, in the same language or where none is told
    LEXICAL_ACROSS = "lexical_across"  # letters in common, in different languages


@dataclass(frozen=True, slots=True)
class MatchWeights:
    """Weights of the signals, each in [0, 1]; a score is their weighted sum.

    ``splits_lists`` lets each item of a query that is a list match by itself; the best item counts.
    """

    pooled: float
    window_3: float = 0.0
    window_8: float = 0.0
    lexical: float = 0.0
    lexical_across: float = 0.0
    splits_lists: bool = False

    def __post_init__(self) -> None:
        weights = self.by_signal.values()
        if not all(0 <= weight <= 1 for weight in weights) or not any(weights):
            raise ValueError(f"weights must be from 0 to 1 and not all 0, got {self}")

    @property
    def by_signal(self) -> dict[Signal, float]:
        """The weight of every signal."""
        return {signal: getattr(self, signal.value) for signal in Signal}

    @property
    def signals_in_use(self) -> list[Signal]:
        """Signals whose weight is not 0; no other need be made."""
        return [signal for signal, weight in self.by_signal.items() if weight]


ENCODER_ALONE = MatchWeights(pooled=1.0)
LETTERS_ALONE = MatchWeights(pooled=0.0, lexical=1.0, lexical_across=1.0)


def read_match_weights(path: Path = SHIPPED_WEIGHTS) -> dict[TextKind, MatchWeights]:
    """The weights of every kind.

    Raises
    ------
    InputError
        If the file is missing, is not TOML, or a kind or a weight in it is missing or wrong.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError(f"{path}: not found; run `rumbo train matcher`") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not a TOML file: {error}") from error
    return {kind: _weights(path, kind, content.get(kind.value)) for kind in TextKind}


def _weights(path: Path, kind: TextKind, table: object) -> MatchWeights:
    names = {field.name for field in fields(MatchWeights)}
    if not isinstance(table, dict) or set(table) != names:
        raise InputError(f"{path}: table [{kind}] must have exactly {', '.join(sorted(names))}")
    if any(isinstance(value, bool) is not (name == "splits_lists") for name, value in table.items()):
        raise InputError(f"{path}: table [{kind}]: splits_lists must be true or false, all others numbers")
    try:
        return MatchWeights(**table)
    except (ValueError, TypeError) as error:
        raise InputError(f"{path}: table [{kind}]: {error}") from error
