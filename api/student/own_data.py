"""What learners may ask about their own data: take it away, have it deleted, and think better of that."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from api.log_in import TooManyTriesError, WrongLogInError
from api.password_check import refusal_of_password
from data import own_data_store, standing_store
from data.rights import Account, LearnerRights


def taken_away(connection: sa.Connection, rights: LearnerRights, moment: datetime) -> dict[str, Any]:
    """All that is stored of a learner, as plain values by table: the content of the file to take away."""
    tables = own_data_store.own_rows(connection, rights)
    return {
        "learner_id": rights.learner_id,
        "made_at": moment.isoformat(),
        "left_out": sorted(own_data_store.SECRETS),
        "tables": {
            name: [{column: _plain(value) for column, value in row.items()} for row in rows]
            for name, rows in tables.items()
        },
    }


def ask_deletion(
    connection: sa.Connection,
    account: Account,
    rights: LearnerRights,
    *,
    password: str,
    secret: bytes,
    moment: datetime,
    erase_after: timedelta,
) -> WrongLogInError | TooManyTriesError | None:
    """Block a learner's data at once, to be erased later; or why not, where the password is not theirs.

    A refusal is returned, not raised, as the count of failures must be kept.
    """
    refusal = refusal_of_password(connection, account.id, password=password, secret=secret, moment=moment)
    if refusal is None:
        standing_store.ask_deletion(connection, rights, moment, moment.date() + erase_after)
    return refusal


def _plain(value: object) -> object:
    """A value as JSON has it; days and moments by ISO 8601."""
    return value.isoformat() if isinstance(value, date) else value
