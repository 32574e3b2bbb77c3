"""Tables of what programs need beside keys: answers that are kept, so that a request sent twice is done once."""

import sqlalchemy as sa

from data.tables import UtcDateTime, metadata

kept_answer = sa.Table(
    "kept_answer",
    metadata,
    # Sha256 of who asked and of their Idempotency-Key; of address, query and body of what they asked.
    sa.Column("key_hash", sa.String(64), primary_key=True),
    sa.Column("request_hash", sa.String(64), nullable=False),
    sa.Column("asked_at", UtcDateTime, nullable=False, index=True),
    # Empty while the request is worked on; then the answer, its headers as JSON.
    sa.Column("status", sa.Integer),
    sa.Column("headers", sa.Text),
    sa.Column("body", sa.Text),
)
