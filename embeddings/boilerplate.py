"""Tells sentences of an advertisement that ask for nothing (company, benefits, law, how to apply) from those that do.

A logistic regression over hashed words, parts of words, pairs of words and the number of skills named, fitted by
``training/reading/fit_boilerplate.py``. The section that a sentence stands in moves its score.
"""

import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from data.atomic_file import replaced_file
from data.errors import CatalogueError
from data.reference_files import SHIPPED, plain_rows
from embeddings.sections import Section
from embeddings.sentences import words

MODEL_PATH: Final = SHIPPED / "models" / "boilerplate.npz"
N_BUCKETS: Final = 16_384
_BEGINNING = 5
_ENDING = 4
_MAX_NAME_WORDS = 3
_MAX_COUNTED_NAMES = 3
_DIGITS = re.compile(r"\d+")
_SECTION_SHIFTS: Final = {
    Section.TITLE: -3.0,
    Section.DUTIES: -1.0,
    Section.REQUIRED: -1.0,
    Section.DESIRABLE: -1.0,
    Section.OTHER: 0.0,
    Section.COMPANY: 2.0,
    Section.BENEFITS: 3.0,
    Section.EQUAL_OPPORTUNITY: 3.0,
}
"""Added to a sentence's log-odds: a choice, as the fitted sentences stand in no section."""


@dataclass(frozen=True, slots=True)
class BoilerplateModel:
    """``weights`` is (``N_BUCKETS``,) float32; log-odds above ``threshold`` are boilerplate."""

    weights: NDArray[np.float32]
    intercept: float
    threshold: float

    def __post_init__(self) -> None:
        if self.weights.shape != (N_BUCKETS,) or self.weights.dtype != np.float32:
            raise ValueError(f"weights must be {N_BUCKETS} float32, got {self.weights.dtype} {self.weights.shape}")

    def log_odds(self, sentence: str) -> float:
        """Log-odds that a sentence standing alone is boilerplate."""
        buckets = sentence_buckets(sentence)
        if not buckets:
            return self.intercept
        return self.intercept + float(self.weights[buckets].sum()) / float(np.sqrt(len(buckets)))

    def is_boilerplate(self, sentence: str, section: Section) -> bool:
        """Whether a sentence of that section asks for nothing."""
        return self.log_odds(sentence) + _SECTION_SHIFTS[section] > self.threshold

    def save(self, path: Path) -> None:
        """Write to ``path`` (.npz), which holds the old model or the new one, never a part."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with replaced_file(path) as file:
            np.savez_compressed(
                file,
                allow_pickle=False,
                weights=self.weights,
                intercept=np.float64(self.intercept),
                threshold=np.float64(self.threshold),
            )

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what ``save`` wrote.

        Raises
        ------
        CatalogueError
            If the file is missing or is something else.
        """
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                return cls(stored["weights"], float(stored["intercept"]), float(stored["threshold"]))
        except FileNotFoundError as error:
            raise CatalogueError(f"{path} is missing; run `rumbo train boilerplate`") from error
        except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise CatalogueError(f"{path} is damaged; run `rumbo train boilerplate`") from error


def sentence_buckets(sentence: str) -> list[int]:
    """Distinct buckets of what a sentence shows, ascending: its words, their beginnings and ends, neighbours, skills.

    Both edges of the sentence count as neighbours; numbers are alike.
    """
    tokens = words(_DIGITS.sub("0", sentence))
    if not tokens:
        return []
    edged = ["^", *tokens, "$"]
    pairs = [f"{one} {other}" for one, other in pairwise(edged)]
    long = [word for word in tokens if len(word) > _BEGINNING]
    parts = [part for word in long for part in (f"{word[:_BEGINNING]}-", f"-{word[-_ENDING:]}")]
    names = _skill_names()
    triples = [f"{pair} {word}" for pair, word in zip(pairs[1:], tokens[2:], strict=False)]
    n_named = min(sum(name in names for name in (*tokens, *pairs, *triples)), _MAX_COUNTED_NAMES)
    named = ["#named", f"#{n_named}"] if n_named else ["#0"]
    return sorted({zlib.crc32(shown.encode()) % N_BUCKETS for shown in (*tokens, *pairs, *parts, *named)})


def bucket_rows(sentences: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Row numbers, buckets and values of the sparse matrix that the model is fitted on; rows have length one."""
    found = [sentence_buckets(sentence) for sentence in sentences]
    sizes = np.array([len(buckets) for buckets in found])
    rows = np.repeat(np.arange(len(found)), sizes)
    columns = np.array([bucket for buckets in found for bucket in buckets], dtype=np.int64)
    return rows, columns, np.repeat(1.0 / np.sqrt(np.maximum(sizes, 1)), sizes)


@lru_cache(maxsize=1)
def _skill_names() -> frozenset[str]:
    """Names of the shipped skills, of up to three words; a lone letter names nothing safely."""
    cells = (
        row[column]
        for row in plain_rows(SHIPPED, "skills.csv")
        for column in ("label_es", "label_en", "aliases_es", "aliases_en")
    )
    names = (words(_DIGITS.sub("0", name)) for cell in cells for name in cell.split("|"))
    return frozenset(" ".join(name) for name in names if len(name) <= _MAX_NAME_WORDS and len("".join(name)) > 1)


@lru_cache(maxsize=1)
def shipped_model() -> BoilerplateModel:
    """The model of this version."""
    return BoilerplateModel.load(MODEL_PATH)
