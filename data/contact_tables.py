"""Tables of what learners agree to, of companies' messages to them, and of who did what."""

import sqlalchemy as sa

from data.tables import UtcDateTime, learner_key, metadata

learner_consent = sa.Table(
    "learner_consent",
    metadata,
    learner_key(primary_key=True),
    sa.Column("purpose", sa.String(16), primary_key=True),
    sa.Column("given_at", UtcDateTime, primary_key=True),
    # Which privacy notice was in force: the first letters of its text's sha256.
    sa.Column("notice_version", sa.String(16), nullable=False),
    # Rows stay when a consent is taken back: they are the proof that it was given, and when it ended.
    sa.Column("withdrawn_at", UtcDateTime),
)

contact = sa.Table(
    "contact",
    metadata,
    sa.Column("contact_id", sa.String(32), primary_key=True),
    learner_key(),
    sa.Column(
        "posting_id",
        sa.String(80),
        sa.ForeignKey("posting.posting_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    # What the company calls the person, in this posting alone.
    sa.Column("reference", sa.String(16), nullable=False),
    sa.Column("message", sa.String(2000), nullable=False),
    sa.Column("sent_at", UtcDateTime, nullable=False),
    # Sha256 of the token in the letter's link.
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Column("answered_at", UtcDateTime),
    sa.Column("is_accepted", sa.Boolean),
    sa.UniqueConstraint("learner_id", "posting_id"),
)

audit_entry = sa.Table(
    "audit_entry",
    metadata,
    sa.Column("audit_entry_id", sa.Integer, primary_key=True),
    sa.Column("happened_at", UtcDateTime, nullable=False, index=True),
    sa.Column("action", sa.String(32), nullable=False),
    # Number of the account that acted, which it outlives; empty for who came by a link.
    sa.Column("actor", sa.String(32)),
    # Number of what it was done to; never a learner's.
    sa.Column("subject", sa.String(80), nullable=False, index=True),
)
