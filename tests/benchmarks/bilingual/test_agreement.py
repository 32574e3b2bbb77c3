import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from benchmarks.bilingual.agreement import confusion, exact_agreement, grades_of, main, weighted_kappa
from benchmarks.bilingual.pairs import FOLDER, pairs_file
from data.errors import InputError

JUDGED = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=60)


def by_pair(grades: list[int]) -> dict[str, int]:
    return {f"pair-{place}": grade for place, grade in enumerate(grades)}


def written(path: Path, grades: dict[str, object]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("pair_id", "grade"), *grades.items()])
    return path


class TestConfusion:
    def test_counts_the_pairs_that_both_judged(self) -> None:
        first = {"a": 0, "b": 1, "c": 2, "d": 2}
        second = {"a": 0, "c": 1, "d": 2}
        assert confusion(first, second).tolist() == [[1, 0, 0], [0, 0, 0], [0, 1, 1]]


class TestExactAgreement:
    def test_is_the_share_on_the_diagonal(self) -> None:
        assert exact_agreement(np.array([[3, 1, 0], [0, 2, 0], [2, 0, 2]])) == pytest.approx(0.7)


class TestWeightedKappa:
    @given(JUDGED)
    def test_is_the_kappa_of_scikit_learn(self, judged: list[tuple[int, int]]) -> None:
        first, second = ([pair[side] for pair in judged] for side in (0, 1))
        if len({*first, *second}) == 1:
            with pytest.raises(InputError, match="one grade"):
                weighted_kappa(confusion(by_pair(first), by_pair(second)))
        else:
            expected = cohen_kappa_score(first, second, labels=[0, 1, 2], weights="quadratic")
            assert weighted_kappa(confusion(by_pair(first), by_pair(second))) == pytest.approx(expected)

    def test_a_far_miss_costs_more_than_a_near_one(self) -> None:
        near = np.array([[4, 1, 0], [0, 5, 0], [0, 0, 5]])
        far = np.array([[4, 0, 1], [0, 5, 0], [0, 0, 5]])
        assert weighted_kappa(far) < weighted_kappa(near) < 1


class TestGradesOf:
    @pytest.mark.parametrize("grade", ["", "3", "two"])
    def test_a_grade_out_of_range_names_file_and_row(self, tmp_path: Path, grade: str) -> None:
        path = written(tmp_path / "judge.csv", {"a": 1, "b": grade})
        with pytest.raises(InputError, match=r"judge\.csv, row 3: grade"):
            grades_of(path)

    def test_a_pair_judged_twice_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "judge.csv"
        path.write_text("pair_id,grade\na,1\na,2\n", encoding="utf-8")
        with pytest.raises(InputError, match="row 3: pair_id a is there twice"):
            grades_of(path)


class TestMain:
    def test_prints_each_file_and_all_together(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        second = written(tmp_path / "second.csv", {"a": 0, "b": 2, "c": 2, "d": 1})
        one = written(tmp_path / "one.csv", {"a": 0, "b": 2, "unjudged": 1})
        two = written(tmp_path / "two.csv", {"c": 0, "d": 1})
        main([str(path) for path in (second, one, two)])
        printed = capsys.readouterr().out
        assert '"one"' in printed
        assert '"exact": 0.75' in printed

    def test_a_pair_of_no_file_is_refused(self, tmp_path: Path) -> None:
        second = written(tmp_path / "second.csv", {"a": 0, "stray": 2})
        first = written(tmp_path / "first.csv", {"a": 0})
        with pytest.raises(InputError, match="2 pairs were judged and 1 are in"):
            main([str(second), str(first)])


class TestPublishedFigures:
    def test_are_those_of_the_files(self) -> None:
        first = grades_of(pairs_file("certification_posting")) | grades_of(pairs_file("certification_subject"))
        second = grades_of(FOLDER / "second_judge_a.csv")
        table = confusion(first, second)
        row = f"| {table.sum()} | {exact_agreement(table):.1%} | {weighted_kappa(table):.3f} |".replace("%", " %")
        readme = (FOLDER / "README.md").read_text(encoding="utf-8")
        assert f"| certification_posting, certification_subject {row}" in readme
        assert len(second) == table.sum() == 120
