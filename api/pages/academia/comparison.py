"""A plan beside typical plans of the catalogue and plans that other schools share."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.academia.plan_analysis import PlanAnalysis
from api.academia.plan_comparing import MOST_COMPARED, N_TAUGHT, analysed_beside, typical_of_area
from api.i18n import Texts
from api.pages.academia.plan_visit import PlanVisit, PlanVisitDep, RegionChoice
from api.pages.academia.ways import PlanHead
from api.pages.choices import Option, by_label, options
from api.pages.frame import Frame
from api.pages.table_files import render_tables
from data import plan_store
from data.domain import CurriculumId
from data.exporters.tables import Cell, Share, Table
from data.stored_plans import SharedPlan
from recommender.plan_comparison import AlikeSubjects, PlanComparison, TaughtElsewhere

router = APIRouter(prefix="/academia/planes/{plan_id}", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """An area, or everything: the coverage of each plan, the own one first."""

    name: str
    shares: tuple[str, ...]
    coverage: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class TaughtRow:
    """A skill that others teach and the plan does not, and where they do."""

    skill: str
    demand: str
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlikeRow:
    """A subject and its like elsewhere; ``when`` says how far apart they are."""

    subject: str
    like: str
    plan: str
    when: str


@dataclass(frozen=True, slots=True)
class Compared:
    """The comparison in words."""

    plans: tuple[str, ...]
    rows: tuple[ComparedRow, ...]
    taught: tuple[TaughtRow, ...]
    alike: tuple[AlikeRow, ...]


@dataclass(frozen=True, slots=True)
class PlanComparisonPage:
    """All that ``academia/comparison.html`` may use; ``problem`` is a sentence about the choice."""

    frame: Frame
    plan: PlanHead
    region: RegionChoice
    typical: tuple[Option, ...]
    shared: tuple[Option, ...]
    problem: str | None
    compared: Compared | None


@router.get("/comparar")
def show_comparison(visit: PlanVisitDep, con: Annotated[list[str] | None, Query(max_length=200)] = None) -> Response:
    """Show the plan beside those chosen, at first the typical ones of its area; unknown ones are passed over."""
    t = visit.t
    analysis = visit.analysis()
    if isinstance(analysis, str):
        return visit.no_analysis(t("page.plan_compare.title"), analysis)
    shared = {one.summary.id: one for one in plan_store.shared_plans(visit.connection, visit.rights)}
    typical = visit.parts.catalogue.curricula
    chosen = [CurriculumId(id_) for id_ in dict.fromkeys(con or ()) if id_ in typical or id_ in shared]
    if not con:
        chosen = [one.id for one in typical_of_area(visit.plan.curriculum.area, visit.parts.catalogue)]
    problem = t("page.plan_compare.too_many", n=MOST_COMPARED) if len(chosen) > MOST_COMPARED else None
    is_possible = chosen and not problem
    content = PlanComparisonPage(
        frame=visit.frame(t("page.plan_compare.title"), shows_invented=analysis.is_invented),
        plan=visit.head(),
        region=visit.region_choice(),
        typical=options(by_label((id_, t.label(one.label)) for id_, one in typical.items()), chosen),
        shared=options(by_label((id_, _shared_name(one, t)) for id_, one in shared.items()), chosen),
        problem=problem,
        compared=compared_with(visit, analysis, chosen, shared) if is_possible else None,
    )
    tables = _tables(content.compared, t) if content.compared else ()
    return render_tables(visit.request, "academia/comparison.html", content, t, tables, status=422 if problem else 200)


def _tables(compared: Compared, t: Texts) -> Sequence[Table]:
    """Coverage by area of each plan, and subjects that are alike."""
    by_area: list[tuple[Cell, ...]] = [(row.name, *row.coverage) for row in compared.rows]
    alike = ((row.subject, row.like, row.plan, row.when) for row in compared.alike)
    headings = ("page.plan_compare.own_subject", "page.plan_compare.like", "page.plan_compare.plan")
    return (
        Table("areas", t("page.plan_compare.side"), (t("page.plan.area"), *compared.plans), by_area),
        Table("parecidas", t("page.plan_compare.alike"), (*map(t, headings), t("page.plan_compare.when")), alike),
    )


def compared_with(
    visit: PlanVisit,
    analysis: PlanAnalysis,
    chosen: Sequence[CurriculumId],
    shared: Mapping[CurriculumId, SharedPlan],
) -> Compared:
    """The plan beside those of the catalogue or of other schools."""
    t, analyst, catalogue = visit.t, visit.parts.plans.current(), visit.parts.catalogue
    names = {analysis.curriculum.id: t("page.plan_compare.own")}
    for id_ in chosen:
        names[id_] = _shared_name(shared[id_], t) if id_ in shared else t.label(catalogue.curricula[id_].label)
    others = analysed_beside(visit.connection, visit.rights, analyst, catalogue, analysis, chosen)
    found = analyst.comparison(analysis, others)
    subjects = _subject_names([analysis, *others], t)
    return Compared(
        plans=tuple(names[one.curriculum_id] for one in found.plans),
        rows=tuple(_rows(found, t)),
        taught=tuple(_taught(found.taught_elsewhere[:N_TAUGHT], names, subjects, analysis, t)),
        alike=tuple(_alike(found.alike, names, subjects, t)),
    )


def _shared_name(one: SharedPlan, t: Texts) -> str:
    return t("page.plan_compare.shared_name", plan=t.label(one.summary.label), school=one.school_name)


def _subject_names(analyses: Collection[PlanAnalysis], t: Texts) -> dict[str, str]:
    return {subject.id: t.label(subject.label) for one in analyses for subject in one.curriculum.subjects}


def _rows(found: PlanComparison, t: Texts) -> Iterator[ComparedRow]:
    yield _row(t("page.plan.whole_plan"), [plan.overall for plan in found.plans], t)
    for place, area in enumerate(found.areas):
        yield _row(t.word(area), [plan.by_area[place] for plan in found.plans], t)


def _row(name: str, coverage: Sequence[float], t: Texts) -> ComparedRow:
    return ComparedRow(name, tuple(map(t.percent, coverage)), tuple(map(Share, coverage)))


def _taught(
    taught: Sequence[TaughtElsewhere],
    names: Mapping[CurriculumId, str],
    subjects: Mapping[str, str],
    analysis: PlanAnalysis,
    t: Texts,
) -> Iterator[TaughtRow]:
    for one in taught:
        yield TaughtRow(
            t.label(analysis.catalogue.skills[one.skill_id].label),
            t.count("page.plan_compare.demand", one.n_postings),
            tuple(
                t("page.plan_compare.where", subject=subjects[each.subject_id], plan=names[each.curriculum_id])
                for each in one.teachers
            ),
        )


def _alike(
    alike: Sequence[AlikeSubjects], names: Mapping[CurriculumId, str], subjects: Mapping[str, str], t: Texts
) -> Iterator[AlikeRow]:
    for one in alike:
        yield AlikeRow(subjects[one.subject_id], subjects[one.like_subject_id], names[one.curriculum_id], _when(one, t))


def _when(one: AlikeSubjects, t: Texts) -> str:
    if one.semesters_later == 0:
        return t("page.plan_compare.same_semester")
    key = "page.plan_compare.later" if one.semesters_later > 0 else "page.plan_compare.earlier"
    return t.count(key, abs(one.semesters_later))
