"""Changing a password: through a link, by who forgot it, or with the old one, by who is logged in."""

from datetime import datetime

import sqlalchemy as sa

from api.accounts import log_in
from api.accounts.letters import count_letter, invitation_letter, no_account_letter, reset_letter
from api.accounts.links import account_of_link, new_link, use_link
from api.accounts.mail import Letter, mailer_of
from api.accounts.passwords import password_hash
from data import account_store
from data.domain import Language
from data.errors import AppError
from data.rights import Account
from data.session_store import TokenPurpose
from data.settings import Settings


def ask_for_link(
    connection: sa.Connection,
    email: str,
    language: Language,
    settings: Settings,
    *,
    network_address: str,
    moment: datetime,
) -> None:
    """Write to an address, as `plain_email` gives it, whether or not it has an account: time and errors tell nothing.

    Raises
    ------
    TooManyTriesError
        If too many letters were asked for.
    MailError
        If the letter cannot be sent.
    """
    count_letter(connection, email, network_address=network_address, settings=settings, moment=moment)
    mailer_of(settings).send(_letter(connection, email, language, settings, moment))


def set_password(connection: sa.Connection, token: str, password: str, moment: datetime) -> None:
    """Set a password through a link; every session of the account ends, and its address counts as confirmed.

    Raises
    ------
    LinkError
        If the link does not serve.
    WeakPasswordError
        If the password is too easy; the link then serves on.
    """
    account_id = account_of_link(connection, token, TokenPurpose.PASSWORD_RESET, moment)
    hashed = password_hash(password, email=account_store.email_of(connection, account_id))
    use_link(connection, token, TokenPurpose.PASSWORD_RESET, moment)
    account_store.set_password_hash(connection, account_id, hashed)
    account_store.confirm_email(connection, account_id)


def change_password(
    connection: sa.Connection,
    account: Account,
    settings: Settings,
    *,
    old: str,
    new: str,
    network_address: str,
    moment: datetime,
) -> AppError | None:
    """Set a new password, so that every session ends, or return the refusal of the old one.

    A refusal is returned, not raised, as the count of failures must be kept.

    Raises
    ------
    WeakPasswordError
        If the new password is too easy.
    """
    email = account_store.email_of(connection, account.id)
    found = log_in.checked_password(
        connection,
        email=email,
        password=old,
        network_address=network_address,
        secret=settings.pseudonym_secret,
        moment=moment,
    )
    if isinstance(found, AppError):
        return found
    account_store.set_password_hash(connection, account.id, password_hash(new, email=email))
    return None


def _letter(connection: sa.Connection, email: str, language: Language, settings: Settings, moment: datetime) -> Letter:
    found = account_store.credential_of(connection, email)
    if found is None or found.is_blocked:
        return no_account_letter(email, language, settings)
    account = account_store.get_account(connection, found.account_id)
    if found.password_hash is None:
        link = new_link(connection, account.id, TokenPurpose.INVITATION, settings, moment)
        return invitation_letter(email, account.language, link)
    link = new_link(connection, account.id, TokenPurpose.PASSWORD_RESET, settings, moment)
    return reset_letter(email, account.language, link)
