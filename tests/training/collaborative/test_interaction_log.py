"""Logs in every form that people send, and what is said of those that cannot be read."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.errors import InputError
from training.collaborative.interaction_log import InteractionLog, read_interactions


def written(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "log.csv"
    path.write_bytes(text.encode(encoding))
    return path


def taken(log: InteractionLog) -> dict[object, list[object]]:
    """Items of each learner as the log orders them."""
    histories = log.histories
    return {
        log.learner_ids[row]: log.item_ids[histories.items[histories.starts[row] : histories.starts[row + 1]]].tolist()
        for row in log.reading_order
    }


class TestReadInteractions:
    def test_times_order_the_items_whatever_the_order_of_rows(self, tmp_path: Path) -> None:
        log = read_interactions(
            written(
                tmp_path, "learner_id,item_id,time\nb,y,2024-03-01\na,x,2024-02-01\nb,x,2024-01-31\nb,z,2025-01-01\n"
            )
        )
        assert taken(log) == {"b": ["x", "y", "z"], "a": ["x"]}
        assert log.time_kind == "moments"

    def test_numbers_are_not_sorted_as_text(self, tmp_path: Path) -> None:
        log = read_interactions(written(tmp_path, "item_id,time,learner_id\nx,10,1\ny,9,1\n"))
        assert taken(log) == {1: ["y", "x"]}
        assert log.time_kind == "numbers"

    def test_other_texts_are_sorted_by_their_letters(self, tmp_path: Path) -> None:
        log = read_interactions(written(tmp_path, "learner_id,item_id,time\n1,x,week b\n1,y,week a\n"))
        assert taken(log) == {1: ["y", "x"]}
        assert log.time_kind == "texts, sorted by their letters"

    def test_without_times_the_order_of_rows_means_nothing(self, tmp_path: Path) -> None:
        log = read_interactions(written(tmp_path, "learner_id,item_id\n1,5\n1,4\n2,5\n"))
        assert not log.histories.is_ordered

    def test_ids_stay_integers_or_text_as_written(self, tmp_path: Path) -> None:
        log = read_interactions(written(tmp_path, "learner_id,item_id\n007,7\n12,-3\nNA,0\n"))
        assert sorted(log.learner_ids.tolist()) == ["007", "12", "NA"]
        assert log.item_ids.dtype == np.int64

    def test_a_pair_that_occurs_again_is_kept_at_its_earliest_time_and_counted(self, tmp_path: Path) -> None:
        log = read_interactions(written(tmp_path, "learner_id,item_id,time\n1,x,5\n1,y,2\n1,x,1\n1,x,1\n"))
        assert taken(log) == {1: ["x", "y"]}
        assert log.n_repeated == 2

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "latin-1"])
    def test_reads_other_encodings_and_delimiters(self, tmp_path: Path, encoding: str) -> None:
        log = read_interactions(written(tmp_path, "learner_id;item_id\nñandú;á\n", encoding))
        assert taken(log) == {"ñandú": ["á"]}

    def test_parquet_gives_what_csv_gives(self, tmp_path: Path) -> None:
        frame = pd.DataFrame({"learner_id": [3, 3, 4], "item_id": ["b", "a", "a"], "time": [2, 1, 1]})
        frame.to_parquet(tmp_path / "log.parquet")
        frame.to_csv(tmp_path / "log.csv", index=False)
        one, other = (read_interactions(tmp_path / f"log.{suffix}") for suffix in ("parquet", "csv"))
        assert taken(one) == taken(other) == {3: ["a", "b"], 4: ["a"]}

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "is empty"),
            ("learner_id,item_id\n", "has no rows"),
            ("learner,item_id\n1,2\n", "column learner_id is missing; the file has learner, item_id"),
            ("learner_id,item_id\n1,2\n,3\n", "learner_id is blank in 1 rows, first in row 2 below the header"),
            ("learner_id,item_id,time\n1,2,5\n1,3,\n", "time is blank in 1 rows, first in row 2 below the header"),
        ],
    )
    def test_says_what_is_wrong_with_a_file(self, tmp_path: Path, text: str, said: str) -> None:
        with pytest.raises(InputError, match=re.escape(said)):
            read_interactions(written(tmp_path, text))

    def test_says_that_there_is_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no such file"):
            read_interactions(tmp_path / "none.csv")
