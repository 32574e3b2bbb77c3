import subprocess
import sys
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from data.importers.seen_keys import SeenKeys, key_hashes

BATCHES = st.lists(st.lists(st.integers(0, 40), max_size=12), max_size=30)


class TestSeenKeys:
    @given(BATCHES)
    def test_knows_what_a_set_knows(self, batches: list[list[int]]) -> None:
        seen, expected_seen = SeenKeys(), set[int]()
        for batch in batches:
            expected = []
            for key in batch:
                expected.append(key not in expected_seen)
                expected_seen.add(key)
            assert seen.add(np.array(batch, dtype=np.uint64)).tolist() == expected

    def test_knows_the_ends_of_the_range(self) -> None:
        seen, ends = SeenKeys(), np.array([0, 2**64 - 1], dtype=np.uint64)
        assert seen.add(ends).tolist() == [True, True]
        assert seen.add(ends).tolist() == [False, False]

    def test_holds_many_keys_in_little_room(self) -> None:
        seen, rng = SeenKeys(), np.random.default_rng(7)
        for _ in range(200):
            seen.add(rng.integers(0, 2**64, 1_000, dtype=np.uint64))
        assert sum(run.nbytes for run in seen._runs) == 8 * 200_000
        assert len(seen._runs) < 12


class TestKeyHashes:
    def test_are_the_same_in_every_process(self) -> None:
        code = "from data.importers.seen_keys import key_hashes; print(key_hashes([('a', None), ('ñ', 1)]).tolist())"
        root = Path(__file__).resolve().parents[3]
        found = {
            subprocess.run(
                [sys.executable, "-c", code], cwd=root, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
            ).stdout
            for seed in ("1", "2")
        }
        assert found == {f"{key_hashes([('a', None), ('ñ', 1)]).tolist()}\n".encode()}

    def test_tell_keys_apart(self) -> None:
        hashes = key_hashes([("a", "b"), ("ab", ""), ("a",), ("a", "b")])
        assert len(set(hashes.tolist())) == 3
        assert hashes[0] == hashes[3]
