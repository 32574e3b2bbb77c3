"""Shapes of the catalogue as JSON: certifications, skills, occupations, states and what each asks for."""

from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from api.i18n import Texts
from api.schemas.common import NamedOut
from data.catalogue import Catalogue
from data.demand_store import Demand
from data.domain import (
    Area,
    Certification,
    CertificationId,
    EnglishLevel,
    Level,
    Occupation,
    Skill,
    SkillKind,
    State,
)
from recommender.arrays import PROOF_WEIGHT
from recommender.related_jobs import related_jobs

_N_JOBS = 6


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class CertificationOut(_Out):
    """A certification as lists show it."""

    id: str
    name: str
    vendor: NamedOut
    level: Level
    area: Area
    summary: str
    languages: list[str] = Field(description="Of the exam, ISO 639-1")
    list_price_usd: float | None = Field(description="Null where no dated price is known")
    price_checked_at: date | None
    preparation_hours: int = Field(description="An estimate")


class ExamSkillOut(NamedOut):
    """A skill and how much the exam is about it."""

    weight: float = Field(gt=0, le=1)
    is_proof: bool = Field(description="Whether who holds the certification counts as holding the skill")


class LeadsToOut(NamedOut):
    """An occupation, and the share of its weighted skills that the certification proves."""

    coverage: float = Field(gt=0, le=1)
    skills: list[NamedOut]


class CertificationDetailOut(CertificationOut):
    """All that is known of a certification."""

    url: str | None
    english_needed: EnglishLevel
    experience_months: int
    exam_codes: list[str]
    validity_months: int | None = Field(description="Null where it does not expire")
    skills: list[ExamSkillOut] = Field(description="Heaviest first")
    prerequisites: list[list[NamedOut]] = Field(description="One of each inner list must be held")
    opens: list[NamedOut] = Field(description="Certifications that ask for this one, alone or among others")
    occupations: list[LeadsToOut] = Field(description="At most six, best covered first")


class CatalogueSkillOut(NamedOut):
    """A skill of the catalogue."""

    kind: SkillKind
    area: Area
    esco_uri: str | None
    broader_skill_id: str | None


class CatalogueOccupationOut(NamedOut):
    """An occupation of the catalogue."""

    area: Area
    esco_uri: str | None
    isco_08: str | None
    sinco_2019: str | None
    skills: list[NamedOut] = Field(description="Heaviest first")


class RegionOut(NamedOut):
    """A federal entity."""

    inegi_code: str


class SkillDemandOut(_Out):
    """Postings of the last 12 months that ask for a skill, and the positions that they offer."""

    skill: NamedOut
    n_postings: int
    n_positions: int
    share_of_postings: float = Field(ge=0, le=1)


class RegionDemandOut(_Out):
    """A part of what a state's postings ask for, most positions first."""

    region: NamedOut
    notice: str = Field(description="From which people and postings the figures come")
    data_as_of: date | None = Field(description="Last day counted; null while nothing was counted")
    n_postings_in_region: int
    items: list[SkillDemandOut]
    next_cursor: str | None


def certification_out(one: Certification, catalogue: Catalogue, t: Texts) -> CertificationOut:
    """A certification for a list."""
    vendor = catalogue.vendors[one.vendor_id]
    return CertificationOut(
        id=one.id,
        name=one.name,
        vendor=NamedOut(id=vendor.id, name=vendor.name),
        level=one.level,
        area=one.area,
        summary=t.label(one.summary),
        languages=sorted(one.languages),
        list_price_usd=one.list_price_usd,
        price_checked_at=one.price_checked_at,
        preparation_hours=one.preparation_hours,
    )


def certification_detail_out(one: Certification, catalogue: Catalogue, t: Texts) -> CertificationDetailOut:
    """A certification with all that it has to do with."""
    opened = (
        other.id for other in catalogue.certifications.values() if any(one.id in group for group in other.prerequisites)
    )
    return CertificationDetailOut(
        **certification_out(one, catalogue, t).model_dump(),
        url=one.url,
        english_needed=one.english_needed,
        experience_months=one.experience_months,
        exam_codes=list(one.exam_codes),
        validity_months=one.validity_months,
        skills=[
            ExamSkillOut(
                id=skill_id,
                name=t.label(catalogue.skills[skill_id].label),
                weight=weight,
                is_proof=weight >= PROOF_WEIGHT,
            )
            for skill_id, weight in sorted(one.skill_weights.items(), key=lambda pair: (-pair[1], pair[0]))
        ],
        prerequisites=[_named_certifications(sorted(group), catalogue) for group in one.prerequisites],
        opens=_named_certifications(opened, catalogue),
        occupations=[
            LeadsToOut(
                id=job.occupation_id,
                name=t.label(catalogue.occupations[job.occupation_id].label),
                coverage=job.coverage,
                skills=named_skills((catalogue.skills[skill_id] for skill_id in job.skill_ids), t),
            )
            for job in related_jobs(one, catalogue.occupations, _N_JOBS)
        ],
    )


def catalogue_skill_out(one: Skill, t: Texts) -> CatalogueSkillOut:
    """A skill for a list."""
    return CatalogueSkillOut(
        id=one.id,
        name=t.label(one.label),
        kind=one.kind,
        area=one.area,
        esco_uri=one.esco_uri,
        broader_skill_id=one.broader_skill_id,
    )


def catalogue_occupation_out(one: Occupation, catalogue: Catalogue, t: Texts) -> CatalogueOccupationOut:
    """An occupation for a list."""
    heaviest_first = sorted(one.skill_weights, key=lambda skill_id: (-one.skill_weights[skill_id], skill_id))
    return CatalogueOccupationOut(
        id=one.id,
        name=t.label(one.label),
        area=one.area,
        esco_uri=one.esco_uri,
        isco_08=one.isco_08,
        sinco_2019=one.sinco_2019,
        skills=named_skills((catalogue.skills[skill_id] for skill_id in heaviest_first), t),
    )


def region_out(one: State, t: Texts) -> RegionOut:
    """A state for a list."""
    return RegionOut(id=one.id, name=t.label(one.label), inegi_code=one.inegi_code)


def skill_demand_out(one: Demand, catalogue: Catalogue, t: Texts) -> SkillDemandOut:
    """What was counted of one skill; how many learners hold it stays out, as groups of them may be small."""
    skill = catalogue.skills[one.skill_id]
    return SkillDemandOut(
        skill=NamedOut(id=skill.id, name=t.label(skill.label)),
        n_postings=one.n_postings,
        n_positions=one.n_positions,
        share_of_postings=one.n_postings / one.n_postings_in_state,
    )


def named_skills(skills: Iterable[Skill], t: Texts) -> list[NamedOut]:
    """Skills by id and name."""
    return [NamedOut(id=one.id, name=t.label(one.label)) for one in skills]


def named_certification(certification_id: CertificationId, catalogue: Catalogue) -> NamedOut:
    """Id and name; the id alone where the catalogue has dropped it."""
    one = catalogue.certifications.get(certification_id)
    return NamedOut(id=certification_id, name=one.name if one else certification_id)


def _named_certifications(ids: Iterable[CertificationId], catalogue: Catalogue) -> list[NamedOut]:
    return [NamedOut(id=id_, name=catalogue.certifications[id_].name) for id_ in ids]
