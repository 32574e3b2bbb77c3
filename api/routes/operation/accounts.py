"""Accounts and organisations as JSON, for operators: the list, inviting, writing again, blocking.

Answers to POST name nobody: they may be kept for a day, and names and addresses stay where people's data are.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.accounts import invitations
from api.accounts.blocking import set_blocked
from api.accounts.invitations import InvitationError
from api.accounts.scopes import scoped
from api.accounts.user_json import (
    AccountOut,
    BlockIn,
    InvitationIn,
    InvitedOut,
    OrganisationOut,
    account_out,
    invited_out,
    organisation_out,
)
from api.dependencies import NowDep, OperatorDep, PartsDep, ReadingDep, WritingDep
from api.schemas.common import problems
from api.web.etags import UNCHANGED, IfMatch, IfNoneMatch, check_unchanged, tag_of, tagged
from api.web.field_errors import FieldsError
from api.web.once import OnceRoute
from api.web.pagination import Page, PagingDep
from data import account_list_store, account_store
from data.rights import AccountId
from data.scopes import Scope

router = APIRouter(prefix="/v1", tags=["users"], route_class=OnceRoute)

AccountPath = Annotated[str, Path(max_length=32, pattern="^[0-9A-Za-z_-]+$", description="Id of an account")]


@router.get(
    "/accounts",
    operation_id="listAccounts",
    openapi_extra=scoped(Scope.USERS_READ),
    responses=problems(401, 403, 422, 503),
)
def list_accounts(
    _rights: OperatorDep,
    connection: ReadingDep,
    paging: PagingDep,
    q: Annotated[str, Query(max_length=254, pattern=r"^[^\x00]*$", description="Part of the e-mail address")] = "",
) -> Page[AccountOut]:
    """List the accounts by e-mail address."""
    start = paging.place() or 0
    found = account_list_store.account_entries(
        connection, part_of_email=q.strip(), limit=paging.limit + 1, offset=start
    )
    shown = found[: paging.limit]
    next_cursor = paging.cursor_at(start + len(shown)) if len(found) > len(shown) else None
    return Page(items=[account_out(one) for one in shown], next_cursor=next_cursor)


@router.get(
    "/accounts/{account_id}",
    operation_id="showUserAccount",
    openapi_extra=scoped(Scope.USERS_READ),
    response_model=AccountOut,
    responses={304: UNCHANGED, **problems(401, 403, 404, 422, 503)},
)
def show_account(
    account_id: AccountPath, _rights: OperatorDep, connection: ReadingDep, if_none_match: IfNoneMatch = None
) -> Response:
    """Show one account."""
    found = account_out(account_list_store.account_entry(connection, AccountId(account_id)))
    return tagged(found, tag_of([found]), if_none_match)


@router.get(
    "/organisations",
    operation_id="listOrganisations",
    openapi_extra=scoped(Scope.USERS_READ),
    responses=problems(401, 403, 422, 503),
)
def list_organisations(_rights: OperatorDep, connection: ReadingDep, paging: PagingDep) -> Page[OrganisationOut]:
    """List the schools and companies that accounts act for, by role and name."""
    shown, next_cursor = paging.part(account_store.organisations(connection))
    return Page(items=[organisation_out(one) for one in shown], next_cursor=next_cursor)


@router.post(
    "/accounts",
    operation_id="inviteAccount",
    openapi_extra=scoped(Scope.USERS_WRITE),
    status_code=201,
    responses=problems(400, 401, 403, 422, 503),
)
def invite(
    invitation: InvitationIn, _rights: OperatorDep, connection: WritingDep, parts: PartsDep, now: NowDep
) -> InvitedOut:
    """Invite somebody by letter: an account without a password, which its owner takes over through the link."""
    try:
        return invited_out(invitations.invite(connection, invitation.invited(), parts.settings, now))
    except InvitationError as error:
        raise FieldsError({error.field: error.key}) from error


@router.post(
    "/accounts/{account_id}/invitation",
    operation_id="sendInvitationAgain",
    openapi_extra=scoped(Scope.USERS_WRITE),
    responses=problems(401, 403, 404, 422, 503),
)
def send_again(
    account_id: AccountPath, _rights: OperatorDep, connection: WritingDep, parts: PartsDep, now: NowDep
) -> InvitedOut:
    """Write once more to who has not accepted yet; the earlier link serves no longer. 422 for who has a password."""
    return invited_out(invitations.send_again(connection, AccountId(account_id), parts.settings, now))


@router.post(
    "/accounts/{account_id}/block",
    operation_id="blockAccount",
    openapi_extra=scoped(Scope.USERS_WRITE),
    status_code=204,
    responses=problems(400, 401, 403, 404, 412, 422, 503),
)
def block(
    account_id: AccountPath, wanted: BlockIn, rights: OperatorDep, connection: WritingDep, if_match: IfMatch = None
) -> None:
    """Block an account, whose sessions and keys end at once, or let it in again; 403 for one's own."""
    known = account_list_store.account_entry(connection, AccountId(account_id))
    check_unchanged(if_match, tag_of([account_out(known)]))
    set_blocked(connection, rights, known.id, is_blocked=wanted.is_blocked)
