"""Whether a trained encoder may serve: better than before training, and hardly worse when rounded to eight bits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.domain import Language
from embeddings.encoder import OnnxEncoder, SentenceTransformerEncoder
from embeddings.protocols import Encoder, TextRole
from training.encoder.concept_split import Part
from training.encoder.concepts import NamedConcept, Topic, part_of

MAX_LOSS = 0.005
"""Of recall among the first ten, lost by rounding."""
_N_SEARCHED = 4_000
_FIRST = 10


@dataclass(frozen=True, slots=True)
class GateFigures:
    """Recall among the first ten, Spanish alias to English label, on concepts that tune; shares in [0, 1]."""

    untrained: float
    full_precision: float
    served: float
    n_queries: int

    @property
    def is_passed(self) -> bool:
        """Whether training helped and rounding hardly hurts."""
        return self.full_precision > self.untrained and self.full_precision - self.served <= MAX_LOSS

    def text(self) -> str:
        """In one line."""
        return (
            f"recall among the first ten {self.untrained:.3f} before, {self.full_precision:.3f} in full precision,"
            f" {self.served:.3f} as served, {self.n_queries} queries"
        )


def gate_figures(
    untrained: Path, trained: Path, concepts: Mapping[str, NamedConcept], progress: Callable[[str], None]
) -> GateFigures:
    """Ask both encoders for the English labels of concepts that tune, among those of some thousand others."""
    skills = [c for c in concepts.values() if c.topic is Topic.SKILL and all(c.names.values())]
    asked = [c for c in skills if part_of(c) is Part.TUNE and len(c.names[Language.ES]) > 1]
    others = [c for c in skills if part_of(c) is not Part.TUNE][: _N_SEARCHED - len(asked)]
    queries = [concept.names[Language.ES][1] for concept in asked]
    labels = [concept.names[Language.EN][0] for concept in [*asked, *others]]
    progress(f"gate: {len(queries)} queries among {len(labels)} labels")
    encoders: Sequence[Encoder] = (
        OnnxEncoder.load(untrained),
        SentenceTransformerEncoder.load(str(trained)),
        OnnxEncoder.load(trained),
    )
    before, full, served = (_recall(encoder, queries, labels) for encoder in encoders)
    return GateFigures(before, full, served, len(queries))


def _recall(encoder: Encoder, queries: Sequence[str], labels: Sequence[str]) -> float:
    """Share of queries whose own label, that of the same place, is among the first ten; equal scores count against."""
    cosines = encoder.encode(queries, TextRole.QUERY) @ encoder.encode(labels, TextRole.PASSAGE).T
    own = cosines[np.arange(len(queries)), np.arange(len(queries))]
    ranks = (cosines >= own[:, None]).sum(axis=1)
    return float((ranks <= _FIRST).mean())
