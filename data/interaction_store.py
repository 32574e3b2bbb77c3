"""What was shown to learners, what they answered and what became of it."""

import math
from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from data.domain import Answer, CertificationId, LearnerId, OutcomeKind
from data.errors import NotFoundError
from data.events import Enrolment, ExamResult, Feedback, Impression, Outcome, ShownItem
from data.rights import LearnerRights
from data.tables import UtcDateTime, enrolment, exam_result, feedback, impression, outcome
from data.upsert import Changes, Row, chunks, upsert, upsert_changed

FEEDBACK_KEY = ("learner_id", "certification_id", "answered_at")
ENROLMENT_KEY = ("learner_id", "certification_id", "enrolled_on")
EXAM_RESULT_KEY = ("learner_id", "certification_id", "taken_on")
OUTCOME_KEY = ("learner_id", "kind", "occurred_on")


# Asked at every request: building a statement takes longer than its answer.
_THEIRS: sa.BindParameter[str] = sa.bindparam("learner_id")
_NEWEST_LIST = (
    sa.select(impression.c.list_id)
    .where(
        impression.c.learner_id == _THEIRS,
        impression.c.shown_at >= sa.bindparam("since", type_=UtcDateTime()),
    )
    .order_by(impression.c.shown_at.desc(), impression.c.list_id.desc())
    .limit(1)
    .scalar_subquery()
)
_LATEST_LIST = (
    sa.select(impression)
    .where(impression.c.learner_id == _THEIRS, impression.c.list_id == _NEWEST_LIST)
    .order_by(impression.c.rank)
)
_FEEDBACK = (
    sa.select(feedback)
    .where(feedback.c.learner_id == _THEIRS)
    .order_by(feedback.c.answered_at, feedback.c.certification_id)
)
_EXAM_RESULTS = (
    sa.select(exam_result)
    .where(exam_result.c.learner_id == _THEIRS)
    .order_by(exam_result.c.taken_on, exam_result.c.certification_id)
)


def put_impressions(connection: sa.Connection, rows: Sequence[Row]) -> Changes:
    """Write impressions by ``impression_id``."""
    return upsert_changed(connection, impression, rows, ["impression_id"])


def put_feedback(connection: sa.Connection, rows: Sequence[Row]) -> Changes:
    """Write answers; one a learner, certification and moment."""
    return upsert_changed(connection, feedback, rows, FEEDBACK_KEY)


def put_enrolments(connection: sa.Connection, rows: Sequence[Row]) -> Changes:
    """Write enrolments; one a learner, certification and day."""
    return upsert_changed(connection, enrolment, rows, ENROLMENT_KEY)


def put_exam_results(connection: sa.Connection, rows: Sequence[Row]) -> Changes:
    """Write exam results; one a learner, certification and day."""
    return upsert_changed(connection, exam_result, rows, EXAM_RESULT_KEY)


def put_outcomes(connection: sa.Connection, rows: Sequence[Row]) -> Changes:
    """Write outcomes; one a learner, kind and day."""
    return upsert_changed(connection, outcome, rows, OUTCOME_KEY)


def record_list(
    connection: sa.Connection,
    *,
    learner_id: LearnerId,
    list_id: str,
    shown_at: datetime,
    bundle_version: str,
    items: Sequence[ShownItem],
) -> tuple[str, ...]:
    """Store a shown list, best first, and return the impression ids in that order.

    The ids follow from ``list_id`` and the place, so that recording the same list again adds nothing.
    """
    rows = [
        {
            "impression_id": f"{list_id}-{rank}",
            "learner_id": learner_id,
            "list_id": list_id,
            "certification_id": item.certification_id,
            "rank": rank,
            "shown_at": shown_at,
            "propensity": item.propensity,
            "bundle_version": bundle_version,
            # JSON has no NaN, and PostgreSQL refuses one.
            "features": [None if math.isnan(value) else value for value in item.features],
        }
        for rank, item in enumerate(items, start=1)
    ]
    upsert(connection, impression, rows, ["impression_id"])
    return tuple(str(row["impression_id"]) for row in rows)


def latest_list(connection: sa.Connection, learner_id: LearnerId, since: datetime) -> tuple[Impression, ...]:
    """The learner's newest list shown at ``since`` or later, best first; empty where there is none."""
    rows = connection.execute(_LATEST_LIST, {"learner_id": learner_id, "since": since})
    return tuple(_impression(row) for row in rows)


def record_answer(
    connection: sa.Connection,
    learner_id: LearnerId,
    impression_id: str,
    answer: Answer,
    answered_at: datetime,
) -> CertificationId:
    """Store what a learner says to something shown to them, and return the certification it was.

    Raises
    ------
    NotFoundError
        If the impression does not exist or was shown to somebody else; the two are not told apart.
    """
    certification_id = connection.scalars(
        sa.select(impression.c.certification_id).where(
            impression.c.impression_id == impression_id, impression.c.learner_id == learner_id
        )
    ).one_or_none()
    if certification_id is None:
        raise NotFoundError(f"no impression {impression_id} of learner {learner_id}")
    row = {
        "learner_id": learner_id,
        "certification_id": certification_id,
        "impression_id": impression_id,
        "answer": answer.value,
        "answered_at": answered_at,
    }
    upsert(connection, feedback, [row], FEEDBACK_KEY)
    return CertificationId(certification_id)


def withdraw_answer(
    connection: sa.Connection, rights: LearnerRights, certification_id: CertificationId, answered_at: datetime
) -> bool:
    """Delete one answer of a learner as if it had never been given, and say whether it was there.

    What was answered to the certification before counts again.
    """
    deleted = connection.execute(
        sa.delete(feedback).where(
            feedback.c.learner_id == rights.learner_id,
            feedback.c.certification_id == certification_id,
            feedback.c.answered_at == answered_at,
        )
    )
    return deleted.rowcount > 0


def latest_answers(connection: sa.Connection, learner_id: LearnerId) -> dict[CertificationId, Feedback]:
    """The learner's newest answer to each certification."""
    return {given.certification_id: given for given in feedback_of(connection, learner_id)}


def feedback_of(connection: sa.Connection, learner_id: LearnerId) -> tuple[Feedback, ...]:
    """Every answer of a learner, oldest first."""
    rows = connection.execute(_FEEDBACK, {"learner_id": learner_id})
    return tuple(
        Feedback(row.learner_id, row.certification_id, row.impression_id, Answer(row.answer), row.answered_at)
        for row in rows
    )


def impressions_of(connection: sa.Connection, learner_id: LearnerId) -> tuple[Impression, ...]:
    """Everything shown to a learner, oldest first, each list best first."""
    rows = connection.execute(
        sa.select(impression)
        .where(impression.c.learner_id == learner_id)
        .order_by(impression.c.shown_at, impression.c.list_id, impression.c.rank)
    )
    return tuple(_impression(row) for row in rows)


def enrolments_of(connection: sa.Connection, learner_id: LearnerId) -> tuple[Enrolment, ...]:
    """A learner's enrolments, oldest first."""
    rows = connection.execute(
        sa.select(enrolment)
        .where(enrolment.c.learner_id == learner_id)
        .order_by(enrolment.c.enrolled_on, enrolment.c.certification_id)
    )
    return tuple(
        Enrolment(row.learner_id, row.certification_id, row.enrolled_on, row.price_paid_centavos, row.has_voucher)
        for row in rows
    )


def exam_results_of(connection: sa.Connection, learner_id: LearnerId) -> tuple[ExamResult, ...]:
    """A learner's exams, oldest first."""
    rows = connection.execute(_EXAM_RESULTS, {"learner_id": learner_id})
    return tuple(ExamResult(row.learner_id, row.certification_id, row.taken_on, row.passed) for row in rows)


def exam_results_of_all(
    connection: sa.Connection, learner_ids: Collection[LearnerId]
) -> dict[LearnerId, tuple[ExamResult, ...]]:
    """The exams of each learner who sat one, oldest first."""
    found: dict[LearnerId, list[ExamResult]] = {}
    for some in chunks(sorted(learner_ids)):
        rows = connection.execute(
            sa.select(exam_result)
            .where(exam_result.c.learner_id.in_(some))
            .order_by(exam_result.c.learner_id, exam_result.c.taken_on, exam_result.c.certification_id)
        )
        for row in rows:
            result = ExamResult(row.learner_id, row.certification_id, row.taken_on, row.passed)
            found.setdefault(LearnerId(row.learner_id), []).append(result)
    return {learner_id: tuple(results) for learner_id, results in found.items()}


def outcomes_of(connection: sa.Connection, learner_id: LearnerId) -> tuple[Outcome, ...]:
    """What became of a learner, oldest first."""
    rows = connection.execute(
        sa.select(outcome).where(outcome.c.learner_id == learner_id).order_by(outcome.c.occurred_on, outcome.c.kind)
    )
    return tuple(Outcome(row.learner_id, OutcomeKind(row.kind), row.occurred_on, row.certification_id) for row in rows)


def impression_owners(
    connection: sa.Connection, impression_ids: Collection[str]
) -> dict[str, tuple[LearnerId, CertificationId]]:
    """To whom each impression was shown, and which certification; ids of none are left out."""
    owners: dict[str, tuple[LearnerId, CertificationId]] = {}
    for some in chunks(sorted(impression_ids)):
        rows = connection.execute(
            sa.select(impression.c.impression_id, impression.c.learner_id, impression.c.certification_id).where(
                impression.c.impression_id.in_(some)
            )
        )
        owners.update({row[0]: (row[1], row[2]) for row in rows})
    return owners


def _impression(row: sa.Row[tuple[object, ...]]) -> Impression:
    return Impression(
        row.impression_id,
        row.learner_id,
        row.list_id,
        row.certification_id,
        row.rank,
        row.shown_at,
        row.propensity,
        row.bundle_version,
        tuple(math.nan if value is None else value for value in row.features or ()),
    )
