"""People with accounts for walks, each new to the service, so that no walk meets what another left."""

import itertools
from collections.abc import Iterator

import sqlalchemy as sa

from data.account_store import account_of_learner
from data.consent_store import ConsentPurpose
from data.database import writing
from data.domain import InstitutionId, LearnerKind
from data.learner_store import invented_learners
from data.rights import OrganisationId, Role, SchoolRights
from tests.api.industry.neighbours import put_neighbours
from tests.api.people import put_account, put_organisation
from tests.e2e.walk import Service

_NUMBERS = itertools.count()


def new_student(service: Service) -> str:
    """The e-mail address of an invented student with a plan of study and a goal, who has no account yet."""
    with writing(service.engine) as connection:
        learner = next(_without_account(connection))
        return put_account(connection, Role.STUDENT, name=_name("student"), learner_id=learner)


def new_email() -> str:
    """An address that nobody has used."""
    return f"{_name('someone')}@example.mx"


def new_external_id() -> str:
    """The number that a school knows somebody by, whom the service does not know."""
    return _name("matricula")


def new_account(service: Service, role: Role) -> str:
    """The e-mail address of somebody who belongs to no organisation."""
    with writing(service.engine) as connection:
        return put_account(connection, role, name=_name(role.value))


def new_school(service: Service, institution_id: InstitutionId) -> tuple[str, SchoolRights]:
    """The e-mail address of somebody of a school without plans, and what they may do."""
    with writing(service.engine) as connection:
        name = _name("school")
        organisation_id = put_organisation(connection, name, institution_id=institution_id)
        email = put_account(connection, Role.ACADEMIA, name=name, organisation_id=organisation_id)
    return email, SchoolRights(OrganisationId(organisation_id), institution_id)


def new_company(service: Service) -> str:
    """The e-mail address of somebody of a company in Jalisco that has posted nothing."""
    with writing(service.engine) as connection:
        name = _name("company")
        organisation_id = put_organisation(connection, name, Role.INDUSTRY)
        return put_account(connection, Role.INDUSTRY, name=name, organisation_id=organisation_id)


def new_neighbours(service: Service, n: int, *skill_ids: str) -> list[str]:
    """The numbers of so many new people of Jalisco who have these skills and agree to all; each has an account."""
    names = [_name("neighbour").replace("-", "") for _ in range(n)]
    put_neighbours(service.engine, names, *skill_ids, agree=tuple(ConsentPurpose))
    return names


def _without_account(connection: sa.Connection) -> Iterator[str]:
    for one in invented_learners(connection, None, 500):
        is_student = one.kind is LearnerKind.STUDENT and one.curriculum_id and one.goal_occupation_id
        if is_student and account_of_learner(connection, one.id) is None:
            yield one.id


def _name(of: str) -> str:
    return f"{of}-{next(_NUMBERS)}"
