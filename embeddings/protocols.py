"""What every text encoder offers, so that callers depend on vectors and never on a model class."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

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


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """One text, read whole and token by token in one pass.

    ``text_vector`` is what ``encode`` gives, shape (n_dims,). ``vectors`` are of the text's own tokens in their
    context, shape (n_tokens, n_dims), not of unit length; ``offsets`` say where each token stands in the text as
    (start, end), shape (n_tokens, 2). A text of nothing has no tokens.
    """

    text_vector: NDArray[np.float32]
    vectors: NDArray[np.float32]
    offsets: NDArray[np.int64]


@runtime_checkable
class TokenEncoder(Encoder, Protocol):
    """An encoder that also tells what it read in each place of a text."""

    def token_vectors(self, texts: Sequence[str], role: TextRole) -> list[TokenVectors]:
        """What was read in each text, in their order; about 1.5 kB a token, so pass long lists in parts."""
        ...
