"""Subjects of the catalogue, of a school's own plan, and as corrected."""

import numpy as np
import pytest

from data.catalogue import Catalogue
from embeddings.skill_vocabulary import SkillVocabulary
from recommender.arrays import catalogue_arrays
from recommender.subjects import likeness, subjects_of, with_corrections, with_plan
from tests.recommender.small_plans import small_subjects, subject, with_plans


class TestSubjectsOf:
    def test_pass_over_a_skill_that_the_catalogue_lost(self, catalogue: Catalogue) -> None:
        vocabulary, nowhere = SkillVocabulary(catalogue.skills.values()), np.zeros((1, 2), np.float32)
        lost = subject("a", "own", "Uno", {"sql": 0.9, "cobol": 1.0})
        subjects = subjects_of([lost], vocabulary, catalogue_arrays(catalogue), nowhere, nowhere)
        assert subjects.weights.sum() == pytest.approx(0.9)


class TestWithPlan:
    def test_puts_its_rows_last(self, catalogue: Catalogue) -> None:
        theirs = small_subjects(with_plans(catalogue, subject("a", "x", "Uno", {"sql": 1.0}), subject("b", "y", "Dos")))
        vectors = np.eye(1, theirs.vectors.shape[1], dtype=np.float32)
        ours = small_subjects(with_plans(catalogue, subject("c", "own", "Python")), vectors)
        joined = with_plan(theirs, ours)
        assert joined.ids == ("a", "b", "c")
        assert joined.of_plan("own").tolist() == [2]
        assert joined.named[2].any()
        assert joined.vectors[2].tolist() == vectors[0].tolist()

    def test_takes_the_place_of_a_plan_of_the_same_id(self, catalogue: Catalogue) -> None:
        theirs = small_subjects(with_plans(catalogue, subject("a", "own", "Uno"), subject("b", "y", "Dos")))
        ours = small_subjects(with_plans(catalogue, subject("c", "own", "Tres"), subject("d", "own", "Cuatro")))
        assert with_plan(theirs, ours).ids == ("b", "c", "d")


class TestWithCorrections:
    def test_hold_what_was_said_and_leave_the_rest(self, catalogue: Catalogue) -> None:
        own = with_plans(catalogue, subject("a", "own", "Uno", {"sql": 0.9, "python": 0.4}))
        subjects, arrays = small_subjects(own), catalogue_arrays(own)
        corrected = with_corrections(subjects, {("a", "sql"): 0.0, ("a", "aws"): 0.7}, arrays)
        said = dict(zip(arrays.skill_ids, corrected.said[0], strict=True))
        assert said == pytest.approx({"sql": 0, "python": 0.4, "cloud": 0, "aws": 0.7, "english": 0, "teamwork": 0})
        assert np.isnan(subjects.corrected).all()

    def test_pass_over_what_is_no_longer_there(self, catalogue: Catalogue) -> None:
        own = with_plans(catalogue, subject("a", "own", "Uno"))
        stale = {("a", "cobol"): 1.0, ("z", "sql"): 1.0}
        assert np.isnan(with_corrections(small_subjects(own), stale, catalogue_arrays(own)).corrected).all()

    @pytest.mark.parametrize("weight", [-0.1, 1.1, float("nan")])
    def test_refuse_what_is_no_weight(self, catalogue: Catalogue, weight: float) -> None:
        own = with_plans(catalogue, subject("a", "own", "Uno"))
        with pytest.raises(ValueError, match="'sql': weight outside"):
            with_corrections(small_subjects(own), {("a", "sql"): weight}, catalogue_arrays(own))


class TestLikeness:
    def test_is_one_for_equal_names_and_the_cosine_otherwise(self) -> None:
        vectors = np.array([[1, 0], [0.6, 0.8], [-1, 0]], np.float32)
        found = likeness(np.array(["x", "y"]), vectors[:2], np.array(["z", "y", "w"]), vectors)
        assert found == pytest.approx(np.array([[1, 0.6, 0], [0.6, 1, 0]]))
