"""A learner's path problem from the catalogue, their history and what models expect of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.domain import CertificationId, OccupationId, SkillId, SkillKind, Subject, SubjectId
from recommender.arrays import PROOF_WEIGHT, CatalogueArrays
from recommender.paths.calendar import last_valid_week
from recommender.paths.english_courses import english_courses
from recommender.paths.problem import (
    FOREVER,
    Means,
    Node,
    NodeId,
    NodeKind,
    PathProblem,
    Standing,
    StudyGraph,
    Target,
    UnknownNodeError,
)
from recommender.profile import LearnerHistory, profiles_of
from recommender.skill_credit import credited, skill_credit
from recommender.subsidy import price_of

DAYS_A_MONTH: Final = 30.44

WEEKS_OF_A_TERM: Final = 16

OCCUPATION_SHARE: Final = 0.8
"""Who shows this part of what an occupation asks for, by weight and soft skills left out, is ready for it. A choice."""

_PASSED_SUBJECT: Final = 0.7
"""How sure a subject makes us of what it teaches, passed with the lowest grade."""

_LEAST_CHANCE: Final = 0.05
"""Nobody plans with more than twenty tries."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a learner aims at: a certification, or skills by weight of which a part has to be shown."""

    certification_id: CertificationId | None = None
    skills: Mapping[SkillId, int] | None = None
    least_weight: int = 0

    def target(self) -> Target:
        """The wish as the target of a problem."""
        groups = () if self.certification_id is None else (frozenset({certification_node(self.certification_id)}),)
        return Target(groups, {str(id_): weight for id_, weight in (self.skills or {}).items()}, self.least_weight)


def wish_of_occupation(occupation_id: OccupationId, catalogue: Catalogue) -> Wish:
    """To be ready for an occupation."""
    weights = {
        id_: max(1, round(1000 * weight))
        for id_, weight in catalogue.occupations[occupation_id].skill_weights.items()
        if catalogue.skills[id_].kind is not SkillKind.SOFT
    }
    return Wish(skills=weights, least_weight=int(np.ceil(OCCUPATION_SHARE * sum(weights.values()))))


def wish_of_skills(skill_ids: Sequence[SkillId]) -> Wish:
    """To show every one of some skills."""
    return Wish(skills=dict.fromkeys(skill_ids, 1), least_weight=len(set(skill_ids)))


def certification_node(certification_id: CertificationId) -> NodeId:
    """The node of a certification."""
    return NodeId(certification_id)


def subject_node(subject_id: SubjectId) -> NodeId:
    """The node of a subject."""
    return NodeId(f"subject:{subject_id}")


@dataclass(frozen=True, slots=True)
class PathBuilder:
    """What the problems of one learner share.

    ``pass_chances`` has shape (n_certifications,). With ``expects_vouchers`` the first try of an exam costs what is
    left after the subsidy, every further one the price of the agreement; without, every try costs that.
    """

    history: LearnerHistory
    catalogue: Catalogue
    arrays: CatalogueArrays
    pass_chances: NDArray[np.float64]
    pesos_per_dollar: float
    expects_vouchers: bool = True

    def problem(self, wish: Wish, means: Means, start: date) -> PathProblem:
        """The problem of one wish.

        Raises
        ------
        UnknownNodeError
            If the catalogue has no such certification or skill.
        """
        unknown = sorted(set(wish.skills or ()) - self.catalogue.skills.keys())
        if unknown:
            raise UnknownNodeError(f"the catalogue has no skill {', '.join(unknown)}")
        nodes = [*self._certifications(wish), *self._subjects(wish), *english_courses(self._english)]
        standing = Standing(self._held(start), self._own_skills(wish, start), self._english)
        return PathProblem(StudyGraph(nodes), standing, means, wish.target())

    @property
    def _english(self) -> int:
        return self.history.learner.english.rank

    def _certifications(self, wish: Wish) -> Iterator[Node]:
        shown = self._shown(self.arrays.certification_skills, wish)
        for row, one in enumerate(self.catalogue.certifications.values()):
            price = price_of(one.id, self.history.learner.state_id, self.catalogue, self.arrays, self.pesos_per_dollar)
            agreed = round(price.planned_centavos * (1 - price.discount))
            yield Node(
                certification_node(one.id),
                NodeKind.CERTIFICATION,
                hours=one.preparation_hours,
                price=agreed - price.planned_subsidy_centavos if self.expects_vouchers else agreed,
                retake_price=agreed,
                pass_chance=min(1.0, max(_LEAST_CHANCE, float(self.pass_chances[row]))),
                needs=tuple(frozenset(map(certification_node, group)) for group in one.prerequisites),
                skills=shown[row],
                english_needed=one.english_needed.rank,
                validity_weeks=None if one.validity_months is None else _days_valid(one.validity_months) // 7,
            )

    def _subjects(self, wish: Wish) -> Iterator[Node]:
        """Subjects of the learner's plan of study that are not passed yet; they cost hours only."""
        curriculum_id = self.history.learner.curriculum_id
        curriculum = self.catalogue.curricula.get(curriculum_id) if curriculum_id else None
        passed = {entry.subject_id for entry in self.history.transcript if entry.passed}
        open_subjects = {one.id: one for one in (curriculum.subjects if curriculum else ()) if one.id not in passed}
        taught = np.array([self._levels(one) for one in open_subjects.values()], np.float32)
        shown = self._shown(taught.reshape(len(open_subjects), self.arrays.n_skills), wish)
        for row, one in enumerate(open_subjects.values()):
            yield Node(
                subject_node(one.id),
                NodeKind.SUBJECT,
                hours=max(1, one.hours * WEEKS_OF_A_TERM),
                price=0,
                needs=tuple(frozenset({subject_node(id_)}) for id_ in sorted(one.prerequisite_ids - passed)),
                skills=shown[row],
            )

    def _levels(self, subject: Subject) -> NDArray[np.float32]:
        levels = np.zeros(self.arrays.n_skills, np.float32)
        columns, weights = self.arrays.subject_skills[subject.id]
        levels[columns] = weights * _PASSED_SUBJECT
        return levels

    def _own_skills(self, wish: Wish, day: date) -> frozenset[str]:
        """Skills that studies and the learner's own word show; what certifications show goes when they expire."""
        levels = profiles_of([replace(self.history, exams=())], [day], self.arrays).skills
        return self._shown(levels, wish)[0]

    def _shown(self, levels: NDArray[np.float32], wish: Wish) -> list[frozenset[str]]:
        """Which skills of a wish each row of levels, (n, n_skills), shows, narrower and broader ones counted."""
        wanted = list(wish.skills or ())
        columns = np.array([self.arrays.skill_row[id_] for id_ in wanted], np.int64)
        if not wanted or not len(levels):
            return [frozenset()] * len(levels)
        enough = credited(levels, columns, skill_credit(self.catalogue.skills)) >= PROOF_WEIGHT
        return [frozenset(str(wanted[place]) for place in np.flatnonzero(row)) for row in enough]

    def _held(self, start: date) -> dict[NodeId, int]:
        """Until which week each certification counts that was passed, the newest exam deciding."""
        held: dict[NodeId, int] = {}
        for exam in self.history.exams:
            one = self.catalogue.certifications.get(exam.certification_id)
            if one is None or not exam.passed:
                continue
            last = FOREVER
            if one.validity_months is not None:
                last = last_valid_week(start, exam.taken_on + timedelta(days=_days_valid(one.validity_months)))
            if last >= 0:
                id_ = certification_node(one.id)
                held[id_] = max(last, held.get(id_, 0))
        return held


def _days_valid(months: int) -> int:
    return int(DAYS_A_MONTH * months)
