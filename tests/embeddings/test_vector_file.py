"""Tests of the vectors on disk."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from data.errors import InputError, NotReadyError
from embeddings.hashing import HashingEncoder
from embeddings.protocols import TextRole
from embeddings.vector_file import VectorFile, refresh


class CountingEncoder(HashingEncoder):
    """Remembers which texts it was asked for."""

    def __init__(self, n_dims: int = 32) -> None:
        super().__init__(n_dims)
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], role: TextRole) -> NDArray[np.float32]:
        self.asked.extend(texts)
        return super().encode(texts, role)


def ignore(message: str) -> None:
    """A progress callback that drops its messages."""


@pytest.fixture
def stored() -> VectorFile:
    return refresh(None, ["a", "b"], ["redes", "datos"], HashingEncoder(32), TextRole.PASSAGE, ignore)


class TestVectorFile:
    def test_gives_back_what_was_saved(self, stored: VectorFile, tmp_path: Path) -> None:
        stored.save(tmp_path / "vectors" / "skill.npz")
        loaded = VectorFile.load(tmp_path / "vectors" / "skill.npz")
        assert (loaded.ids, loaded.text_hashes) == (stored.ids, stored.text_hashes)
        assert loaded.fingerprint == stored.fingerprint
        np.testing.assert_array_equal(loaded.vectors, stored.vectors)

    def test_keeps_no_rows(self, tmp_path: Path) -> None:
        empty = refresh(None, [], [], HashingEncoder(32), TextRole.PASSAGE, ignore)
        empty.save(tmp_path / "skill.npz")
        assert VectorFile.load(tmp_path / "skill.npz").vectors.shape == (0, 32)

    def test_leaves_no_other_file(self, stored: VectorFile, tmp_path: Path) -> None:
        stored.save(tmp_path / "skill.npz")
        stored.save(tmp_path / "skill.npz")
        assert [path.name for path in tmp_path.iterdir()] == ["skill.npz"]

    def test_keeps_the_old_file_when_writing_fails(
        self, stored: VectorFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "skill.npz"
        stored.save(path)
        before = path.read_bytes()

        def stop_half_way(file: object, **_: object) -> None:
            file.write(b"half")  # type: ignore[attr-defined]
            raise OSError("stopped")

        monkeypatch.setattr(np, "savez", stop_half_way)
        with pytest.raises(OSError, match="stopped"):
            stored.save(path)
        assert path.read_bytes() == before
        assert len(list(tmp_path.iterdir())) == 1

    def test_says_which_command_makes_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(NotReadyError, match="rumbo embed"):
            VectorFile.load(tmp_path / "skill.npz")

    def test_refuses_a_file_cut_short_anywhere(self, stored: VectorFile, tmp_path: Path) -> None:
        path = tmp_path / "skill.npz"
        stored.save(path)
        content = path.read_bytes()
        for n_bytes in (0, 1, 30, len(content) // 2, len(content) - 1):
            path.write_bytes(content[:n_bytes])
            with pytest.raises(InputError, match="damaged"):
                VectorFile.load(path)

    def test_refuses_a_file_with_a_changed_byte(self, stored: VectorFile, tmp_path: Path) -> None:
        path = tmp_path / "skill.npz"
        stored.save(path)
        content = bytearray(path.read_bytes())
        place = bytes(content).index(stored.vectors.tobytes())
        content[place + 5] ^= 0xFF
        path.write_bytes(content)
        with pytest.raises(InputError, match="damaged"):
            VectorFile.load(path)

    def test_never_unpickles(self, tmp_path: Path) -> None:
        path = tmp_path / "skill.npz"
        with path.open("wb") as file:
            np.savez(file, ids=np.array(["a", None], dtype=object))
        with pytest.raises(InputError):
            VectorFile.load(path)

    def test_refuses_another_numpy_file(self, tmp_path: Path) -> None:
        with (tmp_path / "skill.npz").open("wb") as file:
            np.save(file, np.zeros(3))
        with pytest.raises(InputError):
            VectorFile.load(tmp_path / "skill.npz")

    def test_refuses_unequal_counts_and_repeated_ids(self) -> None:
        vectors = np.zeros((2, 4), dtype=np.float32)
        with pytest.raises(ValueError, match="1 ids"):
            VectorFile(("a",), ("h", "i"), vectors, "f")
        with pytest.raises(ValueError, match="distinct"):
            VectorFile(("a", "a"), ("h", "i"), vectors, "f")
        with pytest.raises(ValueError, match="float32"):
            VectorFile(("a", "b"), ("h", "i"), vectors.astype(np.float64), "f")


class TestRefresh:
    def test_encodes_only_new_texts(self, stored: VectorFile) -> None:
        encoder, told = CountingEncoder(), list[str]()
        refreshed = refresh(stored, ["c", "b"], ["nube", "datos"], encoder, TextRole.PASSAGE, told.append)
        assert encoder.asked == ["nube"]
        assert refreshed.ids == ("c", "b")
        np.testing.assert_array_equal(refreshed.vectors, HashingEncoder(32).encode(["nube", "datos"], TextRole.PASSAGE))
        assert told == ["encoded 1 of 1 new texts; 1 unchanged"]

    def test_encodes_nothing_the_second_time(self, stored: VectorFile) -> None:
        encoder, told = CountingEncoder(), list[str]()
        again = refresh(stored, stored.ids, ["redes", "datos"], encoder, TextRole.PASSAGE, told.append)
        assert encoder.asked == []
        np.testing.assert_array_equal(again.vectors, stored.vectors)
        assert told == ["encoded 0 new texts; 2 unchanged"]

    def test_encodes_all_with_another_encoder(self, stored: VectorFile) -> None:
        encoder = CountingEncoder(64)
        refreshed = refresh(stored, stored.ids, ["redes", "datos"], encoder, TextRole.PASSAGE, ignore)
        assert encoder.asked == ["redes", "datos"]
        assert refreshed.fingerprint == encoder.fingerprint

    def test_encodes_all_in_another_role(self, stored: VectorFile) -> None:
        encoder = CountingEncoder()
        refresh(stored, stored.ids, ["redes", "datos"], encoder, TextRole.QUERY, ignore)
        assert encoder.asked == ["redes", "datos"]

    def test_follows_a_text_to_another_id(self, stored: VectorFile) -> None:
        encoder = CountingEncoder()
        moved = refresh(stored, ["b", "a"], ["redes", "datos"], encoder, TextRole.PASSAGE, ignore)
        assert encoder.asked == []
        np.testing.assert_array_equal(moved.vectors, stored.vectors)

    def test_refuses_unequal_counts(self) -> None:
        with pytest.raises(ValueError, match="1 ids for 0 texts"):
            refresh(None, ["a"], [], HashingEncoder(), TextRole.PASSAGE, ignore)
