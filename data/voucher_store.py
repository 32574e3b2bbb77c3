"""Vouchers given to learners."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from data.domain import CertificationId, LearnerId
from data.rights import LearnerRights
from data.tables import voucher
from data.upsert import Changes, Row, chunks, upsert_changed
from data.voucher_life_store import VoucherState, state_of
from data.voucher_tables import voucher_terms


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher given to a learner; those of partners' files have neither code nor last day."""

    certification_id: CertificationId
    granted_on: date
    redeemed_on: date | None
    code: str | None = None
    expires_on: date | None = None

    def state(self, today: date) -> VoucherState:
        """What became of it."""
        return state_of(self.redeemed_on, self.expires_on, today)


def put_vouchers(connection: sa.Connection, rows: Sequence[Row]) -> Changes:
    """Write vouchers by ``voucher_id``."""
    return upsert_changed(connection, voucher, rows, ["voucher_id"])


def vouchers_of(connection: sa.Connection, rights: LearnerRights) -> tuple[Voucher, ...]:
    """A learner's vouchers, newest first."""
    rows = connection.execute(
        sa.select(
            voucher.c.certification_id,
            voucher.c.granted_on,
            voucher.c.redeemed_on,
            voucher_terms.c.code,
            voucher_terms.c.expires_on,
        )
        .outerjoin_from(voucher, voucher_terms, voucher_terms.c.voucher_id == voucher.c.voucher_id)
        .where(voucher.c.learner_id == rights.learner_id)
        .order_by(voucher.c.granted_on.desc(), voucher.c.voucher_id)
    )
    return tuple(Voucher(*row) for row in rows)


def count_of_run(connection: sa.Connection, run_id: str) -> int:
    """How many vouchers an allocation gave: their ids begin with its own."""
    given = sa.select(sa.func.count()).select_from(voucher).where(voucher.c.voucher_id.startswith(run_id))
    return connection.scalars(given).one()


def voucher_owners(connection: sa.Connection, voucher_ids: Collection[str]) -> dict[str, LearnerId]:
    """To whom each voucher was given; ids of none are left out."""
    owners: dict[str, LearnerId] = {}
    for some in chunks(sorted(voucher_ids)):
        rows = connection.execute(
            sa.select(voucher.c.voucher_id, voucher.c.learner_id).where(voucher.c.voucher_id.in_(some))
        )
        owners.update({voucher_id: LearnerId(learner_id) for voucher_id, learner_id in rows})
    return owners
