"""What would change if a subject also taught what a certification is about; nothing is stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.academia.plan_analysis import PlanAnalysis
from api.i18n import Texts
from api.pages.academia.plan_visit import PlanVisitDep, RegionChoice
from api.pages.academia.ways import PlanHead
from api.pages.choices import OptionGroup, by_label, options
from api.pages.frame import Frame, render
from data.domain import Certification, CertificationId, Subject, SubjectId
from recommender.gap_closing import SEMESTER_WEEKS, CertificationChange

router = APIRouter(prefix="/academia/planes/{plan_id}", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Coverage of an area, or of everything, before and after."""

    name: str
    before: str
    after: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What changes, in words; ``closed`` names the skills that are no gap any more."""

    answer: str
    rows: tuple[ChangeRow, ...]
    closed: tuple[str, ...]
    n_left: int
    hours: str
    has_room: bool


@dataclass(frozen=True, slots=True)
class AddCertificationPage:
    """All that ``academia/add_certification.html`` may use; ``change`` is there once both fields are chosen."""

    frame: Frame
    plan: PlanHead
    region: RegionChoice
    certifications: tuple[OptionGroup, ...]
    subjects: tuple[OptionGroup, ...]
    change: Change | None


@router.get("/agregar")
def show_addition(
    visit: PlanVisitDep,
    certificacion: Annotated[str, Query(max_length=64)] = "",
    materia: Annotated[str, Query(max_length=80)] = "",
) -> HTMLResponse:
    """Show the form, and the change that it asks about; what is unknown counts as not chosen."""
    t = visit.t
    analysis = visit.analysis()
    if isinstance(analysis, str):
        return visit.no_analysis(t("page.add.title"), analysis)
    certification = analysis.catalogue.certifications.get(CertificationId(certificacion))
    subject = next((one for one in analysis.curriculum.subjects if one.id == SubjectId(materia)), None)
    change = None
    if certification and subject:
        found = visit.parts.plans.current().with_certification(analysis, certification.id, subject.id)
        change = _change(found, certification, subject, analysis, t)
    content = AddCertificationPage(
        frame=visit.frame(t("page.add.title"), shows_invented=analysis.is_invented and change is not None),
        plan=visit.head(),
        region=visit.region_choice(),
        certifications=tuple(_certification_groups(analysis, certificacion, t)),
        subjects=tuple(_subject_groups(analysis, materia, t)),
        change=change,
    )
    return render(visit.request, "academia/add_certification.html", content, t)


def _certification_groups(analysis: PlanAnalysis, chosen: str, t: Texts) -> Iterator[OptionGroup]:
    """The suggested ones, those of the most demanded gaps first, then all others by name."""
    certifications = analysis.catalogue.certifications
    suggested = list(dict.fromkeys(one.certification_id for gap in analysis.efforts for one in gap.certifications))
    others = by_label((id_, one.name) for id_, one in certifications.items() if id_ not in set(suggested))
    if suggested:
        pairs = [(str(id_), certifications[id_].name) for id_ in suggested]
        yield OptionGroup(t("page.add.suggested"), options(pairs, chosen))
    yield OptionGroup(t("page.add.others"), options(others, chosen))


def _subject_groups(analysis: PlanAnalysis, chosen: str, t: Texts) -> Iterator[OptionGroup]:
    def semester(subject: Subject) -> int:
        return subject.semester

    for number, subjects in groupby(sorted(analysis.curriculum.subjects, key=semester), semester):
        pairs = [(subject.id, t.label(subject.label)) for subject in subjects]
        yield OptionGroup(t("page.plan.semester", number=number), options(pairs, chosen))


def _change(
    found: CertificationChange, certification: Certification, subject: Subject, analysis: PlanAnalysis, t: Texts
) -> Change:
    skills = analysis.catalogue.skills
    class_hours = subject.hours * SEMESTER_WEEKS
    before, after = found.before.overall, found.after.overall
    return Change(
        answer=t(
            "page.add.answer",
            certification=certification.name,
            subject=t.label(subject.label),
            before=t.percent(before),
            after=t.percent(after),
        ),
        rows=(
            _row(t("page.plan.whole_plan"), before, after, t),
            *(
                _row(t.word(one.area), one.coverage, later.coverage, t)
                for one, later in zip(found.before.areas, found.after.areas, strict=True)
            ),
        ),
        closed=tuple(t.label(skills[skill_id].label) for skill_id in found.closed),
        n_left=len(found.gaps_after),
        hours=t(
            "page.add.hours",
            needed=t.number(certification.preparation_hours),
            weekly=t.number(subject.hours),
            weeks=t.number(SEMESTER_WEEKS),
            room=t.number(class_hours),
        ),
        has_room=certification.preparation_hours <= class_hours,
    )


def _row(name: str, before: float, after: float, t: Texts) -> ChangeRow:
    first, then = t.percent(before), t.percent(after)
    return ChangeRow(name, first, then, is_changed=first != then)
