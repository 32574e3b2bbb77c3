"""What every page shares: its title, the ways on from it, the language switch, and how a template becomes an answer."""

from collections.abc import Mapping
from dataclasses import Field, dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Final, Protocol
from urllib.parse import urlencode

import jinja2
import sqlalchemy as sa
from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from api.dependencies import LANGUAGE_COOKIE, Parts
from api.i18n import Texts
from api.navigation import Way, ways_of
from api.web.visit import FORM_FIELD, Visit, set_visit
from data.domain import Language

TEMPLATES_DIR: Final = Path(__file__).resolve().parent.parent / "templates"

_A_YEAR_IN_SECONDS: Final = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class TableLink:
    """Where a table of a page can be had as a file."""

    caption: str
    csv_url: str
    excel_url: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The parts around a page's own content.

    ``other_language_url`` is the same page in ``other_language``. ``shows_invented`` puts up the banner
    that the people or figures below are invented. ``ways`` lead on, by the visitor's role. ``form_token`` goes into
    every form that posts, under ``form_field``. ``is_visit_known`` is false where an error came before one could look.
    ``table_links`` are where the page's tables can be had as files.
    """

    title: str
    language: Language
    other_language: Language
    other_language_url: str
    shows_invented: bool
    ways: tuple[Way, ...]
    is_signed_in: bool
    is_visit_known: bool
    form_token: str
    form_field: str = FORM_FIELD
    table_links: tuple[TableLink, ...] = ()


class Page(Protocol):
    """A page is a frozen dataclass with a frame; its template uses nothing else but texts."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def frame(self) -> Frame:
        """The parts around the content."""


def frame_of(request: Request, t: Texts, title: str, *, shows_invented: bool) -> Frame:
    """The frame of the page that a request asks for."""
    other = Language.EN if t.language is Language.ES else Language.ES
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    # One leading slash only: a path that starts with two would name another host.
    path = "/" + request.url.path.lstrip("/\\")
    url = f"{path}?{urlencode([*query, ('lang', other.value)])}"
    visit: Visit | None = getattr(request.state, "visit", None)
    account = visit.account if visit else None
    return Frame(
        title,
        t.language,
        other,
        url,
        shows_invented,
        ways=ways_of(account, request.url.path, t),
        is_signed_in=account is not None,
        is_visit_known=visit is not None,
        form_token=visit.form_token if visit else "",
    )


def figures_frame(request: Request, connection: sa.Connection, t: Texts, title: str) -> Frame:
    """The frame of figures of everybody, with the banner where these count invented people or postings."""
    parts: Parts = request.app.state.parts
    return frame_of(request, t, title, shows_invented=parts.invented.is_held(connection))


def render(
    request: Request,
    template: str,
    page: Page,
    t: Texts,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """Fill a template; a language chosen in the address is remembered in a cookie."""
    html = environment().get_template(template).render(page=page, t=t)
    answer = HTMLResponse(html, status_code=status, headers=dict(headers or {}))
    answer.headers["Content-Language"] = t.language.value
    answer.headers["Vary"] = "Accept-Language, Cookie"
    is_https = request.app.state.parts.settings.is_https
    visit: Visit | None = getattr(request.state, "visit", None)
    if visit is not None and visit.new_secret is not None:
        set_visit(answer, visit.new_secret, is_https=is_https)
    if request.query_params.get("lang") == t.language.value:
        set_language(answer, t.language, is_https=is_https)
    return answer


def set_language(answer: Response, language: Language, *, is_https: bool) -> None:
    """Remember the language that was chosen."""
    answer.set_cookie(
        LANGUAGE_COOKIE, language.value, max_age=_A_YEAR_IN_SECONDS, httponly=True, samesite="lax", secure=is_https
    )


@cache
def environment() -> jinja2.Environment:
    """The templates: everything is escaped, and a name that does not exist is an error."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES_DIR),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
