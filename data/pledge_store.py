"""Money that companies offer for vouchers: accepted by the programme it is a fund of allocations."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NewType
from uuid import uuid4

import sqlalchemy as sa

from data.account_tables import organisation
from data.audit_store import AuditAction, put_on_record
from data.domain import CertificationId, StateId
from data.errors import AppError, NotFoundError
from data.pledge_tables import pledge
from data.rights import AccountId, CompanyRights, ProgrammeRights

PledgeId = NewType("PledgeId", str)


class PledgeState(StrEnum):
    """Where an offer stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class PledgeAnsweredError(AppError):
    """The offer does not wait for an answer any more."""

    status = 409
    key = "error.pledge_answered"


@dataclass(frozen=True, slots=True)
class PledgeTerms:
    """What is offered: ``share_paid`` of a voucher's price up to ``budget_centavos`` in all.

    Empty tuples mean every certification and every state. ``expires_on`` is the last day to give vouchers from it.
    """

    budget_centavos: int
    share_paid: float
    certification_ids: tuple[CertificationId, ...]
    state_ids: tuple[StateId, ...]
    expires_on: date

    def __post_init__(self) -> None:
        if self.budget_centavos <= 0:
            raise ValueError(f"a budget of {self.budget_centavos} centavos")
        if not 0 < self.share_paid <= 1:
            raise ValueError(f"a share of {self.share_paid}")


@dataclass(frozen=True, slots=True)
class Pledge:
    """An offer, with who makes it and what the programme said."""

    id: PledgeId
    company: str
    terms: PledgeTerms
    state: PledgeState
    offered_at: datetime
    answer: str

    @property
    def fund_id(self) -> str:
        """The id of the fund that it is in an allocation."""
        return f"pledge-{self.id}"


def offer(
    connection: sa.Connection, rights: CompanyRights, terms: PledgeTerms, moment: datetime, actor: AccountId
) -> PledgeId:
    """Store a company's offer, which waits for the programme."""
    id_ = PledgeId(uuid4().hex)
    connection.execute(
        sa.insert(pledge),
        {
            "pledge_id": id_,
            "organisation_id": rights.organisation_id,
            "budget_centavos": terms.budget_centavos,
            "share_paid": terms.share_paid,
            "certification_ids": list(terms.certification_ids),
            "state_ids": list(terms.state_ids),
            "expires_on": terms.expires_on,
            "state": PledgeState.OFFERED.value,
            "offered_at": moment,
            "answer": "",
        },
    )
    put_on_record(connection, AuditAction.PLEDGE_OFFERED, id_, moment, actor)
    return id_


def withdraw(
    connection: sa.Connection, rights: CompanyRights, pledge_id: str, moment: datetime, actor: AccountId
) -> None:
    """Take an offer back that was not answered yet.

    Raises
    ------
    NotFoundError
        If the company has made no such offer.
    PledgeAnsweredError
        If it was answered or taken back before.
    """
    _settle(connection, pledge.c.organisation_id == rights.organisation_id, pledge_id, PledgeState.WITHDRAWN, moment)
    put_on_record(connection, AuditAction.PLEDGE_WITHDRAWN, pledge_id, moment, actor)


def answer_pledge(
    connection: sa.Connection,
    rights: ProgrammeRights,
    pledge_id: str,
    moment: datetime,
    *,
    is_accepted: bool,
    answer: str,
) -> None:
    """Accept or decline an offer for the programme; errors as in `withdraw`."""
    state = PledgeState.ACCEPTED if is_accepted else PledgeState.DECLINED
    _settle(connection, sa.true(), pledge_id, state, moment, answer)
    action = AuditAction.PLEDGE_ACCEPTED if is_accepted else AuditAction.PLEDGE_DECLINED
    put_on_record(connection, action, pledge_id, moment, rights.account_id)


def pledges_of(connection: sa.Connection, rights: CompanyRights) -> tuple[Pledge, ...]:
    """The offers of a company, newest first."""
    return _pledges(connection, pledge.c.organisation_id == rights.organisation_id)


def all_pledges(connection: sa.Connection, _rights: ProgrammeRights) -> tuple[Pledge, ...]:
    """The offers of all companies, newest first."""
    return _pledges(connection, sa.true())


def usable_pledges(connection: sa.Connection, today: date) -> tuple[Pledge, ...]:
    """The accepted offers from which vouchers may be given on a day, newest first."""
    return _pledges(connection, sa.and_(pledge.c.state == PledgeState.ACCEPTED.value, pledge.c.expires_on >= today))


def _settle(
    connection: sa.Connection,
    scope: sa.ColumnElement[bool],
    pledge_id: str,
    state: PledgeState,
    moment: datetime,
    answer: str = "",
) -> None:
    """Move an offer that waits to another state; of two at once one succeeds."""
    its = sa.and_(pledge.c.pledge_id == pledge_id, scope)
    done = connection.execute(
        sa.update(pledge)
        .where(its, pledge.c.state == PledgeState.OFFERED.value)
        .values(state=state.value, answered_at=moment, answer=answer)
    )
    if done.rowcount == 0:
        is_there = connection.scalars(sa.select(pledge.c.pledge_id).where(its)).one_or_none()
        if is_there is None:
            raise NotFoundError(f"no pledge {pledge_id}")
        raise PledgeAnsweredError("the offer does not wait for an answer any more")


def _pledges(connection: sa.Connection, wanted: sa.ColumnElement[bool]) -> tuple[Pledge, ...]:
    rows = connection.execute(
        sa.select(pledge, organisation.c.name)
        .join(organisation, organisation.c.organisation_id == pledge.c.organisation_id)
        .where(wanted)
        .order_by(pledge.c.offered_at.desc(), pledge.c.pledge_id)
    )
    return tuple(map(_pledge, rows))


def _pledge(row: sa.Row[*tuple[Any, ...]]) -> Pledge:
    terms = PledgeTerms(
        row.budget_centavos,
        row.share_paid,
        tuple(map(CertificationId, row.certification_ids)),
        tuple(map(StateId, row.state_ids)),
        row.expires_on,
    )
    return Pledge(PledgeId(row.pledge_id), row.name, terms, PledgeState(row.state), row.offered_at, row.answer)
