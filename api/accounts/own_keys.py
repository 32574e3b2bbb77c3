"""Keys for programs that somebody makes for their own account on a page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from api.accounts.scopes import SCOPES_OF_ROLE
from data import key_store
from data.errors import ForbiddenError, InputError
from data.key_store import MOST_NAME_LETTERS
from data.rights import Account
from data.scopes import Scope, scopes_of

DAYS_CHOICES: Final = (7, 30, 90, 366)
MOST_KEYS: Final = 20


class KeyFieldError(InputError):
    """A field of the form for a new key is not filled in well; ``field`` names it."""

    def __init__(self, field: str, key: str) -> None:
        super().__init__(f"{field} of a new key")
        self.field = field
        self.key = key


@dataclass(frozen=True, slots=True)
class KeyForm:
    """What somebody asked for; no scopes stand for all that the account may do."""

    name: str = ""
    days: str = "30"
    scopes: tuple[str, ...] = ()


def make_key(connection: sa.Connection, account: Account, asked: KeyForm, now: datetime, *, is_program: bool) -> str:
    """Make a key and return its token, which is shown once and stored nowhere.

    Raises
    ------
    ForbiddenError
        If a program asks: a key that ends could make itself one that ends later.
    KeyFieldError
        If a field is not filled in well, or there are too many keys already.
    """
    if is_program:
        raise ForbiddenError("keys are made in a browser")
    if not 0 < len(asked.name) <= MOST_NAME_LETTERS:
        raise KeyFieldError("key_name", "error.field.missing")
    if asked.days not in map(str, DAYS_CHOICES):
        raise KeyFieldError("key_days", "error.field.choice")
    if len(key_store.keys_of(connection, account.id, now)) >= MOST_KEYS:
        raise KeyFieldError("key_name", "error.field.too_many_keys")
    return key_store.add_key(
        connection,
        account.id,
        now,
        timedelta(days=int(asked.days)),
        name=asked.name,
        scopes=_scopes(account, asked.scopes),
    )


def _scopes(account: Account, words: tuple[str, ...]) -> frozenset[Scope] | None:
    """The scopes chosen; ``None`` where all are meant."""
    if not words:
        return None
    chosen = scopes_of(words)
    if not chosen <= SCOPES_OF_ROLE[account.role]:
        raise KeyFieldError("key_scopes", "error.field.choice")
    return chosen
