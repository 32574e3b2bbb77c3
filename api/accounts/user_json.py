"""Shapes of accounts, organisations and invitations as JSON, for operators."""

from datetime import datetime

from pydantic import ConfigDict, Field

from api.accounts.invitations import Invited, Sent
from api.schemas.common import BodyIn, BodyOut, IdIn
from data.account_list_store import AccountEntry, AccountState
from data.account_store import Organisation
from data.domain import Language
from data.rights import OrganisationId, Role


class AccountOut(BodyOut):
    """An account with whose it is."""

    id: str
    role: Role
    email: str
    name: str | None
    organisation: str | None = Field(description="For which one acts, by its name")
    state: AccountState
    created_at: datetime


class OrganisationOut(BodyOut):
    """A school or company that accounts act for."""

    id: str
    role: Role
    name: str
    institution_id: str | None = Field(description="A school's entry in the catalogue")
    state_id: str | None
    is_invented: bool


class InvitationIn(BodyIn):
    """Who is invited as what; academia and industry need an organisation, students a learner who was imported."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "email": "nombre@example.mx",
                    "role": "academia",
                    "language": "es",
                    "organisation_id": "0a1b2c3d4e5f",
                    "learner": None,
                }
            ]
        }
    )

    email: str = Field(max_length=300, pattern=r"^[^\x00]+$")
    role: Role
    language: Language = Field(default=Language.ES, description="In which they are written to")
    organisation_id: IdIn | None = None
    learner: IdIn | None = Field(default=None, description="The partner's number of a learner who was imported")

    def invited(self) -> Invited:
        """The same in the words of accounts."""
        organisation_id = OrganisationId(self.organisation_id) if self.organisation_id else None
        return Invited(self.email, self.role, self.language, organisation_id, self.learner or None)


class InvitedOut(BodyOut):
    """An invitation on its way; the link stands in the letter alone."""

    account_id: str
    is_mailed: bool = Field(description="False: without a mail server the letter stays in a folder of the service")


class BlockIn(BodyIn):
    """Whether an account is shut."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"is_blocked": True}]})

    is_blocked: bool = Field(strict=True)


def account_out(one: AccountEntry) -> AccountOut:
    """An account."""
    return AccountOut(
        id=one.id,
        role=one.role,
        email=one.email,
        name=one.name,
        organisation=one.organisation_name,
        state=one.state,
        created_at=one.created_at,
    )


def organisation_out(one: Organisation) -> OrganisationOut:
    """An organisation."""
    return OrganisationOut(
        id=one.id,
        role=one.role,
        name=one.name,
        institution_id=one.institution_id,
        state_id=one.state_id,
        is_invented=one.is_invented,
    )


def invited_out(sent: Sent) -> InvitedOut:
    """An invitation, without its link."""
    return InvitedOut(account_id=sent.account_id, is_mailed=sent.file is None)
