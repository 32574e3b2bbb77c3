"""Tables of accounts: who may log in, for whom they act, and what proves it.

Personal fields of accounts live in ``account_person`` alone, as those of learners live in ``person``.
"""

import sqlalchemy as sa

from data.tables import UtcDateTime, metadata

organisation = sa.Table(
    "organisation",
    metadata,
    sa.Column("organisation_id", sa.String(32), primary_key=True),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("name", sa.String(200), nullable=False),
    # A school's own institution of the catalogue: whose learners it may see in groups.
    sa.Column("institution_id", sa.String(64)),
    sa.Column("state_id", sa.String(8)),
    # Whether others may compare their plans with this school's, by name.
    sa.Column("shares_plans", sa.Boolean, nullable=False),
    sa.Column("is_invented", sa.Boolean, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

account = sa.Table(
    "account",
    metadata,
    sa.Column("account_id", sa.String(32), primary_key=True),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column(
        "organisation_id",
        sa.String(32),
        sa.ForeignKey("organisation.organisation_id", ondelete="CASCADE"),
        index=True,
    ),
    sa.Column("learner_id", sa.String(32), sa.ForeignKey("learner.learner_id", ondelete="CASCADE"), unique=True),
    # Empty until the invitation is accepted.
    sa.Column("password_hash", sa.String(200)),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("is_blocked", sa.Boolean, nullable=False),
    # False for a sign-up whose address nobody has shown to be theirs yet: nobody can log in.
    sa.Column("is_confirmed", sa.Boolean, nullable=False),
    # When the privacy notice was accepted, and which one: the first letters of its text's sha256.
    sa.Column("notice_accepted_at", UtcDateTime),
    sa.Column("notice_version", sa.String(16)),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

account_person = sa.Table(
    "account_person",
    metadata,
    sa.Column("account_id", sa.String(32), sa.ForeignKey("account.account_id", ondelete="CASCADE"), primary_key=True),
    # In small letters: one account an address.
    sa.Column("email", sa.String(254), nullable=False, unique=True),
    sa.Column("name", sa.String(200)),
)

account_session = sa.Table(
    "account_session",
    metadata,
    # Sha256 of the token: who reads the database cannot log in with it.
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column(
        "account_id",
        sa.String(32),
        sa.ForeignKey("account.account_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    # A browser's token comes in a cookie, a program's in the header Authorization.
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False, index=True),
    # Of programs alone: what the key is for, the scopes it is limited to with blanks between, its last use.
    sa.Column("name", sa.String(80)),
    sa.Column("scopes", sa.String(1000)),
    sa.Column("last_used_at", UtcDateTime),
)

one_time_token = sa.Table(
    "one_time_token",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column(
        "account_id",
        sa.String(32),
        sa.ForeignKey("account.account_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("purpose", sa.String(16), nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
)

counted_try = sa.Table(
    "counted_try",
    metadata,
    sa.Column("counted_try_id", sa.Integer, primary_key=True),
    # A keyed hash of what was tried, and of the e-mail or the network address that tried it.
    sa.Column("tried_hash", sa.String(64), nullable=False),
    sa.Column("tried_at", UtcDateTime, nullable=False, index=True),
    sa.Index("ix_counted_try_tried", "tried_hash", "tried_at"),
)
