"""Vouchers offered to whoever claims them first: never more are given than there are seats."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from data.domain import CertificationId
from data.errors import NotFoundError
from data.offer_tables import voucher_offer
from data.rights import ProgrammeRights


@dataclass(frozen=True, slots=True)
class Offer:
    """Seats of one certification; ``closes_at`` is ``None`` where only the seats end it."""

    id: str
    certification_id: CertificationId
    n_seats: int
    n_claimed: int
    public_centavos: int
    opened_at: datetime
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewOffer:
    """An offer to be opened."""

    certification_id: CertificationId
    n_seats: int
    public_centavos: int
    closes_at: datetime | None = None


def open_offer(connection: sa.Connection, rights: ProgrammeRights, new: NewOffer, moment: datetime) -> Offer:
    """Store an offer; it can be claimed at once."""
    offer_id = uuid4().hex
    connection.execute(
        sa.insert(voucher_offer),
        {
            "offer_id": offer_id,
            "certification_id": new.certification_id,
            "n_seats": new.n_seats,
            "n_claimed": 0,
            "public_centavos": new.public_centavos,
            "opened_by": rights.account_id,
            "opened_at": moment,
            "closes_at": new.closes_at,
        },
    )
    return offer_of(connection, offer_id)


def close_offer(connection: sa.Connection, _rights: ProgrammeRights, offer_id: str, moment: datetime) -> Offer:
    """End an offer now; one that has ended stays as it ended. Vouchers that were claimed stay.

    Raises
    ------
    NotFoundError
        If there is no such offer.
    """
    connection.execute(
        sa.update(voucher_offer).where(voucher_offer.c.offer_id == offer_id, _is_open(moment)).values(closes_at=moment)
    )
    return offer_of(connection, offer_id)


def offer_of(connection: sa.Connection, offer_id: str) -> Offer:
    """One offer.

    Raises
    ------
    NotFoundError
        If there is no such offer.
    """
    row = connection.execute(sa.select(voucher_offer).where(voucher_offer.c.offer_id == offer_id)).one_or_none()
    if row is None:
        raise NotFoundError(f"no offer {offer_id}")
    return _offer(row)


def open_offers(connection: sa.Connection, moment: datetime) -> tuple[Offer, ...]:
    """Offers that have not ended and have seats left, oldest first."""
    rows = connection.execute(
        sa.select(voucher_offer)
        .where(_is_open(moment), voucher_offer.c.n_claimed < voucher_offer.c.n_seats)
        .order_by(voucher_offer.c.opened_at, voucher_offer.c.offer_id)
    )
    return tuple(map(_offer, rows))


def take_seat(connection: sa.Connection, certification_id: CertificationId, moment: datetime) -> Offer | None:
    """Take a seat of the oldest open offer of a certification; ``None`` where none is left.

    Each seat is taken in one statement that counts it and looks whether there is one: of two who want the last, the
    second waits for the first and then finds none.
    """
    for offer in open_offers(connection, moment):
        if offer.certification_id == certification_id:
            taken = connection.execute(
                sa.update(voucher_offer)
                .where(
                    voucher_offer.c.offer_id == offer.id,
                    voucher_offer.c.n_claimed < voucher_offer.c.n_seats,
                    _is_open(moment),
                )
                .values(n_claimed=voucher_offer.c.n_claimed + 1)
            )
            if taken.rowcount == 1:
                return offer
    return None


def _is_open(moment: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(voucher_offer.c.closes_at.is_(None), voucher_offer.c.closes_at > moment)


def _offer(row: sa.Row[Any]) -> Offer:
    return Offer(
        row.offer_id,
        CertificationId(row.certification_id),
        row.n_seats,
        row.n_claimed,
        row.public_centavos,
        row.opened_at,
        row.closes_at,
    )
