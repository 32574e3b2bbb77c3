"""What a learner aims at, and the facts about them that suggestions are made from."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.dependencies import LearnerDep, PageTextsDep, PartsDep, ReadingDep, WritingDep
from api.i18n import Texts
from api.navigation import Way
from api.pages.choices import Option, OptionGroup, curriculum_options, goal_options, options, state_options
from api.pages.frame import Frame, frame_of, render
from api.pages.student.ways import student_ways
from api.student.goals import GoalValues, store_goals, wrong_fields
from api.web.forms import PostedDep, text_field
from data import learner_store
from data.catalogue import Catalogue
from data.domain import EnglishLevel, Learner

router = APIRouter(prefix="/mi")


@dataclass(frozen=True, slots=True)
class GoalsPage:
    """All that ``student/goals.html`` may use; ``errors`` has a message by name of field."""

    frame: Frame
    ways: tuple[Way, ...]
    is_stored: bool
    errors: Mapping[str, str]
    goals: tuple[OptionGroup, ...]
    weekly_hours: str
    english_levels: tuple[Option, ...]
    is_english_tested: bool
    states: tuple[Option, ...]
    curricula: tuple[Option, ...]


@router.get("/metas")
def show_goals(
    request: Request, connection: ReadingDep, rights: LearnerDep, parts: PartsDep, t: PageTextsDep
) -> HTMLResponse:
    """Show the form with what is known."""
    learner = learner_store.get_learner(connection, rights.learner_id)
    return _page(request, t, parts.catalogue, learner, GoalValues.of(learner), {})


@router.post("/metas")
def take_goals(
    request: Request, form: PostedDep, connection: WritingDep, rights: LearnerDep, parts: PartsDep, t: PageTextsDep
) -> Response:
    """Store what changed, or show the form again with what is wrong in it."""
    learner = learner_store.hold_learner(connection, rights.learner_id)
    values = GoalValues(*(text_field(form, name) for name in GoalValues.__slots__))
    wrong = wrong_fields(values, learner, parts.catalogue)
    if wrong:
        errors = {field: t(key) for field, key in wrong.items()}
        return _page(request, t, parts.catalogue, learner, values, errors)
    store_goals(connection, rights, values, learner)
    return RedirectResponse("/mi/metas?stored=1#confirmation", status_code=303)


def _page(
    request: Request, t: Texts, catalogue: Catalogue, learner: Learner, values: GoalValues, errors: Mapping[str, str]
) -> HTMLResponse:
    page = GoalsPage(
        frame=frame_of(request, t, t("page.goals.title"), shows_invented=learner.is_invented),
        ways=student_ways(request, t),
        is_stored="stored" in request.query_params,
        errors=errors,
        goals=tuple(goal_options(catalogue, t, values.goal_occupation_id)),
        weekly_hours=values.weekly_hours,
        english_levels=options(((level.value, t.word(level)) for level in EnglishLevel), values.english),
        is_english_tested=learner.english_tested,
        states=state_options(catalogue, t, values.state_id),
        curricula=curriculum_options(catalogue, t, values.curriculum_id),
    )
    return render(request, "student/goals.html", page, t, status=422 if errors else 200)
