"""What companies say of the certified people whom they hired; indexes for counts of groups of learners."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "company_survey",
        sa.Column("organisation_id", sa.String(32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("n_hired", sa.Integer(), nullable=False),
        sa.Column("pay_band", sa.String(16)),
        sa.Column("satisfaction", sa.String(16)),
        sa.Column("would_hire_again", sa.String(16)),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("n_hired >= 0", name=op.f("ck_company_survey_hired_not_negative")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.organisation_id"],
            name=op.f("fk_company_survey_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "year", name=op.f("pk_company_survey")),
    )
    op.create_index("ix_company_survey_year", "company_survey", ["year"])
    op.create_index("ix_learner_groups", "learner", ["kind", "state_id", "institution_id", "learner_id"])
    op.create_index("ix_learner_english", "learner", ["state_id", "english", "is_invented", "learner_id"])
