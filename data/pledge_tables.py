"""Table of the money that companies offer for vouchers."""

import sqlalchemy as sa

from data.tables import UtcDateTime, metadata

pledge = sa.Table(
    "pledge",
    metadata,
    sa.Column("pledge_id", sa.String(32), primary_key=True),
    sa.Column(
        "organisation_id",
        sa.String(32),
        sa.ForeignKey("organisation.organisation_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("budget_centavos", sa.BigInteger, nullable=False),
    # Share of a voucher's price that it pays.
    sa.Column("share_paid", sa.Float, nullable=False),
    # JSON lists of ids; an empty one means all.
    sa.Column("certification_ids", sa.JSON, nullable=False),
    sa.Column("state_ids", sa.JSON, nullable=False),
    # The last day on which vouchers may be given from it.
    sa.Column("expires_on", sa.Date, nullable=False),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("offered_at", UtcDateTime, nullable=False),
    sa.Column("answered_at", UtcDateTime),
    # What the programme says with its answer.
    sa.Column("answer", sa.String(400), nullable=False),
    sa.CheckConstraint("budget_centavos > 0", name="budget_positive"),
    sa.CheckConstraint("share_paid > 0 AND share_paid <= 1", name="share_in_range"),
)
