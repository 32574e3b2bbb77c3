"""One follow-up study: its letters, who answered by group, and what the answers say of everybody."""

from dataclasses import dataclass
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import NowDep, PageTextsDep, PartsDep, ProgrammeDep, ReadingDep
from api.i18n import Texts
from api.last_jobs import is_under_way
from api.navigation import Way
from api.pages.done import done_text
from api.pages.frame import Frame, figures_frame, render
from api.pages.people_counts import count_text, shown_text
from api.pages.programme.run import RunJob, run_job
from api.pages.programme.studies import time_text
from api.pages.programme.study_tables import answered_table, results_table
from api.pages.programme.ways import STUDIES, programme_ways, study_url
from api.pages.table_files import render_tables
from api.programme.follow_up_services import FEWEST_FOR_WEIGHTS, FewAnswersError, StudyResults, study_results
from api.programme.follow_up_texts import asked_text, band_text, figure, group_name, kind_name, tipping_text
from api.programme.split_figures import SplitRow, SplitTable
from api.programme.studies import (
    ask_for_letters,
    last_letters,
    letters_due,
    progress_of,
)
from api.state_names import state_name
from api.web.forms import PostedDep
from api.web.security_headers import OWN_SCRIPTS
from data.catalogue import Catalogue
from data.job_store import JobState
from recommender.follow_up.report import QuestionResult

StudyPath = Annotated[str, Path(min_length=1, max_length=32)]
ReminderQuery = Annotated[bool, Query(alias="recordatorio")]

router = APIRouter(prefix=f"{STUDIES}/{{study_id}}", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """People drawn of a group and how many of them answered."""

    name: str
    drawn: str
    answered: str
    share: str


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A question's result in one group."""

    name: str
    value: str
    interval: str
    n_answers: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question's result in words and numbers; ``tipping`` is missing where 2012 did not tell."""

    id: str
    asked: str
    value: str
    interval: str
    plain: str
    n_answers: str
    band: str
    tipping: str | None
    groups: tuple[GroupLine, ...]


@dataclass(frozen=True, slots=True)
class ResultsView:
    """What the answers say of everybody; ``worth`` is how many answers of equal weight would say as much."""

    n_people: str
    n_answers: str
    worth: str
    questions: tuple[QuestionView, ...]


@dataclass(frozen=True, slots=True)
class StudyPage:
    """All that ``programme/study.html`` may use; ``results`` are missing while too few answered."""

    frame: Frame
    ways: tuple[Way, ...]
    done: str | None
    url: str
    name: str
    time: str
    closes_on: str
    seed: str
    odds: str
    points: str
    is_open: bool
    drawn: str
    invited: str
    reminded: str
    answered: str
    job: RunJob | None
    is_writing: bool
    has_failed: bool
    total: AnswerLine
    by_kind: tuple[AnswerLine, ...]
    by_state: tuple[AnswerLine, ...]
    fewest: str
    results: ResultsView | None


@dataclass(frozen=True, slots=True)
class LettersPage:
    """All that ``programme/study_letters.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    url: str
    name: str
    is_reminder: bool
    n_letters: str
    n_left_out: str
    has_letters: bool


@router.get("")
def show_study(
    request: Request,
    study_id: StudyPath,
    connection: ReadingDep,
    _rights: ProgrammeDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
) -> Response:
    """Show a study; while letters are written the page renews itself."""
    found, catalogue = progress_of(connection, study_id), parts.catalogue
    study, letters = found.study, found.letters
    job = last_letters(parts.jobs, study_id)
    kinds = {one.group: kind_name(one.group, t) for one in found.by_kind.rows}
    states = {one.group: state_name(one.group, catalogue, t) for one in found.by_state.rows}
    results = _results(connection, study_id, catalogue)
    page = StudyPage(
        frame=figures_frame(request, connection, t, t("page.study.title", name=study.study_id)),
        ways=programme_ways(STUDIES, t),
        done=done_text(request, t),
        url=study_url(study_id),
        name=study.study_id,
        time=time_text(study, t),
        closes_on=t.day(study.closes_on),
        seed=str(study.seed),
        odds=t.number(study.odds_reach, 1),
        points=t.number(study.wage_reach, 1),
        is_open=now.date() <= study.closes_on,
        drawn=count_text(letters.n_drawn, t),
        invited=count_text(letters.n_invited, t),
        reminded=count_text(letters.n_reminded, t),
        answered=count_text(letters.n_answered, t),
        job=run_job(job) if job else None,
        is_writing=is_under_way(job),
        has_failed=job is not None and job.state is JobState.FAILED,
        total=_answer_line(found.by_kind.total, t("page.study.everybody"), t),
        by_kind=_answer_lines(found.by_kind, kinds, t),
        by_state=_answer_lines(found.by_state, states, t),
        fewest=t.number(FEWEST_FOR_WEIGHTS),
        results=_results_view(results, catalogue, t) if results else None,
    )
    tables = [
        answered_table("perfiles", t("page.study.by_kind"), found.by_kind, kinds, t),
        answered_table("estados", t("page.study.by_state"), found.by_state, states, t),
    ]
    if results:
        tables.append(results_table(results, catalogue, t))
    return render_tables(request, "programme/study.html", page, t, tables, headers=OWN_SCRIPTS)


@router.get("/cartas")
def show_letters(
    request: Request,
    study_id: StudyPath,
    connection: ReadingDep,
    _rights: ProgrammeDep,
    t: PageTextsDep,
    recordatorio: ReminderQuery = False,
) -> HTMLResponse:
    """Say how many letters will be written, before any is."""
    due = letters_due(connection, study_id, is_reminder=recordatorio)
    title = t("page.study.remind") if recordatorio else t("page.study.invite")
    page = LettersPage(
        frame=figures_frame(request, connection, t, title),
        ways=programme_ways(STUDIES, t),
        url=study_url(study_id),
        name=study_id,
        is_reminder=recordatorio,
        n_letters=t.number(due.n_written),
        n_left_out=count_text(due.n_left_out, t),
        has_letters=due.n_written > 0,
    )
    return render(request, "programme/study_letters.html", page, t)


@router.post("/cartas")
def write_letters(
    study_id: StudyPath,
    rights: ProgrammeDep,
    parts: PartsDep,
    now: NowDep,
    _form: PostedDep,
    recordatorio: ReminderQuery = False,
) -> RedirectResponse:
    """Let a worker write the letters."""
    ask_for_letters(parts.jobs, rights, study_id, now, is_reminder=recordatorio)
    return RedirectResponse(study_url(study_id), status_code=303)


def _answer_lines(table: SplitTable, names: dict[str, str], t: Texts) -> tuple[AnswerLine, ...]:
    return tuple(_answer_line(one, names[one.group], t) for one in table.rows)


def _answer_line(row: SplitRow, name: str, t: Texts) -> AnswerLine:
    answered = row.parts[0]
    share = t.percent(answered / row.whole) if row.whole and answered is not None else t("page.people.hidden")
    return AnswerLine(name, shown_text(row.whole, t), shown_text(answered, t), share)


def _results(connection: sa.Connection, study_id: str, catalogue: Catalogue) -> StudyResults | None:
    try:
        return study_results(connection, study_id, catalogue)
    except FewAnswersError:
        return None


def _results_view(found: StudyResults, catalogue: Catalogue, t: Texts) -> ResultsView:
    return ResultsView(
        t.number(found.n_people),
        t.number(found.n_answers),
        t.number(found.worth),
        tuple(_question(one, catalogue, t) for one in found.questions),
    )


def _question(one: QuestionResult, catalogue: Catalogue, t: Texts) -> QuestionView:
    asked, found = one.asked, one.estimate
    return QuestionView(
        asked.value,
        asked_text(asked, t),
        figure(t, asked, found.value),
        t("page.study.interval", low=figure(t, asked, found.low), high=figure(t, asked, found.high)),
        figure(t, asked, one.plain),
        t.number(found.n_answers),
        band_text(one, t).strip(),
        (tipping_text(one, t) or "").strip() or None,
        tuple(
            GroupLine(
                group_name(group, catalogue, t),
                figure(t, asked, group.estimate.value),
                t(
                    "page.study.interval",
                    low=figure(t, asked, group.estimate.low),
                    high=figure(t, asked, group.estimate.high),
                ),
                t.number(group.estimate.n_answers),
            )
            for group in one.groups
        ),
    )
