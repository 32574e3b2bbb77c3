"""Vouchers given to learners."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from data.domain import CertificationId, LearnerId
from data.rights import LearnerRights
from data.tables import voucher
from data.upsert import Changes, Row, chunks, upsert_changed


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher given to a learner; not redeemed, it is open or has lapsed."""

    certification_id: CertificationId
    granted_on: date
    redeemed_on: date | None


def put_vouchers(connection: sa.Connection, rows: Sequence[Row]) -> Changes:
    """Write vouchers by ``voucher_id``."""
    return upsert_changed(connection, voucher, rows, ["voucher_id"])


def vouchers_of(connection: sa.Connection, rights: LearnerRights) -> tuple[Voucher, ...]:
    """A learner's vouchers, newest first."""
    rows = connection.execute(
        sa.select(voucher.c.certification_id, voucher.c.granted_on, voucher.c.redeemed_on)
        .where(voucher.c.learner_id == rights.learner_id)
        .order_by(voucher.c.granted_on.desc(), voucher.c.voucher_id)
    )
    return tuple(Voucher(*row) for row in rows)


def voucher_owners(connection: sa.Connection, voucher_ids: Collection[str]) -> dict[str, LearnerId]:
    """To whom each voucher was given; ids of none are left out."""
    owners: dict[str, LearnerId] = {}
    for some in chunks(sorted(voucher_ids)):
        rows = connection.execute(
            sa.select(voucher.c.voucher_id, voucher.c.learner_id).where(voucher.c.voucher_id.in_(some))
        )
        owners.update({voucher_id: LearnerId(learner_id) for voucher_id, learner_id in rows})
    return owners
