"""The public form: suggestions for anybody, from what they choose to say; nothing is stored."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api import services
from api.dependencies import BundleDep, CatalogueDep, NowDep, PageTextsDep, PartsDep, ReadingDep
from api.i18n import Texts
from api.pages.cards import Card, cards_of, rate_note_of
from api.pages.explore_form import FormFields, FormValues, fields_of, visitor_of
from api.pages.frame import Frame, frame_of, render
from api.visitor import UnknownIdsError
from api.web.forms import PostedDep

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Result:
    """What was found for the visitor."""

    cards: tuple[Card, ...]
    n_eligible: int
    data_as_of: str


@dataclass(frozen=True, slots=True)
class ExplorePage:
    """All that ``explore.html`` may use; ``errors`` has a message by name of field."""

    frame: Frame
    fields: FormFields
    errors: Mapping[str, str]
    result: Result | None


@router.get("/explora")
def show_form(request: Request, catalogue: CatalogueDep, t: PageTextsDep, curriculum: str = "") -> HTMLResponse:
    """Show the empty form, with the subjects of a curriculum where one is chosen."""
    values = FormValues(curriculum_id=curriculum if curriculum in catalogue.curricula else "")
    page = ExplorePage(_frame(request, t), fields_of(values, catalogue, t), {}, None)
    return render(request, "explore.html", page, t)


@router.post("/explora")
def show_suggestions(
    request: Request,
    form: PostedDep,
    bundle: BundleDep,
    connection: ReadingDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
) -> HTMLResponse:
    """Show suggestions for what the form says, or the form again with what is wrong in it."""
    values = FormValues.of(form)
    fields = fields_of(values, parts.catalogue, t)
    visitor, wrong = visitor_of(values)
    try:
        if visitor is None:
            raise UnknownIdsError(tuple(wrong))
        suggested = services.suggest_for_visitor(connection, bundle, visitor, moment=now)
    except UnknownIdsError as error:
        errors = {field: t(wrong.get(field, "error.field.choice")) for field in error.fields}
        return render(request, "explore.html", ExplorePage(_frame(request, t), fields, errors, None), t, status=422)
    rate_note = rate_note_of(t, bundle.pesos_per_dollar, parts.settings.pesos_per_dollar_on)
    result = Result(
        cards_of(suggested, parts.catalogue, t, rate_note=rate_note),
        suggested.suggestions.n_eligible,
        t.day(suggested.suggestions.data_as_of),
    )
    return render(request, "explore.html", ExplorePage(_frame(request, t), fields, {}, result), t)


def _frame(request: Request, t: Texts) -> Frame:
    return frame_of(request, t, t("page.explore.title"), shows_invented=True)
