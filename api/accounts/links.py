"""Links that letters carry: each lets in once, for one purpose, for a time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from data import session_store
from data.errors import AppError
from data.rights import AccountId
from data.session_store import TokenPurpose
from data.settings import Settings

LASTS: Final[Mapping[TokenPurpose, timedelta]] = {
    TokenPurpose.INVITATION: timedelta(days=7),
    TokenPurpose.CONFIRMATION: timedelta(days=1),
    TokenPurpose.PASSWORD_RESET: timedelta(hours=1),
}

_PATHS: Final[Mapping[TokenPurpose, str]] = {
    TokenPurpose.INVITATION: "/invitacion",
    TokenPurpose.CONFIRMATION: "/registro",
    TokenPurpose.PASSWORD_RESET: "/contrasena",
}


class LinkError(AppError):
    """A link that was used, is too old, or never was: the three are not told apart."""

    status = 410
    key = "error.link"


def new_link(
    connection: sa.Connection, account_id: AccountId, purpose: TokenPurpose, settings: Settings, moment: datetime
) -> str:
    """A link in place of earlier ones of this account and purpose."""
    token = session_store.issue_token(connection, account_id, purpose, moment, LASTS[purpose])
    return f"{settings.address}{_PATHS[purpose]}/{token}"


def account_of_link(connection: sa.Connection, token: str, purpose: TokenPurpose, moment: datetime) -> AccountId:
    """Whose link it is, without using it up.

    Raises
    ------
    LinkError
        If it does not serve.
    """
    return _served(session_store.account_of_token(connection, token, purpose, moment))


def use_link(connection: sa.Connection, token: str, purpose: TokenPurpose, moment: datetime) -> AccountId:
    """Use a link up and say whose it was; errors as in `account_of_link`."""
    return _served(session_store.use_token(connection, token, purpose, moment))


def _served(found: AccountId | None) -> AccountId:
    if found is None:
        raise LinkError("the link does not serve")
    return found
