"""Shapes of one plan beside others as JSON."""

from collections.abc import Iterator, Sequence

from pydantic import Field

from api.academia.coverage_json import AreaShareOut
from api.academia.gap_json import DECIMALS, PlanFiguresOut, figures_of
from api.academia.plan_analysis import PlanAnalysis
from api.academia.plan_comparing import N_TAUGHT
from api.i18n import Texts
from api.schemas.common import NamedOut
from data.catalogue import Catalogue
from data.domain import Area
from data.stored_plans import SharedPlan
from recommender.plan_comparison import PlanComparison


class ComparablePlanOut(NamedOut):
    """A plan to be compared with: a typical one, or one that a school shares."""

    area: Area
    school: str | None = Field(description="Name of the school that shares it; null for a typical plan")


class ComparedPlanOut(NamedOut):
    """A plan's coverage of what is asked of the own plan's graduates."""

    coverage: float
    areas: list[AreaShareOut]


class TaughtInOut(NamedOut):
    """A subject of another plan, and how far it covers a skill."""

    curriculum_id: str
    coverage: float


class TaughtElsewhereOut(NamedOut):
    """A skill that others teach and the own plan does not."""

    n_postings: int
    coverage: float
    taught_in: list[TaughtInOut]


class AlikeSubjectOut(NamedOut):
    """A subject of the own plan and its like elsewhere; ``semesters_later`` is negative where that comes earlier."""

    like: NamedOut
    curriculum_id: str
    likeness: float
    semesters_later: int


class PlanComparisonOut(PlanFiguresOut):
    """The own plan, first, beside others."""

    plans: list[ComparedPlanOut]
    taught_elsewhere: list[TaughtElsewhereOut] = Field(description=f"The {N_TAUGHT} most demanded")
    alike: list[AlikeSubjectOut]


def comparable_plans(catalogue: Catalogue, shared: Sequence[SharedPlan], t: Texts) -> Iterator[ComparablePlanOut]:
    """The typical plans, then those that schools share."""
    for typical in catalogue.curricula.values():
        yield ComparablePlanOut(id=typical.id, name=t.label(typical.label), area=typical.area, school=None)
    for one in shared:
        plan = one.summary
        yield ComparablePlanOut(id=plan.id, name=t.label(plan.label), area=plan.area, school=one.school_name)


def comparison_out(
    found: PlanComparison, analysis: PlanAnalysis, others: Sequence[PlanAnalysis], t: Texts
) -> PlanComparisonOut:
    """A comparison; ``others`` are the analyses that it is made of."""
    skills = analysis.catalogue.skills
    curricula = [one.curriculum for one in (analysis, *others)]
    subjects = {one.id: t.label(one.label) for curriculum in curricula for one in curriculum.subjects}
    names = {one.id: t.label(one.label) for one in curricula}
    return PlanComparisonOut(
        **figures_of(analysis, t),
        plans=[
            ComparedPlanOut(
                id=one.curriculum_id,
                name=names[one.curriculum_id],
                coverage=round(one.overall, DECIMALS),
                areas=[
                    AreaShareOut(area=area, coverage=round(share, DECIMALS))
                    for area, share in zip(found.areas, one.by_area, strict=True)
                ],
            )
            for one in found.plans
        ],
        taught_elsewhere=[
            TaughtElsewhereOut(
                id=one.skill_id,
                name=t.label(skills[one.skill_id].label),
                n_postings=one.n_postings,
                coverage=round(one.coverage, DECIMALS),
                taught_in=[
                    TaughtInOut(
                        id=each.subject_id,
                        name=subjects[each.subject_id],
                        curriculum_id=each.curriculum_id,
                        coverage=round(each.coverage, DECIMALS),
                    )
                    for each in one.teachers
                ],
            )
            for one in found.taught_elsewhere[:N_TAUGHT]
        ],
        alike=[
            AlikeSubjectOut(
                id=one.subject_id,
                name=subjects[one.subject_id],
                like=NamedOut(id=one.like_subject_id, name=subjects[one.like_subject_id]),
                curriculum_id=one.curriculum_id,
                likeness=round(one.likeness, DECIMALS),
                semesters_later=one.semesters_later,
            )
            for one in found.alike
        ],
    )
