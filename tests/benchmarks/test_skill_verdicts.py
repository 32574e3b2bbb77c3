"""Tests of the share of false names by blind verdicts."""

from pathlib import Path

import pytest

from benchmarks.skill_verdicts import OURS, figures, read_told, read_verdicts


class TestFigures:
    def test_count_false_names_of_each_system(self) -> None:
        told = [
            {OURS: frozenset({"sql", "go"}), "other": frozenset({"go"})},
            {OURS: frozenset({"r"}), "other": frozenset()},
        ]
        verdicts = {("1", "sql"): True, ("1", "go"): False, ("2", "r"): True}
        found = figures(["1", "2"], told, verdicts)
        assert found[OURS]["false"] == pytest.approx(1 / 3)
        assert found["other"]["false"] == 1.0

    def test_tell_of_names_without_a_verdict(self) -> None:
        found = figures(["1"], [{OURS: frozenset({"sql", "go"})}], {("1", "sql"): True})
        assert (found[OURS]["names"], found[OURS]["without_verdict"], found[OURS]["false"]) == (2, 1, 0.0)


class TestReadVerdicts:
    def test_reads_right_and_wrong(self, tmp_path: Path) -> None:
        path = tmp_path / "verdicts.csv"
        path.write_text("id,name,verdict\n1,sql,right\n1,go,wrong\n", encoding="utf-8")
        assert read_verdicts(path) == {("1", "sql"): True, ("1", "go"): False}


class TestPublishedFigures:
    def test_at_most_twelve_in_a_hundred_of_our_names_are_false(self) -> None:
        ids, told = read_told()
        found = figures(ids, told, read_verdicts())[OURS]
        assert found["without_verdict"] == 0
        assert found["false"] == pytest.approx(0.0765, abs=0.0005)
