"""What learners may ask about their own data: take it away, correct it, have a person decide, have all deleted."""

from datetime import date, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from api.accounts.log_in import WrongLogInError, checked_password
from api.web.field_errors import FieldsError
from api.web.rate_limit import TooManyTriesError
from data import account_store, own_data_store, request_store, standing_store
from data.catalogue import Catalogue
from data.domain import CertificationId, RequestKind
from data.errors import AppError
from data.request_store import LearnerRequest
from data.rights import Account, LearnerRights
from data.settings import Settings

FIRST_BIRTH_YEAR: Final = 1900
MOST_MESSAGE_LETTERS: Final = 1_000


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


def can_be_birth_year(year: int, moment: datetime) -> bool:
    """Whether somebody may be born in a year."""
    return FIRST_BIRTH_YEAR <= year <= moment.year


def ask_for_decision(
    connection: sa.Connection,
    rights: LearnerRights,
    catalogue: Catalogue,
    certification_id: str | None,
    message: str,
    moment: datetime,
) -> LearnerRequest:
    """Ask the programme's people to decide about a certification, or in general.

    Raises
    ------
    FieldsError
        If the catalogue has no such certification, or the message is empty.
    """
    wrong = {
        "certification_id": "error.field.choice" if certification_id not in {None, *catalogue.certifications} else "",
        "message": "" if message else "error.field.missing",
    }
    if any(wrong.values()):
        raise FieldsError({field: key for field, key in wrong.items() if key})
    about = CertificationId(certification_id) if certification_id is not None else None
    return request_store.ask(connection, rights, RequestKind.HUMAN_DECISION, about, message, moment)


def ask_deletion(
    connection: sa.Connection,
    account: Account,
    rights: LearnerRights,
    settings: Settings,
    *,
    password: str,
    network_address: str,
    moment: datetime,
) -> WrongLogInError | TooManyTriesError | None:
    """Block a learner's data at once, to be erased later; or why not, where the password is not theirs.

    A refusal is returned, not raised, as the count of failures must be kept.
    """
    checked = checked_password(
        connection,
        email=account_store.email_of(connection, account.id),
        password=password,
        network_address=network_address,
        secret=settings.pseudonym_secret,
        moment=moment,
    )
    if isinstance(checked, AppError):
        return checked
    erase_on = moment.date() + timedelta(days=settings.erase_after_days)
    standing_store.ask_deletion(connection, rights, moment, erase_on)
    return None


def _plain(value: object) -> object:
    """A value as JSON has it; days and moments by ISO 8601."""
    return value.isoformat() if isinstance(value, date) else value
