"""Demand for skills month by month, as JSON."""

from collections.abc import Iterable
from datetime import date

from pydantic import Field

from api.demand_services import DemandOverTime, SkillDemand
from api.i18n import Texts
from api.schemas.common import BodyOut, NamedOut
from data.catalogue import Catalogue


class SkillSeriesOut(BodyOut):
    """One number a month: postings that ask for a skill, and the positions that they offer."""

    skill: NamedOut
    n_postings: list[int]
    n_positions: list[int]


class DemandSeriesOut(BodyOut):
    """Demand over the last whole months."""

    months: list[date] = Field(description="First days, oldest first")
    skills: list[SkillSeriesOut]


def series_out(found: Iterable[SkillDemand], catalogue: Catalogue, t: Texts) -> list[SkillSeriesOut]:
    """The skills in their order."""
    return [
        SkillSeriesOut(
            skill=NamedOut(id=one.skill_id, name=t.label(catalogue.skills[one.skill_id].label)),
            n_postings=list(one.n_postings),
            n_positions=list(one.n_positions),
        )
        for one in found
    ]


def demand_series_out(found: DemandOverTime, catalogue: Catalogue, t: Texts) -> DemandSeriesOut:
    """Demand by month in the caller's language."""
    return DemandSeriesOut(months=list(found.months), skills=series_out(found.skills, catalogue, t))
