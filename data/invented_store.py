"""Whether a database holds invented people or postings, as a demonstration does."""

import sqlalchemy as sa

from data.tables import learner, posting


def holds_invented(connection: sa.Connection) -> bool:
    """Whether any learner or posting was made by the simulator."""
    kinds = (learner.c.learner_id, learner.c.is_invented), (posting.c.posting_id, posting.c.is_invented)
    some = [sa.exists(sa.select(id_).where(is_invented)) for id_, is_invented in kinds]
    return bool(connection.scalar(sa.select(sa.or_(*some))))
