"""What a list of plans says of each: how much of the demand it covers and misses, or why that is not known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from api.academia.region import Region
from api.academia.region_postings import region_postings
from api.dependencies import Parts
from api.i18n import Texts
from api.pages.academia.overview import answer_of
from api.pages.academia.plan_visit import why_not
from data.domain import CurriculumId
from data.errors import InputError, NotReadyError
from data.stored_plans import StoredPlan


@dataclass(frozen=True, slots=True)
class Findings:
    """A sentence or two on each plan."""

    by_plan: Mapping[CurriculumId, str]
    is_invented: bool = False


def findings_of(
    connection: sa.Connection, parts: Parts, plans: Sequence[StoredPlan], region: Region, t: Texts
) -> Findings:
    """The findings on plans, in two statements as long as their analyses are kept."""
    if not plans:
        return Findings({})
    try:
        postings = region_postings(connection, region.state)
        analyst = parts.plans.current()
    except NotReadyError as error:
        why = why_not(error, region, t)
        return Findings({plan.curriculum.id: why for plan in plans})
    found = {}
    for plan in plans:
        try:
            analysis = analyst.analyse_in(connection, postings, plan.curriculum, plan.corrections, plan.version)
            found[plan.curriculum.id] = answer_of(analysis, region.name(t), t)
        except (NotReadyError, InputError) as error:
            found[plan.curriculum.id] = why_not(error, region, t)
    return Findings(found, postings.is_invented)
