"""What allocations decided about learners and why, as JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.allocation_tables import allocation_decision
from data.domain import LearnerId
from data.rights import LearnerRights
from data.upsert import upsert


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """A decision as it was told; ``facts`` are plain values."""

    decided_at: datetime
    facts: Mapping[str, Any]


def put_decisions(
    connection: sa.Connection,
    run_id: str,
    decisions: Sequence[tuple[LearnerId, Mapping[str, Any]]],
    moment: datetime,
) -> None:
    """Keep what a run decided; a run that is applied again writes the same anew."""
    rows = [
        {
            "allocation_run_id": run_id,
            "learner_id": learner_id,
            "decided_at": moment,
            "decision": json.dumps(facts, ensure_ascii=False),
        }
        for learner_id, facts in decisions
    ]
    upsert(connection, allocation_decision, rows, ["allocation_run_id", "learner_id"])


def learners_decided(connection: sa.Connection, run_id: str) -> tuple[LearnerId, ...]:
    """Learners about whom a run's decision is kept, in the order of their ids."""
    rows = connection.scalars(
        sa.select(allocation_decision.c.learner_id)
        .where(allocation_decision.c.allocation_run_id == run_id)
        .order_by(allocation_decision.c.learner_id)
    )
    return tuple(map(LearnerId, rows))


def newest_decision(connection: sa.Connection, rights: LearnerRights) -> KeptDecision | None:
    """The last decision about a learner, ``None`` before the first."""
    row = connection.execute(
        sa.select(allocation_decision.c.decided_at, allocation_decision.c.decision)
        .where(allocation_decision.c.learner_id == rights.learner_id)
        .order_by(allocation_decision.c.decided_at.desc(), allocation_decision.c.allocation_run_id)
        .limit(1)
    ).one_or_none()
    return None if row is None else KeptDecision(row.decided_at, json.loads(row.decision))
