"""The demand for each skill in each state, as last counted."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from data.database import hold_table
from data.domain import SkillId, StateId
from data.tables import demand


@dataclass(frozen=True, slots=True)
class Demand:
    """Postings and positions that ask for a skill in a state, and the learners there who hold it."""

    state_id: StateId
    skill_id: SkillId
    n_postings: int
    n_positions: int
    n_holders: int
    n_postings_in_state: int


@dataclass(frozen=True, slots=True)
class DemandArrays:
    """Every row of demand, by state and skill; all of one length."""

    state_ids: NDArray[np.str_]
    skill_ids: NDArray[np.str_]
    n_postings: NDArray[np.int64]
    n_positions: NDArray[np.int64]
    n_holders: NDArray[np.int64]
    n_postings_in_state: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class StateCounts:
    """What was counted in one state, one entry a skill; ``n_postings_in_state`` is of all its postings."""

    skill_ids: Sequence[str]
    n_postings: NDArray[np.int64]
    n_positions: NDArray[np.int64]
    n_holders: NDArray[np.int64]
    n_postings_in_state: int


@dataclass(frozen=True, slots=True)
class CountStamp:
    """What tells one count from the next; ``as_of`` is its day."""

    as_of: date
    n_rows: int
    n_postings: int


# Asked at every request: building a statement takes longer than its answer.
_AS_OF = sa.select(sa.func.max(demand.c.as_of))
_STAMP = sa.select(sa.func.max(demand.c.as_of), sa.func.count(), sa.func.sum(demand.c.n_postings))
_STATE_COUNTS = (
    sa.select(
        demand.c.skill_id,
        demand.c.n_postings,
        demand.c.n_positions,
        demand.c.n_holders,
        demand.c.n_postings_in_state,
    )
    .where(demand.c.state_id == sa.bindparam("state_id"))
    .order_by(demand.c.skill_id)
)


def replace_demand(connection: sa.Connection, rows: Sequence[Demand], counted_on: date) -> None:
    """Store a new count in place of the whole old one."""
    hold_table(connection, demand)
    connection.execute(sa.delete(demand))
    if rows:
        connection.execute(sa.insert(demand), [{**asdict(row), "as_of": counted_on} for row in rows])


def demand_of(connection: sa.Connection, state_id: StateId) -> tuple[Demand, ...]:
    """Demand in one state: most positions first, then by skill."""
    rows = connection.execute(
        _rows().where(demand.c.state_id == state_id).order_by(demand.c.n_positions.desc(), demand.c.skill_id)
    )
    return tuple(Demand(StateId(row[0]), SkillId(row[1]), row[2], row[3], row[4], row[5]) for row in rows)


def state_counts(connection: sa.Connection, state_id: StateId) -> StateCounts:
    """Demand in one state as columns, by skill."""
    rows = connection.execute(_STATE_COUNTS, {"state_id": state_id}).all()
    columns = list(zip(*rows, strict=True)) if rows else [()] * 5
    numbers = [np.array(column, dtype=np.int64) for column in columns[1:]]
    return StateCounts(columns[0], numbers[0], numbers[1], numbers[2], int(numbers[3].max(initial=0)))


def as_of(connection: sa.Connection) -> date | None:
    """The day of the count; ``None`` while there is none."""
    day: date | None = connection.scalars(_AS_OF).one()
    return day


def count_stamp(connection: sa.Connection) -> CountStamp | None:
    """The stamp of the present count; ``None`` while there is none. Things made from an equal one need no renewal."""
    day, n_rows, n_postings = connection.execute(_STAMP).one()
    return None if day is None else CountStamp(day, n_rows, int(n_postings))


def demand_arrays(connection: sa.Connection) -> DemandArrays:
    """The whole table."""
    rows = connection.execute(_rows().order_by(demand.c.state_id, demand.c.skill_id)).all()
    columns = list(zip(*rows, strict=True)) if rows else [()] * 6
    return DemandArrays(
        np.array(columns[0], dtype=np.str_),
        np.array(columns[1], dtype=np.str_),
        *(np.array(column, dtype=np.int64) for column in columns[2:]),
    )


def _rows() -> sa.Select[str, str, int, int, int, int]:
    """The columns of `Demand`, in its order."""
    return sa.select(
        demand.c.state_id,
        demand.c.skill_id,
        demand.c.n_postings,
        demand.c.n_positions,
        demand.c.n_holders,
        demand.c.n_postings_in_state,
    )
