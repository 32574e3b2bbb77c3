"""Who somebody is, and the rights that follow: a store that touches what is somebody's takes a right, not an id.

A right can be had from an account alone, through the functions below. Whoever calls ``plan_store.put_plan`` therefore
holds the proof that the plan is theirs to change, and the type checker refuses a call without it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from data.domain import InstitutionId, Language, LearnerId
from data.errors import AppError, ForbiddenError

AccountId = NewType("AccountId", str)
OrganisationId = NewType("OrganisationId", str)


class NotSignedInError(AppError):
    """Only somebody who has logged in may do this."""

    status = 401
    key = "error.not_signed_in"


class NoInstitutionError(AppError):
    """The school is no institution of the catalogue, so that no learner is known to be its own."""

    status = 409
    key = "error.no_institution"


class DeletionAskedError(ForbiddenError):
    """The learner has asked for their data to be deleted: until that is done or cancelled these can be seen alone."""

    key = "error.deletion_asked"


class Role(StrEnum):
    """What somebody uses the service as."""

    STUDENT = "student"
    ACADEMIA = "academia"
    INDUSTRY = "industry"
    MANAGER = "manager"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Account:
    """Who is logged in, without any personal field.

    ``learner_id`` is there for the role student, which professionals and teachers have as well; ``organisation_id`` for
    academia and industry; ``institution_id`` where a school's organisation is an institution of the catalogue.
    ``asks_deletion``: the learner's data are blocked and wait to be erased.
    """

    id: AccountId
    role: Role
    language: Language
    learner_id: LearnerId | None = None
    organisation_id: OrganisationId | None = None
    institution_id: InstitutionId | None = None
    asks_deletion: bool = False


@dataclass(frozen=True, slots=True)
class LearnerRights:
    """May see and change all that is one learner's."""

    learner_id: LearnerId


@dataclass(frozen=True, slots=True)
class SchoolRights:
    """May see and change a school's plans, teachers and settings, and see its learners in groups."""

    organisation_id: OrganisationId
    institution_id: InstitutionId | None


@dataclass(frozen=True, slots=True)
class CompanyRights:
    """May see and change a company's needs."""

    organisation_id: OrganisationId


@dataclass(frozen=True, slots=True)
class ProgrammeRights:
    """May answer learners' requests and see the programme's figures."""

    account_id: AccountId


@dataclass(frozen=True, slots=True)
class OperatorRights:
    """May run jobs, and invite and block accounts."""

    account_id: AccountId


def signed_in(account: Account | None) -> Account:
    """The account.

    Raises
    ------
    NotSignedInError
        If there is none.
    """
    if account is None:
        raise NotSignedInError("nobody is logged in")
    return account


def is_student(account: Account | None) -> bool:
    """Whether somebody is logged in who learns."""
    return account is not None and account.role is Role.STUDENT


def learner_rights(account: Account | None) -> LearnerRights:
    """The rights of a learner over what is theirs.

    Raises
    ------
    NotSignedInError
        If nobody is logged in.
    ForbiddenError
        If the account is no learner's.
    DeletionAskedError
        If the learner has asked for their data to be deleted.
    """
    rights = own_data_rights(account)
    if account is not None and account.asks_deletion:
        raise DeletionAskedError("the learner's data are blocked")
    return rights


def own_data_rights(account: Account | None) -> LearnerRights:
    """The rights of a learner over their data as such, which stay while these wait to be erased.

    Raises
    ------
    NotSignedInError
        If nobody is logged in.
    ForbiddenError
        If the account is no learner's.
    """
    held = _in_role(account, Role.STUDENT)
    if held.learner_id is None:
        raise ForbiddenError("the account has no learner")
    return LearnerRights(held.learner_id)


def school_rights(account: Account | None) -> SchoolRights:
    """The rights of who works for a school; errors as in `learner_rights`."""
    held = _in_role(account, Role.ACADEMIA)
    return SchoolRights(_organisation(held), held.institution_id)


def institution_of(rights: SchoolRights) -> InstitutionId:
    """The institution whose learners are the school's own.

    Raises
    ------
    NoInstitutionError
        If the school has none.
    """
    if rights.institution_id is None:
        raise NoInstitutionError("the school has no institution; an operator enters it")
    return rights.institution_id


def company_rights(account: Account | None) -> CompanyRights:
    """The rights of who works for a company; errors as in `learner_rights`."""
    return CompanyRights(_organisation(_in_role(account, Role.INDUSTRY)))


def programme_rights(account: Account | None) -> ProgrammeRights:
    """The rights of a manager of the programme; errors as in `learner_rights`."""
    return ProgrammeRights(_in_role(account, Role.MANAGER).id)


def operator_rights(account: Account | None) -> OperatorRights:
    """The rights of an operator; errors as in `learner_rights`."""
    return OperatorRights(_in_role(account, Role.OPERATOR).id)


def _in_role(account: Account | None, role: Role) -> Account:
    held = signed_in(account)
    if held.role is not role:
        raise ForbiddenError(f"needs the role {role}, the account has {held.role}")
    return held


def _organisation(account: Account) -> OrganisationId:
    if account.organisation_id is None:
        raise ForbiddenError("the account belongs to no organisation")
    return account.organisation_id
