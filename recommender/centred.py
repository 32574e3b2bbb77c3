"""Cosines that tell things apart: of vectors from which what all have in common was taken away.

The encoder's vectors lie in a narrow cone (cosines between .78 and .92), and the mean of all skills points along it.
"""

import numpy as np
from numpy.typing import NDArray


def centred(vectors: NDArray[np.float32], centre: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows minus ``centre``, at unit length: (n, d) and (d,) to (n, d). A row at the centre itself becomes zeros."""
    moved = np.asarray(vectors, np.float32) - centre
    norms = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(np.divide(moved, norms, out=np.zeros_like(moved), where=norms > 1e-9), np.float32)
