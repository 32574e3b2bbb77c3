"""What every text encoder offers, so that callers depend on vectors and never on a model class."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class TextRole(StrEnum):
    """Side of a search that a text stands on; retrieval models such as e5 encode the two differently."""

    QUERY = "query"
    PASSAGE = "passage"


class Encoder(Protocol):
    """Turns texts into unit vectors of one space."""

    @property
    def fingerprint(self) -> str:
        """Identity of model and revision; stored beside every vector, as two fingerprints mean two spaces."""
        ...

    @property
    def n_dims(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str], role: TextRole) -> NDArray[np.float32]:
        """Vectors of ``texts``, in their order.

        Returns
        -------
        Shape (n_texts, n_dims), C order, every row of length 1, so that the inner product is the cosine;
        (0, n_dims) for no texts.
        """
        ...
