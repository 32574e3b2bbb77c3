"""Accounts for tests: one of each role, all with one password."""

from datetime import UTC, datetime
from functools import cache

import sqlalchemy as sa

from api.accounts.log_in import begin_session
from api.accounts.passwords import password_hash
from api.web.visit import SESSION_COOKIE
from data.account_store import Organisation, add_account, add_organisation
from data.database import writing
from data.domain import InstitutionId, Language, LearnerId, StateId
from data.rights import Account, AccountId, OrganisationId, Role
from tests.api.page_client import PASSWORD, PageClient

MOMENT = datetime(2026, 11, 1, tzinfo=UTC)


def put_organisation(
    connection: sa.Connection, id_: str, role: Role = Role.ACADEMIA, institution_id: str | None = "u-west"
) -> OrganisationId:
    """An organisation named after its id."""
    organisation_id = OrganisationId(id_)
    institution = InstitutionId(institution_id) if institution_id and role is Role.ACADEMIA else None
    new = Organisation(organisation_id, role, f"Org {id_}", institution, StateId("MX-JAL"), False, True)
    add_organisation(connection, new, MOMENT)
    return organisation_id


def put_account(
    connection: sa.Connection,
    role: Role,
    *,
    name: str | None = None,
    email: str | None = None,
    learner_id: str | None = None,
    organisation_id: OrganisationId | None = None,
) -> str:
    """An account of a role, by default named after it, its e-mail after its name; returns that."""
    id_ = name or role.value
    new = Account(AccountId(id_), role, Language.ES, LearnerId(learner_id) if learner_id else None, organisation_id)
    email = email or f"{id_}@example.mx"
    add_account(connection, new, email=email, name=None, password_hash=_hash(), moment=MOMENT)
    return email


def logged_in(client: PageClient, engine: sa.Engine, role: Role, *, learner_id: str | None = None) -> PageClient:
    """The client, logged in with a new account of a role; of academia and industry with an organisation of its own."""
    with writing(engine) as connection:
        has_organisation = role in (Role.ACADEMIA, Role.INDUSTRY)
        organisation_id = put_organisation(connection, f"org-{role.value}", role) if has_organisation else None
        put_account(connection, role, learner_id=learner_id, organisation_id=organisation_id)
        enter(client, connection, role.value)
    return client


def enter(client: PageClient, connection: sa.Connection, account_id: str) -> None:
    """Begin a session in the store: hashing a password at every log-in would be most of a test's time."""
    _, token = begin_session(connection, AccountId(account_id), datetime.now(UTC))
    # The name that cookies of this host get from an answer: else a later log-in would leave two.
    client.cookies.set(SESSION_COOKIE, token, domain=f"{client.base_url.host}.local")


@cache
def _hash() -> str:
    return password_hash(PASSWORD, email="nobody@example.mx")
