"""Tables of follow-up studies: what each one asks about and whom it drew."""

import sqlalchemy as sa

from data.tables import UtcDateTime, learner_key, metadata

follow_up_study = sa.Table(
    "follow_up_study",
    metadata,
    sa.Column("study_id", sa.String(32), primary_key=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    # Who passed a certification between these days, both included, is whom the study speaks of.
    sa.Column("passed_from", sa.Date, nullable=False),
    sa.Column("passed_until", sa.Date, nullable=False),
    # Links serve up to this day.
    sa.Column("closes_on", sa.Date, nullable=False),
    sa.Column("seed", sa.Integer, nullable=False),
    # How far those silent may differ, stated before any answer has come: odds of shares, points of wage changes.
    sa.Column("odds_reach", sa.Float, nullable=False),
    sa.Column("wage_reach", sa.Float, nullable=False),
    sa.CheckConstraint("odds_reach >= 1", name="odds_reach_at_least_one"),
    sa.CheckConstraint("wage_reach >= 0", name="wage_reach_not_negative"),
)

follow_up_sample = sa.Table(
    "follow_up_sample",
    metadata,
    sa.Column(
        "study_id",
        sa.String(32),
        sa.ForeignKey("follow_up_study.study_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    learner_key(primary_key=True),
    # The last one passed in the study's time.
    sa.Column("certification_id", sa.String(64), nullable=False),
    sa.Column("chance", sa.Float, nullable=False),
    sa.Column("invited_at", UtcDateTime),
    sa.Column("reminded_at", UtcDateTime),
    sa.Column("answered_at", UtcDateTime),
    # Sha256 of the token in the last letter.
    sa.Column("token_hash", sa.String(64), unique=True),
    sa.CheckConstraint("chance > 0 AND chance <= 1", name="chance_in_range"),
    sa.Index("ix_follow_up_sample_learner_id", "learner_id"),
)

letter_refusal = sa.Table(
    "letter_refusal",
    metadata,
    # Who said that no study shall write to them: by the link of a letter.
    learner_key(primary_key=True),
    sa.Column("refused_at", UtcDateTime, nullable=False),
)
