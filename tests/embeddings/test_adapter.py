"""Tests of the adapter's file and of its rounding."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import BundleTamperedError
from embeddings.adapter import (
    ADAPTER_FILE,
    SHIPPED_ADAPTER,
    LowRankChange,
    adapter_hash,
    adapter_in_use,
    quantised,
    read_adapter,
    save_adapter,
)


def _factors(seed: int, rank: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(5, rank)), rng.normal(size=(rank, 7))


class TestQuantised:
    @given(st.integers(0, 2**31))
    def test_stays_near_the_product_of_the_factors(self, seed: int) -> None:
        left, right = _factors(seed)
        # Half a step of each factor at most, times what it is multiplied by.
        step_left = np.abs(left).max(axis=1) / 254
        step_right = np.abs(right).max(axis=1) / 254
        bound = step_left[:, None] * np.abs(right).sum(axis=0) + np.abs(left) @ step_right[:, None] * 1.01
        assert (np.abs(quantised(left, right).matrix() - left @ right) <= 1.1 * bound + 1e-6).all()

    def test_of_nothing_is_nothing(self) -> None:
        assert not quantised(np.zeros((4, 2)), np.zeros((2, 3))).matrix().any()


class TestAdapterFile:
    def test_gives_back_what_was_saved(self, tmp_path: Path) -> None:
        changes = {"layer.0.a": quantised(*_factors(1)), "layer.1.a": quantised(*_factors(2))}
        save_adapter(tmp_path / ADAPTER_FILE, changes)
        found = read_adapter(tmp_path / ADAPTER_FILE)
        assert list(found) == ["layer.0.a", "layer.1.a"]
        for name, change in changes.items():
            np.testing.assert_array_equal(found[name].matrix(), change.matrix())

    @pytest.mark.parametrize("content", [b"", b"{}", b"\x08\0\0\0\0\0\0\0{}      "], ids=["empty", "text", "no change"])
    def test_refuses_or_finds_nothing_in_another_file(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / ADAPTER_FILE
        path.write_bytes(content)
        if content.startswith(b"\x08"):
            assert read_adapter(path) == {}
        else:
            with pytest.raises(BundleTamperedError, match=ADAPTER_FILE):
                read_adapter(path)

    def test_refuses_a_file_that_lacks_a_factor(self, tmp_path: Path) -> None:
        from safetensors.numpy import save

        path = tmp_path / ADAPTER_FILE
        path.write_bytes(save({"layer.0.a|left": np.zeros((2, 2), dtype=np.int8)}))
        with pytest.raises(BundleTamperedError, match=ADAPTER_FILE):
            read_adapter(path)

    def test_names_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(BundleTamperedError, match=ADAPTER_FILE):
            adapter_hash(tmp_path / ADAPTER_FILE)


class TestShippedAdapter:
    def test_stays_under_eight_megabytes_and_fits_the_model(self) -> None:
        assert SHIPPED_ADAPTER.stat().st_size < 8_000_000
        changes = read_adapter(SHIPPED_ADAPTER)
        assert len(changes) == 12 * 6
        assert all(isinstance(change, LowRankChange) for change in changes.values())
        assert changes["layer.0.intermediate.dense"].matrix().shape == (1536, 384)

    def test_gives_way_to_the_operators_own(self, tmp_path: Path) -> None:
        assert adapter_in_use(tmp_path) == SHIPPED_ADAPTER
        save_adapter(tmp_path / ADAPTER_FILE, {"layer.0.a": quantised(*_factors(1))})
        assert adapter_in_use(tmp_path) == tmp_path / ADAPTER_FILE
