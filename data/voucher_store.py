"""Vouchers given to learners."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from data.domain import LearnerId
from data.tables import voucher
from data.upsert import Changes, Row, chunks, upsert_changed


def put_vouchers(connection: sa.Connection, rows: Sequence[Row]) -> Changes:
    """Write vouchers by ``voucher_id``."""
    return upsert_changed(connection, voucher, rows, ["voucher_id"])


def voucher_owners(connection: sa.Connection, voucher_ids: Collection[str]) -> dict[str, LearnerId]:
    """To whom each voucher was given; ids of none are left out."""
    owners: dict[str, LearnerId] = {}
    for some in chunks(sorted(voucher_ids)):
        rows = connection.execute(
            sa.select(voucher.c.voucher_id, voucher.c.learner_id).where(voucher.c.voucher_id.in_(some))
        )
        owners.update({voucher_id: LearnerId(learner_id) for voucher_id, learner_id in rows})
    return owners
