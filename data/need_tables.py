"""Tables of what companies ask for themselves: their postings, and what they say of the skills in these."""

import sqlalchemy as sa

from data.tables import UtcDateTime, metadata


def _posting_key() -> sa.Column[str]:
    return sa.Column(
        "posting_id", sa.String(80), sa.ForeignKey("posting.posting_id", ondelete="CASCADE"), primary_key=True
    )


need = sa.Table(
    "need",
    metadata,
    # Title, text, state, positions and day are the posting's.
    _posting_key(),
    # What stands in addresses.
    sa.Column("need_id", sa.String(32), nullable=False, unique=True),
    sa.Column(
        "organisation_id",
        sa.String(32),
        sa.ForeignKey("organisation.organisation_id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("english", sa.String(4)),
    # A month's pay before taxes.
    sa.Column("pay_from_centavos", sa.BigInteger),
    sa.Column("pay_to_centavos", sa.BigInteger),
    sa.Column("created_at", UtcDateTime, nullable=False),
    # The last day on which the company looks for people; empty for no end.
    sa.Column("expires_on", sa.Date),
    # From this day on it counts no longer as demand: closed by the company, or found expired at a count.
    sa.Column("ended_on", sa.Date, index=True),
    # The text whose skills were read on the page; that it counts as demand, ``posting.linked_hash`` says.
    sa.Column("read_hash", sa.String(64)),
    sa.CheckConstraint("pay_from_centavos <= pay_to_centavos", name="pay_in_order"),
)

need_skill = sa.Table(
    "need_skill",
    metadata,
    _posting_key(),
    sa.Column("skill_id", sa.String(64), primary_key=True),
    # Required, desirable, or not asked for; outlives every reading of the text.
    sa.Column("word", sa.String(16), nullable=False),
    # What the reader had found; a skill that the company added has the posting's title and no chance.
    sa.Column("sentence", sa.Text, nullable=False),
    sa.Column("confidence", sa.Float),
    sa.Column("stated_at", UtcDateTime, nullable=False),
)
