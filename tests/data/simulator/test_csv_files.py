from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from data.simulator.csv_files import named, numbered, truth_words, where_known, write_csv
from data.simulator.days import NEVER, SECONDS_A_DAY, iso_days, iso_moments


class TestWriteCsv:
    def test_writes_parts_below_each_other_without_quotes(self, tmp_path: Path) -> None:
        parts = [{"id": pa.array(["a", "b"]), "share": pa.array([0.5, 0.00188562])}, {"id": ["c"], "share": [1.0]}]
        write_csv(tmp_path / "file.csv", parts)
        assert (tmp_path / "file.csv").read_bytes() == b"id,share\na,0.5\nb,0.00188562\nc,1\n"

    def test_refuses_a_text_that_would_break_the_file(self, tmp_path: Path) -> None:
        with pytest.raises(pa.ArrowInvalid):
            write_csv(tmp_path / "file.csv", [{"name": pa.array(["Ana, María"])}])

    def test_refuses_a_file_without_rows_unless_it_may_be_empty(self, tmp_path: Path) -> None:
        parts = [{"id": pa.array([], pa.string())}]
        with pytest.raises(ValueError, match=r"no row for file\.csv"):
            write_csv(tmp_path / "file.csv", parts)
        write_csv(tmp_path / "file.csv", parts, may_be_empty=True)
        assert (tmp_path / "file.csv").read_text(encoding="utf-8") == "id\n"


class TestTexts:
    def test_numbers_have_leading_zeros(self) -> None:
        assert numbered("I", np.array([0, 1234567]), 8).to_pylist() == ["I00000000", "I01234567"]

    def test_no_number_has_no_name(self) -> None:
        assert named(["a", "b"], np.array([1, -1, 0])).to_pylist() == ["b", "", "a"]
        assert truth_words(np.array([True, False])).to_pylist() == ["True", "False"]
        assert where_known(pa.array(["1", "2"]), np.array([False, True])).to_pylist() == ["", "2"]

    def test_days_and_moments_are_iso(self) -> None:
        day = date(2026, 2, 28).toordinal()
        assert iso_days(np.array([day + 1, NEVER, day])).to_pylist() == ["2026-03-01", "", "2026-02-28"]
        noon = day * SECONDS_A_DAY + 12 * 3600
        assert iso_moments(np.array([noon, noon + 61])).to_pylist() == ["2026-02-28T12:00:00Z", "2026-02-28T12:01:01Z"]
