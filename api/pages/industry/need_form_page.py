"""The form of a need, for a new one, a pasted one and one that is changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.i18n import Texts
from api.industry.need_form import LONGEST_TITLE, MOST_LETTERS, MOST_POSITIONS, NeedValues
from api.navigation import Way
from api.pages.choices import Option, options, state_options
from api.pages.frame import Frame, frame_of, render
from api.pages.industry.ways import ASKED_LEVELS, industry_ways
from data.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class NeedFormPage:
    """All that ``industry/need_form.html`` may use; ``errors`` has a message by name of field."""

    frame: Frame
    ways: tuple[Way, ...]
    heading: str
    action: str
    is_pasted: bool
    values: NeedValues
    errors: Mapping[str, str]
    states: tuple[Option, ...]
    levels: tuple[Option, ...]
    longest_title: int
    most_letters: int
    most_positions: int


def need_form_page(
    request: Request,
    catalogue: Catalogue,
    t: Texts,
    values: NeedValues,
    *,
    heading: str,
    action: str,
    is_pasted: bool = False,
    error_keys: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """The form filled in with ``values``."""
    page = NeedFormPage(
        frame=frame_of(request, t, heading, shows_invented=False),
        ways=industry_ways(request.url.path, t),
        heading=heading,
        action=action,
        is_pasted=is_pasted,
        values=values,
        errors={field: t(key) for field, key in (error_keys or {}).items()},
        states=state_options(catalogue, t, values.state_id),
        levels=options(((level.value, t.word(level)) for level in ASKED_LEVELS), values.english),
        longest_title=LONGEST_TITLE,
        most_letters=MOST_LETTERS,
        most_positions=MOST_POSITIONS,
    )
    return render(request, "industry/need_form.html", page, t, status=422 if error_keys else 200)
