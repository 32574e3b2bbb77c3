"""Tests of the nearest-neighbour index."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from data.errors import BundleTamperedError, ForeignIndexError, NotReadyError
from embeddings.index import VectorIndex


def unit(rows: list[list[float]]) -> NDArray[np.float32]:
    vectors = np.array(rows, dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def random_units(n: int, n_dims: int, seed: int) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(n, n_dims)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def compass() -> VectorIndex:
    return VectorIndex.build(
        ["north", "east", "south"], unit([[0, 1], [1, 0], [0, -1]]), kind="direction", fingerprint="f"
    )


class TestBuild:
    def test_puts_ids_in_order_with_their_vectors(self, compass: VectorIndex) -> None:
        assert compass.ids == ("east", "north", "south")
        np.testing.assert_array_equal(compass.vectors(), unit([[1, 0], [0, 1], [0, -1]]))

    def test_gives_vectors_that_cannot_be_written_to(self, compass: VectorIndex) -> None:
        with pytest.raises(ValueError, match="read-only"):
            compass.vectors()[0, 0] = 2.0

    @pytest.mark.parametrize(
        ("ids", "rows"),
        [
            (["a"], [[1.0, 0.0], [0.0, 1.0]]),
            (["a", "a"], [[1.0, 0.0], [0.0, 1.0]]),
            (["a"], [[2.0, 0.0]]),
            (["a"], [[float("nan"), 1.0]]),
        ],
        ids=["too few ids", "same id twice", "not of length 1", "not a number"],
    )
    def test_refuses_wrong_input(self, ids: list[str], rows: list[list[float]]) -> None:
        with pytest.raises(ValueError, match=r"ids|vectors"):
            VectorIndex.build(ids, np.array(rows, dtype=np.float32), kind="k", fingerprint="f")


class TestSearch:
    def test_returns_nearest_first_with_cosines(self, compass: VectorIndex) -> None:
        ids, cosines = compass.search(unit([[3, 4]]), 2, fingerprint="f")
        assert ids.tolist() == [["north", "east"]]
        np.testing.assert_allclose(cosines, [[0.8, 0.6]], atol=1e-6)

    def test_returns_all_when_k_is_larger(self, compass: VectorIndex) -> None:
        ids, cosines = compass.search(unit([[1, 0.1]]), 10, fingerprint="f")
        assert ids.shape == cosines.shape == (1, 3)

    def test_orders_equal_cosines_by_id(self) -> None:
        # 100 equal vectors: more than are fetched at first, so the cut falls inside the tie.
        names = [f"skill-{number:03}" for number in range(100)]
        shuffled = [names[i] for i in np.random.default_rng(3).permutation(100)]
        vectors = np.repeat(random_units(1, 48, seed=4), 100, axis=0)
        index = VectorIndex.build(shuffled, vectors, kind="skill", fingerprint="f")
        ids, _ = index.search(random_units(5, 48, seed=5), 7, fingerprint="f")
        assert ids.tolist() == [names[:7]] * 5

    def test_agrees_with_a_full_sort(self) -> None:
        vectors, queries = random_units(500, 32, seed=1), random_units(40, 32, seed=2)
        names = [f"{number:03}" for number in range(500)]
        index = VectorIndex.build(names, vectors, kind="skill", fingerprint="f")
        ids, _ = index.search(queries, 20, fingerprint="f")
        expected = np.argsort(-(queries.astype(np.float64) @ vectors.T.astype(np.float64)), axis=1)[:, :20]
        assert ids.astype(np.int64).tolist() == expected.tolist()

    def test_answers_a_query_alone_as_in_a_batch(self) -> None:
        # 900 queries pass the number from which FAISS computes in another way.
        vectors, queries = random_units(300, 384, seed=1), random_units(900, 384, seed=2)
        vectors[100:200] = vectors[:100]
        index = VectorIndex.build([f"{i:03}" for i in range(300)], vectors, kind="skill", fingerprint="f")
        ids, cosines = index.search(queries, 10, fingerprint="f")
        for row in (0, 255, 256, 899):
            alone_ids, alone_cosines = index.search(queries[row : row + 1], 10, fingerprint="f")
            assert alone_ids[0].tolist() == ids[row].tolist()
            np.testing.assert_array_equal(alone_cosines[0], cosines[row])

    def test_returns_no_rows_for_no_queries(self, compass: VectorIndex) -> None:
        ids, cosines = compass.search(np.empty((0, 2), dtype=np.float32), 2, fingerprint="f")
        assert ids.shape == cosines.shape == (0, 2)

    def test_finds_nothing_in_an_empty_index(self) -> None:
        index = VectorIndex.build([], np.empty((0, 2), dtype=np.float32), kind="k", fingerprint="f")
        ids, cosines = index.search(unit([[1, 0]]), 3, fingerprint="f")
        assert ids.shape == cosines.shape == (1, 0)

    def test_refuses_queries_of_another_encoder(self, compass: VectorIndex) -> None:
        with pytest.raises(ForeignIndexError, match="direction"):
            compass.search(unit([[1, 0]]), 1, fingerprint="g")

    def test_refuses_wrong_shape_k_and_numbers(self, compass: VectorIndex) -> None:
        with pytest.raises(ValueError, match="shape"):
            compass.search(unit([[1, 0, 0]]), 1, fingerprint="f")
        with pytest.raises(ValueError, match="k must be"):
            compass.search(unit([[1, 0]]), 0, fingerprint="f")
        with pytest.raises(ValueError, match="finite"):
            compass.search(np.array([[np.nan, 0]], dtype=np.float32), 1, fingerprint="f")


class TestSaveAndLoad:
    def test_gives_back_what_was_saved(self, compass: VectorIndex, tmp_path: Path) -> None:
        compass.save(tmp_path / "index" / "directions")
        loaded = VectorIndex.load(tmp_path / "index" / "directions")
        assert (loaded.ids, loaded.kind, loaded.fingerprint) == (compass.ids, "direction", "f")
        np.testing.assert_array_equal(loaded.vectors(), compass.vectors())

    def test_keeps_names_with_accents_and_dots(self, tmp_path: Path) -> None:
        saved = VectorIndex.build(["año.1"], unit([[1, 0]]), kind="k", fingerprint="f")
        saved.save(tmp_path / "v1.2")
        assert VectorIndex.load(tmp_path / "v1.2").ids == ("año.1",)

    def test_replaces_an_older_index_and_leaves_no_other_file(self, compass: VectorIndex, tmp_path: Path) -> None:
        compass.save(tmp_path / "directions")
        compass.save(tmp_path / "directions-of-wind")
        VectorIndex.build(["up"], unit([[1, 0]]), kind="direction", fingerprint="f").save(tmp_path / "directions")
        assert VectorIndex.load(tmp_path / "directions").ids == ("up",)
        assert VectorIndex.load(tmp_path / "directions-of-wind").ids == compass.ids
        assert len(list(tmp_path.iterdir())) == 4

    def test_keeps_the_old_index_when_stopped_before_the_last_step(self, compass: VectorIndex, tmp_path: Path) -> None:
        compass.save(tmp_path / "directions")
        header = (tmp_path / "directions.json").read_bytes()
        old_vectors = next(tmp_path.glob("*.faiss"))
        content = old_vectors.read_bytes()
        VectorIndex.build(["up"], unit([[1, 0]]), kind="direction", fingerprint="f").save(tmp_path / "directions")
        (tmp_path / "directions.json").write_bytes(header)
        old_vectors.write_bytes(content)
        assert VectorIndex.load(tmp_path / "directions").ids == compass.ids

    def test_says_which_command_makes_a_missing_index(self, tmp_path: Path) -> None:
        with pytest.raises(NotReadyError, match="rumbo index"):
            VectorIndex.load(tmp_path / "directions")

    @pytest.mark.parametrize("keep", [0, 10, -1], ids=["emptied", "cut short", "one byte less"])
    @pytest.mark.parametrize("pattern", ["*.faiss", "*.json"])
    def test_refuses_a_damaged_file(self, compass: VectorIndex, tmp_path: Path, pattern: str, keep: int) -> None:
        compass.save(tmp_path / "directions")
        damaged = next(tmp_path.glob(pattern))
        damaged.write_bytes(damaged.read_bytes()[:keep])
        with pytest.raises(BundleTamperedError, match="rumbo index"):
            VectorIndex.load(tmp_path / "directions")

    def test_refuses_ids_that_were_changed(self, compass: VectorIndex, tmp_path: Path) -> None:
        compass.save(tmp_path / "directions")
        path = tmp_path / "directions.json"
        header = json.loads(path.read_bytes())
        header["ids"][0] = "west"
        path.write_text(json.dumps(header))
        with pytest.raises(BundleTamperedError):
            VectorIndex.load(tmp_path / "directions")

    def test_refuses_json_that_is_no_object(self, compass: VectorIndex, tmp_path: Path) -> None:
        compass.save(tmp_path / "directions")
        (tmp_path / "directions.json").write_text("[1]")
        with pytest.raises(BundleTamperedError):
            VectorIndex.load(tmp_path / "directions")
