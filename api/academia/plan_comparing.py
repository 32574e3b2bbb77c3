"""Holds a school's plan beside typical plans of the catalogue and plans that other schools share."""

from collections.abc import Collection, Sequence
from typing import Final

import sqlalchemy as sa

from api.academia.plan_analysis import PlanAnalysis, PlanAnalyst
from data import plan_store
from data.catalogue import Catalogue
from data.domain import Area, Curriculum, CurriculumId
from data.rights import SchoolRights

MOST_COMPARED: Final = 4
"""More columns do not fit beside each other."""

N_TAUGHT: Final = 20
"""Of the skills that others teach and the plan does not, so many are shown."""

_N_TYPICAL: Final = 2


def typical_of_area(area: Area, catalogue: Catalogue) -> Sequence[Curriculum]:
    """The first typical plans of an area."""
    return [one for one in catalogue.curricula.values() if one.area is area][:_N_TYPICAL]


def analysed_beside(
    connection: sa.Connection,
    rights: SchoolRights,
    analyst: PlanAnalyst,
    catalogue: Catalogue,
    analysis: PlanAnalysis,
    chosen: Collection[CurriculumId],
) -> list[PlanAnalysis]:
    """Analyses of chosen plans against the same region: those of the catalogue by its ids, others must be shared.

    Raises
    ------
    NotFoundError
        If a plan is neither of the catalogue nor shared by another school.
    InputError
        If one cannot be analysed.
    """
    found = []
    for id_ in chosen:
        if id_ in catalogue.curricula:
            curriculum, corrections, version = catalogue.curricula[id_], {}, 0
        else:
            plan = plan_store.shared_plan_of(connection, rights, id_)
            curriculum, corrections, version = plan.curriculum, dict(plan.corrections), plan.version
        found.append(analyst.analyse_in(connection, analysis.region, curriculum, corrections, version))
    return found
