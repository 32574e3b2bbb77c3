"""How far the programme is: people certified and students of institutions and states who hold a certification."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from data.domain import LearnerKind
from data.standing_store import is_counted
from data.tables import exam_result, learner, voucher


@dataclass(frozen=True, slots=True)
class Certified:
    """People of a group and how many of them ever passed a certification; ``group`` is empty where it is not known."""

    group: str
    n_people: int
    n_certified: int


@dataclass(frozen=True, slots=True)
class Given:
    """Vouchers of a certification given from a day on, and the public money in them."""

    certification_id: str
    n_vouchers: int
    public_centavos: int


# Read once into a set and looked up there: asked anew for each of 100,000 people it takes four times as long.
_HAS_PASSED = learner.c.learner_id.in_(sa.select(exam_result.c.learner_id).where(exam_result.c.passed))


def count_certified_since(connection: sa.Connection, day: date) -> int:
    """People who passed an exam on a day or later."""
    passed = sa.select(sa.func.count(exam_result.c.learner_id.distinct())).where(
        exam_result.c.passed, exam_result.c.taken_on >= day, is_counted(exam_result.c.learner_id)
    )
    return connection.scalars(passed).one()


def certified_by_state(connection: sa.Connection, kind: LearnerKind | None = None) -> tuple[Certified, ...]:
    """People of each state, of one kind or of all, by state."""
    return _certified(connection, learner.c.state_id, kind)


def certified_by_institution(connection: sa.Connection, kind: LearnerKind) -> tuple[Certified, ...]:
    """People of one kind of each institution, by institution; those of none have an empty group."""
    return _certified(connection, learner.c.institution_id, kind)


def certified_by_kind(connection: sa.Connection) -> tuple[Certified, ...]:
    """People of each kind, by kind."""
    return _certified(connection, learner.c.kind, None)


def given_since(connection: sa.Connection, day: date) -> tuple[Given, ...]:
    """Vouchers given on a day or later, by certification."""
    rows = connection.execute(
        sa.select(voucher.c.certification_id, sa.func.count(), sa.func.sum(voucher.c.public_centavos))
        .where(voucher.c.granted_on >= day)
        .group_by(voucher.c.certification_id)
        .order_by(voucher.c.certification_id)
    )
    return tuple(Given(row[0], row[1], int(row[2])) for row in rows)


def _certified(
    connection: sa.Connection, group: sa.ColumnElement[str | None], kind: LearnerKind | None
) -> tuple[Certified, ...]:
    statement = (
        sa.select(group, sa.func.count(), sa.func.sum(sa.case((_HAS_PASSED, 1), else_=0)))
        .where(is_counted(learner.c.learner_id))
        .group_by(group)
        .order_by(group)
    )
    if kind is not None:
        statement = statement.where(learner.c.kind == kind.value)
    return tuple(Certified(row[0] or "", row[1], int(row[2])) for row in connection.execute(statement))
