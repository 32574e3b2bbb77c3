"""Vectors of catalogue texts as features need them: certifications, occupations and skills in one space."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True)
class TextVectors:
    """Unit vectors of one encoder in catalogue order: shapes (m, d), (n_occupations, d), (n_skills, d)."""

    fingerprint: str
    certifications: NDArray[np.float32]
    occupations: NDArray[np.float32]
    skills: NDArray[np.float32]
    _near_goal: NDArray[np.float32] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Once for all requests, the mean of all occupations last: a row is then the same alone and in a batch.
        goals = np.vstack([self.occupations, self.occupations.mean(axis=0, keepdims=True)])
        object.__setattr__(self, "_near_goal", np.asarray(goals @ self.certifications.T, np.float32))

    def goal_similarity(self, goal: NDArray[np.int64]) -> NDArray[np.float32]:
        """Cosine of each learner's goal, shape (n,) rows of occupations, with each certification, shape (n, m).

        Without a goal (-1) the mean over all occupations stands in for it.
        """
        return self._near_goal[np.where(goal >= 0, goal, len(self.occupations))]

    def profile_similarity(self, skills_held: NDArray[np.float32]) -> NDArray[np.float32]:
        """Cosine of what each learner can do, (n, n_skills), with each certification; 0 for no skills."""
        # Few skills are held; adding those alone also gives a row the same sum alone and in a batch.
        summed = np.asarray(csr_array(skills_held) @ self.skills, np.float32)
        norms = np.linalg.norm(summed, axis=1, keepdims=True)
        unit = np.divide(summed, norms, out=np.zeros_like(summed), where=norms > 0)
        return np.asarray(unit @ self.certifications.T, np.float32)
