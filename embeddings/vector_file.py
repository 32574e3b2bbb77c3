"""Vectors of one kind of thing on disk, with what is needed to encode again only the texts that changed."""

import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from data.atomic_file import replaced_file
from data.errors import InputError, NotReadyError
from embeddings.protocols import Encoder, TextRole

_TEXTS_A_STEP = 1_000  # between two progress messages


@dataclass(frozen=True, slots=True)
class VectorFile:
    """Vectors with the ids they stand for, in one order.

    ``text_hashes`` tell whether a text is still the one that was encoded; ``vectors`` is (n_ids, n_dims).
    """

    ids: tuple[str, ...]
    text_hashes: tuple[str, ...]
    vectors: NDArray[np.float32]
    fingerprint: str

    def __post_init__(self) -> None:
        if self.vectors.ndim != 2 or self.vectors.dtype != np.float32:
            raise ValueError(f"vectors must be rows of float32, got {self.vectors.dtype} {self.vectors.shape}")
        if not len(self.ids) == len(self.text_hashes) == len(self.vectors):
            raise ValueError(
                f"{len(self.ids)} ids, {len(self.text_hashes)} hashes, {len(self.vectors)} vectors must match"
            )
        if len(set(self.ids)) != len(self.ids):
            raise ValueError("ids must be distinct")

    def save(self, path: Path) -> None:
        """Write to ``path`` (.npz), which holds the old vectors or the new ones, never a part."""
        with replaced_file(path) as file:
            np.savez(
                file,
                allow_pickle=False,
                ids=np.array(self.ids, dtype=np.str_),
                text_hashes=np.array(self.text_hashes, dtype=np.str_),
                vectors=self.vectors,
                fingerprint=np.array(self.fingerprint, dtype=np.str_),
            )

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what ``save`` wrote.

        Raises
        ------
        NotReadyError
            If there is no such file.
        InputError
            If it is cut short or is something else.
        """
        try:
            # Opened here, as numpy leaves a file open that it cannot read.
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                return cls(
                    ids=tuple(stored["ids"].tolist()),
                    text_hashes=tuple(stored["text_hashes"].tolist()),
                    vectors=np.ascontiguousarray(stored["vectors"]),
                    fingerprint=str(stored["fingerprint"]),
                )
        except FileNotFoundError as error:
            raise NotReadyError(f"no vectors in {path}; run `rumbo embed`") from error
        # A plain .npy opens as an array, which is no context manager: hence TypeError.
        except (ValueError, KeyError, TypeError, EOFError, OSError, zipfile.BadZipFile, zlib.error) as error:
            raise InputError(f"{path} is damaged; delete it and run `rumbo embed`") from error


def refresh(
    previous: VectorFile | None,
    ids: Sequence[str],
    texts: Sequence[str],
    encoder: Encoder,
    role: TextRole,
    progress: Callable[[str], None],
) -> VectorFile:
    """Vectors of ``texts`` in their order, of which only those not in ``previous`` are encoded.

    A vector is taken over if its text was encoded before, in the same role by the same encoder, under any id.
    ``progress`` is told how many were encoded.
    """
    if len(ids) != len(texts):
        raise ValueError(f"{len(ids)} ids for {len(texts)} texts")
    text_hashes = tuple(_text_hash(text, role) for text in texts)
    vectors = np.empty((len(texts), encoder.n_dims), dtype=np.float32)
    known = _known_rows(previous, encoder)
    kept = [row for row, text_hash in enumerate(text_hashes) if text_hash in known]
    if previous is not None and kept:
        vectors[kept] = previous.vectors[[known[text_hashes[row]] for row in kept]]
    new = [row for row, text_hash in enumerate(text_hashes) if text_hash not in known]
    for first in range(0, len(new), _TEXTS_A_STEP):
        step = new[first : first + _TEXTS_A_STEP]
        vectors[step] = encoder.encode([texts[row] for row in step], role)
        progress(f"encoded {first + len(step)} of {len(new)} new texts; {len(kept)} unchanged")
    if not new:
        progress(f"encoded 0 new texts; {len(kept)} unchanged")
    return VectorFile(tuple(ids), text_hashes, vectors, encoder.fingerprint)


def _known_rows(previous: VectorFile | None, encoder: Encoder) -> dict[str, int]:
    """Row of each text that need not be encoded again."""
    if previous is None or previous.fingerprint != encoder.fingerprint:
        return {}
    if previous.vectors.shape[1] != encoder.n_dims:
        return {}
    return {text_hash: row for row, text_hash in enumerate(previous.text_hashes)}


def _text_hash(text: str, role: TextRole) -> str:
    # Two roles of one text are two vectors.
    return sha256(f"{role}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()
