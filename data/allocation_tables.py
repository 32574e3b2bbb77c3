"""Tables of allocations: what a run proved, kept apart from its folder, whom a lottery drew, and why it decided so."""

import sqlalchemy as sa

from data.tables import UtcDateTime, learner_key, metadata

allocation_run = sa.Table(
    "allocation_run",
    metadata,
    sa.Column("allocation_run_id", sa.String(32), primary_key=True),
    sa.Column("created_at", UtcDateTime, nullable=False, index=True),
    # Who asked for it by the service; empty for the command line.
    sa.Column("asked_by", sa.String(32), sa.ForeignKey("account.account_id", ondelete="SET NULL")),
    sa.Column("folder", sa.String(400), nullable=False),
    # The sha256 of the certificate, and of the digests of all inputs.
    sa.Column("certificate_digest", sa.String(64), nullable=False),
    sa.Column("scenario_digest", sa.String(64), nullable=False, index=True),
    sa.Column("value", sa.Float, nullable=False),
    sa.Column("bound", sa.Float, nullable=False),
    sa.Column("n_vouchers", sa.Integer, nullable=False),
    # When its vouchers were given; empty for a plan that was only made.
    sa.Column("applied_at", UtcDateTime),
)

allocation_draw = sa.Table(
    "allocation_draw",
    metadata,
    sa.Column(
        "allocation_run_id",
        sa.String(32),
        sa.ForeignKey("allocation_run.allocation_run_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    learner_key(primary_key=True),
    # Learners of one pool were drawn against each other for the places of one certification.
    sa.Column("pool", sa.Integer, nullable=False),
    sa.Column("propensity", sa.Float, nullable=False),
    sa.Column("is_drawn", sa.Boolean, nullable=False),
    sa.CheckConstraint("propensity > 0 AND propensity <= 1", name="propensity_in_range"),
)

allocation_decision = sa.Table(
    "allocation_decision",
    metadata,
    sa.Column(
        "allocation_run_id",
        sa.String(32),
        sa.ForeignKey("allocation_run.allocation_run_id", ondelete="CASCADE"),
        primary_key=True,
    ),
    learner_key(primary_key=True),
    sa.Column("decided_at", UtcDateTime, nullable=False),
    # JSON: why, and what would have changed it; told to the learner in words.
    sa.Column("decision", sa.Text, nullable=False),
    sa.Index("ix_allocation_decision_learner_id", "learner_id", "decided_at"),
)
