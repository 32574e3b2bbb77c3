import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.training.risk.conftest import student_table
from training.case_table.reading import CaseTable
from training.risk.folds import folds_to_choose, folds_to_judge, random_folds


def timed(n: int, moments: list[str]) -> CaseTable:
    """Students with two rows each, at random moments."""
    table = student_table(n, seed=1)
    rng = np.random.default_rng(2)
    return CaseTable(
        np.repeat(np.arange(n // 2), 2).astype(str), table.frame, table.outcome, rng.choice(moments, n), {}
    )


class TestRandomFolds:
    @given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=30, max_size=80), st.integers(0, 9))
    def test_judge_every_row_once_and_no_person_in_both_parts(self, rows: list[tuple[int, bool]], seed: int) -> None:
        ids = np.array([str(person) for person, _ in rows])
        folds = random_folds(ids, np.array([happened for _, happened in rows]), seed)
        assert sorted(np.concatenate([fold.judge for fold in folds])) == list(range(len(rows)))
        for fold in folds:
            assert not set(ids[fold.fit]) & set(ids[fold.judge])
            assert len(fold.fit) + len(fold.judge) == len(rows)

    def test_spread_a_rare_outcome_evenly(self) -> None:
        outcome = np.arange(100) < 10
        folds = random_folds(np.arange(100).astype(str), outcome, seed=3)
        assert [int(outcome[fold.judge].sum()) for fold in folds] == [2] * 5


class TestFoldsToChoose:
    def test_look_forward_where_time_is_known(self) -> None:
        table = timed(1000, ["2020", "2021", "2022", "2023", "2024"])
        assert table.outcome is not None
        assert table.time is not None
        folds = folds_to_choose(table.ids, table.outcome, table.time, seed=1)
        assert len(folds) == 4
        for fold in folds:
            assert max(table.time[fold.fit]) < min(table.time[fold.judge])
            assert not set(table.ids[fold.fit]) & set(table.ids[fold.judge])

    def test_are_at_random_where_there_is_one_time_only(self) -> None:
        table = timed(200, ["2020"])
        assert table.outcome is not None
        assert len(folds_to_choose(table.ids, table.outcome, table.time, seed=1)) == 5


class TestFoldsToJudge:
    def test_hold_back_the_latest_fifth(self) -> None:
        table = timed(1000, ["2020", "2021", "2022", "2023"])
        assert table.outcome is not None
        assert table.time is not None
        (fold,) = folds_to_judge(table, table.outcome, seed=1)
        assert set(table.time[fold.judge]) == {"2023"}
        assert set(table.time[fold.fit]) == {"2020", "2021", "2022"}

    def test_judge_all_of_a_small_table_and_a_fifth_of_a_large_one(self) -> None:
        small, large = student_table(300, seed=1), student_table(6000, seed=1)
        assert small.outcome is not None
        assert large.outcome is not None
        assert len(folds_to_judge(small, small.outcome, seed=1)) == 5
        (fold,) = folds_to_judge(large, large.outcome, seed=1)
        assert len(fold.judge) == 1200
