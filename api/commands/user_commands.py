"""``rumbo users``: accounts and organisations from the terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import uuid4

import sqlalchemy as sa
import typer

from api.commands.terminal import LanguageOption
from data import account_list_store, account_store, key_store
from data.account_store import Organisation, plain_email
from data.database import check_tables, opened_engine, writing
from data.domain import InstitutionId, Language, StateId
from data.errors import InputError, NotFoundError
from data.key_store import MOST_NAME_LETTERS
from data.rights import AccountId, OrganisationId, Role
from data.scopes import scopes_of
from data.settings import Settings

users_app = typer.Typer(help="Look after accounts: invite, block, set passwords, make tokens.", no_args_is_help=True)
organisation_app = typer.Typer(help="Look after schools and companies.", no_args_is_help=True)
users_app.add_typer(organisation_app, name="organisation")

EmailArgument = Annotated[str, typer.Argument(metavar="EMAIL", help="E-mail address of the account")]


@users_app.command("list")
def list_users(part: Annotated[str, typer.Argument(help="Part of the e-mail address")] = "") -> None:
    """List accounts: address, role, state, organisation, with tabs between."""
    with _writing(Settings()) as connection:
        entries = account_list_store.account_entries(connection, part_of_email=part)
    for entry in entries:
        typer.echo("\t".join((entry.email, entry.role, entry.state, entry.organisation_name or "-")))


@users_app.command("invite")
def invite_user(
    email: EmailArgument,
    role: Annotated[Role, typer.Option(help="What the account is used as")],
    organisation: Annotated[str | None, typer.Option(help="Its id, for academia and industry")] = None,
    learner: Annotated[
        str | None, typer.Option(help="For students: the learner's external_id in the imported file")
    ] = None,
    lang: LanguageOption = Language.ES,
) -> None:
    """Make an account and write to its owner, who chooses the password; prints the link, or the letter's file."""
    from api.accounts.invitations import Invited, invite

    settings = Settings()
    invited = Invited(email, role, lang, OrganisationId(organisation) if organisation else None, learner)
    with _writing(settings) as connection:
        sent = invite(connection, invited, settings, datetime.now(UTC))
    if sent.file is None:
        typer.echo(f"a letter is on its way to {email}")
    else:
        typer.echo(f"{sent.link}\nthe letter is in {sent.file}")


@users_app.command("block")
def block_user(email: EmailArgument) -> None:
    """Block an account; its sessions and tokens end at once."""
    _set_blocked(email, is_blocked=True)


@users_app.command("unblock")
def unblock_user(email: EmailArgument) -> None:
    """Let a blocked account in again."""
    _set_blocked(email, is_blocked=False)


@users_app.command("password")
def set_user_password(
    email: EmailArgument,
    stdin: Annotated[bool, typer.Option("--stdin", help="Read it from the first line of standard input")] = False,
) -> None:
    """Set a password, asked for without showing it; all sessions of the account end."""
    from api.accounts.passwords import password_hash

    plain = plain_email(email)
    if stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = typer.prompt("New password", hide_input=True, confirmation_prompt=True)
    with _writing(Settings()) as connection:
        account_id = _account_id(connection, plain)
        account_store.set_password_hash(connection, account_id, password_hash(password, email=plain))
        account_store.confirm_email(connection, account_id)
    typer.echo(f"{plain} has a new password")


@users_app.command("token")
def make_token(
    email: EmailArgument,
    days: Annotated[int, typer.Option(min=1, max=366, help="How long the token serves")] = 30,
    name: Annotated[str | None, typer.Option(help="What the key is for")] = None,
    scope: Annotated[list[str] | None, typer.Option(help="Limit it, such as jobs:read; may be repeated")] = None,
) -> None:
    """Print a key for the API, this once: Authorization: Bearer TOKEN. Without scopes it may do what the role may."""
    scopes = scopes_of(scope) if scope else None
    if name is not None and not 0 < len(name.strip()) <= MOST_NAME_LETTERS:
        raise InputError(f"the name must have 1 to {MOST_NAME_LETTERS} letters")
    with _writing(Settings()) as connection:
        account_id = _account_id(connection, email)
        token = key_store.add_key(
            connection,
            account_id,
            datetime.now(UTC),
            timedelta(days=days),
            name=name.strip() if name else None,
            scopes=scopes,
        )
    typer.echo(token)


@users_app.command("keys")
def list_keys(email: EmailArgument) -> None:
    """List an account's keys: id, name, scopes, end, last use, with tabs between."""
    with _writing(Settings()) as connection:
        keys = key_store.keys_of(connection, _account_id(connection, email), datetime.now(UTC))
    for key in keys:
        scopes = "all" if key.scopes is None else ",".join(sorted(key.scopes))
        used = key.last_used_at.isoformat(timespec="minutes") if key.last_used_at else "never"
        typer.echo("\t".join((key.id, key.name or "-", scopes, key.expires_at.isoformat(timespec="minutes"), used)))


@users_app.command("key-end")
def end_key(key_id: Annotated[str, typer.Argument(metavar="ID", help="As rumbo users keys shows it")]) -> None:
    """End a key; its token serves no longer from now on."""
    with _writing(Settings()) as connection:
        key_store.end_key(connection, key_id)
    typer.echo(f"the key {key_id} has ended")


@users_app.command("organisations")
def list_organisations() -> None:
    """List organisations: id, role, name, institution, with tabs between."""
    with _writing(Settings()) as connection:
        found = account_store.organisations(connection)
    for one in found:
        typer.echo("\t".join((one.id, one.role, one.name, one.institution_id or "-")))


@organisation_app.command("add")
def add_organisation(
    name: Annotated[str, typer.Argument(help="What it is called")],
    role: Annotated[Role, typer.Option(help="academia or industry")],
    institution: Annotated[
        str | None,
        typer.Option(help="For schools: id in the catalogue; the school sees its learners in groups"),
    ] = None,
    state: Annotated[str | None, typer.Option(help="ISO code, such as MX-JAL")] = None,
) -> None:
    """Add a school or a company and print its id."""
    from api.accounts.invitations import ORGANISED
    from data.catalogue import read_catalogue

    if role not in ORGANISED:
        raise InputError(f"the role {role} acts for no organisation; take academia or industry")
    if institution is not None and role is not Role.ACADEMIA:
        raise InputError("only a school has an institution; leave --institution out")
    if not 0 < len(name.strip()) <= 200:
        raise InputError("the name must have 1 to 200 letters")
    settings = Settings()
    catalogue = read_catalogue(settings.reference)
    if institution is not None and institution not in catalogue.institutions:
        raise InputError(f"the catalogue has no institution {institution!r}; see institutions.csv")
    if state is not None and state not in catalogue.states:
        raise InputError(f"there is no state {state!r}; take a code such as MX-JAL")
    new = Organisation(
        OrganisationId(uuid4().hex[:12]),
        role,
        name.strip(),
        InstitutionId(institution) if institution else None,
        StateId(state) if state else None,
        shares_plans=False,
        is_invented=False,
    )
    with _writing(settings) as connection:
        account_store.add_organisation(connection, new, datetime.now(UTC))
    typer.echo(new.id)


def _set_blocked(email: str, *, is_blocked: bool) -> None:
    with _writing(Settings()) as connection:
        account_store.set_blocked(connection, _account_id(connection, email), is_blocked=is_blocked)
    typer.echo(f"{plain_email(email)} is {'blocked' if is_blocked else 'let in again'}")


def _account_id(connection: sa.Connection, email: str) -> AccountId:
    found = account_store.credential_of(connection, plain_email(email))
    if found is None:
        raise NotFoundError(f"no account has the address {plain_email(email)}; rumbo users list shows them")
    return found.account_id


@contextmanager
def _writing(settings: Settings) -> Iterator[sa.Connection]:
    """One writing transaction in the installation's database.

    Raises
    ------
    NotReadyError
        If the database has no tables yet, or old ones.
    """
    with opened_engine(settings.sqlalchemy_url) as engine:
        check_tables(engine)
        with writing(engine) as connection:
            yield connection
