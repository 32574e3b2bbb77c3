"""The postings behind a number of demand, each with the sentences that ask for what is wanted."""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from data import demand_posting_store, posting_store
from data.demand_posting_store import AskingPosting, PostingChoice
from data.domain import SkillId

_MOST_SENTENCES: Final = 3


@dataclass(frozen=True, slots=True)
class Asking:
    """A skill and the sentence that asks for it."""

    skill_id: SkillId
    sentence: str


@dataclass(frozen=True, slots=True)
class FoundPosting:
    """A posting with the first sentences that ask for what is wanted."""

    posting: AskingPosting
    asking: tuple[Asking, ...]


@dataclass(frozen=True, slots=True)
class FoundPostings:
    """Some of all the postings, newest first."""

    n_postings: int
    postings: tuple[FoundPosting, ...]


def postings_behind(connection: sa.Connection, choice: PostingChoice, most: int, skipped: int) -> FoundPostings:
    """At most ``most`` postings of a choice after the ``skipped`` newest, and how many there are in all."""
    n_postings = demand_posting_store.count_postings(connection, choice)
    found = demand_posting_store.postings_asking(connection, choice, most, skipped)
    sentences = posting_store.sentences_by_posting(connection, [one.id for one in found])
    wanted = set(choice.skill_ids or ())
    told = []
    for one in found:
        asking = [Asking(id_, said) for id_, said in sentences.get(one.id, {}).items() if id_ in wanted]
        told.append(FoundPosting(one, tuple(asking[:_MOST_SENTENCES])))
    return FoundPostings(n_postings, tuple(told))
