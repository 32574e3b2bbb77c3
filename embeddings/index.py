"""Nearest neighbours by cosine: FAISS, the ids of the rows, and the encoder that they belong to."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from data.atomic_file import replaced_file
from data.errors import BundleTamperedError, ForeignIndexError, NotReadyError

if TYPE_CHECKING:
    import faiss

_SPARE = 16  # neighbours fetched beyond k, among which a tie at the last place usually ends
_FLOAT_ERROR = 2e-6  # FAISS adds in single precision, and in another order for large batches
_UNIT_ERROR = 1e-3
_QUERIES_A_STEP = 256  # bounds the memory of the exact cosines
_BLAS_THRESHOLD = 800


@dataclass(frozen=True, slots=True, eq=False)
class VectorIndex:
    """An exact index of unit vectors of one kind of thing.

    ``ids`` ascend, and row i of the FAISS index belongs to ``ids[i]``. The answer to a query is the same
    alone and in a batch, and things of equal cosine come in the order of their ids.
    """

    ids: tuple[str, ...]
    kind: str
    fingerprint: str
    _flat: "faiss.IndexFlatIP"

    @classmethod
    def build(cls, ids: Sequence[str], vectors: NDArray[np.float32], *, kind: str, fingerprint: str) -> Self:
        """Index ``vectors``, unit rows of shape (n_ids, n_dims), made by the encoder of that fingerprint."""
        import faiss

        if vectors.ndim != 2 or len(vectors) != len(ids):
            raise ValueError(f"{len(ids)} ids for vectors of shape {vectors.shape}")
        if len(set(ids)) != len(ids):
            raise ValueError("ids must be distinct")
        lengths = np.linalg.norm(vectors, axis=1)
        # Written so that a NaN fails as well.
        if not np.all(np.abs(lengths - 1.0) < _UNIT_ERROR):
            raise ValueError("vectors must be finite and of length 1")
        order = sorted(range(len(ids)), key=lambda row: ids[row])
        flat = faiss.IndexFlatIP(vectors.shape[1])
        flat.add(np.ascontiguousarray(vectors[order], dtype=np.float32))
        return cls(tuple(ids[row] for row in order), kind, fingerprint, flat)

    @property
    def n_dims(self) -> int:
        """Length of a vector."""
        return int(self._flat.d)

    def vectors(self) -> NDArray[np.float32]:
        """The vectors in the order of ``ids``, shape (n_ids, n_dims): a read-only view, not a copy."""
        import faiss

        if not self.ids:
            return np.empty((0, self.n_dims), dtype=np.float32)
        held: NDArray[np.float32] = faiss.rev_swig_ptr(self._flat.get_xb(), len(self.ids) * self.n_dims)
        view = held.reshape(len(self.ids), self.n_dims)
        view.flags.writeable = False
        return view

    def search(
        self, queries: NDArray[np.float32], k: int, *, fingerprint: str
    ) -> tuple[NDArray[np.object_], NDArray[np.float32]]:
        """The ``k`` nearest things of each query, nearest first.

        Parameters
        ----------
        queries
            Unit rows, shape (n_queries, n_dims).
        k
            At least 1; all things are returned if there are fewer.
        fingerprint
            Of the encoder that made ``queries``.

        Returns
        -------
        Ids and cosines, both of shape (n_queries, min(k, n_ids)).

        Raises
        ------
        ForeignIndexError
            If the queries come from another encoder than the index.
        """
        if fingerprint != self.fingerprint:
            raise ForeignIndexError(f"the {self.kind} index is of {self.fingerprint}, the query of {fingerprint}")
        if queries.ndim != 2 or queries.shape[1] != self.n_dims:
            raise ValueError(f"queries must be of shape (n, {self.n_dims}), got {queries.shape}")
        if k < 1:
            raise ValueError(f"k must be at least 1, got {k}")
        if not np.isfinite(queries).all():
            raise ValueError("queries must be finite")
        k = min(k, len(self.ids))
        rows = np.empty((len(queries), k), dtype=np.int64)
        cosines = np.empty((len(queries), k), dtype=np.float32)
        for first in range(0, len(queries), _QUERIES_A_STEP) if k else ():
            step = slice(first, first + _QUERIES_A_STEP)
            rows[step], cosines[step] = self._nearest(np.ascontiguousarray(queries[step], dtype=np.float32), k)
        # Only the ids found: an array of all of them takes longer to make than the search.
        found = np.array([self.ids[row] for row in rows.flat], dtype=np.object_)
        return found.reshape(rows.shape), cosines

    def save(self, path_prefix: Path) -> None:
        """Write the index to ``<prefix>.<hash>.faiss`` and ``<prefix>.json``.

        The JSON file names the other one and is replaced last, so a reader finds the old index or the new.
        """
        import faiss

        content = faiss.serialize_index(self._flat).tobytes()
        header = {"kind": self.kind, "fingerprint": self.fingerprint, "n_dims": self.n_dims, "ids": self.ids}
        digest = _digest(header, content)
        vectors_path = _vectors_path(path_prefix, digest)
        with replaced_file(vectors_path) as file:
            file.write(content)
        with replaced_file(_header_path(path_prefix)) as file:
            file.write(json.dumps({**header, "sha256": digest}, ensure_ascii=False).encode())
        for other in path_prefix.parent.glob(f"{path_prefix.name}.{'[0-9a-f]' * 12}.faiss"):
            if other != vectors_path:
                other.unlink(missing_ok=True)

    @classmethod
    def load(cls, path_prefix: Path) -> Self:
        """Read what ``save`` wrote, after its hash is found right.

        Raises
        ------
        NotReadyError
            If there is no index of that name.
        BundleTamperedError
            If a file is damaged, cut short or another one than was saved.
        """
        try:
            header = json.loads(_header_path(path_prefix).read_bytes())
            digest = header.pop("sha256")
            content = _vectors_path(path_prefix, digest).read_bytes()
        except FileNotFoundError as error:
            raise NotReadyError(f"{error.filename} is missing; run `rumbo index`") from error
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise BundleTamperedError(f"{_header_path(path_prefix)} is damaged; run `rumbo index`") from error
        if _digest(header, content) != digest:
            raise BundleTamperedError(f"the index {path_prefix} is not the one that was saved; run `rumbo index`")
        flat = _flat_index(content, path_prefix)
        return cls(tuple(header["ids"]), header["kind"], header["fingerprint"], flat)

    def _nearest(self, queries: NDArray[np.float32], k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Rows and cosines of the nearest ``k``, exactly.

        FAISS finds the candidates. Their cosines are then computed anew in double precision, as those of
        FAISS differ in the last digits with the size of the batch, which would shuffle equals.
        """
        n_ids = len(self.ids)
        n_fetched = min(k + _SPARE, n_ids)
        rough, rows = self._faiss_search(queries, n_fetched)
        # While the last fetched may equal the k-th, one left out may too.
        while n_fetched < n_ids and np.any(rough[:, k - 1] - rough[:, -1] <= _FLOAT_ERROR):
            n_fetched = min(4 * n_fetched, n_ids)
            rough, rows = self._faiss_search(queries, n_fetched)
        rows = np.sort(rows, axis=1)  # ids ascend with rows, so a stable sort by cosine keeps them in order
        candidates = self.vectors()
        cosines = np.empty(rows.shape, dtype=np.float32)
        for place, query in enumerate(queries.astype(np.float64)):
            # einsum adds each row in one order; a matrix product would not for every shape.
            cosines[place] = np.einsum("ij,j->i", candidates[rows[place]].astype(np.float64), query)
        best = np.argsort(-cosines, axis=1, kind="stable")[:, :k]
        return np.take_along_axis(rows, best, axis=1), np.take_along_axis(cosines, best, axis=1)

    def _faiss_search(self, queries: NDArray[np.float32], k: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        import faiss

        # Measured at 384 dimensions: batches over this many queries gain ten times by BLAS, single ones lose.
        faiss.cvar.distance_compute_blas_threshold = _BLAS_THRESHOLD
        cosines, rows = self._flat.search(queries, k)
        return cosines, rows


def _header_path(path_prefix: Path) -> Path:
    return path_prefix.with_name(f"{path_prefix.name}.json")


def _vectors_path(path_prefix: Path, digest: str) -> Path:
    return path_prefix.with_name(f"{path_prefix.name}.{digest[:12]}.faiss")


def _digest(header: dict[str, Any], content: bytes) -> str:
    """One hash over both files, whatever the order of the header's keys."""
    canonical = json.dumps(header, sort_keys=True, ensure_ascii=True).encode()
    return hashlib.sha256(canonical + b"\0" + content).hexdigest()


def _flat_index(content: bytes, path_prefix: Path) -> "faiss.IndexFlatIP":
    import faiss

    try:
        # From the bytes that were hashed, not from a file that may have changed since.
        flat = faiss.deserialize_index(np.frombuffer(content, dtype=np.uint8))
    except RuntimeError as error:
        raise BundleTamperedError(f"the index {path_prefix} cannot be read; run `rumbo index`") from error
    if not isinstance(flat, faiss.IndexFlatIP):
        raise BundleTamperedError(f"the index {path_prefix} is a {type(flat).__name__}, not a flat one")
    return flat
