import json

import numpy as np
import pandas as pd
import pytest

from recommender.table_risk.encoding import CaseEncoding


@pytest.fixture
def frame() -> pd.DataFrame:
    """Forty cases: grades 0 to 9 four times and one of them missing; A and B twelve times or more, C once."""
    grades = np.tile(np.arange(10.0), 4)
    grades[0] = np.nan
    words = ["A"] * 12 + ["B"] * 26 + ["C", None]
    return pd.DataFrame({"grade": grades, "place": pd.Series(words, dtype="str")})


class TestDense:
    def test_numbers_are_standard_and_missing_ones_flagged(self, frame: pd.DataFrame) -> None:
        grade = CaseEncoding.fit(frame, ["place"]).dense(frame)[:, :2]
        known = frame["grade"].dropna()
        np.testing.assert_allclose(grade[1:, 0], (known - known.mean()) / known.std(ddof=0))
        assert grade[0].tolist() == [0.0, 1.0]
        assert not grade[1:, 1].any()

    def test_rare_and_unseen_words_share_a_column_apart_from_missing_ones(self, frame: pd.DataFrame) -> None:
        encoding = CaseEncoding.fit(frame, ["place"])
        new = pd.DataFrame({"grade": [1.0] * 5, "place": pd.Series(["A", "B", "C", "never seen", None], dtype="str")})
        assert encoding.dense(new)[:, 2:].tolist() == [
            [1, 0, 0, 0],
            [0, 1, 0, 0],
            [0, 0, 1, 0],
            [0, 0, 1, 0],
            [0, 0, 0, 1],
        ]

    def test_a_slip_of_a_key_counts_as_the_outermost_number(self) -> None:
        frame = pd.DataFrame({"grade": np.linspace(0.0, 10.0, 1001)})
        encoding = CaseEncoding.fit(frame, [])
        slip, outermost = encoding.dense(pd.DataFrame({"grade": [1e9, 9.95]}))[:, 0]
        assert slip == pytest.approx(outermost)

    def test_a_column_without_any_number_says_nothing_but_that(self) -> None:
        frame = pd.DataFrame({"grade": [np.nan, np.nan]})
        assert CaseEncoding.fit(frame, []).dense(frame).tolist() == [[0.0, 1.0], [0.0, 1.0]]

    def test_owners_lead_back_to_the_columns_of_the_table(self, frame: pd.DataFrame) -> None:
        encoding = CaseEncoding.fit(frame, [])
        assert encoding.dense_owners().tolist() == [0, 0, 1, 1, 1, 1]
        assert encoding.split_owners().tolist() == [0, 1, 1, 1, 1]
        assert encoding.dense(frame).shape == (40, 6)
        assert encoding.split(frame).shape == (40, 5)


class TestCodes:
    def test_numbers_stay_and_words_are_places(self, frame: pd.DataFrame) -> None:
        codes = CaseEncoding.fit(frame, ["place"]).codes(frame)
        np.testing.assert_array_equal(codes[:, 0], frame["grade"].to_numpy())
        assert codes[:, 1].tolist() == [0.0] * 12 + [1.0] * 26 + [2.0, 3.0]


class TestFit:
    def test_refuses_numbers_that_were_meant_as_words(self, frame: pd.DataFrame) -> None:
        with pytest.raises(ValueError, match="grade is categorical and holds numbers"):
            CaseEncoding.fit(frame, ["grade"])

    def test_columns_of_words_need_not_be_named(self, frame: pd.DataFrame) -> None:
        assert CaseEncoding.fit(frame, []) == CaseEncoding.fit(frame, ["place"])

    def test_comes_back_from_json_as_it_was(self, frame: pd.DataFrame) -> None:
        encoding = CaseEncoding.fit(frame, [])
        assert CaseEncoding.from_json(json.loads(json.dumps(encoding.as_json()))) == encoding
