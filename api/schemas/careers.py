"""Careers by state as JSON, for everybody."""

from datetime import date

from pydantic import Field

from api.i18n import Texts
from api.schemas.catalogue import CertificationOut, certification_out
from api.schemas.common import BodyOut, NamedOut
from api.schemas.demand_series import DemandSeriesOut, demand_series_out
from api.state_careers import StateCareers
from data.catalogue import Catalogue
from data.domain import Area, Cluster, ClusterKind, WorkField
from recommender.careers import Career
from recommender.plan_demand import FEWEST_POSTINGS


class RegionCareersOut(BodyOut):
    """A state and its postings of the last 12 months, of one field where asked for."""

    region: NamedOut
    n_postings: int


class CareersOut(BodyOut):
    """A part of the states, in the catalogue's order."""

    notice: str | None = Field(description="From which postings the figures come; null where these are real")
    data_as_of: date | None = Field(description="Last day counted; null while nothing was counted")
    n_postings: int = Field(description="Of all states")
    items: list[RegionCareersOut]
    next_cursor: str | None


class AskedSkillOut(BodyOut):
    """A skill and the share of the occupation's postings in the country that ask for it."""

    skill: NamedOut
    share: float = Field(gt=0, le=1)


class CareerOut(BodyOut):
    """An occupation that the state's postings offer, and how to begin."""

    occupation: NamedOut
    n_postings: int
    share: float = Field(ge=0, le=1, description="Of all the state's postings")
    share_low: float = Field(description="Low end of its 95 % interval")
    share_high: float = Field(description="High end of its 95 % interval")
    skills: list[AskedSkillOut] = Field(description="Most often asked for first, soft ones left out")
    first_certifications: list[CertificationOut]


class InstitutionOut(BodyOut):
    """An institution; figures are null where the yearbook was not imported."""

    name: str
    n_enrolled: int | None = Field(description="Students of degrees of the field")
    n_graduates: int | None


class InstitutionsOut(BodyOut):
    """Institutions of the state, most students first."""

    cycle: str | None = Field(description="School year of the figures")
    items: list[InstitutionOut]


class StateGraduatesOut(BodyOut):
    """Public statistics of the degrees that feed IT and BPO work."""

    cycle: str
    n_enrolled: int
    n_graduates: int


class ClusterOut(NamedOut):
    """A cluster or technology park."""

    kind: ClusterKind
    city: str
    areas: list[Area] = Field(description="Specialities, a judgement")


class StateCareersOut(BodyOut):
    """Careers of one state."""

    region: NamedOut
    field: WorkField | None = Field(description="Null: both")
    notice: str | None = Field(description="From which postings the figures come; null where these are real")
    data_as_of: date | None = Field(description="Last day counted; null while nothing was counted")
    n_postings_in_region: int
    careers: list[CareerOut] = Field(description=f"None below {FEWEST_POSTINGS} postings")
    demand: DemandSeriesOut | None = Field(description="Of the state's most demanded skills of the field")
    institutions: InstitutionsOut
    graduates: StateGraduatesOut | None
    clusters: list[ClusterOut]


def state_careers_out(found: StateCareers, field: WorkField | None, catalogue: Catalogue, t: Texts) -> StateCareersOut:
    """A state's careers in the caller's language."""
    taught = found.institutions
    return StateCareersOut(
        region=NamedOut(id=found.state.id, name=t.label(found.state.label)),
        field=field,
        notice=t("notice.invented") if found.is_invented else None,
        data_as_of=found.as_of,
        n_postings_in_region=found.n_postings,
        careers=[_career(one, catalogue, t) for one in found.careers],
        demand=demand_series_out(found.over_time, catalogue, t) if found.over_time else None,
        institutions=InstitutionsOut(
            cycle=taught.cycle,
            items=[
                InstitutionOut(
                    name=one.name,
                    n_enrolled=one.figures.n_enrolled_in_scope if one.figures else None,
                    n_graduates=one.figures.n_graduates_in_scope if one.figures else None,
                )
                for one in taught.rows
            ],
        ),
        graduates=StateGraduatesOut(
            cycle=found.graduates.cycle, n_enrolled=found.graduates.enrolled, n_graduates=found.graduates.graduates
        )
        if found.graduates
        else None,
        clusters=[_cluster(one) for one in found.clusters],
    )


def _career(one: Career, catalogue: Catalogue, t: Texts) -> CareerOut:
    skills = (catalogue.skills[asked.skill_id] for asked in one.skills)
    return CareerOut(
        occupation=NamedOut(id=one.occupation_id, name=t.label(catalogue.occupations[one.occupation_id].label)),
        n_postings=one.n_postings,
        share=one.share,
        share_low=one.low,
        share_high=one.high,
        skills=[
            AskedSkillOut(skill=NamedOut(id=skill.id, name=t.label(skill.label)), share=asked.share)
            for skill, asked in zip(skills, one.skills, strict=True)
        ],
        first_certifications=[
            certification_out(catalogue.certifications[id_], catalogue, t) for id_ in one.certification_ids
        ],
    )


def _cluster(one: Cluster) -> ClusterOut:
    return ClusterOut(id=one.id, name=one.name, kind=one.kind, city=one.city, areas=sorted(one.specialities))
