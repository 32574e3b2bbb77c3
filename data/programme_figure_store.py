"""Students and graduates of each programme of study in the country, cycle by cycle."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from data.domain import InstitutionId, StateId
from data.tables import programme_figure
from data.upsert import Changes, Row, upsert_changed

PROGRAMME_KEY = ("cycle", "state_id", "municipality", "institution", "programme")


@dataclass(frozen=True, slots=True)
class Figures:
    """Students enrolled in a cycle and graduates of it; ``in_scope`` ones study what IT and BPO employers look for."""

    n_enrolled: int = 0
    n_graduates: int = 0
    n_enrolled_in_scope: int = 0
    n_graduates_in_scope: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.n_enrolled + other.n_enrolled,
            self.n_graduates + other.n_graduates,
            self.n_enrolled_in_scope + other.n_enrolled_in_scope,
            self.n_graduates_in_scope + other.n_graduates_in_scope,
        )


@dataclass(frozen=True, slots=True)
class InstitutionFigures:
    """Figures of one institution in one state; ``institution_id`` is empty where the catalogue lacks it."""

    state_id: StateId
    institution: str
    institution_id: InstitutionId | None
    figures: Figures


def put_programme_figures(connection: sa.Connection, rows: Sequence[Row]) -> Changes:
    """Write figures; one a cycle, state, municipality, institution and programme."""
    return upsert_changed(connection, programme_figure, rows, PROGRAMME_KEY)


def stored_cycles(connection: sa.Connection) -> tuple[str, ...]:
    """The cycles that there are figures of, oldest first."""
    return tuple(connection.scalars(sa.select(programme_figure.c.cycle).distinct().order_by(programme_figure.c.cycle)))


def figures_by_state(
    connection: sa.Connection, cycle: str, families_in_scope: Collection[str]
) -> dict[StateId, Figures]:
    """Figures of each state in one cycle, by state."""
    state_id = programme_figure.c.state_id
    rows = connection.execute(
        sa.select(state_id, *_sums(families_in_scope))
        .where(programme_figure.c.cycle == cycle)
        .group_by(state_id)
        .order_by(state_id)
    )
    return {StateId(row[0]): Figures(*row[1:]) for row in rows}


def figures_by_institution(
    connection: sa.Connection, cycle: str, families_in_scope: Collection[str], state_id: StateId | None = None
) -> tuple[InstitutionFigures, ...]:
    """Figures of each institution in one cycle, by state and name; one in two states is there twice.

    Of one state, or of the whole country where ``state_id`` is ``None``.
    """
    own = (programme_figure.c.state_id, programme_figure.c.institution, programme_figure.c.institution_id)
    statement = (
        sa.select(*own, *_sums(families_in_scope))
        .where(programme_figure.c.cycle == cycle)
        .group_by(*own)
        .order_by(*own)
    )
    if state_id is not None:
        statement = statement.where(programme_figure.c.state_id == state_id)
    rows = connection.execute(statement)
    return tuple(InstitutionFigures(StateId(row[0]), row[1], row[2], Figures(*row[3:])) for row in rows)


def _sums(families_in_scope: Collection[str]) -> list[sa.ColumnElement[int]]:
    """The columns of `Figures`, in its order."""
    is_in_scope = programme_figure.c.family_id.in_(sorted(families_in_scope))
    counted = (programme_figure.c.n_enrolled, programme_figure.c.n_graduates)
    return [
        *(sa.func.sum(column) for column in counted),
        *(sa.func.sum(sa.case((is_in_scope, column), else_=0)) for column in counted),
    ]
