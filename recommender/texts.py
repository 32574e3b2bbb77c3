"""Vectors of catalogue texts as features need them: certifications, occupations and skills in one space."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class TextVectors:
    """Unit vectors of one encoder in catalogue order: shapes (m, d), (n_occupations, d), (n_skills, d)."""

    fingerprint: str
    certifications: NDArray[np.float32]
    occupations: NDArray[np.float32]
    skills: NDArray[np.float32]

    def goal_similarity(self, goal: NDArray[np.int64]) -> NDArray[np.float32]:
        """Cosine of each learner's goal, shape (n,) rows of occupations, with each certification, shape (n, m).

        Without a goal (-1) the mean over all occupations stands in for it.
        """
        wanted = np.where((goal >= 0)[:, None], self.occupations[goal], self.occupations.mean(axis=0))
        return np.asarray(wanted @ self.certifications.T, np.float32)

    def profile_similarity(self, skills_held: NDArray[np.float32]) -> NDArray[np.float32]:
        """Cosine of what each learner can do, (n, n_skills), with each certification; 0 for no skills."""
        summed = skills_held @ self.skills
        norms = np.linalg.norm(summed, axis=1, keepdims=True)
        unit = np.divide(summed, norms, out=np.zeros_like(summed), where=norms > 0)
        return np.asarray(unit @ self.certifications.T, np.float32)
