"""The software that occupations use, after O*NET."""

from collections.abc import Sequence

import sqlalchemy as sa

from data.tables import technology_use
from data.upsert import Changes, Row, upsert_changed

TECHNOLOGY_KEY = ("occupation_code", "technology", "commodity_code")


def put_technology_uses(connection: sa.Connection, rows: Sequence[Row]) -> Changes:
    """Write uses; one an occupation, technology and commodity."""
    return upsert_changed(connection, technology_use, rows, TECHNOLOGY_KEY)


def technology_names(connection: sa.Connection) -> tuple[str, ...]:
    """Every technology that is in demand or hot, each once, by name."""
    rows = connection.scalars(
        sa.select(technology_use.c.technology)
        .where(sa.or_(technology_use.c.is_hot, technology_use.c.is_in_demand))
        .distinct()
        .order_by(technology_use.c.technology)
    )
    return tuple(rows)
