"""Tests of the catalogue as arrays."""

import numpy as np
from scipy.sparse import issparse

from data.catalogue import Catalogue
from recommender.arrays import CatalogueArrays, catalogue_arrays


class TestCatalogueArrays:
    def test_numbers_things_in_file_order(self, arrays: CatalogueArrays) -> None:
        assert arrays.certification_ids == ("acme-1", "acme-2", "acme-3", "zen-1", "zen-2")
        assert arrays.certification_row["zen-1"] == 3
        assert arrays.state_row == {"MX-JAL": 0, "MX-NLE": 1}
        assert (arrays.n_certifications, arrays.n_skills, arrays.n_states, arrays.n_areas) == (5, 6, 2, 12)

    def test_lays_skill_weights_out_by_row_and_column(self, arrays: CatalogueArrays) -> None:
        np.testing.assert_array_equal(
            arrays.certification_skills[arrays.certification_row["zen-2"]],
            np.array([0.3, 1, 0, 0, 0, 0], np.float32),
        )
        np.testing.assert_array_equal(
            arrays.occupation_skills[arrays.occupation_row["cloud-engineer"]],
            np.array([0, 0, 1, 0.8, 0.4, 0], np.float32),
        )

    def test_plans_with_the_list_price_or_else_the_assumption(self, arrays: CatalogueArrays) -> None:
        assert arrays.planned_dollars.tolist() == [100, 150, 300, 80, 90]

    def test_takes_a_missing_validity_for_no_end(self, arrays: CatalogueArrays) -> None:
        assert arrays.validity_months.tolist() == [36, 36, 24, 0, 0]

    def test_keeps_prerequisites_as_groups_of_row_numbers(self, arrays: CatalogueArrays) -> None:
        assert arrays.prerequisites[2] == (frozenset({1}), frozenset({3, 4}))

    def test_adds_federal_and_own_state_funds(self, arrays: CatalogueArrays) -> None:
        np.testing.assert_allclose(arrays.subsidy_share, [0.7, 0.35], atol=1e-6)

    def test_gives_equal_arrays_for_equal_catalogues(self, catalogue: Catalogue, arrays: CatalogueArrays) -> None:
        again = catalogue_arrays(catalogue)
        for name in arrays.__slots__:
            found, expected = (getattr(one, name) for one in (again, arrays))
            if issparse(found):
                found, expected = found.toarray(), expected.toarray()
            np.testing.assert_equal(found, expected)
