"""Postings and people: how well each person fits each posting, part by part."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from data.domain import LearnerKind
from recommender.arrays import CatalogueArrays
from recommender.centred import centred
from recommender.posting_needs import PostingNeeds, Rung
from recommender.profile import Profiles
from recommender.skill_credit import credited

_LATE_STUDIES = 0.75
"""From this share of the studies on a student looks for a first job, not for a place to practise."""

_PROFESSIONAL_LEVEL = 2
"""Rank from which a certification shows experience."""

_DECIMALS = 6
"""Scores are rounded, so that the same pair scores the same alone and among others."""


@dataclass(frozen=True, slots=True)
class MatchWeights:
    """What each part adds to a score.

    English and level were found on people and postings that the published figures leave out (``benchmarks/people.py``).
    There the best weight of the text is 0, as an invented opening is its skills; a little of it is kept because a real
    posting asks for more than the skills that are found in it. The state's weight is a choice.
    """

    skills: float = 1.0
    text: float = 0.1
    state: float = 0.1
    english: float = 0.1
    level: float = 0.05


@dataclass(frozen=True, slots=True)
class MatchParts:
    """Parts of the fit of ``m`` postings (rows) and ``n`` people, each of shape (m, n) and in [0, 1].

    ``skills``: weighted share of what is asked for that the person can prove. ``text``: likeness of the posting's text
    and of all that the person can do. ``state``: 1 in the same state. ``english`` and ``level``: 1 without a shortfall.
    """

    skills: NDArray[np.float32]
    text: NDArray[np.float32]
    state: NDArray[np.float32]
    english: NDArray[np.float32]
    level: NDArray[np.float32]

    def score(self, weights: MatchWeights) -> NDArray[np.float64]:
        """Shape (m, n), in [0, 1]: the weighted mean of the parts."""
        parts = [(getattr(weights, name), getattr(self, name)) for name in MatchWeights.__slots__]
        total = sum(weight for weight, _ in parts)
        summed = np.sum([weight * part.astype(np.float64) for weight, part in parts], axis=0)
        return np.asarray(np.round(summed / total, _DECIMALS))


def match_parts(
    needs: PostingNeeds,
    profiles: Profiles,
    skill_vectors: NDArray[np.float32],
    rarity: NDArray[np.float32],
    credit: csc_array,
    arrays: CatalogueArrays,
) -> MatchParts:
    """Compare all postings with all people; ``rarity`` has one weight a skill (`skill_rarity`)."""
    short_of_english = np.maximum(needs.english[:, None] - profiles.english[None, :], 0)
    short_of_rung = np.maximum(needs.rung[:, None] - rungs_of(profiles, arrays)[None, :], 0)
    alike = needs.vectors @ profile_vectors(profiles, skill_vectors).T
    return MatchParts(
        skills=skill_shares(needs, profiles, rarity, credit),
        text=np.clip(alike, 0, 1).astype(np.float32),
        state=(needs.state[:, None] == profiles.state[None, :]).astype(np.float32),
        english=np.maximum(1 - short_of_english / 3, 0).astype(np.float32),
        level=(1 - short_of_rung / Rung.SENIOR).astype(np.float32),
    )


def skill_rarity(n_asking: NDArray[np.int64], n_postings: int) -> NDArray[np.float32]:
    """What a skill weighs by how few postings ask for it, shape (n_skills,): log(1 + postings / those asking)."""
    return np.log1p(max(n_postings, 1) / np.maximum(n_asking, 1)).astype(np.float32)


def skill_shares(
    needs: PostingNeeds, profiles: Profiles, rarity: NDArray[np.float32], credit: csc_array
) -> NDArray[np.float32]:
    """Weighted share of what each posting asks for that each person proves, (m, n); 0 for postings that ask nothing."""
    columns = np.unique(needs.weights.indices).astype(np.int64)
    if not len(columns):
        return np.zeros((len(needs), len(profiles)), np.float32)
    held = credited(profiles.skills, columns, credit)
    wanted = csr_array(needs.weights[:, columns].multiply(rarity[columns]))
    totals = np.maximum(np.asarray(wanted.sum(axis=1)).reshape(-1, 1), 1e-9)
    return np.asarray((wanted @ held.T) / totals, np.float32)


def profile_vectors(profiles: Profiles, skill_vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """One centred vector a person, of the skills that they can prove, (n, d); zeros for who can prove none."""
    sums = np.asarray(csr_array(profiles.skills) @ skill_vectors, np.float32)
    certainty = profiles.skills.sum(axis=1, keepdims=True)
    means = np.divide(sums, certainty, out=np.zeros_like(sums), where=certainty > 0)
    return np.where(certainty > 0, centred(means, skill_vectors.mean(axis=0)), np.float32(0))


def rungs_of(profiles: Profiles, arrays: CatalogueArrays) -> NDArray[np.int64]:
    """How far each person is, shape (n,): by studies or work, one higher with a certification for experts."""
    is_student = profiles.kind == list(LearnerKind).index(LearnerKind.STUDENT)
    studies = np.where(profiles.progress >= _LATE_STUDIES, Rung.JUNIOR, Rung.ENTRY)
    is_proven = profiles.certifications[:, arrays.level >= _PROFESSIONAL_LEVEL].any(axis=1)
    return np.asarray(np.minimum(np.where(is_student, studies, Rung.MIDDLE) + is_proven, Rung.SENIOR), np.int64)
