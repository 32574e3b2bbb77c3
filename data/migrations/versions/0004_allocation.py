"""Runs of the allocation, whom their lotteries drew, and why they decided so."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _runs()
    _draws()
    _decisions()


def _runs() -> None:
    op.create_table(
        "allocation_run",
        sa.Column("allocation_run_id", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by", sa.String(32)),
        sa.Column("folder", sa.String(400), nullable=False),
        sa.Column("certificate_digest", sa.String(64), nullable=False),
        sa.Column("scenario_digest", sa.String(64), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("bound", sa.Float(), nullable=False),
        sa.Column("n_vouchers", sa.Integer(), nullable=False),
        sa.Column("applied_at", sa.DateTime()),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["account.account_id"], name=op.f("fk_allocation_run_asked_by_account"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("allocation_run_id", name=op.f("pk_allocation_run")),
    )
    op.create_index(op.f("ix_allocation_run_created_at"), "allocation_run", ["created_at"])
    op.create_index(op.f("ix_allocation_run_scenario_digest"), "allocation_run", ["scenario_digest"])


def _draws() -> None:
    op.create_table(
        "allocation_draw",
        sa.Column("allocation_run_id", sa.String(32), nullable=False),
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("pool", sa.Integer(), nullable=False),
        sa.Column("propensity", sa.Float(), nullable=False),
        sa.Column("is_drawn", sa.Boolean(), nullable=False),
        sa.CheckConstraint("propensity > 0 AND propensity <= 1", name=op.f("ck_allocation_draw_propensity_in_range")),
        sa.ForeignKeyConstraint(
            ["allocation_run_id"],
            ["allocation_run.allocation_run_id"],
            name=op.f("fk_allocation_draw_allocation_run_id_allocation_run"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.learner_id"],
            name=op.f("fk_allocation_draw_learner_id_learner"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("allocation_run_id", "learner_id", name=op.f("pk_allocation_draw")),
    )


def _decisions() -> None:
    op.create_table(
        "allocation_decision",
        sa.Column("allocation_run_id", sa.String(32), nullable=False),
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["allocation_run_id"],
            ["allocation_run.allocation_run_id"],
            name=op.f("fk_allocation_decision_allocation_run_id_allocation_run"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.learner_id"],
            name=op.f("fk_allocation_decision_learner_id_learner"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("allocation_run_id", "learner_id", name=op.f("pk_allocation_decision")),
    )
    op.create_index("ix_allocation_decision_learner_id", "allocation_decision", ["learner_id", "decided_at"])
