"""What the teachers of a school's plan would need, by the certifications that they hold."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from api.academia.plan_analysis import PlanAnalysis, PlanAnalyst
from data.domain import SubjectId
from data.rights import SchoolRights
from data.teacher_store import Teacher, teachers_of
from recommender.arrays import CatalogueArrays
from recommender.profile import certified_skills
from recommender.teacher_needs import TeacherNeeds


def needs_of_teachers(
    connection: sa.Connection, rights: SchoolRights, analyst: PlanAnalyst, analysis: PlanAnalysis, day: date
) -> tuple[TeacherNeeds, int]:
    """The needs on a day, and how many teachers the plan has; subjects without teacher and needs are left out."""
    teachers = teachers_of(connection, rights, analysis.curriculum.id)
    found = analyst.teacher_needs(analysis, _levels(teachers, day, analyst.arrays))
    in_need = tuple(one for one in found.without_teacher if one.needs)
    return replace(found, without_teacher=in_need), len(teachers)


def _levels(teachers: Sequence[Teacher], day: date, arrays: CatalogueArrays) -> dict[SubjectId, NDArray[np.float32]]:
    """What the teachers of each subject can do, as their certifications show, shape (n_teachers, n_skills) each."""
    levels: dict[SubjectId, list[NDArray[np.float32]]] = {}
    for teacher in teachers:
        held = ((one.certification_id, one.taken_on) for one in teacher.certifications)
        skills = certified_skills(held, day, arrays)
        for subject_id in teacher.subject_ids:
            levels.setdefault(subject_id, []).append(skills)
    return {subject_id: np.vstack(some) for subject_id, some in levels.items()}
