"""Table rows for tests of the stores, with every column that is not named left at something ordinary."""

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from data.learner_store import put_learners
from data.posting_store import put_postings

DAY = date(2026, 10, 1)
MOMENT = datetime(2026, 10, 1, 12, tzinfo=UTC)


def learner_row(learner_id: str, **changed: object) -> dict[str, Any]:
    row = {
        "learner_id": learner_id,
        "kind": "student",
        "state_id": "MX-JAL",
        "institution_id": None,
        "curriculum_id": "systems",
        "started_on": None,
        "english": "B1",
        "english_tested": False,
        "weekly_hours": 6.0,
        "goal_occupation_id": "data-analyst",
        "is_invented": True,
        "row_hash": "first",
    }
    return row | changed


def person_row(learner_id: str, **changed: object) -> dict[str, Any]:
    row = {
        "learner_id": learner_id,
        "external_id": f"X-{learner_id}",
        "name": None,
        "email": None,
        "birth_year": None,
    }
    return row | changed


def posting_row(posting_id: str, **changed: object) -> dict[str, Any]:
    row = {
        "posting_id": posting_id,
        "source": "board",
        "title": f"Title {posting_id}",
        "description": "SQL",
        "state_id": "MX-JAL",
        "employer": None,
        "language": "es",
        "n_positions": 1,
        "posted_on": DAY,
        "is_invented": True,
        "row_hash": "first",
        "content_hash": posting_id.ljust(64, "0"),
    }
    return row | changed


def impression_row(impression_id: str, learner_id: str, **changed: object) -> dict[str, Any]:
    row = {
        "impression_id": impression_id,
        "learner_id": learner_id,
        "list_id": "list",
        "certification_id": "acme-1",
        "rank": 1,
        "shown_at": MOMENT,
        "propensity": 0.5,
        "bundle_version": "v1",
    }
    return row | changed


def add_learners(connection: sa.Connection, *learner_ids: str) -> None:
    put_learners(connection, [learner_row(id_) for id_ in learner_ids], [person_row(id_) for id_ in learner_ids])


def add_postings(connection: sa.Connection, *rows: dict[str, Any]) -> None:
    put_postings(connection, rows)
