"""What companies say of the skills in their own postings; it wins over what is read there, now and at every reading."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa

from data.domain import LinkedSkill, PostingId, SkillId
from data.need_tables import need_skill
from data.tables import posting_skill
from data.upsert import chunks, insert_new, upsert

STATED: Final = "employer"
"""The method of a link that the reader did not find."""


class SkillWord(StrEnum):
    """What a company says of a skill."""

    REQUIRED = "required"
    DESIRABLE = "desirable"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class StatedSkill:
    """A company's word on a skill, with the reader's sentence and chance; no chance where it found nothing."""

    word: SkillWord
    sentence: str
    confidence: float | None


def stated_skills(
    connection: sa.Connection, posting_ids: Sequence[PostingId]
) -> dict[PostingId, dict[SkillId, StatedSkill]]:
    """What is said of the skills of some postings, 4,000 at most; a posting of which nothing is said is absent."""
    rows = connection.execute(
        sa.select(
            need_skill.c.posting_id,
            need_skill.c.skill_id,
            need_skill.c.word,
            need_skill.c.sentence,
            need_skill.c.confidence,
        )
        .where(need_skill.c.posting_id.in_(posting_ids))
        .order_by(need_skill.c.posting_id, need_skill.c.skill_id)
    )
    found: dict[PostingId, dict[SkillId, StatedSkill]] = defaultdict(dict)
    for posting_id, skill_id, word, sentence, confidence in rows:
        found[PostingId(posting_id)][SkillId(skill_id)] = StatedSkill(SkillWord(word), sentence, confidence)
    return dict(found)


def stated_as_required(
    connection: sa.Connection, posting_ids: Sequence[PostingId]
) -> dict[PostingId, dict[SkillId, bool]]:
    """Whether the skills that companies say they ask for are required or desirable, by posting; most have none."""
    found: dict[PostingId, dict[SkillId, bool]] = {}
    for some in chunks(posting_ids):
        for posting_id, stated in stated_skills(connection, some).items():
            found[posting_id] = {
                skill_id: one.word is SkillWord.REQUIRED
                for skill_id, one in stated.items()
                if one.word is not SkillWord.REJECTED
            }
    return found


def corrected(links: Sequence[LinkedSkill], stated: Mapping[SkillId, StatedSkill]) -> list[LinkedSkill]:
    """The links of a posting as its company has them: without what it rejected, with what was overlooked."""
    kept = [
        link for link in links if link.skill_id not in stated or stated[link.skill_id].word is not SkillWord.REJECTED
    ]
    found = {link.skill_id for link in links}
    return kept + [
        LinkedSkill(skill_id, one.sentence, STATED, 1.0)
        for skill_id, one in stated.items()
        if one.word is not SkillWord.REJECTED and skill_id not in found
    ]


def state_skill(
    connection: sa.Connection, posting_id: PostingId, skill_id: SkillId, stated: StatedSkill, moment: datetime
) -> None:
    """Store a company's word in place of its former one, and let the posting's links follow."""
    upsert(
        connection,
        need_skill,
        [
            {
                "posting_id": posting_id,
                "skill_id": skill_id,
                "word": stated.word.value,
                "sentence": stated.sentence,
                "confidence": stated.confidence,
                "stated_at": moment,
            }
        ],
        ["posting_id", "skill_id"],
    )
    _link(connection, posting_id, skill_id, None if stated.word is SkillWord.REJECTED else stated)


def unstate_skill(connection: sa.Connection, posting_id: PostingId, skill_id: SkillId, stated: StatedSkill) -> None:
    """Forget a company's word: what the reader found stands again."""
    connection.execute(sa.delete(need_skill).where(*_is(need_skill, posting_id, skill_id)))
    _link(connection, posting_id, skill_id, None if stated.confidence is None else stated)


def _link(connection: sa.Connection, posting_id: PostingId, skill_id: SkillId, asked: StatedSkill | None) -> None:
    """Store the link of a skill that is asked for, or remove it."""
    if asked is None:
        connection.execute(sa.delete(posting_skill).where(*_is(posting_skill, posting_id, skill_id)))
        return
    is_overlooked = asked.confidence is None
    row = {
        "posting_id": posting_id,
        "skill_id": skill_id,
        "sentence": asked.sentence,
        "method": STATED if is_overlooked else "dictionary",
        "confidence": 1.0 if is_overlooked else asked.confidence,
    }
    insert_new(connection, posting_skill, [row], ["posting_id", "skill_id"])


def _is(table: sa.Table, posting_id: PostingId, skill_id: SkillId) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.posting_id == posting_id, table.c.skill_id == skill_id
