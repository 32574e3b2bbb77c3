"""Which people fit a posting and which postings fit a person, for invented people alone while there are no accounts."""

from collections.abc import Sequence

import sqlalchemy as sa

from data import posting_store
from data.domain import PostingId
from recommender.posting_needs import PostingFacts


def posting_facts(connection: sa.Connection, posting_ids: Sequence[PostingId]) -> tuple[PostingFacts, ...]:
    """Text and linked skills of postings, by id; ids of none are left out."""
    sentences = posting_store.sentences_by_posting(connection, posting_ids)
    return tuple(
        PostingFacts(posting.id, posting.title, posting.description, posting.state_id, sentences.get(posting.id, {}))
        for posting in posting_store.posting_texts(connection, posting_ids)
    )
