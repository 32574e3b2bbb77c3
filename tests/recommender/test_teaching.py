"""What subjects teach, and that a correction wins over every guess and changes nothing else."""

import numpy as np
import pytest

from data.catalogue import Catalogue
from embeddings.calibration import Calibration
from recommender.arrays import catalogue_arrays
from recommender.subject_fit import FitKey, Plan, best_fits
from recommender.subjects import Subjects, with_corrections
from recommender.teaching import TaughtSource, taught_source, taught_weights, teaching_evidence
from tests.recommender.small_plans import SKILLS, small_subjects, subject, with_plans

SQL, PYTHON, CLOUD, AWS = 0, 1, 2, 3
EXPECTED = Calibration((0.0, 1.0), (0.0, 0.6))
ALL = np.ones(len(SKILLS), bool)


@pytest.fixture
def plans(catalogue: Catalogue) -> Catalogue:
    """Subject ``a`` states SQL, names Python and has a namesake elsewhere that teaches cloud."""
    return with_plans(
        catalogue,
        subject("a", "own", "Python", {"sql": 0.9}),
        subject("b", "own", "Dos", {"python": 0.3}),
        subject("c", "other", "python", {"cloud": 1.0}),
    )


def taught(subjects: Subjects) -> np.ndarray:
    rows = subjects.of_plan("own")
    return taught_weights(subjects.only(rows), teaching_evidence(rows, subjects), EXPECTED, ALL)


class TestTaughtWeights:
    def test_are_stated_named_or_expected(self, plans: Catalogue) -> None:
        found = taught(small_subjects(plans))
        assert found[0, SQL] == pytest.approx(0.9)
        assert found[0, PYTHON] == 1.0
        # The namesake counts 1.0, at which 0.6 is to be expected; meaning adds what the vectors say.
        assert 0.5 < found[0, CLOUD] <= 0.6

    def test_are_not_expected_of_what_likeness_cannot_tell(self, plans: Catalogue) -> None:
        subjects = small_subjects(plans)
        rows = subjects.of_plan("own")
        tells = ALL.copy()
        tells[CLOUD] = False
        found = taught_weights(subjects.only(rows), teaching_evidence(rows, subjects), EXPECTED, tells)
        assert found[0, CLOUD] == 0
        assert np.array_equal(np.delete(found, CLOUD, axis=1), np.delete(taught(subjects), CLOUD, axis=1))

    @pytest.mark.parametrize("column", [SQL, PYTHON, CLOUD])
    def test_give_way_to_a_correction_and_to_that_alone(self, plans: Catalogue, column: int) -> None:
        subjects = small_subjects(plans)
        corrected = with_corrections(subjects, {("a", SKILLS[column]): 0.0}, catalogue_arrays(plans))
        expected = taught(subjects)
        expected[0, column] = 0.0
        assert taught(corrected).tobytes() == expected.tobytes()

    def test_are_byte_equal_where_nothing_was_corrected(self, plans: Catalogue) -> None:
        subjects = small_subjects(plans)
        rows = subjects.of_plan("own")
        evidence = teaching_evidence(rows, subjects)
        strength = np.asarray(evidence.meaning + evidence.elsewhere, np.float64)
        # As it was before there were corrections.
        before = np.maximum(
            np.where(subjects.named[rows], np.float32(1.0), subjects.weights[rows]),
            EXPECTED(strength).astype(np.float32),
        )
        assert taught_weights(subjects.only(rows), evidence, EXPECTED, ALL).tobytes() == before.tobytes()


class TestTaughtSource:
    def test_tells_the_strongest_reason(self, plans: Catalogue) -> None:
        subjects = with_corrections(small_subjects(plans), {("b", "aws"): 0.0}, catalogue_arrays(plans))
        found = taught(subjects)
        sources = {
            (row, column): taught_source(row, column, float(found[row, column]), subjects)
            for row, column in [(0, SQL), (0, PYTHON), (0, CLOUD), (1, AWS)]
        }
        assert sources == {
            (0, SQL): TaughtSource.STATED,
            (0, PYTHON): TaughtSource.NAMED,
            (0, CLOUD): TaughtSource.EXPECTED,
            (1, AWS): TaughtSource.CORRECTED,
        }


class TestBestFits:
    def test_heed_what_was_corrected(self, plans: Catalogue) -> None:
        def fit(corrections: dict[tuple[str, str], float]) -> tuple[str, FitKey]:
            arrays = catalogue_arrays(plans)
            subjects = with_corrections(small_subjects(plans), corrections, arrays)
            rows = subjects.of_plan("own")
            evidence = teaching_evidence(rows, subjects)
            plan = Plan(subjects.only(rows), evidence, taught(subjects), subjects.vectors.mean(axis=0))
            (found,) = best_fits([plans.skills["aws"]], plan, plans.skills, arrays)
            return found.subject_id, found.key

        assert fit({("b", "aws"): 0.45}) == ("b", FitKey.TAUGHT_A_LITTLE)
        assert fit({("b", "cloud"): 1.0, ("a", "cloud"): 0.0}) == ("b", FitKey.TEACHES_BROADER)
