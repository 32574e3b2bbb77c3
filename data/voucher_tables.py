"""Tables of a voucher's life: its code and last day, and what each fund put into it."""

import sqlalchemy as sa

from data.tables import learner_key, metadata

_VOUCHER = "voucher.voucher_id"


def _voucher_key() -> sa.Column[str]:
    return sa.Column("voucher_id", sa.String(64), sa.ForeignKey(_VOUCHER, ondelete="CASCADE"), primary_key=True)


voucher_terms = sa.Table(
    "voucher_terms",
    metadata,
    _voucher_key(),
    learner_key(),
    # What its holder shows and a vendor reports; a voucher of a partner's file has its own number alone.
    sa.Column("code", sa.String(16), nullable=False, unique=True),
    # The last day to redeem it; afterwards its money is its funds' again.
    sa.Column("expires_on", sa.Date, nullable=False, index=True),
    sa.Index("ix_voucher_terms_learner_id", "learner_id"),
)

voucher_money = sa.Table(
    "voucher_money",
    metadata,
    _voucher_key(),
    # A fund of the catalogue or a company's pledge.
    sa.Column("fund_id", sa.String(64), primary_key=True),
    sa.Column("centavos", sa.BigInteger, nullable=False),
    sa.CheckConstraint("centavos >= 0", name="centavos_not_negative"),
)
