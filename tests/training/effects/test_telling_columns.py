import numpy as np
import pandas as pd
import pytest

from training.effects.telling_columns import binned_column, explained_share, telling_columns

RNG = np.random.default_rng(8)
TREATMENT = RNG.integers(2, size=600).astype(float)


class TestExplainedShare:
    def test_is_all_for_a_copy_under_another_name(self) -> None:
        assert explained_share(binned_column(pd.Series(np.where(TREATMENT > 0, "sí", "no"))), TREATMENT) == 1.0

    def test_is_almost_all_for_an_unordered_consequence(self) -> None:
        attended = np.where(TREATMENT > 0, RNG.uniform(1, 40, 600), 0.0)
        assert explained_share(binned_column(pd.Series(attended)), TREATMENT) > 0.9

    def test_sees_what_is_missing_only_for_the_treated(self) -> None:
        column = pd.Series(np.where(TREATMENT > 0, np.nan, RNG.normal(size=600)))
        assert explained_share(binned_column(column), TREATMENT) > 0.95

    @pytest.mark.parametrize("column", [pd.Series(RNG.normal(size=600)), pd.Series([f"name {n}" for n in range(600)])])
    def test_is_next_to_nothing_for_noise_and_for_names(self, column: pd.Series) -> None:
        assert explained_share(binned_column(column), TREATMENT) < 0.1

    def test_is_nothing_of_what_never_changes(self) -> None:
        assert explained_share(binned_column(pd.Series(TREATMENT)), np.ones(600)) == 0.0


def test_telling_columns_names_those_above_the_bound() -> None:
    columns = {"copy": binned_column(pd.Series(TREATMENT)), "noise": binned_column(pd.Series(RNG.normal(size=600)))}
    assert telling_columns(columns, TREATMENT, 0.8) == ("copy",)
