"""Shapes of what a plan covers as JSON: by area and subject, behind one cell, and with one certification more."""

from collections.abc import Iterator, Sequence

from pydantic import Field

from api.academia.gap_json import DECIMALS, PlanFiguresOut, PostingQuoteOut, figures_of, quote_out, subject_out
from api.academia.plan_analysis import PlanAnalysis
from api.academia.plan_evidence import CellEvidence
from api.i18n import Texts
from api.schemas.common import BodyOut, NamedOut
from data.domain import Area, Certification, Subject
from recommender.gap_closing import SEMESTER_WEEKS, CertificationChange
from recommender.plan_coverage import PlanCoverage
from recommender.teaching import TaughtSource


class AreaShareOut(BodyOut):
    """How far an area is covered; in [0, 1]."""

    area: Area
    coverage: float


class AreaCoverageOut(AreaShareOut):
    """How far the whole plan covers what is asked for in an area."""

    name: str
    n_skills: int
    demand_share: float = Field(description="The area's part of all that is asked for")


class SubjectCoverageOut(NamedOut):
    """A row of the heat map: how far one subject alone covers what is asked for."""

    semester: int
    coverage: float
    areas: list[AreaShareOut]


class PlanCoverageOut(PlanFiguresOut):
    """The heat map of a plan; areas in which nothing is asked for are left out."""

    coverage: float = Field(description="Of the whole plan")
    areas: list[AreaCoverageOut]
    subjects: list[SubjectCoverageOut]


class CellSkillOut(NamedOut):
    """A skill behind a cell, with the sentences that ask for it and teach it."""

    n_postings: int
    share: float
    coverage: float
    source: TaughtSource | None = Field(description="From where it is known; null where the subject does not teach it")
    by_skill: NamedOut = Field(description="The taught skill that counts for it: itself, a narrower or a broader one")
    posting: PostingQuoteOut
    syllabus_sentence: str | None


class CellOut(PlanFiguresOut):
    """What is behind one cell of the heat map, most demanded skill first."""

    subject: NamedOut
    area: Area
    skills: list[CellSkillOut]


class AreaChangeOut(BodyOut):
    """Coverage of an area before and after."""

    area: Area
    before: float
    after: float


class CertificationChangeOut(PlanFiguresOut):
    """The plan before and after a certification became part of a subject, demand being the same."""

    certification: NamedOut
    subject: NamedOut
    before: float = Field(description="Coverage of the whole plan")
    after: float
    areas: list[AreaChangeOut]
    closed: list[NamedOut] = Field(description="Skills that would be no gap any more")
    n_gaps_left: int
    hours_needed: int = Field(description="Of preparation for the certification")
    hours_of_class: int = Field(description="That the subject has in a semester")


def coverage_out(analysis: PlanAnalysis, t: Texts) -> PlanCoverageOut:
    """The heat map of an analysis."""
    coverage = analysis.coverage
    return PlanCoverageOut(
        **figures_of(analysis, t),
        coverage=_share(coverage.overall),
        areas=[
            AreaCoverageOut(
                area=one.area,
                name=t.word(one.area),
                n_skills=one.n_skills,
                demand_share=_share(one.demand_share),
                coverage=_share(one.coverage),
            )
            for one in coverage.areas
        ],
        subjects=[
            SubjectCoverageOut(
                **subject_out(one.subject_id, analysis.catalogue, t).model_dump(),
                semester=analysis.catalogue.subjects[one.subject_id].semester,
                coverage=_share(one.overall),
                areas=list(_areas(coverage, one.by_area)),
            )
            for one in coverage.subjects
        ],
    )


def cell_out(found: Sequence[CellEvidence], subject: Subject, area: Area, analysis: PlanAnalysis, t: Texts) -> CellOut:
    """What is behind a cell."""
    skills = analysis.catalogue.skills
    return CellOut(
        **figures_of(analysis, t),
        subject=subject_out(subject.id, analysis.catalogue, t),
        area=area,
        skills=[
            CellSkillOut(
                id=one.skill.skill_id,
                name=t.label(skills[one.skill.skill_id].label),
                n_postings=one.skill.n_postings,
                share=_share(one.skill.share),
                coverage=_share(one.skill.coverage),
                source=one.skill.source,
                by_skill=NamedOut(id=one.skill.by_skill_id, name=t.label(skills[one.skill.by_skill_id].label)),
                posting=quote_out(one.evidence),
                syllabus_sentence=one.syllabus_sentence,
            )
            for one in found
        ],
    )


def change_out(
    found: CertificationChange, certification: Certification, subject: Subject, analysis: PlanAnalysis, t: Texts
) -> CertificationChangeOut:
    """What one certification inside one subject would change."""
    skills = analysis.catalogue.skills
    return CertificationChangeOut(
        **figures_of(analysis, t),
        certification=NamedOut(id=certification.id, name=certification.name),
        subject=subject_out(subject.id, analysis.catalogue, t),
        before=_share(found.before.overall),
        after=_share(found.after.overall),
        areas=[
            AreaChangeOut(area=one.area, before=_share(one.coverage), after=_share(later.coverage))
            for one, later in zip(found.before.areas, found.after.areas, strict=True)
        ],
        closed=[NamedOut(id=id_, name=t.label(skills[id_].label)) for id_ in found.closed],
        n_gaps_left=len(found.gaps_after),
        hours_needed=certification.preparation_hours,
        hours_of_class=subject.hours * SEMESTER_WEEKS,
    )


def _areas(coverage: PlanCoverage, shares: Sequence[float]) -> Iterator[AreaShareOut]:
    for one, share in zip(coverage.areas, shares, strict=True):
        yield AreaShareOut(area=one.area, coverage=_share(share))


def _share(share: float) -> float:
    return round(share, DECIMALS)
