"""All accounts and organisations, for operators: invite, send again, block."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlencode

import sqlalchemy as sa
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.accounts import invitations
from api.accounts.blocking import set_blocked
from api.accounts.invitations import InvitationError, Sent
from api.dependencies import NowDep, OperatorDep, PageTextsDep, PartsDep, ReadingDep, WritingDep
from api.i18n import Texts
from api.pages.account.invite_form import InviteFields, InviteValues, invite_fields, invited_of
from api.pages.done import done_text, done_url
from api.pages.frame import Frame, frame_of, render
from api.web.forms import PostedDep, text_field
from data import account_list_store, account_store
from data.account_list_store import AccountEntry, AccountState
from data.account_store import Organisation
from data.rights import AccountId

PAGE_SIZE: Final = 50

router = APIRouter(prefix="/usuarios", include_in_schema=False)

AccountIdPath = Annotated[str, Path(max_length=32, pattern="^[0-9A-Za-z_-]+$")]


@dataclass(frozen=True, slots=True)
class UserRow:
    """One account of the list, with what can be done about it."""

    id: str
    email: str
    name: str | None
    role: str
    organisation: str | None
    state: str
    is_invited: bool
    is_blocked: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """One organisation of the list."""

    id: str
    name: str
    role: str
    is_invented: bool


@dataclass(frozen=True, slots=True)
class UsersPage:
    """All that ``account/users.html`` may use; ``errors`` has a message by name of a field of the invitation."""

    frame: Frame
    users: tuple[UserRow, ...]
    n_found: int
    searched: str
    previous_url: str | None
    next_url: str | None
    organisations: tuple[OrganisationRow, ...]
    fields: InviteFields
    errors: Mapping[str, str]
    done: str | None


@router.get("")
def show_users(
    request: Request,
    rights: OperatorDep,
    connection: ReadingDep,
    t: PageTextsDep,
    q: Annotated[str, Query(max_length=254, pattern=r"^[^\x00]*$")] = "",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> HTMLResponse:
    """Show a page of the accounts, of those whose address has ``q`` in it, and all organisations."""
    shown = _page(request, t, connection, rights.account_id, q.strip(), page, InviteValues(), {})
    return render(request, "account/users.html", shown, t)


@router.post("/invitaciones")
def invite(
    request: Request,
    form: PostedDep,
    rights: OperatorDep,
    connection: WritingDep,
    parts: PartsDep,
    t: PageTextsDep,
    now: NowDep,
) -> Response:
    """Invite somebody; or show the form with what is wrong."""
    values = InviteValues.of(form)
    try:
        sent = invitations.invite(connection, invited_of(values), parts.settings, now)
    except InvitationError as error:
        errors = {error.field: t(error.key)}
        shown = _page(request, t, connection, rights.account_id, "", 1, values, errors)
        return render(request, "account/users.html", shown, t, status=422)
    return _sent(sent)


@router.post("/{account_id}/invitacion")
def send_again(
    account_id: AccountIdPath, _rights: OperatorDep, connection: WritingDep, parts: PartsDep, now: NowDep
) -> RedirectResponse:
    """Write once more to who has not accepted yet."""
    return _sent(invitations.send_again(connection, AccountId(account_id), parts.settings, now))


@router.post("/{account_id}/bloqueo")
def block(account_id: AccountIdPath, form: PostedDep, rights: OperatorDep, connection: WritingDep) -> RedirectResponse:
    """Block an account or let it in again; nobody locks themselves out."""
    is_blocked = text_field(form, "is_blocked") == "1"
    set_blocked(connection, rights, AccountId(account_id), is_blocked=is_blocked)
    return RedirectResponse(done_url("/usuarios", "bloqueo" if is_blocked else "desbloqueo"), status_code=303)


def _sent(sent: Sent) -> RedirectResponse:
    return RedirectResponse(done_url("/usuarios", "invitacion" if sent.file is None else "buzon"), status_code=303)


def _page(
    request: Request,
    t: Texts,
    connection: sa.Connection,
    own_id: AccountId,
    searched: str,
    number: int,
    values: InviteValues,
    errors: Mapping[str, str],
) -> UsersPage:
    n_found = account_list_store.count_accounts(connection, part_of_email=searched)
    offset = (number - 1) * PAGE_SIZE
    entries = account_list_store.account_entries(connection, part_of_email=searched, limit=PAGE_SIZE, offset=offset)
    organisations = account_store.organisations(connection)

    def url(of_page: int) -> str:
        return "/usuarios?" + urlencode({"q": searched, "page": of_page})

    return UsersPage(
        frame_of(request, t, t("page.users.title"), shows_invented=False),
        tuple(_row(entry, own_id, t) for entry in entries),
        n_found,
        searched,
        url(number - 1) if number > 1 else None,
        url(number + 1) if offset + PAGE_SIZE < n_found else None,
        tuple(_organisation(one, t) for one in organisations),
        invite_fields(values, organisations, t),
        errors,
        done_text(request, t),
    )


def _row(entry: AccountEntry, own_id: AccountId, t: Texts) -> UserRow:
    return UserRow(
        entry.id,
        entry.email,
        entry.name,
        t.word(entry.role),
        entry.organisation_name,
        t.word(entry.state),
        is_invited=entry.state is AccountState.INVITED,
        is_blocked=entry.state is AccountState.BLOCKED,
        is_own=entry.id == own_id,
    )


def _organisation(one: Organisation, t: Texts) -> OrganisationRow:
    return OrganisationRow(one.id, one.name, t.word(one.role), one.is_invented)
