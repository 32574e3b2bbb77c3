"""Careers of one state: what its postings offer and ask for, how to begin, where to study, demand over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from api.career_services import InstitutionRow, StateInstitutions
from api.charts.bar_chart import BarChart, Measure, bar_chart
from api.charts.chart_table import Cell, ChartTable
from api.charts.line_chart import LineChart
from api.dependencies import ID_PATTERN, AccountDep, CatalogueDep, PageTextsDep, PartsDep, ReadingDep
from api.i18n import Texts
from api.pages.addresses import occupation_target, path_url
from api.pages.careers import FieldQuery, field_of, field_options
from api.pages.certification import Link
from api.pages.choices import Option
from api.pages.demand_chart import demand_chart, demand_table
from api.pages.frame import Frame, frame_of
from api.pages.prerequisite_picture import certification_url
from api.pages.table_files import chart_table, render_tables
from api.state_careers import state_careers
from data.catalogue import Catalogue
from data.domain import Certification, Cluster
from data.exporters.tables import Share
from data.rights import is_student
from data.state_graduates import StateGraduates
from recommender.careers import Career
from recommender.plan_demand import FEWEST_POSTINGS

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class FirstStep:
    """A certification to begin with, and what to know before choosing it."""

    link: Link
    note: str


@dataclass(frozen=True, slots=True)
class CareerCard:
    """One occupation: how many postings, what they ask for, how to begin; students have a path to it."""

    name: str
    n_postings: int
    skills: str
    first_steps: tuple[FirstStep, ...]
    path_url: str | None


@dataclass(frozen=True, slots=True)
class ClusterRow:
    """A cluster or technology park of the state."""

    name: str
    note: str


@dataclass(frozen=True, slots=True)
class CareerPage:
    """All that ``career.html`` may use; ``day`` is that of the data, ``None`` while there is none."""

    frame: Frame
    place: str
    fields: tuple[Option, ...]
    day: str | None
    n_postings: int
    is_invented: bool
    shares: BarChart
    careers: tuple[CareerCard, ...]
    over_time: LineChart | None
    cycle: str | None
    institutions: ChartTable
    graduates: str | None
    clusters: tuple[ClusterRow, ...]


@router.get("/carreras/{state_id}")
def show_career(
    request: Request,
    state_id: Annotated[str, Path(max_length=8, pattern=ID_PATTERN)],
    connection: ReadingDep,
    parts: PartsDep,
    catalogue: CatalogueDep,
    t: PageTextsDep,
    account: AccountDep,
    area: FieldQuery = "",
) -> Response:
    """Show the careers of one state, of one field where asked for."""
    field = field_of(area)
    found = state_careers(connection, catalogue, parts.careers, state_id, field)
    place = t.label(found.state.label)
    content = CareerPage(
        frame=frame_of(request, t, t("page.career.title", place=place), shows_invented=found.is_invented),
        place=place,
        fields=field_options(field, t),
        day=t.day(found.as_of) if found.as_of else None,
        n_postings=found.n_postings,
        is_invented=found.is_invented,
        shares=_shares(found.careers, place, catalogue, t),
        careers=tuple(_card(one, catalogue, t, has_path=is_student(account)) for one in found.careers),
        over_time=demand_chart(found.over_time, place, catalogue, t) if found.over_time else None,
        cycle=found.institutions.cycle,
        institutions=_institutions(found.institutions, t),
        graduates=_graduates(found.graduates, t),
        clusters=tuple(_cluster(one, t) for one in found.clusters),
    )
    tables = [chart_table("ocupaciones", content.shares.table), chart_table("instituciones", content.institutions)]
    if found.over_time and content.over_time:
        tables.append(demand_table(found.over_time, "demanda", content.over_time.title, catalogue, t))
    return render_tables(request, "career.html", content, t, [one for one in tables if one.rows])


def _shares(careers: Sequence[Career], place: str, catalogue: Catalogue, t: Texts) -> BarChart:
    names = [_name(one, catalogue, t) for one in careers]
    columns = (
        t("page.career.column.occupation"),
        t("page.careers.postings"),
        t("page.career.column.share"),
        t("page.career.column.interval"),
    )
    rows = tuple(
        (
            Cell(name),
            Cell(t.number(one.n_postings), value=one.n_postings),
            Cell(t.percent(one.share), value=Share(one.share)),
            Cell(f"{t.percent(one.low)}–{t.percent(one.high)}"),
        )
        for name, one in zip(names, careers, strict=True)
    )
    return bar_chart(
        "career-shares",
        t("page.career.shares", place=place),
        [
            Measure(
                name,
                one.share,
                t("page.career.bar", n=t.number(one.n_postings), share=t.percent(one.share)),
                (one.low, one.high),
            )
            for name, one in zip(names, careers, strict=True)
        ],
        ChartTable(t("page.career.shares_table"), columns, rows),
        description=t("page.career.shares_description"),
        empty=t("page.career.too_few", n=FEWEST_POSTINGS),
    )


def _name(one: Career, catalogue: Catalogue, t: Texts) -> str:
    """The occupation as a heading: its first letter a capital."""
    label = t.label(catalogue.occupations[one.occupation_id].label)
    return label[:1].upper() + label[1:]


def _card(one: Career, catalogue: Catalogue, t: Texts, *, has_path: bool) -> CareerCard:
    skills = (f"{t.label(catalogue.skills[skill.skill_id].label)} ({t.percent(skill.share)})" for skill in one.skills)
    steps = (catalogue.certifications[id_] for id_ in one.certification_ids)
    return CareerCard(
        name=_name(one, catalogue, t),
        n_postings=one.n_postings,
        skills=t.listed(skills),
        first_steps=tuple(_first_step(step, catalogue, t) for step in steps),
        path_url=path_url(occupation_target(one.occupation_id)) if has_path else None,
    )


def _first_step(one: Certification, catalogue: Catalogue, t: Texts) -> FirstStep:
    exam = t("page.career.exam_es" if "es" in one.languages else "page.career.exam_not_es")
    hours = t.count("page.certifications.hours", one.preparation_hours)
    note = f"{catalogue.vendors[one.vendor_id].name} · {t.word(one.level)} · {hours} · {exam}"
    return FirstStep(Link(certification_url(one.id), one.name), note)


def _institutions(found: StateInstitutions, t: Texts) -> ChartTable:
    """Institutions with their students and graduates, or by name alone."""
    caption = t.count("page.career.institutions_table", len(found.rows))
    columns = (t("page.career.column.institution"), t("page.career.column.enrolled"), t("page.career.column.graduates"))
    rows = tuple((Cell(row.name), *_student_numbers(row, t)) for row in found.rows)
    return ChartTable(caption, columns if found.cycle else columns[:1], rows)


def _student_numbers(row: InstitutionRow, t: Texts) -> tuple[Cell, ...]:
    if row.figures is None:
        return ()
    numbers = (row.figures.n_enrolled_in_scope, row.figures.n_graduates_in_scope)
    return tuple(Cell(t.number(n), value=n) for n in numbers)


def _graduates(one: StateGraduates | None, t: Texts) -> str | None:
    """The state's public statistics in words."""
    if one is None:
        return None
    enrolled, graduates = t.number(one.enrolled), t.number(one.graduates)
    return t("page.career.graduates", cycle=one.cycle, enrolled=enrolled, graduates=graduates)


def _cluster(one: Cluster, t: Texts) -> ClusterRow:
    areas = t.listed(sorted(t.word(area) for area in one.specialities))
    return ClusterRow(one.name, t("page.career.cluster", kind=t.word(one.kind), city=one.city, areas=areas))
