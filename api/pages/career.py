"""Careers of one state: what its postings offer and ask for, how to begin, where to study, demand over time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

import sqlalchemy as sa
from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from api.career_services import InstitutionRow, StateInstitutions, career_counts, state_institutions
from api.charts.bar_chart import BarChart, Measure, bar_chart
from api.charts.chart_table import Cell, ChartTable
from api.charts.line_chart import MOST_LINES, LineChart
from api.demand_services import DemandOverTime, demand_over_time
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
from data.catalogue import Catalogue
from data.demand_store import Demand, demand_of
from data.domain import Certification, SkillId, SkillKind, State, StateId, WorkField
from data.errors import NotFoundError
from data.exporters.tables import Share
from data.rights import is_student
from data.state_graduates import StateGraduates
from recommender.careers import Career, CareerCounts, careers_of
from recommender.plan_demand import FEWEST_POSTINGS

N_CAREERS: Final = 8
N_SKILLS: Final = 6
N_CERTIFICATIONS: Final = 3
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
    state = catalogue.states.get(StateId(state_id))
    if state is None:
        raise NotFoundError(f"no state {state_id!r}")
    field, place = field_of(area), t.label(state.label)
    counts = career_counts(connection, catalogue, parts.careers)
    n_postings = int(counts.postings[list(catalogue.states).index(state.id)]) if counts else 0
    over_time = _over_time(connection, counts, state, field, catalogue)
    found = _careers(counts, n_postings, state, field, catalogue)
    institutions = state_institutions(connection, catalogue, state.id, field)
    is_invented = counts is not None and counts.is_invented
    content = CareerPage(
        frame=frame_of(request, t, t("page.career.title", place=place), shows_invented=is_invented),
        place=place,
        fields=field_options(field, t),
        day=t.day(counts.as_of) if counts else None,
        n_postings=n_postings,
        is_invented=is_invented,
        shares=_shares(found, place, catalogue, t),
        careers=tuple(_card(one, catalogue, t, has_path=is_student(account)) for one in found),
        over_time=demand_chart(over_time, place, catalogue, t) if over_time else None,
        cycle=institutions.cycle,
        institutions=_institutions(institutions, t),
        graduates=_graduates(catalogue.graduates.get(state.id), t),
        clusters=tuple(_clusters(state, catalogue, t)),
    )
    tables = [chart_table("ocupaciones", content.shares.table), chart_table("instituciones", content.institutions)]
    if over_time and content.over_time:
        tables.append(demand_table(over_time, "demanda", content.over_time.title, catalogue, t))
    return render_tables(request, "career.html", content, t, [one for one in tables if one.rows])


def _careers(
    counts: CareerCounts | None, n_postings: int, state: State, field: WorkField | None, catalogue: Catalogue
) -> tuple[Career, ...]:
    """The state's careers; none where its postings are too few to say anything."""
    if counts is None or n_postings < FEWEST_POSTINGS:
        return ()
    return careers_of(
        counts, state.id, catalogue, field, n=N_CAREERS, n_skills=N_SKILLS, n_certifications=N_CERTIFICATIONS
    )


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


def _over_time(
    connection: sa.Connection,
    counts: CareerCounts | None,
    state: State,
    field: WorkField | None,
    catalogue: Catalogue,
) -> DemandOverTime | None:
    """The state's most demanded skills, month by month."""
    if counts is None:
        return None
    skill_ids = most_demanded(demand_of(connection, state.id), field, catalogue)
    return demand_over_time(connection, state.id, skill_ids, counts.as_of)


def most_demanded(rows: Sequence[Demand], field: WorkField | None, catalogue: Catalogue) -> list[SkillId]:
    """Skills of a field that most postings of a state ask for, soft ones left out; ties by id."""
    known = (row for row in rows if row.skill_id in catalogue.skills)
    own = [row for row in known if _is_telling(row.skill_id, field, catalogue)]
    own.sort(key=lambda row: (-row.n_postings, row.skill_id))
    return [row.skill_id for row in own[:MOST_LINES]]


def _is_telling(skill_id: SkillId, field: WorkField | None, catalogue: Catalogue) -> bool:
    skill = catalogue.skills[skill_id]
    return skill.kind is not SkillKind.SOFT and field in (None, WorkField.of(skill.area))


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


def _clusters(state: State, catalogue: Catalogue, t: Texts) -> Iterator[ClusterRow]:
    for one in catalogue.clusters.values():
        if one.state_id == state.id:
            areas = t.listed(sorted(t.word(area) for area in one.specialities))
            yield ClusterRow(one.name, t("page.career.cluster", kind=t.word(one.kind), city=one.city, areas=areas))
