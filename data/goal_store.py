"""How far the programme is: people certified and students of institutions and states who hold a certification."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from data.domain import CertificationId, LearnerKind
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


def count_certified_since(connection: sa.Connection, day: date) -> int:
    """People who passed an exam on a day or later."""
    passed = sa.select(sa.func.count(exam_result.c.learner_id.distinct())).where(
        exam_result.c.passed, exam_result.c.taken_on >= day, is_counted(exam_result.c.learner_id)
    )
    return connection.scalars(passed).one()


@dataclass(frozen=True, slots=True)
class CertifiedGroups:
    """People by kind, state and institution, counted in one statement; sums of these are every group that is shown."""

    rows: tuple[tuple[str, str, str | None, int, int], ...]

    def by_state(self, kind: LearnerKind | None = None) -> tuple[Certified, ...]:
        """People of each state, of one kind or of all, by state."""
        return self._sums(1, kind)

    def by_institution(self, kind: LearnerKind) -> tuple[Certified, ...]:
        """People of one kind of each institution, by institution; those of none have an empty group."""
        return self._sums(2, kind)

    def by_kind(self) -> tuple[Certified, ...]:
        """People of each kind, by kind."""
        return self._sums(0, None)

    def _sums(self, place: int, kind: LearnerKind | None) -> tuple[Certified, ...]:
        people, certified = Counter[str](), Counter[str]()
        for row in self.rows:
            if kind is None or row[0] == kind.value:
                group = str(row[place] or "")
                people[group] += row[3]
                certified[group] += row[4]
        return tuple(Certified(group, people[group], certified[group]) for group in sorted(people))


def certified_groups(
    connection: sa.Connection, certification_ids: Collection[CertificationId] | None = None
) -> CertifiedGroups:
    """Everybody in groups, and how many of each ever passed a certification, or one of some."""
    passed = sa.select(exam_result.c.learner_id).where(exam_result.c.passed)
    if certification_ids is not None:
        passed = passed.where(exam_result.c.certification_id.in_(sorted(certification_ids)))
    # Read once into a set and looked up there: asked anew for each of 100,000 people it takes four times as long.
    has_passed = learner.c.learner_id.in_(passed)
    groups = (learner.c.kind, learner.c.state_id, learner.c.institution_id)
    rows = connection.execute(
        sa.select(*groups, sa.func.count(), sa.func.sum(sa.case((has_passed, 1), else_=0)))
        .where(is_counted(learner.c.learner_id))
        .group_by(*groups)
    )
    return CertifiedGroups(tuple((kind, state, school, n, int(passed)) for kind, state, school, n, passed in rows))


def certified_by_state(
    connection: sa.Connection, certification_ids: Collection[CertificationId] | None = None
) -> tuple[Certified, ...]:
    """People of each state, by state; certifications as in `certified_groups`."""
    return certified_groups(connection, certification_ids).by_state()


def given_since(connection: sa.Connection, day: date) -> tuple[Given, ...]:
    """Vouchers given on a day or later, by certification."""
    rows = connection.execute(
        sa.select(voucher.c.certification_id, sa.func.count(), sa.func.sum(voucher.c.public_centavos))
        .where(voucher.c.granted_on >= day)
        .group_by(voucher.c.certification_id)
        .order_by(voucher.c.certification_id)
    )
    return tuple(Given(row[0], row[1], int(row[2])) for row in rows)
