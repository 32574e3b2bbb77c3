"""Tables of what learners say and ask themselves: skills, vouchers wanted, requests, and where they stand."""

import sqlalchemy as sa

from data.tables import UtcDateTime, learner_key, metadata

learner_skill = sa.Table(
    "learner_skill",
    metadata,
    learner_key(primary_key=True),
    sa.Column("skill_id", sa.String(64), primary_key=True),
    # False: the learner says not to hold it, whatever studies and certifications let one expect.
    sa.Column("is_held", sa.Boolean, nullable=False),
    # How it came: stated by hand, or found in a text of theirs and confirmed.
    sa.Column("source", sa.String(16), nullable=False),
    sa.Column("stated_at", UtcDateTime, nullable=False),
)

voucher_application = sa.Table(
    "voucher_application",
    metadata,
    sa.Column("application_id", sa.String(32), primary_key=True),
    learner_key(),
    sa.Column("certification_id", sa.String(64), nullable=False),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("applied_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime),
    # Why it was refused, in the words shown to the learner.
    sa.Column("reason", sa.String(400)),
    sa.Index("ix_voucher_application_learner", "learner_id", "applied_at"),
)

learner_request = sa.Table(
    "learner_request",
    metadata,
    sa.Column("request_id", sa.String(32), primary_key=True),
    learner_key(),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("certification_id", sa.String(64)),
    # The learner's own words: may be personal, shown to the programme alone, never logged.
    sa.Column("message", sa.String(1000), nullable=False),
    sa.Column("asked_at", UtcDateTime, nullable=False, index=True),
    sa.Column("answered_at", UtcDateTime),
    sa.Column("answer", sa.String(1000)),
    sa.Index("ix_learner_request_learner", "learner_id", "asked_at"),
)

learner_standing = sa.Table(
    "learner_standing",
    metadata,
    learner_key(primary_key=True),
    # Since when the learner objects to automated decisions.
    sa.Column("objects_since", UtcDateTime),
    # Since when a deletion is asked for: nothing is shown or reckoned any more, and all goes on the day.
    sa.Column("blocked_since", UtcDateTime),
    sa.Column("erase_on", sa.Date, index=True),
)
