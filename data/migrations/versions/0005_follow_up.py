"""Follow-up studies and their samples; whether those who were asked are satisfied."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("survey_answer", sa.Column("is_satisfied", sa.Boolean()))
    op.create_table(
        "follow_up_study",
        sa.Column("study_id", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("passed_from", sa.Date(), nullable=False),
        sa.Column("passed_until", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("odds_reach", sa.Float(), nullable=False),
        sa.Column("wage_reach", sa.Float(), nullable=False),
        sa.CheckConstraint("odds_reach >= 1", name=op.f("ck_follow_up_study_odds_reach_at_least_one")),
        sa.CheckConstraint("wage_reach >= 0", name=op.f("ck_follow_up_study_wage_reach_not_negative")),
        sa.PrimaryKeyConstraint("study_id", name=op.f("pk_follow_up_study")),
    )
    op.create_table(
        "follow_up_sample",
        sa.Column("study_id", sa.String(32), nullable=False),
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("certification_id", sa.String(64), nullable=False),
        sa.Column("chance", sa.Float(), nullable=False),
        sa.Column("invited_at", sa.DateTime()),
        sa.Column("reminded_at", sa.DateTime()),
        sa.Column("answered_at", sa.DateTime()),
        sa.Column("token_hash", sa.String(64)),
        sa.CheckConstraint("chance > 0 AND chance <= 1", name=op.f("ck_follow_up_sample_chance_in_range")),
        sa.ForeignKeyConstraint(
            ["study_id"],
            ["follow_up_study.study_id"],
            name=op.f("fk_follow_up_sample_study_id_follow_up_study"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"],
            ["learner.learner_id"],
            name=op.f("fk_follow_up_sample_learner_id_learner"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("study_id", "learner_id", name=op.f("pk_follow_up_sample")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_follow_up_sample_token_hash")),
    )
    op.create_index("ix_follow_up_sample_learner_id", "follow_up_sample", ["learner_id"])
