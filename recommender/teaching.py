"""What the subjects of a plan teach, also where nobody wrote it down: by their text and by like subjects elsewhere.

What a coordinator corrected wins over all of it.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression

from data.domain import SubjectId
from embeddings.calibration import Calibration
from recommender.centred import centred
from recommender.subjects import Subjects, likeness


class TaughtSource(StrEnum):
    """Where it is known from that a subject teaches a skill."""

    CORRECTED = "corrected"
    NAMED = "named"
    STATED = "stated"
    EXPECTED = "expected"


_LEAST_EVIDENCE = 0.05
"""Pairs with less tell nothing: of the shipped ones, one in two thousand is taught."""


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
        Shape (k, n_skills): number of that subject in ``subject_ids``; -1 where no other plan teaches the skill.
    subject_ids
        Those of all plans.
    """

    meaning: NDArray[np.float32]
    elsewhere: NDArray[np.float32]
    elsewhere_row: NDArray[np.int64]
    subject_ids: tuple[SubjectId, ...]


def teaching_evidence(rows: NDArray[np.int64], subjects: Subjects) -> TeachingEvidence:
    """The evidence for some rows of ``subjects``; a subject's own plan never vouches for it."""
    skill_centre, subject_centre = subjects.skill_vectors.mean(axis=0), subjects.vectors.mean(axis=0)
    # Names of subjects and of skills are two kinds of text, so each kind is centred on its own mean.
    own = centred(subjects.vectors[rows], subject_centre)
    all_subjects = centred(subjects.vectors, subject_centre)
    alike = likeness(subjects.names[rows], own, subjects.names, all_subjects)
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
    return TeachingEvidence(meaning, elsewhere, elsewhere_row, subjects.ids)


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
    subjects: Subjects, evidence: TeachingEvidence, expected_weight: Calibration, can_be_expected: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """How far each subject teaches each skill, (k, n_skills) in [0, 1]; ``evidence`` is of the same subjects.

    As corrected; elsewhere as stated, as named, or as to be expected, the last for skills of ``can_be_expected`` alone,
    shape (n_skills,).
    """
    expected = np.where(can_be_expected, expected_weight(_strength(evidence)), 0.0).astype(np.float32)
    guessed = np.maximum(np.where(subjects.named, np.float32(1.0), subjects.weights), expected)
    return np.where(np.isnan(subjects.corrected), guessed, subjects.corrected)


def taught_source(row: int, column: int, taught: float, subjects: Subjects) -> TaughtSource:
    """Where it is known from that the subject of a row teaches a skill as far as ``taught``."""
    if not np.isnan(subjects.corrected[row, column]):
        return TaughtSource.CORRECTED
    if subjects.named[row, column]:
        return TaughtSource.NAMED
    if 0 < taught <= subjects.weights[row, column]:
        return TaughtSource.STATED
    return TaughtSource.EXPECTED


def _strength(evidence: TeachingEvidence) -> NDArray[np.float64]:
    """One number for both signs.

    Their plain sum tells taught from untaught skills best: average precision .47 on the shipped plans, each judged by
    the others, against .32 of meaning and .41 of like subjects alone.
    """
    return np.asarray(evidence.meaning + evidence.elsewhere, np.float64)
