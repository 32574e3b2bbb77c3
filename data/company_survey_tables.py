"""Table of what companies say of the certified people whom they hired."""

import sqlalchemy as sa

from data.tables import UtcDateTime, metadata

company_survey = sa.Table(
    "company_survey",
    metadata,
    sa.Column(
        "organisation_id",
        sa.String(32),
        sa.ForeignKey("organisation.organisation_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    # The calendar year that is asked about.
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("n_hired", sa.Integer, nullable=False),
    # Of those hired, as a rule; empty where nobody was hired or nothing was said.
    sa.Column("pay_band", sa.String(16)),
    sa.Column("satisfaction", sa.String(16)),
    sa.Column("would_hire_again", sa.String(16)),
    sa.Column("answered_at", UtcDateTime, nullable=False),
    sa.CheckConstraint("n_hired >= 0", name="hired_not_negative"),
    sa.Index("ix_company_survey_year", "year"),
)
