"""Shapes of what a plan misses as JSON, for the API and the command line."""

from datetime import date
from typing import Any, Final

from pydantic import Field

from api.academia.gap_services import GapReport
from api.academia.gap_texts import fit_sentence
from api.academia.plan_analysis import PlanAnalysis
from api.academia.plan_evidence import ShownGap
from api.academia.region import region_name
from api.i18n import Texts
from api.schemas.common import BodyOut, NamedOut
from data.catalogue import Catalogue
from data.domain import EnglishLevel, Language, Level, SkillKind, SubjectId
from data.posting_store import Evidence
from recommender.closing_certifications import ClosingCertification
from recommender.gap_closing import GapEffort
from recommender.subject_fit import FitKey

DECIMALS: Final = 4


class PlanRegionOut(BodyOut):
    """The region whose postings count."""

    id: str | None = Field(description="Null: the whole country")
    name: str


class PlanFiguresOut(BodyOut):
    """Of which plan figures are, and on which postings they rest: those of the year up to ``data_as_of``."""

    curriculum: NamedOut
    region: PlanRegionOut
    language: Language
    notice: str | None = Field(description="Says that the postings are invented; null where they are real")
    data_as_of: date
    n_postings: int = Field(description="All of the region in that year")


class LabelledSkillOut(BodyOut):
    """A skill with its names in both languages."""

    id: str
    label_es: str
    label_en: str
    uri: str | None = Field(description="In ESCO")
    kind: SkillKind


class SkillDemandOut(BodyOut):
    """Postings that ask for a skill, and their share with its 95 % interval."""

    n_postings: int
    share: float
    interval: list[float]


class PostingQuoteOut(BodyOut):
    """A sentence of a posting that names the skill."""

    id: str
    title: str
    sentence: str
    is_invented: bool


class SyllabusSentenceOut(BodyOut):
    """The sentence of a syllabus nearest in meaning; the subject's name where it has no syllabus."""

    sentence: str


class LikeSubjectOut(NamedOut):
    """A like subject of another plan."""

    curriculum_id: str


class FitOut(BodyOut):
    """Why a missing skill fits where it does: a key for programs, a clause for people."""

    key: FitKey
    sentence: str
    skill_id: str | None
    like_subject: LikeSubjectOut | None


class GapOut(BodyOut):
    """A skill that is asked for and that the plan covers by less than half."""

    rank: int
    subject: NamedOut = Field(description="Where it would fit best")
    skill: LabelledSkillOut
    demand: SkillDemandOut
    coverage: float
    posting: PostingQuoteOut
    syllabus: SyllabusSentenceOut
    why: FitOut


class GapReportOut(PlanFiguresOut):
    """The gaps of a plan, most demanded first."""

    gaps: list[GapOut]


class ClosingCertificationOut(NamedOut):
    """A certification whose matter, taught, would cover a skill."""

    hours: float = Field(description="The part of its preparation that the skill takes")
    preparation_hours: int
    level: Level
    english_needed: EnglishLevel
    experience_months: int
    needs_others: bool = Field(description="Whether another certification must be held before")


class EffortGapOut(GapOut):
    """A gap with what would close it."""

    effort_hours: float | None = Field(description="The fewest that would close it; null where that is not known")
    certifications: list[ClosingCertificationOut] = Field(description="At most three that fit into the subject's hours")


class PlanGapsOut(PlanFiguresOut):
    """A part of a plan's gaps."""

    n_gaps: int
    items: list[EffortGapOut]
    next_cursor: str | None = Field(description="Send it as `cursor` for the next page; null on the last one")


def gaps_json(report: GapReport, catalogue: Catalogue, t: Texts) -> dict[str, Any]:
    """The whole report; docs/api.md says what each field means."""
    curriculum = report.curriculum
    return GapReportOut(
        curriculum=NamedOut(id=curriculum.id, name=t.label(curriculum.label)),
        region=PlanRegionOut(id=report.state.id if report.state else None, name=region_name(report.state, t)),
        language=t.language,
        notice=t("gaps.invented") if report.is_invented else None,
        data_as_of=report.as_of,
        n_postings=report.n_postings,
        gaps=[GapOut(**_gap(rank, shown, catalogue, t)) for rank, shown in enumerate(report.gaps, start=1)],
    ).model_dump(mode="json")


def figures_of(analysis: PlanAnalysis, t: Texts) -> dict[str, Any]:
    """The fields of `PlanFiguresOut`."""
    curriculum, state = analysis.curriculum, analysis.state
    return {
        "curriculum": NamedOut(id=curriculum.id, name=t.label(curriculum.label)),
        "region": PlanRegionOut(id=state.id if state else None, name=region_name(state, t)),
        "language": t.language,
        "notice": t("gaps.invented") if analysis.is_invented else None,
        "data_as_of": analysis.as_of,
        "n_postings": analysis.n_postings,
    }


def effort_gap_out(rank: int, effort: GapEffort, shown: ShownGap, catalogue: Catalogue, t: Texts) -> EffortGapOut:
    """A gap with what would close it; ``effort`` and ``shown`` are of the same one."""
    return EffortGapOut(
        **_gap(rank, shown, catalogue, t),
        effort_hours=None if effort.hours is None else round(effort.hours, 1),
        certifications=[closing_out(one, catalogue) for one in effort.certifications],
    )


def closing_out(one: ClosingCertification, catalogue: Catalogue) -> ClosingCertificationOut:
    """A certification that would cover a skill."""
    return ClosingCertificationOut(
        id=one.certification_id,
        name=catalogue.certifications[one.certification_id].name,
        hours=round(one.hours, 1),
        preparation_hours=one.preparation_hours,
        level=one.level,
        english_needed=one.english_needed,
        experience_months=one.experience_months,
        needs_others=bool(one.needed_before),
    )


def subject_out(subject_id: SubjectId, catalogue: Catalogue, t: Texts) -> NamedOut:
    """A subject by name."""
    return NamedOut(id=subject_id, name=t.label(catalogue.subjects[subject_id].label))


def quote_out(evidence: Evidence) -> PostingQuoteOut:
    """What is shown of a posting."""
    return PostingQuoteOut(
        id=evidence.posting_id,
        title=evidence.title,
        sentence=evidence.sentence,
        is_invented=evidence.is_invented,
    )


def _gap(rank: int, shown: ShownGap, catalogue: Catalogue, t: Texts) -> dict[str, Any]:
    gap, skill = shown.gap, catalogue.skills[shown.gap.skill_id]
    ends = [round(gap.low, DECIMALS), round(gap.high, DECIMALS)]
    return {
        "rank": rank,
        "subject": subject_out(gap.fit.subject_id, catalogue, t),
        "skill": LabelledSkillOut(
            id=skill.id, label_es=skill.label.es, label_en=skill.label.en, uri=skill.esco_uri, kind=skill.kind
        ),
        "demand": SkillDemandOut(n_postings=gap.n_postings, share=round(gap.share, DECIMALS), interval=ends),
        "coverage": round(gap.coverage, DECIMALS),
        "posting": quote_out(shown.evidence),
        "syllabus": SyllabusSentenceOut(sentence=shown.syllabus_sentence),
        "why": FitOut(
            key=gap.fit.key,
            sentence=fit_sentence(gap.fit, catalogue, t),
            skill_id=gap.fit.skill_id,
            like_subject=_like_subject(gap.fit.like_subject_id, catalogue, t),
        ),
    }


def _like_subject(subject_id: SubjectId | None, catalogue: Catalogue, t: Texts) -> LikeSubjectOut | None:
    if subject_id is None:
        return None
    like = catalogue.subjects[subject_id]
    return LikeSubjectOut(id=like.id, name=t.label(like.label), curriculum_id=like.curriculum_id)
