"""A few learners with everything that happened to them, written into a real database by the stores."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from data.database import writing
from data.domain import PostingId, SkillId
from data.interaction_store import (
    put_enrolments,
    put_exam_results,
    put_feedback,
    put_impressions,
    put_outcomes,
)
from data.learner_store import put_transcripts
from data.posting_store import LinkedSkill, put_postings, replace_links
from tests.data.rows import add_learners, impression_row, posting_row
from training.records import Records, read_records

SHOWN_AT = datetime(2026, 9, 10, 18, tzinfo=UTC)
"""When the lists of these tests were shown unless told otherwise."""


def add_lists(
    engine: sa.Engine, *lists: tuple[str, str, Sequence[str]], at: datetime = SHOWN_AT, **changed: object
) -> None:
    """Add lists of (learner, list id, certifications in order); ids of showings are ``list-certification``."""
    with writing(engine) as connection:
        put_impressions(
            connection,
            [
                impression_row(
                    f"{list_id}-{certification_id}",
                    learner_id,
                    list_id=list_id,
                    certification_id=certification_id,
                    rank=rank,
                    shown_at=at,
                    **changed,
                )
                for learner_id, list_id, certification_ids in lists
                for rank, certification_id in enumerate(certification_ids, start=1)
            ],
        )


def add_answer(
    engine: sa.Engine,
    learner_id: str,
    certification_id: str,
    impression_id: str | None,
    answer: str = "yes",
    at: datetime = SHOWN_AT,
) -> None:
    row = {
        "learner_id": learner_id,
        "certification_id": certification_id,
        "impression_id": impression_id,
        "answer": answer,
        "answered_at": at,
    }
    with writing(engine) as connection:
        put_feedback(connection, [row])


def add_enrolment(engine: sa.Engine, learner_id: str, certification_id: str, on: date) -> None:
    row = {
        "learner_id": learner_id,
        "certification_id": certification_id,
        "enrolled_on": on,
        "price_paid_centavos": 100,
        "has_voucher": True,
    }
    with writing(engine) as connection:
        put_enrolments(connection, [row])


def add_exam(engine: sa.Engine, learner_id: str, certification_id: str, on: date, passed: bool = True) -> None:
    row = {"learner_id": learner_id, "certification_id": certification_id, "taken_on": on, "passed": passed}
    with writing(engine) as connection:
        put_exam_results(connection, [row])


def add_outcome(engine: sa.Engine, learner_id: str, kind: str, on: date, certification_id: str | None = None) -> None:
    row = {"learner_id": learner_id, "kind": kind, "occurred_on": on, "certification_id": certification_id}
    with writing(engine) as connection:
        put_outcomes(connection, [row])


def add_subject(
    engine: sa.Engine, learner_id: str, subject_id: str, on: date, grade: float | None = 90.0, passed: bool = True
) -> None:
    row = {"learner_id": learner_id, "subject_id": subject_id, "completed_on": on, "grade": grade, "passed": passed}
    with writing(engine) as connection:
        put_transcripts(connection, [row])


def add_posting(engine: sa.Engine, posting_id: str, on: date, *skill_ids: str, **changed: Any) -> None:
    """A posting of one position in Jalisco with its skills linked."""
    links = [LinkedSkill(SkillId(skill_id), "sentence", "dictionary", 1.0) for skill_id in skill_ids]
    with writing(engine) as connection:
        put_postings(connection, [posting_row(posting_id, posted_on=on, **changed)])
        replace_links(connection, {PostingId(posting_id): links}, "test")


def add_people(engine: sa.Engine, *learner_ids: str) -> None:
    with writing(engine) as connection:
        add_learners(connection, *learner_ids)


def records_in(engine: sa.Engine) -> Records:
    with engine.connect() as connection:
        return read_records(connection)
