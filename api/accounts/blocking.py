"""Operators shut an account or let it in again."""

import sqlalchemy as sa

from data import account_store
from data.errors import ForbiddenError
from data.rights import AccountId, OperatorRights


def set_blocked(connection: sa.Connection, rights: OperatorRights, account_id: AccountId, *, is_blocked: bool) -> None:
    """Block an account, whose sessions and keys end at once, or let it in again.

    Raises
    ------
    ForbiddenError
        If it is the operator's own: nobody locks themselves out.
    NotFoundError
        If there is none of this id.
    """
    if account_id == rights.account_id:
        raise ForbiddenError("operators do not block themselves")
    account_store.set_blocked(connection, account_id, is_blocked=is_blocked)
