"""Somebody's own account as JSON, whatever its role: language, keys, sessions, password.

A key cannot make another: one that ends could make itself one that ends later. Without idempotency keys, as an answer
that is kept would hold an address, a hash of the request the password, and asking twice changes nothing.
"""

from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Path, Request, Response

from api.accounts import password_change
from api.accounts.account_json import AccountOut, KeyOut, LanguageIn, PasswordChangeIn, account_out, key_out
from api.accounts.scopes import scoped
from api.dependencies import NetworkAddressDep, NowDep, OwnAccountDep, PartsDep, ReadingDep, VisitDep, WritingDep
from api.schemas.common import problems
from api.web.etags import UNCHANGED, IfMatch, IfNoneMatch, check_unchanged, tag_of, tagged
from api.web.pagination import Page, PagingDep
from api.web.refused_password import refused_password
from api.web.visit import Visit
from data import account_store, key_store
from data.rights import AccountId
from data.scopes import Scope

router = APIRouter(prefix="/v1/account", tags=["account"])

KeyIdPath = Annotated[str, Path(pattern="^[0-9a-f]{12}$", description="Id that the list gave")]


@router.get(
    "",
    operation_id="showAccount",
    openapi_extra=scoped(Scope.ACCOUNT_READ),
    response_model=AccountOut,
    responses={304: UNCHANGED, **problems(401, 403, 422, 503)},
)
def show_account(
    account: OwnAccountDep, visit: VisitDep, connection: ReadingDep, if_none_match: IfNoneMatch = None
) -> Response:
    """Show whose key it is: address, role, language, organisation."""
    found = _account_out(connection, account.id, visit)
    return tagged(found, tag_of([found]), if_none_match)


@router.post(
    "/language",
    operation_id="changeLanguage",
    openapi_extra=scoped(Scope.ACCOUNT_WRITE),
    response_model=AccountOut,
    responses=problems(400, 401, 403, 412, 422, 503),
)
def change_language(
    chosen: LanguageIn, account: OwnAccountDep, visit: VisitDep, connection: WritingDep, if_match: IfMatch = None
) -> Response:
    """Choose the language of letters."""
    check_unchanged(if_match, tag_of([_account_out(connection, account.id, visit)]))
    account_store.set_language(connection, account.id, chosen.language)
    changed = _account_out(connection, account.id, visit)
    return tagged(changed, tag_of([changed]))


@router.get(
    "/keys",
    operation_id="listKeys",
    openapi_extra=scoped(Scope.ACCOUNT_READ),
    responses=problems(401, 403, 422, 503),
)
def list_keys(account: OwnAccountDep, connection: ReadingDep, now: NowDep, paging: PagingDep) -> Page[KeyOut]:
    """List one's own keys that serve, oldest first. New ones are made on the page `/cuenta/llaves`."""
    some, next_cursor = paging.part(key_store.keys_of(connection, account.id, now))
    return Page(items=[key_out(one) for one in some], next_cursor=next_cursor)


@router.post(
    "/keys/{key_id}/end",
    operation_id="endKey",
    openapi_extra=scoped(Scope.ACCOUNT_WRITE),
    status_code=204,
    responses=problems(401, 403, 404, 422, 503),
)
def end_key(key_id: KeyIdPath, account: OwnAccountDep, connection: WritingDep, now: NowDep) -> None:
    """End one of one's own keys, also the one that asks; its token is worth nothing from now on."""
    key_store.end_own_key(connection, account.id, key_id, now)


@router.post(
    "/sessions/end",
    operation_id="endOtherSessions",
    openapi_extra=scoped(Scope.ACCOUNT_WRITE),
    status_code=204,
    responses=problems(401, 403, 422, 503),
)
def end_other_sessions(account: OwnAccountDep, visit: VisitDep, connection: WritingDep) -> None:
    """End every browser's session and every other key of the account; the one that asks goes on."""
    account_store.end_sessions(connection, account.id, but=visit.session_token)


@router.post(
    "/password",
    operation_id="changePassword",
    openapi_extra=scoped(Scope.ACCOUNT_WRITE),
    status_code=204,
    response_model=None,
    responses=problems(400, 401, 403, 422, 503),
)
def change_password(
    request: Request,
    passwords: PasswordChangeIn,
    account: OwnAccountDep,
    connection: WritingDep,
    parts: PartsDep,
    now: NowDep,
    network_address: NetworkAddressDep,
) -> Response | None:
    """Set a new password with the old one, five tries in a quarter of an hour; every session and every key ends."""
    refusal = password_change.change_password(
        connection,
        account,
        parts.settings,
        old=passwords.old_password,
        new=passwords.password,
        network_address=network_address,
        moment=now,
    )
    return refused_password(request, refusal, "old_password") if refusal else None


def _account_out(connection: sa.Connection, account_id: AccountId, visit: Visit) -> AccountOut:
    account = account_store.get_account(connection, account_id)
    organisation = (
        account_store.get_organisation(connection, account.organisation_id) if account.organisation_id else None
    )
    key_id = key_store.key_id_of(visit.session_token) if visit.key and visit.session_token else None
    return account_out(account, account_store.email_of(connection, account.id), organisation, key_id)
