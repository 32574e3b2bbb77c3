"""``rumbo benchmark interactions`` on logs of all sizes, with ids renamed, rows shuffled, with and without times."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from api.cli import app
from data.errors import InputError
from tests.histories import curricula

Run = Callable[..., pd.DataFrame]
"""From a log, with options of the command, to the lists that were written."""


def log_of(taken: list[list[int]]) -> pd.DataFrame:
    rows = [(learner, item, time) for learner, items in enumerate(taken) for time, item in enumerate(items)]
    return pd.DataFrame(rows, columns=["learner_id", "item_id", "time"])


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def run_command(log: pd.DataFrame, *options: str) -> pd.DataFrame:
        log.to_csv(tmp_path / "log.csv", index=False)
        out = tmp_path / "made" / "top.parquet"
        given = ["benchmark", "interactions", str(tmp_path / "log.csv"), "--out", str(out), *options]
        result = CliRunner().invoke(app, given, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        found = pd.read_parquet(out)
        found.attrs["said"] = result.stdout
        return found

    return run_command


def by_learner(lists: pd.DataFrame) -> dict[object, list[object]]:
    return {learner: rows["item_id"].tolist() for learner, rows in lists.groupby("learner_id")}


class TestInteractions:
    def test_writes_the_best_unseen_items_of_every_learner(self, run: Run) -> None:
        log = log_of(curricula(200))
        lists = run(log, "--k", "7")
        assert lists.columns.tolist() == ["learner_id", "item_id", "rank", "score"]
        assert lists["learner_id"].drop_duplicates().tolist() == list(range(200))
        assert lists["rank"].tolist() == [1, 2, 3, 4, 5, 6, 7] * 200
        assert (lists.groupby("learner_id")["score"].diff().dropna() <= 0).all()
        assert not set(zip(log["learner_id"], log["item_id"], strict=True)) & set(
            zip(lists["learner_id"], lists["item_id"], strict=True)
        )

    def test_finds_the_next_item_of_a_curriculum(self, run: Run) -> None:
        taken = curricula(1_500)
        lists = by_learner(run(log_of([*taken, [10, 11, 12], [30, 31]]), "--k", "1"))
        assert lists[1_500] == [13]
        assert lists[1_501] == [32]

    def test_mixes_where_there_is_enough_to_learn_from(self, run: Run) -> None:
        said = run(log_of(curricula(1_500))).attrs["said"]
        figures = {name: float(mean) for name, mean in re.findall(r"^  (\D+?) +(\d\.\d+) \[", said, re.MULTILINE)}
        assert figures["mixture"] > 1.5 * figures["popularity"]
        assert "chosen: " in said

    def test_renamed_ids_change_nothing_but_names(self, run: Run) -> None:
        log = log_of(curricula(300))
        rng = np.random.default_rng(1)
        learner_names = [f"x{name:04}" for name in rng.permutation(300)]
        item_names = rng.permutation(40) - 7
        renamed = log.assign(
            learner_id=[learner_names[id_] for id_ in log["learner_id"]],
            item_id=[int(item_names[id_]) for id_ in log["item_id"]],
        )
        expected, found = run(log), run(renamed)
        assert found["learner_id"].tolist() == [learner_names[id_] for id_ in expected["learner_id"]]
        assert found["item_id"].tolist() == [item_names[id_] for id_ in expected["item_id"]]
        np.testing.assert_array_equal(found["score"], expected["score"])

    @pytest.mark.parametrize("n_learners", [300, 12])
    @pytest.mark.parametrize("columns", [["learner_id", "item_id", "time"], ["learner_id", "item_id"]])
    def test_shuffled_rows_change_nothing(self, run: Run, columns: list[str], n_learners: int) -> None:
        log = log_of(curricula(n_learners))[columns]
        # Items of the very same learners at the same places are twins: nothing but an id could tell which comes first.
        places = log.assign(place=log.get("time", 0))
        twins = {
            item: frozenset(zip(rows["learner_id"], rows["place"], strict=True))
            for item, rows in places.groupby("item_id")
        }
        expected, found = by_learner(run(log)), by_learner(run(log.sample(frac=1.0, random_state=3)))
        for learner in range(n_learners):
            assert [twins[item] for item in found[learner]] == [twins[item] for item in expected[learner]]

    def test_equal_seeds_give_equal_lists(self, run: Run) -> None:
        log = log_of(curricula(300))
        pd.testing.assert_frame_equal(run(log, "--seed", "5"), run(log, "--seed", "5"))

    def test_works_with_ten_learners_and_five_items(self, run: Run) -> None:
        rng = np.random.default_rng(2)
        lists = run(log_of([rng.permutation(5)[: rng.integers(1, 5)].tolist() for _ in range(10)]))
        assert set(lists["learner_id"]) == set(range(10))

    def test_says_who_has_nothing_left(self, run: Run) -> None:
        lists = run(log_of([[0, 1], [1, 0], [0]]))
        assert by_learner(lists) == {2: [1]}
        assert "learners with nothing unseen left: 2" in lists.attrs["said"]

    def test_falls_back_on_popularity_where_nobody_took_two(self, run: Run) -> None:
        lists = run(log_of([[0], [1], [1]]))
        assert by_learner(lists) == {0: [1], 1: [0], 2: [0]}
        assert "chosen: popularity" in lists.attrs["said"]

    def test_counts_repeated_pairs(self, run: Run) -> None:
        log = log_of([[0, 1], [1]])
        assert "repeated pairs left out: 1" in run(pd.concat([log, log.head(1)])).attrs["said"]

    def test_leaves_the_old_file_where_the_log_is_wrong(self, tmp_path: Path) -> None:
        out, log = tmp_path / "top.parquet", tmp_path / "log.csv"
        out.write_text("old")
        log.write_text("learner,item\n1,2\n")
        with pytest.raises(InputError, match="column learner_id and item_id is missing"):
            CliRunner().invoke(app, ["benchmark", "interactions", str(log), "--out", str(out)], catch_exceptions=False)
        assert out.read_text() == "old"
