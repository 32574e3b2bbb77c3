"""Table of vouchers that are offered to whoever claims them first."""

import sqlalchemy as sa

from data.tables import UtcDateTime, metadata

voucher_offer = sa.Table(
    "voucher_offer",
    metadata,
    sa.Column("offer_id", sa.String(32), primary_key=True),
    sa.Column("certification_id", sa.String(64), nullable=False, index=True),
    sa.Column("n_seats", sa.Integer, nullable=False),
    sa.Column("n_claimed", sa.Integer, nullable=False),
    # What public funds pay of each voucher.
    sa.Column("public_centavos", sa.Integer, nullable=False),
    sa.Column("opened_by", sa.String(32), sa.ForeignKey("account.account_id", ondelete="SET NULL")),
    sa.Column("opened_at", UtcDateTime, nullable=False),
    # Empty where only the seats end it.
    sa.Column("closes_at", UtcDateTime),
    sa.CheckConstraint("n_claimed >= 0 AND n_claimed <= n_seats", name="seats_not_overdrawn"),
    sa.CheckConstraint("public_centavos >= 0", name="public_money_not_negative"),
)
