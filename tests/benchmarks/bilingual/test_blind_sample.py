import pytest

from benchmarks.bilingual.blind_sample import BLIND_COLUMNS, blind_sample
from benchmarks.bilingual.pairs import pairs_file

PATHS = [pairs_file("subject_posting"), pairs_file("skill_sentence")]


class TestBlindSample:
    def test_hides_what_the_first_judge_thought(self) -> None:
        assert {tuple(row) for row in blind_sample(PATHS, 20, seed=1)} == {BLIND_COLUMNS}
        assert not {"grade", "why", "author_note"} & set(BLIND_COLUMNS)

    def test_one_seed_draws_one_sample_whatever_the_order_of_files(self) -> None:
        assert blind_sample(PATHS, 20, seed=7) == blind_sample(PATHS[::-1], 20, seed=7)
        assert blind_sample(PATHS, 20, seed=7) != blind_sample(PATHS, 20, seed=8)

    def test_draws_no_pair_twice(self) -> None:
        drawn = [row["pair_id"] for row in blind_sample(PATHS, 120, seed=3)]
        assert len(set(drawn)) == 120

    def test_more_than_there_is_is_refused(self) -> None:
        with pytest.raises(ValueError, match="larger than population"):
            blind_sample(PATHS, 100_000, seed=1)
