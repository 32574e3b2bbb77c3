import numpy as np
import pandas as pd
import pytest

from recommender.table_risk.drift import Drift, DriftReference, DriftReport
from recommender.table_risk.encoding import CaseEncoding


def cases(n: int, seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "grade": rng.normal(8.0, 1.0, n),
            "hours": rng.integers(0, 5, n).astype(float),
            "plan": pd.Series(rng.choice(["A", "B"], n), dtype="str"),
        }
    )


def chances(frame: pd.DataFrame) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(frame["grade"].fillna(8.0).to_numpy() - 7.0))


def compared(new: pd.DataFrame) -> DriftReport:
    old = cases(2000, seed=0)
    encoding = CaseEncoding.fit(old, [])
    return DriftReference.of_rows(encoding, old, chances(old)).compare(encoding, new, chances(new))


class TestCompare:
    @pytest.mark.parametrize("n", [40, 300, 3000])
    def test_another_draw_of_the_same_kind_is_no_drift(self, n: int) -> None:
        for seed in range(1, 6):
            report = compared(cases(n, seed))
            assert not report.is_warning
            assert {column.drift for column in report.columns} == {Drift.NONE}

    def test_a_shifted_number_is_named_first_and_the_warning_given(self) -> None:
        report = compared(cases(500, 1).assign(grade=lambda frame: frame["grade"] - 1.0))
        assert report.is_warning
        assert [column.column for column in report.changed] == ["grade"]
        assert report.columns[0].distance == pytest.approx(0.38, abs=0.05)  # 2 * Phi(0.5) - 1
        assert report.joint == pytest.approx(0.76, abs=0.03)  # Phi(1 / sqrt(2))
        assert report.mean_now > report.mean_then

    def test_words_that_nobody_knew_are_counted(self) -> None:
        new = cases(500, 1)
        new.loc[:99, "plan"] = "new"
        (found,) = compared(new).changed
        assert (found.column, found.unseen) == ("plan", pytest.approx(0.2))

    def test_a_column_that_is_empty_now_has_changed(self) -> None:
        (found,) = compared(cases(500, 1).assign(grade=np.nan)).changed
        assert (found.missing_then, found.missing) == (0.0, 1.0)

    def test_sees_jointly_what_no_column_shows(self) -> None:
        """Two columns that were one the half of the other are now its opposite: nothing moves but their difference."""
        rng = np.random.default_rng(0)
        first = rng.normal(size=2000)
        old = pd.DataFrame({"a": first, "b": first + rng.normal(0, 0.1, 2000)})
        new = pd.DataFrame({"a": first, "b": first + 0.3 + rng.normal(0, 0.1, 2000)})
        encoding = CaseEncoding.fit(old, [])
        report = DriftReference.of_rows(encoding, old, np.full(2000, 0.5)).compare(encoding, new, np.full(2000, 0.5))
        assert not report.changed
        assert report.joint > 0.9
        assert report.is_warning

    def test_one_row_is_no_reason_to_warn(self) -> None:
        assert not compared(cases(1, 1)).changed
