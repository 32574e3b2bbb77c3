from datetime import date, timedelta

import numpy as np
import pytest

from data.domain import CurriculumId
from recommender.arrays import CatalogueArrays
from recommender.profile import Profiles
from tests.factories import TODAY, make_history, make_profiles, make_transcript
from training.fit_risk import fit_risk


@pytest.fixture(scope="module")
def students(arrays: CatalogueArrays) -> Profiles:
    """Two hundred students in their third semester: even rows at grade 90, odd rows at 60."""
    histories = [
        make_history(
            transcript=[make_transcript(grade=60.0 if number % 2 else 90.0)],
            curriculum_id=CurriculumId("systems"),
            started_on=date(2025, 8, 15),
        )
        for number in range(200)
    ]
    return make_profiles(arrays, *histories)


@pytest.fixture(scope="module")
def left() -> np.ndarray:
    """One in ten of those at 90 and three in ten of those at 60."""
    number = np.arange(200)
    return np.where(number % 2 == 1, number % 20 < 6, number % 20 == 0)


class TestFitRisk:
    def test_sees_more_risk_where_more_left(self, students: Profiles, left: np.ndarray) -> None:
        risk = fit_risk(students, left, 365).yearly_risk(students)
        assert risk[1] > risk[0]
        assert risk[1] == pytest.approx(0.3, abs=0.03)
        assert risk[0] == pytest.approx(0.1, abs=0.03)

    def test_speaks_of_a_year_whatever_the_window(self, students: Profiles, left: np.ndarray) -> None:
        """One and three in ten in half a year, at a steady rate, are 1 - 0.9 ** 2 and 1 - 0.7 ** 2 in a year."""
        yearly = fit_risk(students, left, 182).yearly_risk(students)
        np.testing.assert_allclose(yearly[:2], [0.19, 0.51], atol=0.05)
        assert fit_risk(students, left, 365).yearly_risk(students).mean() == pytest.approx(0.2, abs=0.01)

    @pytest.mark.parametrize("everybody", [True, False])
    def test_has_nothing_to_tell_apart_where_all_did_the_same(self, students: Profiles, everybody: bool) -> None:
        with pytest.raises(ValueError, match="no risk can be fitted"):
            fit_risk(students, np.full(200, everybody))

    def test_refuses_no_students(self, arrays: CatalogueArrays) -> None:
        nobody = make_profiles(arrays, as_of=TODAY - timedelta(days=1))
        with pytest.raises(ValueError, match="0 of 0 students left"):
            fit_risk(nobody, np.zeros(0, bool))
