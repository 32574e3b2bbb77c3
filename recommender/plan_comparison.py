"""One plan beside others: what each covers of the demand, what the others teach, and which subjects are alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from data.domain import Area, CurriculumId, Skill, SkillId, Subject, SubjectId
from recommender.centred import centred
from recommender.plan_coverage import plan_coverage
from recommender.plan_demand import COVERED, PlanDemand
from recommender.subject_fit import Plan
from recommender.subjects import likeness

_ALIKE = 0.45
"""Of best pairs of shipped plans, 11 of 14 between .45 and .5 were of one matter, and 7 of 14 between .35 and .4."""


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
) -> PlanComparison:
    """Hold plans against what is asked of the first one's graduates; ``subjects`` are those of all these plans."""
    measured = [replace(first, plan=other.plan, covered=other.covered) for other in others]
    coverages = [plan_coverage(one, skills) for one in (first, *measured)]
    return PlanComparison(
        tuple(cell.area for cell in coverages[0].areas),
        tuple(
            ComparedPlan(one.plan.curriculum_id, coverage.overall, tuple(cell.coverage for cell in coverage.areas))
            for one, coverage in zip((first, *others), coverages, strict=True)
        ),
        _taught_elsewhere(first, measured),
        _alike(first.plan, [other.plan for other in others], subjects),
    )


def _taught_elsewhere(first: PlanDemand, measured: Sequence[PlanDemand]) -> tuple[TaughtElsewhere, ...]:
    coverage, found = first.coverage, []
    for column in first.gap_columns:
        teachers = [
            Teacher(other.plan.curriculum_id, other.plan.subjects.ids[best], float(other.covered[best, column]))
            for other in measured
            if other.covered[best := int(other.covered[:, column].argmax()), column] >= COVERED
        ]
        if teachers:
            skill_id, n_asking = first.skill_ids[column], int(first.n_asking[column])
            found.append(TaughtElsewhere(skill_id, n_asking, float(coverage[column]), tuple(teachers)))
    return tuple(found)


def _alike(first: Plan, others: Sequence[Plan], subjects: Mapping[SubjectId, Subject]) -> tuple[AlikeSubjects, ...]:
    """Pairs each of which is the other's best, if that is near enough."""
    vectors = centred(first.subjects.vectors, first.centre)
    found = []
    for number, other in enumerate(others):
        theirs = centred(other.subjects.vectors, first.centre)
        alike = likeness(first.subjects.names, vectors, other.subjects.names, theirs)
        best, best_back = alike.argmax(axis=1), alike.argmax(axis=0)
        for place, like in enumerate(best):
            if best_back[like] == place and alike[place, like] >= _ALIKE:
                own_id, like_id = first.subjects.ids[place], other.subjects.ids[like]
                later = subjects[like_id].semester - subjects[own_id].semester
                pair = AlikeSubjects(own_id, other.curriculum_id, like_id, float(alike[place, like]), later)
                found.append((place, number, pair))
    return tuple(pair for _, _, pair in sorted(found, key=lambda one: one[:2]))
