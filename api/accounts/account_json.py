"""Shapes of somebody's own account as JSON: role, language, keys, password."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from api.accounts.passwords import MOST_LETTERS
from api.schemas.common import BodyIn, BodyOut, NamedOut
from data.account_store import Organisation
from data.domain import Language
from data.key_store import ApiKey
from data.rights import Account, Role
from data.scopes import Scope

PasswordIn = Annotated[str, Field(min_length=1, max_length=MOST_LETTERS)]
"""A password; it is neither logged nor kept for an idempotency key."""


class AccountOut(BodyOut):
    """Whose key or log-in it is."""

    email: str
    role: Role
    language: Language = Field(description="Of letters; answers have that of the request")
    organisation: NamedOut | None = Field(description="Of accounts of schools and companies")
    key_id: str | None = Field(description="Of the key that asks; null for a browser")


class LanguageIn(BodyIn):
    """The language of letters."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"language": "es"}]})

    language: Language


class KeyOut(BodyOut):
    """A key that serves; its token is shown to nobody."""

    id: str
    name: str | None
    scopes: list[Scope] | None = Field(description="Null: all that the role may do")
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = Field(description="To five minutes")


class PasswordChangeIn(BodyIn):
    """The password that holds, and the new one."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"old_password": "your old password", "password": "ten letters or more"}]}
    )

    old_password: PasswordIn
    password: PasswordIn


def account_out(account: Account, email: str, organisation: Organisation | None, key_id: str | None) -> AccountOut:
    """An account as its owner sees it."""
    return AccountOut(
        email=email,
        role=account.role,
        language=account.language,
        organisation=NamedOut(id=organisation.id, name=organisation.name) if organisation else None,
        key_id=key_id,
    )


def key_out(one: ApiKey) -> KeyOut:
    """A key as its owner sees it."""
    return KeyOut(
        id=one.id,
        name=one.name,
        scopes=None if one.scopes is None else sorted(one.scopes),
        created_at=one.created_at,
        expires_at=one.expires_at,
        last_used_at=one.last_used_at,
    )
