"""Claiming a voucher that is offered to whoever comes first."""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from api.student.vouchers import NotEligibleError, applicant
from data import offer_store, voucher_life_store, voucher_store
from data.catalogue import Catalogue
from data.domain import CertificationId
from data.errors import AppError
from data.rights import LearnerRights
from data.voucher_life_store import VoucherState
from data.voucher_store import Voucher


class NoSeatError(AppError):
    """No offer of this certification has a seat left."""

    status = 409
    key = "error.no_seat"


class VoucherHeldError(AppError):
    """The learner has a voucher for this certification that is not redeemed."""

    status = 409
    key = "error.voucher_held"


def claim(
    connection: sa.Connection,
    rights: LearnerRights,
    certification_id: CertificationId,
    catalogue: Catalogue,
    moment: datetime,
    voucher_days: int,
) -> Voucher:
    """Give a learner a voucher from an open offer, to be redeemed within so many days.

    The learner is held until the transaction ends.

    Raises
    ------
    NotFoundError
        If the catalogue has no such certification.
    NotEligibleError
        If the learner cannot begin it.
    VoucherHeldError
        If the learner has one for it already.
    NoSeatError
        If no seat is left.
    """
    found = applicant(connection, rights, certification_id, catalogue, moment).obstacles
    if found:
        raise NotEligibleError(found)
    held = voucher_store.vouchers_of(connection, rights)
    today = moment.date()
    if any(one.certification_id == certification_id and one.state(today) is VoucherState.OPEN for one in held):
        raise VoucherHeldError(f"a voucher for {certification_id} is held")
    offer = offer_store.take_seat(connection, certification_id, moment)
    if offer is None:
        raise NoSeatError(f"no seat left for {certification_id}")
    # A learner may have redeemed one of the same offer before.
    voucher_id = f"{offer.id}{secrets.token_hex(16)}"
    voucher_store.put_vouchers(
        connection,
        [
            {
                "voucher_id": voucher_id,
                "learner_id": rights.learner_id,
                "certification_id": certification_id,
                "granted_on": today,
                "public_centavos": offer.public_centavos,
            }
        ],
    )
    codes = voucher_life_store.put_terms(connection, [(voucher_id, rights.learner_id, today)], voucher_days)
    return Voucher(certification_id, today, None, codes[voucher_id], today + timedelta(days=voucher_days))
