"""What a file of postings that a company sends may touch: the company's own postings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from data import account_store
from data.account_store import Organisation
from data.errors import ForbiddenError
from data.need_store import adopt_postings, put_terms
from data.posting_store import known_posting_ids
from data.rights import OrganisationId, Role
from data.upsert import Row


@dataclass(frozen=True, slots=True)
class CompanyScope:
    """The company that sends a file, and when its import began."""

    company: Organisation
    moment: datetime

    @property
    def source(self) -> str:
        """The source of its postings: their ids begin with it, so that no other's can be named."""
        return self.company.id

    def adopt(self, connection: sa.Connection, terms: Mapping[str, Row]) -> None:
        """Note that the postings of the file that were stored are the company's own; ``terms`` are what each states."""
        stored = known_posting_ids(connection, terms)
        adopt_postings(connection, self.company.id, stored, self.moment)
        put_terms(connection, self.company.id, {id_: terms[id_] for id_ in sorted(stored)})


def company_scope(connection: sa.Connection, organisation_id: OrganisationId, moment: datetime) -> CompanyScope:
    """The scope of the organisation in whose name a job runs.

    Raises
    ------
    NotFoundError
        If there is no such organisation any more.
    ForbiddenError
        If it is no company.
    """
    company = account_store.get_organisation(connection, organisation_id)
    if company.role is not Role.INDUSTRY:
        raise ForbiddenError(f"postings of its own are for companies, {organisation_id} is of {company.role}")
    return CompanyScope(company, moment)
