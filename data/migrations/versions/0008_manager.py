"""Vouchers' codes, last days and money by fund; who wants no letters of follow-up studies."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "voucher_terms",
        sa.Column("voucher_id", sa.String(64), nullable=False),
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        _to("voucher_terms", "voucher_id", "voucher"),
        _to("voucher_terms", "learner_id", "learner"),
        sa.PrimaryKeyConstraint("voucher_id", name=op.f("pk_voucher_terms")),
        sa.UniqueConstraint("code", name=op.f("uq_voucher_terms_code")),
    )
    op.create_index("ix_voucher_terms_expires_on", "voucher_terms", ["expires_on"])
    op.create_index("ix_voucher_terms_learner_id", "voucher_terms", ["learner_id"])
    op.create_table(
        "voucher_money",
        sa.Column("voucher_id", sa.String(64), nullable=False),
        sa.Column("fund_id", sa.String(64), nullable=False),
        sa.Column("centavos", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("centavos >= 0", name=op.f("ck_voucher_money_centavos_not_negative")),
        _to("voucher_money", "voucher_id", "voucher"),
        sa.PrimaryKeyConstraint("voucher_id", "fund_id", name=op.f("pk_voucher_money")),
    )
    op.create_table(
        "letter_refusal",
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("refused_at", sa.DateTime(), nullable=False),
        _to("letter_refusal", "learner_id", "learner"),
        sa.PrimaryKeyConstraint("learner_id", name=op.f("pk_letter_refusal")),
    )


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.{column}"], name=op.f(f"fk_{table}_{column}_{other}"), ondelete="CASCADE"
    )
