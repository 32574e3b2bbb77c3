"""Where managers of the programme begin: learners who wait for a person's decision, and how many learners there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

import sqlalchemy as sa
from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from api.dependencies import ID_PATTERN, NowDep, PageTextsDep, PartsDep, ProgrammeDep, ReadingDep, WritingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.choices import by_label
from api.pages.frame import Frame, figures_frame
from api.pages.people_counts import shown_text
from api.pages.programme.tables import learners_table
from api.pages.programme.ways import HOME, programme_ways
from api.pages.table_files import render_tables
from api.programme.decisions_json import MOST_LETTERS
from api.programme.learner_counts import learners_by_state
from api.web.forms import PostedDep, text_field
from data import request_store
from data.catalogue import Catalogue
from data.domain import LearnerId, StateId
from data.request_store import LearnerRequest
from data.rights import ProgrammeRights

_MOST_REQUESTS: Final = 50

router = APIRouter(prefix="/programa", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request that waits; ``problem`` is why an answer just sent was not taken."""

    id: str
    learner_id: LearnerId
    about: str
    asked: str
    message: str
    problem: str | None


@dataclass(frozen=True, slots=True)
class StateRow:
    """A state with its number of learners in words."""

    name: str
    n_learners: str


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """All that ``programme/start.html`` may use."""

    frame: Frame
    ways: tuple[Way, ...]
    confirmation: str | None
    requests: tuple[OpenRequest, ...]
    states: tuple[StateRow, ...]


@router.get("")
def show_programme(
    request: Request, connection: ReadingDep, rights: ProgrammeDep, parts: PartsDep, t: PageTextsDep
) -> Response:
    """Show what waits and how many learners there are in each state."""
    return _page(request, connection, rights, parts.catalogue, t)


@router.post("/peticiones/{request_id}")
def answer_request(
    request: Request,
    form: PostedDep,
    connection: WritingDep,
    rights: ProgrammeDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
    request_id: Annotated[str, Path(max_length=64, pattern=ID_PATTERN)],
) -> Response:
    """Store the answer, which the learner then sees."""
    answer = text_field(form, "answer", MOST_LETTERS)
    if not answer:
        refused = {request_id: t("error.field.missing")}
        return _page(request, connection, rights, parts.catalogue, t, refused=refused)
    request_store.answer_request(connection, rights, request_id, answer, now)
    return RedirectResponse("/programa?answered=1#confirmation", status_code=303)


def _page(
    request: Request,
    connection: sa.Connection,
    rights: ProgrammeRights,
    catalogue: Catalogue,
    t: Texts,
    *,
    refused: Mapping[str, str] | None = None,
) -> Response:
    counts = learners_by_state(connection, catalogue)
    named = by_label((state.id, t.label(state.label)) for state in catalogue.states.values())
    waiting = request_store.open_requests(connection, rights, _MOST_REQUESTS)
    page = ProgrammePage(
        frame=figures_frame(request, connection, t, t("page.programme.title")),
        ways=programme_ways(HOME, t),
        confirmation=t("page.programme.answered") if "answered" in request.query_params else None,
        requests=tuple(_request(one, catalogue, t, (refused or {}).get(one.id)) for one in waiting),
        states=tuple(StateRow(name, shown_text(counts[StateId(state_id)], t)) for state_id, name in named),
    )
    tables = [learners_table(named, counts, t)]
    return render_tables(request, "programme/start.html", page, t, tables, status=422 if refused else 200)


def _request(one: LearnerRequest, catalogue: Catalogue, t: Texts, problem: str | None) -> OpenRequest:
    known = catalogue.certifications.get(one.certification_id) if one.certification_id else None
    return OpenRequest(
        one.id,
        one.learner_id,
        known.name if known else one.certification_id or t("page.my_data.in_general"),
        t("page.my_data.asked_on", day=t.day(one.asked_at.date())),
        one.message,
        problem,
    )
