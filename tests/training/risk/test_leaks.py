import numpy as np
import pandas as pd
import pytest

from data.errors import InputError
from tests.training.risk.conftest import student_table
from training.case_table.reading import CaseTable
from training.risk.fit import outcome_of
from training.risk.leaks import leaks, refuse_leaks


@pytest.fixture(scope="module")
def table() -> CaseTable:
    return student_table(600, seed=0)


def with_column(table: CaseTable, values: object) -> CaseTable:
    frame = table.frame.assign(planted=values)
    return CaseTable(table.ids, frame, table.outcome, table.time, table.groups)


def planted(table: CaseTable, values: object) -> list[str]:
    return [leak.column for leak in leaks(with_column(table, values), outcome_of(table), seed=1)]


class TestLeaks:
    def test_columns_known_beforehand_pass(self, table: CaseTable) -> None:
        assert leaks(table, outcome_of(table), seed=1) == []

    def test_a_copied_outcome_is_found(self, table: CaseTable) -> None:
        words = pd.Series(np.where(outcome_of(table), "dado de baja", "activo"), dtype="str")
        assert planted(table, words) == ["planted"]

    def test_a_future_grade_is_found_where_who_left_has_none(self, table: CaseTable) -> None:
        left = outcome_of(table)
        assert planted(table, np.where(left, np.nan, table.frame["promedio"])) == ["planted"]
        assert planted(table, np.where(left, 0.0, table.frame["promedio"])) == ["planted"]

    def test_a_future_grade_is_found_though_half_of_those_who_left_have_one(self, table: CaseTable) -> None:
        left = outcome_of(table)
        late = left & (np.random.default_rng(2).random(len(table)) < 0.7)
        assert planted(table, np.where(late, 0.0, table.frame["promedio"])) == ["planted"]

    def test_a_number_that_tells_by_its_middle_is_found(self, table: CaseTable) -> None:
        """Neither high nor low tells: who left has numbers near 0, the others far from it on both sides."""
        rng = np.random.default_rng(3)
        far = rng.uniform(1.0, 2.0, len(table)) * rng.choice([-1, 1], len(table))
        assert planted(table, np.where(outcome_of(table), far / 10.0, far)) == ["planted"]

    def test_a_strong_column_that_is_not_all_passes(self, table: CaseTable) -> None:
        noisy = outcome_of(table) + np.random.default_rng(4).normal(0.0, 0.6, len(table))
        assert planted(table, noisy) == []

    def test_noise_with_a_word_for_each_row_passes(self, table: CaseTable) -> None:
        assert planted(table, pd.Series([f"nombre {place}" for place in range(len(table))], dtype="str")) == []

    def test_a_date_after_the_time_of_the_row_is_found(self, table: CaseTable) -> None:
        rng = np.random.default_rng(5)
        dates = pd.Series(rng.choice(["2023-05-01", "2023-09-01"], len(table)), dtype="str")
        dated = with_column(table, dates)
        dated = CaseTable(dated.ids, dated.frame, dated.outcome, np.full(len(table), "2023-08-01"), {})
        (found,) = leaks(dated, outcome_of(table), seed=1)
        assert found.column == "planted"
        assert "holds dates after the time of the row" in found.why


class TestRefuseLeaks:
    def test_names_the_column_and_what_to_do(self, table: CaseTable) -> None:
        leaky = with_column(table, outcome_of(table).astype(float))
        with pytest.raises(InputError, match=r"planted alone tells the outcome .* name it under forbidden"):
            refuse_leaks(leaky, outcome_of(table), frozenset(), seed=1)

    def test_lets_a_trusted_column_pass(self, table: CaseTable) -> None:
        leaky = with_column(table, outcome_of(table).astype(float))
        refuse_leaks(leaky, outcome_of(table), frozenset({"planted"}), seed=1)
