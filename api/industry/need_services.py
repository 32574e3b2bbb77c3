"""Stores what companies ask for as postings, and has it read at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

import sqlalchemy as sa

from data import account_store, need_store, posting_store
from data.account_store import Organisation
from data.catalogue import Catalogue
from data.domain import LinkedSkill, SkillId
from data.importers.kinds import row_hash
from data.importers.languages import language_of
from data.importers.postings import content_hash
from data.need_skill_store import STATED, SkillWord, StatedSkill, stated_skills
from data.need_store import Need, NeedId, NeedTerms, NeedText
from data.rights import CompanyRights
from data.upsert import Row
from embeddings.passages import passages
from embeddings.posting_skills import linked_skills
from embeddings.skills import SkillExtractor
from recommender.posting_needs import is_asked_as_required


@dataclass(frozen=True, slots=True)
class NeedSkill:
    """A skill of a need: how the reader understood it, and what the company says.

    ``confidence`` is ``None`` where the reader found nothing; ``word`` where the company said nothing.
    """

    skill_id: SkillId
    sentence: str
    confidence: float | None
    is_read_as_required: bool
    word: SkillWord | None

    @property
    def standing(self) -> SkillWord:
        """What holds: the company's word, else what was read."""
        return self.word or (SkillWord.REQUIRED if self.is_read_as_required else SkillWord.DESIRABLE)


def post_need(
    connection: sa.Connection, rights: CompanyRights, text: NeedText, terms: NeedTerms, moment: datetime
) -> NeedId:
    """Store a new need of a company."""
    company = account_store.get_organisation(connection, rights.organisation_id)
    row = _posting_row(company, f"{company.id}:{uuid4().hex}", text, moment.date())
    return need_store.add_need(connection, rights, row, terms, moment)


def edit_need(connection: sa.Connection, rights: CompanyRights, old: Need, text: NeedText, terms: NeedTerms) -> None:
    """Store another text of a need; its day stays, so that an old one is not made new by a change of words."""
    company = account_store.get_organisation(connection, rights.organisation_id)
    need_store.change_need(connection, rights, old, _posting_row(company, old.posting_id, text, old.posted_on), terms)


def read_need(
    connection: sa.Connection, rights: CompanyRights, need_id: str, extractor: SkillExtractor
) -> tuple[LinkedSkill, ...]:
    """Read the skills out of a need's text as ``rumbo embed`` would; as demand they count when that has run.

    Raises
    ------
    NotFoundError
        If the company has no such need.
    """
    one = need_store.need_of(connection, rights, need_id)
    found = linked_skills(extractor, one.title, one.description)
    posting_store.put_links(connection, {one.posting_id: found})
    need_store.note_read(connection, one)
    return tuple(found)


def skills_of_need(connection: sa.Connection, one: Need, catalogue: Catalogue) -> tuple[NeedSkill, ...]:
    """The skills of a need, those rejected included: surest first, what the company added last."""
    stated = stated_skills(connection, [one.posting_id]).get(one.posting_id, {})
    links = posting_store.links_of(connection, one.posting_id)
    found = {link.skill_id: link for link in links if link.skill_id in catalogue.skills}
    parts = passages(f"{one.title}\n{one.description}")
    skills = [
        NeedSkill(
            skill_id,
            sentence,
            confidence,
            is_asked_as_required(catalogue.skills[skill_id], sentence, parts),
            stated[skill_id].word if skill_id in stated else None,
        )
        for skill_id, (sentence, confidence) in _findings(found, stated, catalogue).items()
    ]
    return tuple(sorted(skills, key=lambda skill: (-(skill.confidence or 0), skill.skill_id)))


def accept_all(
    connection: sa.Connection, rights: CompanyRights, need_id: str, catalogue: Catalogue, moment: datetime
) -> None:
    """Say yes to all that was read in a need and of which nothing was said; errors as in `read_need`."""
    one = need_store.need_of(connection, rights, need_id)
    for skill in skills_of_need(connection, one, catalogue):
        if skill.word is None:
            need_store.correct_skill(connection, rights, one.id, skill.skill_id, skill.standing, moment)


def _findings(
    found: Mapping[SkillId, LinkedSkill], stated: Mapping[SkillId, StatedSkill], catalogue: Catalogue
) -> dict[SkillId, tuple[str, float | None]]:
    """Sentence and chance of every skill that was read or of which something is said."""
    read = {
        skill_id: (link.sentence, None if link.method == STATED else link.confidence)
        for skill_id, link in found.items()
    }
    said = {id_: (one.sentence, one.confidence) for id_, one in stated.items() if id_ in catalogue.skills}
    return said | read


def _posting_row(company: Organisation, posting_id: str, text: NeedText, posted_on: date) -> Row:
    """A row of ``posting`` as an import would write it."""
    values = {
        "posting_id": posting_id,
        "source": company.id,
        "title": text.title,
        "description": text.description,
        "state_id": text.state_id,
        "employer": company.name,
        "language": language_of(f"{text.title} {text.description}").value,
        "n_positions": text.n_positions,
        "posted_on": posted_on,
        "is_invented": company.is_invented,
        "content_hash": content_hash(text.title, text.description),
    }
    return {**values, "row_hash": row_hash(values)}
