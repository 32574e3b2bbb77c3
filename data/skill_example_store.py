"""Examples of texts and skills that people corrected, for a model to learn from; nobody's name is kept with them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from data.domain import SkillId
from data.plan_tables import skill_correction

Example = tuple[str, SkillId, float]
"""A text, a skill, and how far the text teaches it or asks for it, in [0, 1]; 0 denies it."""


def put_examples(connection: sa.Connection, new: Sequence[Example], moment: datetime) -> None:
    """Store examples."""
    if new:
        connection.execute(
            sa.insert(skill_correction),
            [
                {"text": text, "skill_id": skill_id, "weight": weight, "corrected_at": moment}
                for text, skill_id, weight in new
            ],
        )


def forget_examples(connection: sa.Connection, taken_back: Sequence[Example]) -> None:
    """Take back one example of each; others may have said the same of the same text."""
    if taken_back:
        connection.execute(
            _FORGOTTEN,
            [
                {"given_text": text, "given_skill": skill_id, "given_weight": weight}
                for text, skill_id, weight in taken_back
            ],
        )


def examples(connection: sa.Connection) -> Iterable[Example]:
    """Every example, oldest first."""
    rows = connection.execute(
        sa.select(skill_correction.c.text, skill_correction.c.skill_id, skill_correction.c.weight).order_by(
            skill_correction.c.skill_correction_id
        )
    )
    return ((text, SkillId(skill_id), weight) for text, skill_id, weight in rows)


_EXAMPLE = skill_correction.alias()

_FORGOTTEN = sa.delete(skill_correction).where(
    skill_correction.c.skill_correction_id
    == sa.select(sa.func.max(_EXAMPLE.c.skill_correction_id))
    .where(
        _EXAMPLE.c.text == sa.bindparam("given_text"),
        _EXAMPLE.c.skill_id == sa.bindparam("given_skill"),
        _EXAMPLE.c.weight == sa.bindparam("given_weight"),
    )
    .scalar_subquery()
)
