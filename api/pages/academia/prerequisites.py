"""Which subjects hold up the students of a plan: measures, the plan drawn by semester, the facts as a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from fastapi.responses import Response

from api.i18n import Texts
from api.pages.academia.graph_picture import GraphPicture, graph_picture_of
from api.pages.academia.plan_visit import PlanVisitDep
from api.pages.academia.ways import PlanHead, plan_url
from api.pages.frame import Frame
from api.pages.table_files import render_tables
from data.domain import Curriculum, SubjectId
from data.errors import InputError
from data.exporters.tables import Table
from recommender.curriculum_graph import CurriculumGraph, curriculum_graph

N_BOTTLENECKS: Final = 10

router = APIRouter(prefix="/academia/planes/{plan_id}", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class BottleneckRow:
    """A subject with its measures and the subjects that it needs."""

    name: str
    url: str
    semester: int
    delay: int
    blocking: int
    complexity: int
    needs: str


@dataclass(frozen=True, slots=True)
class Bottlenecks:
    """Subjects on which something hangs, most complex first; ``chain`` is the longest one in words."""

    rows: tuple[BottleneckRow, ...]
    chain: str
    chain_length: int

    @property
    def first(self) -> tuple[BottleneckRow, ...]:
        """The worst ones."""
        return self.rows[:N_BOTTLENECKS]


@dataclass(frozen=True, slots=True)
class PrerequisitesPage:
    """All that ``academia/prerequisites.html`` may use; ``problem`` is a sentence where they form a circle."""

    frame: Frame
    plan: PlanHead
    bottlenecks: Bottlenecks | None
    picture: GraphPicture | None
    problem: str | None


@router.get("/seriacion")
def show_prerequisites(visit: PlanVisitDep) -> Response:
    """Show what hangs on passing each subject; it needs no postings."""
    t, curriculum = visit.t, visit.plan.curriculum
    graph, problem = None, None
    try:
        graph = curriculum_graph(curriculum)
    except InputError:
        problem = t("page.plan.circle")
    content = PrerequisitesPage(
        visit.frame(t("page.order.title")),
        visit.head(),
        bottlenecks_of(graph, curriculum, t) if graph else None,
        graph_picture_of(graph, curriculum, t) if graph and graph.requirements else None,
        problem,
    )
    tables = [_table(content.bottlenecks, t)] if content.bottlenecks else []
    return render_tables(visit.request, "academia/prerequisites.html", content, t, tables)


def _table(found: Bottlenecks, t: Texts) -> Table:
    """All of them, most complex first."""
    headings = (
        "page.plan.subject",
        "page.order.complexity",
        "page.order.delay",
        "page.order.blocking",
        "page.order.semester",
        "page.order.needs",
    )
    rows = ((row.name, row.complexity, row.delay, row.blocking, row.semester, row.needs) for row in found.rows)
    return Table("seriacion", t("page.order.title"), tuple(map(t, headings)), rows)


def bottlenecks_of(graph: CurriculumGraph, curriculum: Curriculum, t: Texts) -> Bottlenecks | None:
    """The bottlenecks of a plan; ``None`` where no subject needs another."""
    if not graph.requirements:
        return None
    names = {subject.id: t.label(subject.label) for subject in curriculum.subjects}
    return Bottlenecks(
        tuple(_rows(graph, curriculum, names)),
        " → ".join(names[subject_id] for subject_id in graph.longest_chain),
        len(graph.longest_chain),
    )


def _rows(graph: CurriculumGraph, curriculum: Curriculum, names: dict[SubjectId, str]) -> Iterator[BottleneckRow]:
    """Subjects that need another or that another needs."""
    subjects = {subject.id: subject for subject in curriculum.subjects}
    for one in graph.by_complexity:
        if one.delay == 1:
            continue
        subject = subjects[one.subject_id]
        yield BottleneckRow(
            names[one.subject_id],
            f"{plan_url(curriculum.id)}/materias/{one.subject_id}",
            subject.semester,
            one.delay,
            one.blocking,
            one.complexity,
            ", ".join(names[other.id] for other in curriculum.subjects if other.id in subject.prerequisite_ids),
        )
