"""The demo's accounts: one of each role, with passwords made at random and kept in a file for its owner alone."""

import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import uuid4

import sqlalchemy as sa

from api.accounts.passwords import password_hash
from api.accounts.privacy_notice import notice_version
from data import account_store, consent_store, demo_store
from data.account_store import Organisation
from data.atomic_file import replaced_file
from data.catalogue import Catalogue
from data.consent_store import ConsentPurpose
from data.domain import Language, LearnerId
from data.rights import Account, AccountId, OrganisationId, Role
from data.settings import Settings

_EMAILS: Final = {
    Role.STUDENT: "estudiante@demo.example",
    Role.ACADEMIA: "academia@demo.example",
    Role.INDUSTRY: "industria@demo.example",
    Role.MANAGER: "programa@demo.example",
    Role.OPERATOR: "operador@demo.example",
}

_COMPANY: Final = "Empresa inventada del Bajío"


def demo_log_ins(settings: Settings) -> str:
    """The log-ins as they were printed when they were made; empty where there are none."""
    try:
        return settings.demo_log_ins_file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def make_demo_accounts(connection: sa.Connection, catalogue: Catalogue, settings: Settings, moment: datetime) -> str:
    """The log-ins of the demo's accounts; they are made unless they are all there already.

    The file is written before the transaction ends: one that is rolled back leaves passwords that open nothing, and the
    next call makes all anew.
    """
    known = [account_store.credential_of(connection, email) for email in _EMAILS.values()]
    told = demo_log_ins(settings)
    if told and all(known):
        return told
    for credential in known:
        if credential is not None:
            account_store.remove_account(connection, credential.account_id)
    lines = "".join(f"{line}\n" for line in _made(connection, catalogue, settings, moment))
    with replaced_file(settings.demo_log_ins_file, mode=0o600) as file:
        file.write(lines.encode())
    return lines


def _made(connection: sa.Connection, catalogue: Catalogue, settings: Settings, moment: datetime) -> Iterator[str]:
    """Store the accounts; a line with address and password for each."""
    learner_id, state_id = demo_store.busiest_student(connection)
    institution = catalogue.institutions[demo_store.largest_school(connection)]
    school = Organisation(
        OrganisationId("demo-academia"),
        Role.ACADEMIA,
        institution.name,
        institution.id,
        institution.state_id,
        shares_plans=False,
        is_invented=True,
    )
    company = Organisation(
        OrganisationId("demo-industria"),
        Role.INDUSTRY,
        _COMPANY,
        None,
        state_id,
        shares_plans=False,
        is_invented=True,
    )
    _put(connection, (school, company), moment)
    _agree(connection, learner_id, notice_version(settings), moment)
    organisation_ids = {one.role: one.id for one in (school, company)}
    for role, email in _EMAILS.items():
        password = secrets.token_urlsafe(12)
        account = Account(
            AccountId(uuid4().hex),
            role,
            Language.ES,
            learner_id if role is Role.STUDENT else None,
            organisation_ids.get(role),
        )
        hashed = password_hash(password, email=email)
        account_store.add_account(connection, account, email=email, name=None, password_hash=hashed, moment=moment)
        yield f"{email:<26}{password}"


def _agree(connection: sa.Connection, student: LearnerId, version: str, moment: datetime) -> None:
    """Half of the invented learners let companies see a profile without name; the student takes messages as well."""
    own = demo_store.invented_rights(student)
    for rights in (own, *demo_store.rights_of_every_second(connection)):
        consent_store.give_consent(connection, rights, ConsentPurpose.PROFILE, version, moment)
    consent_store.give_consent(connection, own, ConsentPurpose.MESSAGES, version, moment)


def _put(connection: sa.Connection, organisations: tuple[Organisation, ...], moment: datetime) -> None:
    known = {one.id for one in account_store.organisations(connection)}
    for one in organisations:
        if one.id not in known:
            account_store.add_organisation(connection, one, moment)
