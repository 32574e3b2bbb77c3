"""Fields of an invitation: what was typed, what may be chosen, and the invitation that follows."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import FormData

from api.accounts.invitations import InvitationError, Invited
from api.i18n import Texts
from api.pages.choices import Option, options
from api.web.forms import text_field
from data.account_store import Organisation
from data.domain import Language
from data.rights import OrganisationId, Role


@dataclass(frozen=True, slots=True)
class InviteValues:
    """The form as it was sent, unchecked."""

    email: str = ""
    role: str = Role.ACADEMIA.value
    organisation_id: str = ""
    learner: str = ""
    language: str = Language.ES.value

    @classmethod
    def of(cls, form: FormData) -> "InviteValues":
        """The values of a posted form."""
        return cls(
            text_field(form, "email", 300),
            text_field(form, "role"),
            text_field(form, "organisation_id", 32),
            text_field(form, "learner", 64),
            text_field(form, "language"),
        )


@dataclass(frozen=True, slots=True)
class InviteFields:
    """What the form shows."""

    email: str
    learner: str
    roles: tuple[Option, ...]
    organisations: tuple[Option, ...]
    languages: tuple[Option, ...]


def invite_fields(values: InviteValues, organisations: Sequence[Organisation], t: Texts) -> InviteFields:
    """The fields of a form filled in with ``values``."""
    named = ((one.id, f"{one.name} ({t.word(one.role)})") for one in organisations)
    languages = ((language.value, t.language_name(language.value)) for language in Language)
    return InviteFields(
        values.email,
        values.learner,
        options(((role.value, t.word(role)) for role in Role), values.role),
        options(named, values.organisation_id),
        options(languages, values.language),
    )


def invited_of(values: InviteValues) -> Invited:
    """The invitation that the values ask for.

    Raises
    ------
    InvitationError
        If role or language are none of the choices.
    """
    for field, value, words in (("role", values.role, set(Role)), ("language", values.language, set(Language))):
        if value not in words:
            raise InvitationError(field, "error.field.choice", f"no such {field}")
    return Invited(
        values.email,
        Role(values.role),
        Language(values.language),
        OrganisationId(values.organisation_id) if values.organisation_id else None,
        values.learner or None,
    )
