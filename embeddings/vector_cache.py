"""Keeps the vectors of corpora on disk, so that a corpus is encoded once for each encoder."""

import os
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.errors import InputError, NotReadyError
from embeddings.protocols import Encoder, TextRole
from embeddings.vector_file import VectorFile, refresh

_MOST_BYTES = 1_000_000_000


class VectorCache:
    """A folder with one file for each list of texts, named by their content, the encoder and the role.

    A file appears whole or not at all, so a process that is killed or runs beside another does no harm. The files
    longest out of use are deleted while all together hold more than ``most_bytes``; the newest always stays.
    """

    def __init__(self, folder: Path, most_bytes: int = _MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    def vectors(
        self, texts: Sequence[str], role: TextRole, encoder: Encoder, progress: Callable[[str], None]
    ) -> NDArray[np.float32]:
        """Vectors of ``texts`` in their order, shape (n_texts, n_dims); a damaged file is made anew."""
        path = self._folder / f"{_key(texts, role, encoder.fingerprint)}.npz"
        try:
            found = VectorFile.load(path).vectors
            os.utime(path)
        except (NotReadyError, InputError, FileNotFoundError):
            made = encoded(texts, role, encoder, progress)
            made.save(path)
            self._make_room(path)
            return made.vectors
        return found

    def _make_room(self, newest: Path) -> None:
        sizes = {}
        for path in self._folder.glob("*.npz"):
            try:
                sizes[path] = path.stat()
            except FileNotFoundError:  # another process made room
                continue
        n_bytes = sum(found.st_size for found in sizes.values())
        for path, found in sorted(sizes.items(), key=lambda item: (item[1].st_mtime_ns, item[0].name)):
            if n_bytes <= self._most_bytes:
                return
            if path != newest:
                path.unlink(missing_ok=True)
                n_bytes -= found.st_size


def encoded(texts: Sequence[str], role: TextRole, encoder: Encoder, progress: Callable[[str], None]) -> VectorFile:
    """Vectors of ``texts`` under their numbers."""
    return refresh(None, [str(number) for number in range(len(texts))], texts, encoder, role, progress)


def _key(texts: Sequence[str], role: TextRole, fingerprint: str) -> str:
    digest = sha256(f"{fingerprint}\0{role}\0{len(texts)}".encode())
    for text in texts:
        content = text.encode("utf-8", "surrogatepass")
        # The length keeps two texts from being read as one.
        digest.update(len(content).to_bytes(8))
        digest.update(content)
    return digest.hexdigest()
