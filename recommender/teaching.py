"""What the subjects of a plan teach, also where nobody wrote it down: by their text and by like subjects elsewhere."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression

from data.catalogue import Catalogue
from data.domain import SubjectId
from data.names import plain_name, with_arabic_numerals
from embeddings.skill_matches import named_skills
from embeddings.skill_vocabulary import SkillVocabulary
from recommender.arrays import CatalogueArrays
from recommender.centred import centred
from recommender.ranker import Calibration


class TaughtSource(StrEnum):
    """Where it is known from that a subject teaches a skill."""

    CORRECTED = "corrected"
    NAMED = "named"
    STATED = "stated"
    EXPECTED = "expected"


_LEAST_EVIDENCE = 0.05
"""Pairs with less tell nothing: of the shipped ones, one in two thousand is taught."""


@dataclass(frozen=True, slots=True)
class Subjects:
    """The subjects of all plans, one row each.

    Attributes
    ----------
    curriculum_ids
        Shape (n,): the plan of each subject.
    names
        Shape (n,), in one spelling: equal names are taken for equal subjects.
    weights
        Shape (n, n_skills), in [0, 1]: what the catalogue says that a subject teaches; all zero where it says nothing.
    named
        Shape (n, n_skills): the subject's name or syllabus names the skill.
    vectors, skill_vectors
        Shapes (n, d) and (n_skills, d), of one encoder.
    """

    ids: tuple[SubjectId, ...]
    curriculum_ids: NDArray[np.str_]
    names: NDArray[np.str_]
    weights: NDArray[np.float32]
    named: NDArray[np.bool_]
    vectors: NDArray[np.float32]
    skill_vectors: NDArray[np.float32]

    def of_plan(self, curriculum_id: str) -> NDArray[np.int64]:
        """Row numbers of one plan's subjects."""
        return np.flatnonzero(self.curriculum_ids == curriculum_id)


def subjects_of(
    catalogue: Catalogue,
    arrays: CatalogueArrays,
    vectors: NDArray[np.float32],
    skill_vectors: NDArray[np.float32],
) -> Subjects:
    """All subjects of the catalogue; ``vectors`` and ``skill_vectors`` are in its order."""
    shape = len(catalogue.subjects), arrays.n_skills
    weights, named = np.zeros(shape, np.float32), np.zeros(shape, bool)
    vocabulary = SkillVocabulary(catalogue.skills.values())
    for row, subject in enumerate(catalogue.subjects.values()):
        columns, stated = arrays.subject_skills[subject.id]
        weights[row, columns] = stated
        for text in (subject.label.es, subject.label.en, subject.syllabus.es, subject.syllabus.en):
            named[row, [arrays.skill_row[skill_id] for skill_id in named_skills(text, vocabulary)]] = True
    curriculum_ids = np.array([subject.curriculum_id for subject in catalogue.subjects.values()], np.str_)
    names = [with_arabic_numerals(plain_name(subject.label.es)) for subject in catalogue.subjects.values()]
    return Subjects(
        tuple(catalogue.subjects), curriculum_ids, np.array(names, np.str_), weights, named, vectors, skill_vectors
    )


@dataclass(frozen=True, slots=True)
class TeachingEvidence:
    """Signs that some subjects (rows) teach a skill (column), or could.

    Attributes
    ----------
    meaning
        Shape (k, n_skills): centred cosine of subject and skill, in [-1, 1].
    elsewhere
        Shape (k, n_skills), in [0, 1]: likeness to a subject of another plan times the weight of the skill there, the
        best such subject counting.
    elsewhere_row
        Shape (k, n_skills): row of that subject; -1 where no other plan teaches the skill.
    """

    meaning: NDArray[np.float32]
    elsewhere: NDArray[np.float32]
    elsewhere_row: NDArray[np.int64]


def teaching_evidence(rows: NDArray[np.int64], subjects: Subjects) -> TeachingEvidence:
    """The evidence for some rows of ``subjects``; a subject's own plan never vouches for it."""
    skill_centre, subject_centre = subjects.skill_vectors.mean(axis=0), subjects.vectors.mean(axis=0)
    # Names of subjects and of skills are two kinds of text, so each kind is centred on its own mean.
    own = centred(subjects.vectors[rows], subject_centre)
    alike = np.maximum(own @ centred(subjects.vectors, subject_centre).T, 0.0)
    alike[subjects.names[rows][:, None] == subjects.names[None, :]] = 1.0
    alike[subjects.curriculum_ids[rows][:, None] == subjects.curriculum_ids[None, :]] = 0.0
    shape = len(rows), subjects.weights.shape[1]
    elsewhere, elsewhere_row = np.zeros(shape, np.float32), np.full(shape, -1, np.int64)
    for skill in np.flatnonzero(subjects.weights.any(axis=0)):
        teachers = np.flatnonzero(subjects.weights[:, skill])
        vouched = alike[:, teachers] * subjects.weights[teachers, skill]
        best = vouched.argmax(axis=1)
        elsewhere[:, skill] = vouched[np.arange(len(rows)), best]
        elsewhere_row[:, skill] = np.where(elsewhere[:, skill] > 0, teachers[best], -1)
    meaning = own @ centred(subjects.skill_vectors, skill_centre).T
    return TeachingEvidence(meaning, elsewhere, elsewhere_row)


def fit_expected_weight(subjects: Subjects) -> Calibration:
    """The weight to expect at some evidence, from subjects whose skills are known, by isotonic regression.

    Zero up to ``_LEAST_EVIDENCE``, and everywhere where no subject's skills are known.
    """
    labelled = np.flatnonzero(subjects.weights.any(axis=1))
    evidence = _strength(teaching_evidence(labelled, subjects)).ravel()
    weights = subjects.weights[labelled].ravel()
    tells = evidence > _LEAST_EVIDENCE
    if not tells.any():
        return Calibration((0.0,), (0.0,))
    fitted = IsotonicRegression(y_min=0.0, y_max=1.0).fit(evidence[tells], weights[tells])
    thresholds, expected = map(float, fitted.X_thresholds_), map(float, fitted.y_thresholds_)
    return Calibration((_LEAST_EVIDENCE, *thresholds), (0.0, *expected))


def taught_weights(
    rows: NDArray[np.int64], subjects: Subjects, evidence: TeachingEvidence, expected_weight: Calibration
) -> NDArray[np.float32]:
    """How far each subject teaches each skill, (k, n_skills) in [0, 1]: as stated, as named, or as to be expected."""
    expected = expected_weight(_strength(evidence)).astype(np.float32)
    return np.maximum(np.where(subjects.named[rows], np.float32(1.0), subjects.weights[rows]), expected)


def _strength(evidence: TeachingEvidence) -> NDArray[np.float64]:
    """One number for both signs.

    Their plain sum tells taught from untaught skills best: average precision .47 on the shipped plans, each judged by
    the others, against .32 of meaning and .41 of like subjects alone.
    """
    return np.asarray(evidence.meaning + evidence.elsewhere, np.float64)
