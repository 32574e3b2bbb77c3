"""Why an allocation decided as it did: of one learner of a run, and kept for learners' own pages."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from data import decision_store
from data.domain import LearnerId
from recommender.allocation.explaining.decision import Decision, decision_of
from recommender.allocation.explaining.explained_run import ExplainedRun
from recommender.allocation.explaining.explanations import Reason
from recommender.allocation.running.verify import OpenedRun


def opened(folder: Path, scenario: Path | None = None) -> ExplainedRun:
    """The run of a folder, explained.

    Raises
    ------
    InputError
        If the folder or its inputs cannot be read.
    """
    return explained_run(OpenedRun.read(folder, scenario))


def explained_run(run: OpenedRun) -> ExplainedRun:
    """A run with the reasons of all its learners."""
    inputs, scenario = run.inputs, run.inputs.scenario
    return ExplainedRun.of(
        inputs.built, scenario.lottery, scenario.seed, run.drawn, run.nodes, is_month=inputs.ahead is not None
    )


def decision_for(run: ExplainedRun, learner_id: LearnerId) -> Decision:
    """What a run decided about a learner, with changes that are confirmed by solving again; of a month without.

    Raises
    ------
    NotFoundError
        If the run does not decide about the learner.
    """
    if learner_id in run.built.names.objecting:
        return Decision(Reason.OBJECTS)
    learner = run.built.names.learner_row(learner_id)
    return decision_of(run, learner, run.flips(learner))


def keep_decisions(
    connection: sa.Connection, run_id: str, run: ExplainedRun, learner_ids: Collection[LearnerId], moment: datetime
) -> None:
    """Keep the reasons of some learners of a run; changes are looked for later, as that takes time."""
    rows = {learner_id: row for row, learner_id in enumerate(run.built.names.learner_ids)}
    decisions = [(one, decision_of(run, rows[one]).as_json()) for one in sorted(learner_ids) if one in rows]
    decision_store.put_decisions(connection, run_id, decisions, moment)
