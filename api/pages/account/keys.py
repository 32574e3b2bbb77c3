"""One's own keys for programs: those that serve, a form for a new one, which is shown once, and the end of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.accounts.own_keys import DAYS_CHOICES, KeyFieldError, KeyForm, make_key
from api.accounts.scopes import SCOPES_OF_ROLE
from api.dependencies import NowDep, OwnAccountDep, PageTextsDep, PartsDep, ReadingDep, VisitDep, WritingDep
from api.i18n import Texts
from api.pages.choices import Option, options
from api.pages.done import done_text, done_url
from api.pages.frame import Frame, frame_of, render
from api.pages.moments import moment_text
from api.web.forms import PostedDep, text_field
from data import key_store
from data.key_store import MOST_NAME_LETTERS, ApiKey
from data.rights import Account

_URL: Final = "/cuenta/llaves"

router = APIRouter(prefix=_URL, include_in_schema=False)

KeyIdPath = Annotated[str, Path(pattern="^[0-9a-f]{12}$")]


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key that serves."""

    id: str
    name: str
    scopes: tuple[str, ...]
    until: str
    used: str
    end_url: str


@dataclass(frozen=True, slots=True)
class KeysPage:
    """All that ``account/keys.html`` may use; ``token`` is there once, on the answer to the form that made it."""

    frame: Frame
    done: str | None
    errors: Mapping[str, str]
    token: str | None
    address: str
    keys: tuple[KeyLine, ...]
    name: str
    most_letters: int
    days: tuple[Option, ...]
    scopes: tuple[Option, ...]


@router.get("")
def show_keys(
    request: Request, account: OwnAccountDep, connection: ReadingDep, parts: PartsDep, t: PageTextsDep, now: NowDep
) -> HTMLResponse:
    """Show the keys that serve."""
    lines = _lines(key_store.keys_of(connection, account.id, now), t)
    page = _page(request, account, lines, parts.settings.address, KeyForm(), t)
    return render(request, "account/keys.html", page, t)


@router.post("")
def add_key(
    request: Request,
    form: PostedDep,
    account: OwnAccountDep,
    visit: VisitDep,
    connection: WritingDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
) -> HTMLResponse:
    """Make a key and show it this once, in the answer itself: an address would be kept by the browser."""
    chosen = tuple(value for value in form.getlist("key_scopes") if isinstance(value, str))
    asked = KeyForm(text_field(form, "key_name"), text_field(form, "key_days"), chosen)
    token, errors = None, {}
    try:
        token = make_key(connection, account, asked, now, is_program=visit.key is not None)
    except KeyFieldError as error:
        errors = {error.field: t(error.key)}
    lines = _lines(key_store.keys_of(connection, account.id, now), t)
    shown = asked if errors else KeyForm()
    page = _page(request, account, lines, parts.settings.address, shown, t, errors=errors, token=token)
    return render(request, "account/keys.html", page, t, status=422 if errors else 200)


@router.post("/{key_id}/fin")
def end_key(key_id: KeyIdPath, account: OwnAccountDep, connection: WritingDep, now: NowDep) -> Response:
    """End one of one's own keys."""
    key_store.end_own_key(connection, account.id, key_id, now)
    return RedirectResponse(done_url(_URL, "llave_terminada"), status_code=303)


def _page(
    request: Request,
    account: Account,
    keys: tuple[KeyLine, ...],
    address: str,
    asked: KeyForm,
    t: Texts,
    *,
    errors: Mapping[str, str] | None = None,
    token: str | None = None,
) -> KeysPage:
    days = ((str(n), t.count("page.keys.days", n)) for n in DAYS_CHOICES)
    scopes = ((scope.value, scope.value) for scope in sorted(SCOPES_OF_ROLE[account.role]))
    return KeysPage(
        frame_of(request, t, t("page.keys.title"), shows_invented=False),
        done_text(request, t),
        errors or {},
        token,
        address,
        keys,
        asked.name,
        MOST_NAME_LETTERS,
        options(days, asked.days),
        options(scopes, asked.scopes),
    )


def _lines(keys: tuple[ApiKey, ...], t: Texts) -> tuple[KeyLine, ...]:
    return tuple(
        KeyLine(
            key.id,
            key.name or key.id,
            (t("page.keys.all_scopes"),) if key.scopes is None else tuple(sorted(key.scopes)),
            moment_text(key.expires_at, t),
            moment_text(key.last_used_at, t) if key.last_used_at else t("page.keys.never_used"),
            f"{_URL}/{key.id}/fin",
        )
        for key in keys
    )
