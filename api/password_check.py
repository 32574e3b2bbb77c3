"""The password asked again of who is logged in, before something that cannot be taken back."""

from datetime import datetime

import sqlalchemy as sa

from api.log_in import MOST_TRIES_AN_EMAIL, TRIES_WITHIN, TooManyTriesError, WrongLogInError, tried_hash
from api.passwords import is_right
from data import account_store, log_in_store
from data.rights import AccountId


def refusal_of_password(
    connection: sa.Connection, account_id: AccountId, *, password: str, secret: bytes, moment: datetime
) -> WrongLogInError | TooManyTriesError | None:
    """Why a password is not taken for that of an account; ``None`` where it is the right one.

    A refusal is returned, not raised, as the count of failures must be kept. It is counted as failed log-ins are.
    """
    tried = tried_hash(secret, f"account {account_id}")
    n_failures, oldest = log_in_store.failures_since(connection, tried, moment - TRIES_WITHIN)
    if n_failures >= MOST_TRIES_AN_EMAIL and oldest is not None:
        return TooManyTriesError(max(1, round((oldest + TRIES_WITHIN - moment).total_seconds())))
    found = account_store.credential_of(connection, account_store.email_of(connection, account_id))
    if found is None or not is_right(password, found.password_hash):
        log_in_store.record_failure(connection, (tried,), moment)
        return WrongLogInError("wrong password")
    return None
