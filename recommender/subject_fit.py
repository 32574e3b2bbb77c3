"""In which subject of a plan a missing skill would fit best, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from data.domain import Area, CurriculumId, Skill, SkillId, SubjectId
from recommender.arrays import CatalogueArrays
from recommender.subjects import Subjects
from recommender.teaching import TeachingEvidence

_ELSEWHERE_SHARE, _RELATED_SHARE, _AREA_SHARE = 0.8, 0.3, 0.1
"""Found by hiding each skill of each shipped plan in turn: a right subject comes first in 82 % (72 % by meaning)."""

_LEAST_SCORE = 0.4
"""With less no subject is near: of the hidden skills, half were then put into a wrong subject."""

_STATED = 0.5
"""From this weight on a subject is said to teach a skill."""


class FitKey(StrEnum):
    """Why a skill fits best into a subject; the edge turns a key and its values into a sentence."""

    TAUGHT_A_LITTLE = "taught_a_little"
    TEACHES_BROADER = "teaches_broader"
    TAUGHT_ELSEWHERE = "taught_elsewhere"
    TEACHES_RELATED = "teaches_related"
    NEAR_IN_MEANING = "near_in_meaning"
    NONE_NEAR = "none_near"


@dataclass(frozen=True, slots=True)
class Fit:
    """The subject where a skill would fit best.

    ``skill_id`` is the broader or related skill that the subject teaches, ``like_subject_id`` the like subject of
    another plan that teaches the missing skill; each is there where ``key`` speaks of it. With ``NONE_NEAR`` the
    subject merely teaches what is asked for together with the skill, which rather wants a subject of its own.
    """

    subject_id: SubjectId
    key: FitKey
    skill_id: SkillId | None = None
    like_subject_id: SubjectId | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The ``k`` subjects of one plan, the evidence for each and what they teach, row by row alike.

    ``taught``, (k, n_skills), also holds what is only to be expected. ``centre``, (d,), is the mean vector of the
    subjects of all plans.
    """

    subjects: Subjects
    evidence: TeachingEvidence
    taught: NDArray[np.float32]
    centre: NDArray[np.float32]

    @property
    def curriculum_id(self) -> CurriculumId:
        """The plan's id."""
        return CurriculumId(str(self.subjects.curriculum_ids[0]))

    def place(self, subject_id: SubjectId) -> int:
        """Row of a subject among the plan's.

        Raises
        ------
        ValueError
            If it is not of the plan.
        """
        if subject_id not in self.subjects.ids:
            raise ValueError(f"no subject {subject_id!r} in plan {self.curriculum_id}")
        return self.subjects.ids.index(subject_id)


def best_fits(
    missing: Sequence[Skill], plan: Plan, skills: Mapping[SkillId, Skill], arrays: CatalogueArrays
) -> tuple[Fit, ...]:
    """For each skill the subject with most evidence for it; the first in the plan's order of several alike."""
    surely = np.where(plan.taught >= _STATED, plan.taught, np.float32(0))
    areas = np.array([skill.area for skill in skills.values()])
    grounds = _Grounds(
        plan.subjects.said, surely, {area: _share_of_area(surely, areas == area) for area in Area}, _uses(arrays)
    )
    return tuple(_best_fit(skill, plan, grounds, arrays) for skill in missing)


@dataclass(frozen=True, slots=True)
class _Grounds:
    """What is alike for all missing skills.

    ``said`` is what people say that each subject teaches, ``surely`` what it surely teaches, both (k, n_skills);
    ``area_shares`` the share of each area in the latter, (k,). ``uses`` is what certifications and occupations have of
    each skill, columns at unit length, (n_uses, n_skills).
    """

    said: NDArray[np.float32]
    surely: NDArray[np.float32]
    area_shares: dict[Area, NDArray[np.float32]]
    uses: NDArray[np.float32]


def _best_fit(skill: Skill, plan: Plan, grounds: _Grounds, arrays: CatalogueArrays) -> Fit:
    column = arrays.skill_row[skill.id]
    elsewhere = _ELSEWHERE_SHARE * plan.evidence.elsewhere[:, column]
    related = _RELATED_SHARE * grounds.surely * _asked_together(column, grounds.uses)
    meaning, stated = plan.evidence.meaning[:, column], grounds.said[:, column]
    same_area = grounds.area_shares[skill.area]
    scores = stated + meaning + elsewhere + related.max(axis=1) + _AREA_SHARE * same_area
    teaches_broader = _teaches_broader(skill, plan, arrays)
    best = int(scores.argmax())
    if scores[best] < _LEAST_SCORE and teaches_broader.any():
        best = int(np.where(teaches_broader, scores, -np.inf).argmax())
    signs = {
        FitKey.TEACHES_BROADER: float(teaches_broader[best]),
        FitKey.TAUGHT_ELSEWHERE: float(elsewhere[best]),
        FitKey.TAUGHT_A_LITTLE: float(stated[best]),
        FitKey.TEACHES_RELATED: float(related[best].max()),
        FitKey.NEAR_IN_MEANING: float(meaning[best]),
    }
    key = max(signs, key=signs.__getitem__)
    # Likeness of texts alone may be likeness of words: "integración continua" is next to "Cálculo Integral".
    is_faint = scores[best] < _LEAST_SCORE or (key is FitKey.NEAR_IN_MEANING and same_area[best] == 0)
    if is_faint and not teaches_broader[best]:
        key = FitKey.NONE_NEAR
        best = int((related.max(axis=1) + _AREA_SHARE * same_area).argmax())
    like = int(plan.evidence.elsewhere_row[best, column])
    named = {
        FitKey.TEACHES_BROADER: skill.broader_skill_id,
        FitKey.TEACHES_RELATED: arrays.skill_ids[int(related[best].argmax())],
    }
    return Fit(
        plan.subjects.ids[best],
        key,
        skill_id=named.get(key),
        like_subject_id=plan.evidence.subject_ids[like] if key is FitKey.TAUGHT_ELSEWHERE else None,
    )


def _teaches_broader(skill: Skill, plan: Plan, arrays: CatalogueArrays) -> NDArray[np.bool_]:
    """Which subjects surely teach the next broader skill, shape (k,)."""
    if skill.broader_skill_id is None:
        return np.zeros(len(plan.taught), bool)
    return np.asarray(plan.taught[:, arrays.skill_row[skill.broader_skill_id]] >= _STATED)


def _share_of_area(taught: NDArray[np.float32], is_of_area: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Share of what each subject teaches that is of an area, shape (k,)."""
    return np.asarray(taught[:, is_of_area].sum(axis=1) / np.maximum(taught.sum(axis=1), 1e-6), np.float32)


def _uses(arrays: CatalogueArrays) -> NDArray[np.float32]:
    """What certifications and occupations have of each skill, columns at unit length: (n_uses, n_skills)."""
    weights = np.vstack([arrays.certification_skills, arrays.occupation_skills])
    lengths = np.linalg.norm(weights, axis=0)
    lengths[lengths == 0] = 1.0
    return np.asarray(weights / lengths, np.float32)


def _asked_together(column: int, uses: NDArray[np.float32]) -> NDArray[np.float32]:
    """How often occupations and certifications have each skill together with one, as a cosine: shape (n_skills,)."""
    together = uses.T @ np.ascontiguousarray(uses[:, column])
    together[column] = 0.0
    return np.asarray(together, np.float32)
