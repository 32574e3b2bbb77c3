"""What schools say that their subjects teach; each word is also an example that a model may learn from."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa

from data.domain import SkillId, Subject, SubjectId
from data.plan_tables import plan_skill
from data.skill_example_store import forget_examples, put_examples
from data.stored_plans import Corrections


def put_corrections(
    connection: sa.Connection, subjects: Mapping[SubjectId, Subject], corrections: Corrections, moment: datetime
) -> None:
    """Store what some of the ``subjects`` teach, each also as an example in place of what was said before."""
    stored = _stored(connection, {subject_id for subject_id, _ in corrections})
    new = {pair: weight for pair, weight in corrections.items() if stored.get(pair) != weight}
    if not new:
        return
    forget_corrections(connection, subjects, new)
    connection.execute(
        sa.insert(plan_skill),
        [
            {"subject_id": subject_id, "skill_id": skill_id, "weight": weight}
            for (subject_id, skill_id), weight in new.items()
        ],
    )
    said = [(text_of(subjects[subject_id]), skill_id, weight) for (subject_id, skill_id), weight in new.items()]
    put_examples(connection, said, moment)


def forget_corrections(
    connection: sa.Connection, subjects: Mapping[SubjectId, Subject], pairs: Collection[tuple[SubjectId, SkillId]]
) -> None:
    """Take corrections back, with the example of each; the example of a text that has changed since stays."""
    stored = _stored(connection, {subject_id for subject_id, _ in pairs})
    taken = [(subject_id, skill_id) for subject_id, skill_id in pairs if (subject_id, skill_id) in stored]
    if taken:
        connection.execute(_FORGOTTEN, [{"given_subject": one, "given_skill": skill} for one, skill in taken])
        forget_examples(connection, [(text_of(subjects[one]), skill, stored[one, skill]) for one, skill in taken])


def taught_by(connection: sa.Connection, subject_ids: Collection[SubjectId]) -> dict[SubjectId, dict[SkillId, float]]:
    """What schools say that their subjects teach, weights above 0, for those of the subjects of which they say it."""
    taught: dict[SubjectId, dict[SkillId, float]] = {}
    for (subject_id, skill_id), weight in _stored(connection, subject_ids).items():
        if weight > 0:
            taught.setdefault(subject_id, {})[skill_id] = weight
    return taught


def text_of(subject: Subject) -> str:
    """What is kept of a corrected subject: its name and its syllabus, in Spanish."""
    return f"{subject.label.es}\n{subject.syllabus.es}"


_FORGOTTEN = sa.delete(plan_skill).where(
    plan_skill.c.subject_id == sa.bindparam("given_subject"), plan_skill.c.skill_id == sa.bindparam("given_skill")
)


def _stored(connection: sa.Connection, subject_ids: Collection[SubjectId]) -> dict[tuple[SubjectId, SkillId], float]:
    rows = connection.execute(sa.select(plan_skill).where(plan_skill.c.subject_id.in_(subject_ids)))
    return {(SubjectId(subject_id), SkillId(skill_id)): weight for subject_id, skill_id, weight in rows}
