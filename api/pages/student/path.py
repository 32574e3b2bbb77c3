"""A learner's path to a target: a picture, each step with its reason, and what it could be instead."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.charts.chart_table import Cell, ChartTable
from api.charts.gantt_chart import GanttChart, Task, gantt_chart
from api.dependencies import BundleDep, LearnerDep, NowDep, PageTextsDep, PartsDep, ReadingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.addresses import certification_target, occupation_target, voucher_url
from api.pages.choices import Option, OptionGroup, goal_options, options
from api.pages.frame import Frame, frame_of, render
from api.pages.prerequisite_picture import certification_url
from api.pages.student.ways import student_ways
from api.pages.table_files import chart_table, render_tables
from api.path_services import MeansError, PathAnswer, PathQuestion, UnknownTargetError, find_path, wish_of
from api.path_texts import OBJECTIVE_KEYS, PathTeller, StepText, teller_of
from data import learner_store
from data.catalogue import Catalogue
from data.domain import CertificationId, Learner
from data.errors import InputError
from recommender.paths.calendar import exam_day
from recommender.paths.problem import Objective
from recommender.paths.spans import study_spans

router = APIRouter(prefix="/mi")

Typed = Annotated[str, Query(max_length=20)]


@dataclass(frozen=True, slots=True)
class PathForm:
    """The form as it was sent, or as it begins."""

    target: str
    objective: str
    hours: str
    money: str
    saved: str
    by: str

    def question(self, catalogue: Catalogue) -> PathQuestion:
        """What is asked for.

        Raises
        ------
        UnknownTargetError, MeansError
            If a field is wrong.
        """
        if self.objective not in set(Objective):
            raise MeansError("no such objective")
        return PathQuestion(
            wish=wish_of(self.target, catalogue),
            objective=Objective(self.objective),
            hours_a_week=_number(self.hours),
            pesos_a_month=_number(self.money),
            pesos_saved=_number(self.saved) or 0.0,
            by=_day(self.by),
            with_trade_off=True,
        )


@dataclass(frozen=True, slots=True)
class PathStep:
    """A step in words; the addresses are ``None`` where it is no certification."""

    text: StepText
    url: str | None
    voucher_url: str | None


@dataclass(frozen=True, slots=True)
class PathPage:
    """All that ``student/path.html`` may use; ``problem`` says what is wrong in the form."""

    frame: Frame
    ways: tuple[Way, ...]
    form: PathForm
    chosen: Option | None
    goals: tuple[OptionGroup, ...]
    objectives: tuple[Option, ...]
    problem: str | None = None
    is_reached: bool = False
    totals: str | None = None
    proof: str | None = None
    picture: GanttChart | None = None
    steps: tuple[PathStep, ...] = ()
    obstacles: tuple[str, ...] = ()
    trade_off: ChartTable | None = None


@router.get("/camino")
def show_path(
    request: Request,
    bundle: BundleDep,
    connection: ReadingDep,
    rights: LearnerDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
    meta: Annotated[str, Query(max_length=200)] = "",
    busca: Typed = Objective.HOURS.value,
    horas: Typed = "",
    dinero: Typed = "",
    ahorro: Typed = "",
    antes: Typed = "",
) -> Response:
    """Show the best path to what the address names, else to the learner's goal, else the form alone."""
    learner = learner_store.get_learner(connection, rights.learner_id)
    goal = learner.goal_occupation_id
    target = meta or (occupation_target(goal) if goal in parts.catalogue.occupations and goal else "")
    form = PathForm(target, busca, horas or f"{learner.weekly_hours:g}", dinero, ahorro, antes)
    if not target:
        return render(request, "student/path.html", _page(request, t, parts.catalogue, learner, form), t)
    try:
        answer = find_path(connection, bundle, rights, form.question(parts.catalogue), now)
    except (UnknownTargetError, MeansError) as error:
        page = _page(request, t, parts.catalogue, learner, form, error)
        return render(request, "student/path.html", page, t, status=error.status)
    page = _page(request, t, parts.catalogue, learner, form, answer=answer)
    shown = (("camino", page.picture.table if page.picture else None), ("otros-caminos", page.trade_off))
    tables = [chart_table(name, table) for name, table in shown if table is not None]
    return render_tables(request, "student/path.html", page, t, tables)


def _page(
    request: Request,
    t: Texts,
    catalogue: Catalogue,
    learner: Learner,
    form: PathForm,
    error: InputError | None = None,
    answer: PathAnswer | None = None,
) -> PathPage:
    teller = teller_of(answer, catalogue, t) if answer else None
    path = answer.solution.path if answer else None
    return PathPage(
        frame=frame_of(request, t, t("page.path.title"), shows_invented=learner.is_invented),
        ways=student_ways(request, t),
        form=form,
        chosen=_chosen(form.target, catalogue),
        goals=tuple(_targets(catalogue, t, form.target)),
        objectives=options(((one.value, t(OBJECTIVE_KEYS[one])) for one in Objective), form.objective),
        problem=t(error.key) if error else None,
        is_reached=path is not None and not path.steps,
        totals=teller.totals(path) if teller and path and path.steps else None,
        proof=teller.proof(answer) if teller and answer else None,
        picture=_picture(answer, teller) if teller and answer and path and path.steps else None,
        steps=tuple(map(_step, teller.steps(answer))) if teller and answer else (),
        obstacles=tuple(map(teller.obstacle, answer.obstacles)) if teller and answer else (),
        trade_off=_trade_off(answer, teller) if teller and answer and len(answer.trade_off) > 1 else None,
    )


def _targets(catalogue: Catalogue, t: Texts, target: str) -> Iterator[OptionGroup]:
    """Occupations as targets, by area."""
    kind, _, chosen = target.partition(":")
    for group in goal_options(catalogue, t, chosen if kind == "occupation" else ""):
        targets = tuple(Option(occupation_target(one.value), one.label, one.is_chosen) for one in group.options)
        yield OptionGroup(group.label, targets)


def _chosen(target: str, catalogue: Catalogue) -> Option | None:
    """The certification that the address names, which the list of occupations does not hold."""
    one = catalogue.certifications.get(CertificationId(target.removeprefix("certification:")))
    return Option(certification_target(one.id), one.name, is_chosen=True) if one else None


def _step(text: StepText) -> PathStep:
    id_ = text.certification_id
    return PathStep(text, certification_url(id_) if id_ else None, voucher_url(id_) if id_ else None)


def _picture(answer: PathAnswer, teller: PathTeller) -> GanttChart | None:
    """The steps in time; beneath it the same as a table."""
    t, start, path = teller.t, answer.start, answer.solution.path
    if path is None:
        return None
    tasks = [
        Task(teller.name(one.node_id), start + timedelta(weeks=one.first), exam_day(start, one.last), step.hours)
        for one, step in zip(study_spans(answer.problem, path), teller.steps(answer), strict=True)
    ]
    columns = (
        t("page.path.column.step"),
        t("page.path.column.from"),
        t("page.path.column.exam"),
        t("page.path.column.hours"),
        t("page.path.column.money"),
    )
    rows = tuple(
        (
            Cell(task.name),
            Cell(t.day(task.first), value=task.first),
            Cell(step.day, value=task.last),
            Cell(step.hours),
            Cell(step.money),
        )
        for task, step in zip(tasks, teller.steps(answer), strict=True)
    )
    return gantt_chart(
        "path",
        t("page.path.picture"),
        tasks,
        [(day, t.month(day)) for day in _months(tasks[0].first, tasks[-1].last)],
        ChartTable(t("page.path.table"), columns, rows),
        description=t("page.path.picture_description"),
    )


def _months(first: date, last: date) -> Iterator[date]:
    """The first day of each month that begins between two days."""
    number = 12 * first.year + first.month
    while (day := date(number // 12, number % 12 + 1, 1)) <= last:
        yield day
        number += 1


def _trade_off(answer: PathAnswer, teller: PathTeller) -> ChartTable:
    t = teller.t
    columns = (
        t("page.path.column.path"),
        t("page.path.column.hours"),
        t("page.path.column.money"),
        t("page.path.column.exam"),
    )
    rows = tuple(
        (
            Cell(t.listed(teller.name(step.node_id) for step in path.steps)),
            Cell(teller.hours(path)),
            Cell(teller.money(path)),
            Cell(teller.day(path)),
        )
        for path in answer.trade_off
    )
    return ChartTable(t("page.path.others_table"), columns, rows, is_main=True)


def _number(text: str) -> float | None:
    """What was typed, with a point or a comma; ``None`` for nothing.

    Raises
    ------
    MeansError
        If it is no number.
    """
    if not text.strip():
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError as error:
        raise MeansError("no number") from error


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise MeansError("no day") from error
