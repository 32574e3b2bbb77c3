"""One plan beside others: what each covers of the demand, what the others teach, and which subjects are alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.domain import Area, CurriculumId, Skill, SkillId, Subject, SubjectId
from recommender.arrays import CatalogueArrays
from recommender.plan_demand import PlanDemand


@dataclass(frozen=True, slots=True)
class ComparedPlan:
    """A plan's coverage of what is asked of the first plan's graduates, ``overall`` and by area; all in [0, 1]."""

    curriculum_id: CurriculumId
    overall: float
    by_area: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Teacher:
    """A subject of another plan that covers a skill as far as ``coverage``."""

    curriculum_id: CurriculumId
    subject_id: SubjectId
    coverage: float


@dataclass(frozen=True, slots=True)
class TaughtElsewhere:
    """A skill in demand that the first plan does not cover and ``teachers``, the best of each other plan, do."""

    skill_id: SkillId
    n_postings: int
    coverage: float
    teachers: tuple[Teacher, ...]


@dataclass(frozen=True, slots=True)
class AlikeSubjects:
    """A subject of the first plan and its like in another; ``likeness`` in [0, 1], 1 for equal names.

    ``semesters_later`` is how much later the other plan has it, negative where earlier.
    """

    subject_id: SubjectId
    curriculum_id: CurriculumId
    like_subject_id: SubjectId
    likeness: float
    semesters_later: int


@dataclass(frozen=True, slots=True)
class PlanComparison:
    """``plans`` begins with the first plan; ``areas`` are the places of ``by_area``.

    ``taught_elsewhere`` is most demanded first, ``alike`` by the first plan's subjects and then by other plan.
    """

    areas: tuple[Area, ...]
    plans: tuple[ComparedPlan, ...]
    taught_elsewhere: tuple[TaughtElsewhere, ...]
    alike: tuple[AlikeSubjects, ...]


def compare_plans(
    first: PlanDemand,
    others: Sequence[PlanDemand],
    subjects: Mapping[SubjectId, Subject],
    skills: Mapping[SkillId, Skill],
    arrays: CatalogueArrays,
) -> PlanComparison:
    """Hold plans against what is asked of the first one's graduates; ``subjects`` are those of all plans."""
    raise NotImplementedError
