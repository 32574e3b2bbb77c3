"""Skills read out of a text of a learner's, such as a CV; the text is not stored, what they confirm is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from api.student.plain_texts import UnreadableTextError
from data import learner_skill_store
from data.catalogue import Catalogue
from data.domain import SkillId, SkillSource
from data.errors import TextTooLongError
from data.rights import LearnerRights
from embeddings.passages import MAX_BYTES
from embeddings.skills import SkillExtractor, asked_skills


@dataclass(frozen=True, slots=True)
class ReadSkill:
    """A skill of the catalogue, with the sentence that speaks of it and the chance, in [0, 1], that it does."""

    skill_id: SkillId
    sentence: str
    probability: float


def read_skills(text: str, reader: SkillExtractor) -> tuple[ReadSkill, ...]:
    """The skills of the catalogue that a text speaks of.

    Raises
    ------
    UnreadableTextError
        If there is no text.
    TextTooLongError
        If it is too long to be read in one piece.
    """
    if not text.strip():
        raise UnreadableTextError("no text was sent")
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise TextTooLongError("a text of a learner's is too long to read in one piece")
    found = asked_skills(reader.extract(text))
    return tuple(ReadSkill(one.skill_id, one.sentence, one.probability) for one in found if one.skill_id is not None)


def keep_skills(
    connection: sa.Connection, rights: LearnerRights, catalogue: Catalogue, skill_ids: Iterable[str], moment: datetime
) -> int:
    """Store the skills that a learner confirmed, and say how many; those that the catalogue lacks are passed over."""
    kept = [SkillId(id_) for id_ in dict.fromkeys(skill_ids) if id_ in catalogue.skills]
    learner_skill_store.state_skills(connection, rights, kept, moment, source=SkillSource.TEXT)
    return len(kept)
