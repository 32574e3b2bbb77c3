"""What training changed in the default encoder: a low-rank change of each layer, in eight bits, a few megabytes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.atomic_file import replaced_file
from data.errors import BundleTamperedError
from data.reference_files import SHIPPED

ADAPTER_FILE = "encoder_adapter.safetensors"
SHIPPED_ADAPTER = SHIPPED / "models" / ADAPTER_FILE

_PARTS = ("left", "left_scale", "right", "right_scale")


@dataclass(frozen=True, slots=True)
class LowRankChange:
    """The product of two factors, each row of which has a scale of its own.

    ``left`` int8 (n_out, rank), ``left_scale`` float32 (n_out,), ``right`` int8 (rank, n_in), ``right_scale`` float32
    (rank,).
    """

    left: NDArray[np.int8]
    left_scale: NDArray[np.float32]
    right: NDArray[np.int8]
    right_scale: NDArray[np.float32]

    def matrix(self) -> NDArray[np.float32]:
        """The change itself, shape (n_out, n_in)."""
        left = self.left * self.left_scale[:, None]
        right = self.right * self.right_scale[:, None]
        return (left @ right).astype(np.float32)


def quantised(left: NDArray[np.float64], right: NDArray[np.float64]) -> LowRankChange:
    """Two factors, rounded to eight bits row by row."""
    return LowRankChange(*_rounded(left), *_rounded(right))


def save_adapter(path: Path, changes: Mapping[str, LowRankChange]) -> None:
    """Write the changes by the name of their layer."""
    from safetensors.numpy import save

    tensors = {f"{name}|{part}": getattr(change, part) for name, change in changes.items() for part in _PARTS}
    with replaced_file(path) as file:
        file.write(save(tensors))


def read_adapter(path: Path) -> dict[str, LowRankChange]:
    """The changes in a file, by the name of their layer.

    Raises
    ------
    BundleTamperedError
        If it is missing, damaged or holds something else.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        tensors = load(path.read_bytes())
        names = sorted({key.partition("|")[0] for key in tensors})
        return {name: LowRankChange(*(tensors[f"{name}|{part}"] for part in _PARTS)) for name in names}
    except (OSError, SafetensorError, KeyError) as error:
        raise BundleTamperedError(f"{path} cannot be read as the encoder's adapter: {error}") from error


def adapter_in_use(models_dir: Path) -> Path:
    """The operator's own adapter where there is one, else the shipped one."""
    own = models_dir / ADAPTER_FILE
    return own if own.exists() else SHIPPED_ADAPTER


def adapter_hash(path: Path) -> str:
    """Sha256 of an adapter's file.

    Raises
    ------
    BundleTamperedError
        If it cannot be read.
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise BundleTamperedError(f"{path} cannot be read: {error.strerror}") from error


def _rounded(factor: NDArray[np.float64]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    scale = np.maximum(np.abs(factor).max(axis=1), 1e-12) / 127
    return np.rint(factor / scale[:, None]).astype(np.int8), scale.astype(np.float32)
