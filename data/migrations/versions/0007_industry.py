"""What companies ask for and offer, what learners agree to, and messages between them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _needs()
    _need_skills()
    _consents()
    _contacts()
    _audit()
    _pledges()


def _needs() -> None:
    op.create_table(
        "need",
        sa.Column("posting_id", sa.String(80), nullable=False),
        sa.Column("need_id", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("english", sa.String(4)),
        sa.Column("pay_from_centavos", sa.BigInteger()),
        sa.Column("pay_to_centavos", sa.BigInteger()),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_on", sa.Date()),
        sa.Column("ended_on", sa.Date()),
        sa.Column("read_hash", sa.String(64)),
        sa.CheckConstraint("pay_from_centavos <= pay_to_centavos", name=op.f("ck_need_pay_in_order")),
        _to("need", "posting_id", "posting"),
        _to("need", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("posting_id", name=op.f("pk_need")),
        sa.UniqueConstraint("need_id", name=op.f("uq_need_need_id")),
    )
    op.create_index(op.f("ix_need_organisation_id"), "need", ["organisation_id"])
    op.create_index(op.f("ix_need_ended_on"), "need", ["ended_on"])


def _need_skills() -> None:
    op.create_table(
        "need_skill",
        sa.Column("posting_id", sa.String(80), nullable=False),
        sa.Column("skill_id", sa.String(64), nullable=False),
        sa.Column("word", sa.String(16), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float()),
        sa.Column("stated_at", sa.DateTime(), nullable=False),
        _to("need_skill", "posting_id", "posting"),
        sa.PrimaryKeyConstraint("posting_id", "skill_id", name=op.f("pk_need_skill")),
    )


def _consents() -> None:
    op.create_table(
        "learner_consent",
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("notice_version", sa.String(16), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime()),
        _to("learner_consent", "learner_id", "learner"),
        sa.PrimaryKeyConstraint("learner_id", "purpose", "given_at", name=op.f("pk_learner_consent")),
    )


def _contacts() -> None:
    op.create_table(
        "contact",
        sa.Column("contact_id", sa.String(32), nullable=False),
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("posting_id", sa.String(80), nullable=False),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("message", sa.String(2000), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime()),
        sa.Column("is_accepted", sa.Boolean()),
        _to("contact", "learner_id", "learner"),
        _to("contact", "posting_id", "posting"),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_contact")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_contact_token_hash")),
        sa.UniqueConstraint("learner_id", "posting_id", name=op.f("uq_contact_learner_id_posting_id")),
    )
    op.create_index(op.f("ix_contact_posting_id"), "contact", ["posting_id"])


def _audit() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("audit_entry_id", sa.Integer(), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("actor", sa.String(32)),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("audit_entry_id", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_happened_at"), "audit_entry", ["happened_at"])
    op.create_index(op.f("ix_audit_entry_subject"), "audit_entry", ["subject"])


def _pledges() -> None:
    op.create_table(
        "pledge",
        sa.Column("pledge_id", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("budget_centavos", sa.BigInteger(), nullable=False),
        sa.Column("share_paid", sa.Float(), nullable=False),
        sa.Column("certification_ids", sa.JSON(), nullable=False),
        sa.Column("state_ids", sa.JSON(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("offered_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime()),
        sa.Column("answer", sa.String(400), nullable=False),
        sa.CheckConstraint("budget_centavos > 0", name=op.f("ck_pledge_budget_positive")),
        sa.CheckConstraint("share_paid > 0 AND share_paid <= 1", name=op.f("ck_pledge_share_in_range")),
        _to("pledge", "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("pledge_id", name=op.f("pk_pledge")),
    )
    op.create_index(op.f("ix_pledge_organisation_id"), "pledge", ["organisation_id"])
    op.create_index(op.f("ix_pledge_state"), "pledge", ["state"])


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    """A reference that goes with what it refers to."""
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.{column}"], name=op.f(f"fk_{table}_{column}_{other}"), ondelete="CASCADE"
    )
