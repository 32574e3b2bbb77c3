"""A school's settings: its name, its institution, and whether others may compare their plans with its own."""

import sqlalchemy as sa
from pydantic import ConfigDict, Field

from api.schemas.common import NOT_BLANK, BodyIn, BodyOut, NamedOut
from data import account_store
from data.catalogue import Catalogue
from data.rights import SchoolRights

NAME_LENGTH = 200


class SchoolSettingsIn(BodyIn):
    """Name and consent, in place of the old ones."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Universidad Tecnológica del Valle", "shares_plans": True}]}
    )

    name: str = Field(max_length=NAME_LENGTH, pattern=NOT_BLANK)
    shares_plans: bool = Field(strict=True, description="Whether other schools may compare their plans with these")


class SchoolSettingsOut(BodyOut):
    """The settings as they are; the institution is the programme's to set."""

    name: str
    institution: NamedOut | None
    shares_plans: bool


def settings_of(connection: sa.Connection, rights: SchoolRights, catalogue: Catalogue) -> SchoolSettingsOut:
    """The settings of a school."""
    school = account_store.get_organisation(connection, rights.organisation_id)
    institution = catalogue.institutions.get(rights.institution_id) if rights.institution_id else None
    return SchoolSettingsOut(
        name=school.name,
        institution=NamedOut(id=institution.id, name=institution.name) if institution else None,
        shares_plans=school.shares_plans,
    )


def change_settings(connection: sa.Connection, rights: SchoolRights, name: str, *, shares_plans: bool) -> None:
    """Store name and consent."""
    account_store.rename_organisation(connection, rights.organisation_id, name)
    account_store.share_plans(connection, rights.organisation_id, is_shared=shares_plans)
