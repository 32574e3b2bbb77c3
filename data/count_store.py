"""How many rows the main tables hold."""

from typing import Final

import sqlalchemy as sa

from data.tables import enrolment, exam_result, feedback, impression, learner, outcome, posting, rejected_row

_COUNTED: Final = (learner, posting, impression, feedback, enrolment, exam_result, outcome, rejected_row)


def main_counts(connection: sa.Connection) -> dict[str, int]:
    """Number of rows by name of table."""
    return {table.name: connection.scalars(sa.select(sa.func.count()).select_from(table)).one() for table in _COUNTED}
