"""What is behind one cell of the heat map: the skills of an area as one subject covers them, with both sentences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.academia.plan_analysis import PlanAnalysis
from api.academia.plan_evidence import CellEvidence
from api.dependencies import ID_PATTERN
from api.i18n import Texts
from api.pages.academia.gap_cards import Quote, SyllabusQuote, quote_of, syllabus_quote
from api.pages.academia.heat_map import shade_of
from api.pages.academia.plan_visit import PlanVisitDep
from api.pages.academia.ways import PlanHead, plan_url
from api.pages.frame import Frame, render
from data.domain import Area, Subject, SubjectId
from recommender.plan_coverage import CellSkill
from recommender.teaching import TaughtSource

_SOURCE_TEXTS: Final[Mapping[TaughtSource, str]] = {
    TaughtSource.CORRECTED: "page.cell.source.corrected",
    TaughtSource.NAMED: "page.cell.source.named",
    TaughtSource.STATED: "page.cell.source.stated",
    TaughtSource.EXPECTED: "page.cell.source.expected",
}

router = APIRouter(prefix="/academia/planes/{plan_id}", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class SkillEvidence:
    """A skill in words; ``syllabus`` is ``None`` where the subject does not cover it."""

    name: str
    demand: str
    coverage: str
    source: str
    posting: Quote
    syllabus: SyllabusQuote | None


@dataclass(frozen=True, slots=True)
class CellPage:
    """All that ``academia/cell.html`` may use."""

    frame: Frame
    plan: PlanHead
    subject: str
    subject_url: str
    area: str
    skills: tuple[SkillEvidence, ...]
    back_url: str


@router.get("/celda")
def show_cell(
    visit: PlanVisitDep,
    materia: Annotated[str, Query(max_length=80, pattern=ID_PATTERN)],
    area: Annotated[Area, Query()],
) -> HTMLResponse:
    """Show the skills behind a cell."""
    t = visit.t
    analysis = visit.analysis()
    if isinstance(analysis, str):
        return visit.no_analysis(t("page.cell.title"), analysis)
    subject = visit.plan.subject(materia)
    found = visit.parts.plans.current().cell_evidence(visit.connection, analysis, SubjectId(materia), area)
    content = CellPage(
        frame=visit.frame(t("page.cell.title"), shows_invented=analysis.is_invented),
        plan=visit.head(),
        subject=t.label(subject.label),
        subject_url=f"{plan_url(analysis.curriculum.id)}/materias/{subject.id}",
        area=t.word(area),
        skills=tuple(_skills(found, subject, analysis, t)),
        back_url=visit.url() + "#map",
    )
    return render(visit.request, "academia/cell.html", content, t)


def _skills(
    found: Sequence[CellEvidence], subject: Subject, analysis: PlanAnalysis, t: Texts
) -> Iterator[SkillEvidence]:
    for one in found:
        skill = one.skill
        yield SkillEvidence(
            name=_name(skill, analysis, t),
            demand=t.count("page.cell.demand", skill.n_postings, share=t.percent(skill.share)),
            coverage=t.percent(skill.coverage),
            source=_source(skill, analysis, t),
            posting=quote_of(one.evidence),
            syllabus=syllabus_quote(one.syllabus_sentence, subject, t) if one.syllabus_sentence else None,
        )


def _name(skill: CellSkill, analysis: PlanAnalysis, t: Texts) -> str:
    return t.label(analysis.catalogue.skills[skill.skill_id].label)


def _source(skill: CellSkill, analysis: PlanAnalysis, t: Texts) -> str:
    """From where it is known that the subject teaches the skill, and through which other skill it counts."""
    if skill.source is None or shade_of(skill.coverage) == 0:
        return t("page.cell.not_taught")
    source = t(_SOURCE_TEXTS[skill.source])
    if skill.by_skill_id == skill.skill_id:
        return source
    through = t("page.cell.through", skill=t.label(analysis.catalogue.skills[skill.by_skill_id].label))
    return f"{source} {through}"
