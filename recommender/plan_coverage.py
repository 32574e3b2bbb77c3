"""How far a plan covers what is asked for, area by area and subject by subject: a heat map and what is behind it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from data.domain import Area, Skill, SkillId, SubjectId
from recommender.plan_demand import PlanDemand
from recommender.skill_credit import best_proof
from recommender.teaching import TaughtSource, taught_source


@dataclass(frozen=True, slots=True)
class AreaCoverage:
    """What is asked for in an area, by ``n_skills`` skills, and how far the whole plan covers it.

    ``demand_share`` is the area's part of all that is asked for, ``coverage`` the plan's; both in [0, 1].
    """

    area: Area
    n_skills: int
    demand_share: float
    coverage: float


@dataclass(frozen=True, slots=True)
class SubjectCoverage:
    """How far one subject alone covers what is asked for, ``overall`` and in each area; all in [0, 1]."""

    subject_id: SubjectId
    overall: float
    by_area: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PlanCoverage:
    """A heat map: ``areas`` are its columns, ``subjects`` its rows in the plan's order.

    Areas in which nothing is asked for are left out; the others stand as in `Area`. ``overall`` is of the whole plan;
    0 where nothing is asked for.
    """

    overall: float
    areas: tuple[AreaCoverage, ...]
    subjects: tuple[SubjectCoverage, ...]


@dataclass(frozen=True, slots=True)
class CellSkill:
    """A skill behind a cell: asked for by ``n_postings``, the ``share`` of all, and covered by the subject so far.

    ``by_skill_id`` is the taught skill that counts for it: itself, a narrower or a broader one. ``source`` tells where
    it is known from that the subject teaches that one; ``None`` where nothing speaks for it.
    """

    skill_id: SkillId
    n_postings: int
    share: float
    coverage: float
    by_skill_id: SkillId
    source: TaughtSource | None


def plan_coverage(demand: PlanDemand, skills: Mapping[SkillId, Skill]) -> PlanCoverage:
    """The heat map of a plan.

    Notes
    -----
    With n_s the postings that ask for skill s, and c_js in [0, 1] how far subject j covers it, the plan's coverage of
    s is C_s = max_j c_js. Over the asked-for skills S of an area::

        demand_share = sum_S n_s / sum over all asked-for skills of n_s
        coverage of the plan = sum_S n_s C_s / sum_S n_s
        coverage by subject j = sum_S n_s c_js / sum_S n_s

    and overall alike over the asked-for skills of all areas. A posting counts once for each skill that it asks for.
    """
    # The plan's own row comes first.
    levels = np.vstack([demand.coverage, demand.covered]).astype(np.float64)
    n_asking = np.where(demand.is_asked, demand.n_asking, 0)
    skill_areas = np.array([skill.area for skill in skills.values()])
    by_area = {area: np.where(skill_areas == area, n_asking, 0) for area in Area}
    by_area = {area: asking for area, asking in by_area.items() if asking.any()}
    overall = _weighted(levels, n_asking)
    cells = np.array([_weighted(levels, asking) for asking in by_area.values()]).reshape(len(by_area), len(levels))
    return PlanCoverage(
        float(overall[0]),
        tuple(
            AreaCoverage(area, int((asking > 0).sum()), float(asking.sum() / n_asking.sum()), float(coverage))
            for (area, asking), coverage in zip(by_area.items(), cells[:, 0], strict=True)
        ),
        tuple(
            SubjectCoverage(subject_id, float(overall[row]), tuple(map(float, cells[:, row])))
            for row, subject_id in enumerate(demand.plan.subjects.ids, start=1)
        ),
    )


def _weighted(levels: NDArray[np.float64], n_asking: NDArray[np.int64]) -> NDArray[np.float64]:
    """Mean of each row of (k, n_skills) levels, by demand; zeros where nothing is asked for."""
    return np.asarray(levels @ n_asking / max(int(n_asking.sum()), 1), np.float64)


def cell_skills(
    demand: PlanDemand, subject_id: SubjectId, area: Area, skills: Mapping[SkillId, Skill], credit: csc_array
) -> tuple[CellSkill, ...]:
    """The asked-for skills of an area as one subject covers them, most demanded first, ties by skill id.

    Raises
    ------
    ValueError
        If the subject is not of the plan.
    """
    place = demand.plan.place(subject_id)
    is_of_area = np.array([skill.area is area for skill in skills.values()])
    return tuple(_cell_skill(demand, place, column, credit) for column in demand.ordered(demand.is_asked & is_of_area))


def _cell_skill(demand: PlanDemand, place: int, column: int, credit: csc_array) -> CellSkill:
    taught, subjects = demand.plan.taught[place], demand.plan.subjects
    is_corrected = taught_source(place, column, float(taught[column]), subjects) is TaughtSource.CORRECTED
    by = column if is_corrected else best_proof(taught, column, credit)
    coverage = float(demand.covered[place, column])
    return CellSkill(
        demand.skill_ids[column],
        int(demand.n_asking[column]),
        float(demand.n_asking[column] / demand.n_postings),
        coverage,
        demand.skill_ids[by],
        taught_source(place, by, float(taught[by]), subjects) if coverage > 0 or is_corrected else None,
    )
