"""The subjects of all plans as arrays: what is written down of what they teach, and their vectors."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from data.domain import SkillId, Subject, SubjectId
from data.names import plain_name, with_arabic_numerals
from embeddings.skill_matches import named_skills
from embeddings.skill_vocabulary import SkillVocabulary
from recommender.arrays import CatalogueArrays

Corrections = Mapping[tuple[SubjectId, SkillId], float]
"""What coordinators say that a subject teaches, in [0, 1]: it stands in place of everything guessed."""


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
    corrected
        Shape (n, n_skills), in [0, 1]: what coordinators say that it teaches; NaN where they say nothing.
    vectors, skill_vectors
        Shapes (n, d) and (n_skills, d), of one encoder.
    """

    ids: tuple[SubjectId, ...]
    curriculum_ids: NDArray[np.str_]
    names: NDArray[np.str_]
    weights: NDArray[np.float32]
    named: NDArray[np.bool_]
    corrected: NDArray[np.float32]
    vectors: NDArray[np.float32]
    skill_vectors: NDArray[np.float32]

    def of_plan(self, curriculum_id: str) -> NDArray[np.int64]:
        """Row numbers of one plan's subjects."""
        return np.flatnonzero(self.curriculum_ids == curriculum_id)

    def only(self, rows: NDArray[np.int64]) -> Self:
        """Some of the subjects."""
        return replace(
            self,
            ids=tuple(self.ids[row] for row in rows),
            curriculum_ids=self.curriculum_ids[rows],
            names=self.names[rows],
            weights=self.weights[rows],
            named=self.named[rows],
            corrected=self.corrected[rows],
            vectors=self.vectors[rows],
        )

    @property
    def said(self) -> NDArray[np.float32]:
        """What people say that they teach, (n, n_skills): coordinators, or else the catalogue."""
        return np.where(np.isnan(self.corrected), self.weights, self.corrected)


def subjects_of(
    subjects: Collection[Subject],
    vocabulary: SkillVocabulary,
    arrays: CatalogueArrays,
    vectors: NDArray[np.float32],
    skill_vectors: NDArray[np.float32],
) -> Subjects:
    """Some subjects, uncorrected, with their ``vectors`` in their order; ``vocabulary`` is of the catalogue's skills.

    Stated skills that the catalogue lost are passed over.
    """
    shape = len(subjects), arrays.n_skills
    weights, named = np.zeros(shape, np.float32), np.zeros(shape, bool)
    for row, subject in enumerate(subjects):
        for skill_id, weight in subject.skill_weights.items():
            if skill_id in arrays.skill_row:
                weights[row, arrays.skill_row[skill_id]] = weight
        for text in (subject.label.es, subject.label.en, subject.syllabus.es, subject.syllabus.en):
            named[row, [arrays.skill_row[skill_id] for skill_id in named_skills(text, vocabulary)]] = True
    return Subjects(
        tuple(subject.id for subject in subjects),
        np.array([subject.curriculum_id for subject in subjects], np.str_),
        np.array([with_arabic_numerals(plain_name(subject.label.es)) for subject in subjects], np.str_),
        weights,
        named,
        np.full(shape, np.nan, np.float32),
        vectors,
        skill_vectors,
    )


def with_plan(subjects: Subjects, own: Subjects) -> Subjects:
    """The subjects of all plans and of one more, whose rows come last; a plan of the same id gives way to it."""
    others = subjects.only(np.flatnonzero(~np.isin(subjects.curriculum_ids, own.curriculum_ids)))
    return Subjects(
        (*others.ids, *own.ids),
        np.concatenate([others.curriculum_ids, own.curriculum_ids]),
        np.concatenate([others.names, own.names]),
        np.concatenate([others.weights, own.weights]),
        np.concatenate([others.named, own.named]),
        np.concatenate([others.corrected, own.corrected]),
        np.concatenate([others.vectors, own.vectors]),
        subjects.skill_vectors,
    )


def with_corrections(subjects: Subjects, corrections: Corrections, arrays: CatalogueArrays) -> Subjects:
    """The subjects as coordinators corrected them.

    Corrections outlive what they are about: those of subjects or skills that are no longer there are passed over.

    Raises
    ------
    ValueError
        If a weight is outside [0, 1].
    """
    row = {id_: number for number, id_ in enumerate(subjects.ids)}
    corrected = subjects.corrected.copy()
    for (subject_id, skill_id), weight in corrections.items():
        if not 0 <= weight <= 1:
            raise ValueError(f"subject {subject_id!r}, skill {skill_id!r}: weight outside [0, 1]: {weight}")
        if subject_id in row and skill_id in arrays.skill_row:
            corrected[row[subject_id], arrays.skill_row[skill_id]] = weight
    return replace(subjects, corrected=corrected)


def likeness(
    names: NDArray[np.str_],
    vectors: NDArray[np.float32],
    other_names: NDArray[np.str_],
    other_vectors: NDArray[np.float32],
) -> NDArray[np.float32]:
    """How alike subjects are, (k, m) in [0, 1]: the cosine of centred vectors, and 1 for equal names."""
    alike = np.maximum(vectors @ other_vectors.T, 0.0)
    alike[names[:, None] == other_names[None, :]] = 1.0
    return np.asarray(alike, np.float32)
