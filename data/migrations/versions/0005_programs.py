"""What programs need: keys with names and scopes, answers that are kept, vouchers to be claimed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _keys()
    _kept_answers()
    _offers()


def _keys() -> None:
    op.add_column("account_session", sa.Column("name", sa.String(80)))
    op.add_column("account_session", sa.Column("scopes", sa.String(400)))
    op.add_column("account_session", sa.Column("last_used_at", sa.DateTime()))


def _kept_answers() -> None:
    op.create_table(
        "kept_answer",
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("headers", sa.Text()),
        sa.Column("body", sa.Text()),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_kept_answer")),
    )
    op.create_index(op.f("ix_kept_answer_asked_at"), "kept_answer", ["asked_at"])


def _offers() -> None:
    op.create_table(
        "voucher_offer",
        sa.Column("offer_id", sa.String(32), nullable=False),
        sa.Column("certification_id", sa.String(64), nullable=False),
        sa.Column("n_seats", sa.Integer(), nullable=False),
        sa.Column("n_claimed", sa.Integer(), nullable=False),
        sa.Column("public_centavos", sa.Integer(), nullable=False),
        sa.Column("opened_by", sa.String(32)),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("closes_at", sa.DateTime()),
        sa.CheckConstraint(
            "n_claimed >= 0 AND n_claimed <= n_seats", name=op.f("ck_voucher_offer_seats_not_overdrawn")
        ),
        sa.CheckConstraint("public_centavos >= 0", name=op.f("ck_voucher_offer_public_money_not_negative")),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["account.account_id"], name=op.f("fk_voucher_offer_opened_by_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("offer_id", name=op.f("pk_voucher_offer")),
    )
    op.create_index(op.f("ix_voucher_offer_certification_id"), "voucher_offer", ["certification_id"])
