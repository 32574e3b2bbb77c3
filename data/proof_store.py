"""What is known of people that says what they can do: transcripts, exams and their own word."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from data import interaction_store, learner_skill_store, learner_store
from data.domain import Learner
from data.events import ExamResult, SkillStatement, Transcript


@dataclass(frozen=True, slots=True)
class Proofs:
    """A learner with all that speaks for their skills, oldest first."""

    learner: Learner
    transcript: tuple[Transcript, ...]
    exams: tuple[ExamResult, ...]
    stated: tuple[SkillStatement, ...]


def proofs_of(connection: sa.Connection, learners: Iterable[Learner]) -> list[Proofs]:
    """The proofs of some people, in their order."""
    by_id = {learner.id: learner for learner in learners}
    transcripts = learner_store.transcripts_of_all(connection, by_id)
    exams = interaction_store.exam_results_of_all(connection, by_id)
    stated = learner_skill_store.stated_of_all(connection, by_id)
    return [
        Proofs(one, transcripts.get(id_, ()), exams.get(id_, ()), stated.get(id_, ())) for id_, one in by_id.items()
    ]
