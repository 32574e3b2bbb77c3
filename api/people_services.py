"""Which people fit a posting and which postings fit a person, for invented people alone while there are no accounts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import nsmallest
from typing import Final, Self

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from scipy.sparse import csc_array

from data import account_store, demand_store, learner_store, need_skill_store, posting_store, proof_store
from data.catalogue import Catalogue
from data.domain import Learner, LearnerId, PostingId
from data.errors import NotFoundError, NotReadyError
from data.settings import Settings
from embeddings.build import Kind, vectors_in_order
from recommender.arrays import CatalogueArrays, catalogue_arrays
from recommender.centred import centred
from recommender.demand import WINDOW_DAYS
from recommender.match_reasons import MatchReason, match_reasons
from recommender.matching import MatchParts, MatchWeights, match_parts, skill_rarity
from recommender.posting_needs import PostingFacts, PostingNeeds, needs_of, rough_needs
from recommender.profile import LearnerHistory, Profiles, profiles_of
from recommender.skill_credit import skill_credit

_PEOPLE_AT_ONCE: Final = 1_000
_SHORTLIST: Final = 200
"""Postings whose texts are read for one person: those whose skills, place and vectors fit best."""


@dataclass(frozen=True, slots=True)
class Match:
    """A posting and a person: the score in [0, 1], its parts by name and the reasons."""

    posting: PostingFacts
    learner: Learner
    score: float
    parts: dict[str, float]
    reasons: tuple[MatchReason, ...]


@dataclass(frozen=True, slots=True)
class Matcher:
    """What every match is computed from: postings of the year up to ``as_of`` with their vectors, and the skills."""

    as_of: date
    arrays: CatalogueArrays
    catalogue: Catalogue
    posting_row: dict[PostingId, int]
    posting_vectors: NDArray[np.float32]
    skill_vectors: NDArray[np.float32]
    rarity: NDArray[np.float32]
    credit: csc_array

    @classmethod
    def of(cls, connection: sa.Connection, settings: Settings, catalogue: Catalogue, fingerprint: str) -> Self:
        """Read postings and vectors.

        Raises
        ------
        NotReadyError
            If no postings were imported and embedded.
        """
        as_of = demand_store.as_of(connection)
        if as_of is None:
            raise NotReadyError("no postings were counted; run rumbo import postings FILE, then rumbo embed")
        posting_ids = posting_store.linked_posting_ids(connection, None, as_of - timedelta(days=WINDOW_DAYS - 1))
        if not posting_ids:
            raise NotReadyError(f"no postings of the year up to {as_of}; run rumbo import postings FILE, rumbo embed")
        arrays = catalogue_arrays(catalogue)
        pairs = posting_store.skills_asked(connection, posting_ids)
        asked = [arrays.skill_row[skill_id] for _, skill_id in pairs if skill_id in arrays.skill_row]
        vectors = vectors_in_order(settings.vectors_dir, Kind.POSTINGS, posting_ids, fingerprint).vectors
        return cls(
            as_of,
            arrays,
            catalogue,
            {posting_id: row for row, posting_id in enumerate(posting_ids)},
            centred(vectors, vectors.mean(axis=0)),
            vectors_in_order(settings.vectors_dir, Kind.SKILLS, list(catalogue.skills), fingerprint).vectors,
            skill_rarity(np.bincount(np.array(asked, np.int64), minlength=arrays.n_skills), len(posting_ids)),
            skill_credit(catalogue.skills),
        )

    def vectors_of(self, postings: Sequence[PostingFacts]) -> NDArray[np.float32]:
        """Centred vectors of postings, in their order."""
        return self.posting_vectors[[self.posting_row[posting.id] for posting in postings]]

    def parts(self, needs: PostingNeeds, profiles: Profiles) -> MatchParts:
        """The parts of every pair."""
        return match_parts(needs, profiles, self.skill_vectors, self.rarity, self.credit, self.arrays)

    def profiles(self, histories: Sequence[LearnerHistory]) -> Profiles:
        """People as they stand on the day of the postings."""
        return profiles_of(histories, [self.as_of] * len(histories), self.arrays)


def match_people(connection: sa.Connection, matcher: Matcher, posting_id: PostingId, n: int) -> tuple[Match, ...]:
    """The ``n`` invented people who fit a posting best, ties by id.

    Raises
    ------
    NotFoundError
        If there is no such posting in the year that is counted.
    """
    if posting_id not in matcher.posting_row:
        raise NotFoundError(
            f"no posting {posting_id!r} in the year up to {matcher.as_of}; run rumbo embed if it is new"
        )
    postings = posting_facts(connection, [posting_id])
    needs = needs_of(postings, matcher.vectors_of(postings), matcher.catalogue.skills, matcher.arrays)
    found: list[Match] = []
    for histories in _invented_histories(connection):
        matches = _best(postings, histories, needs, matcher, n)
        found = nsmallest(n, [*found, *matches], key=lambda match: (-match.score, match.learner.id))
    return tuple(found)


def match_postings(connection: sa.Connection, matcher: Matcher, learner_id: LearnerId, n: int) -> tuple[Match, ...]:
    """The ``n`` postings that fit an invented person best, ties by id.

    Raises
    ------
    NotFoundError
        If there is no such learner.
    ForbiddenError
        If the learner is a real person, or an account's.
    """
    rights = account_store.rights_over_invented(connection, learner_id)
    learner = learner_store.get_learner(connection, rights.learner_id)
    (history,) = histories_of(connection, [learner])
    postings = posting_facts(connection, list(matcher.posting_row))
    rough = rough_needs(postings, matcher.vectors_of(postings), matcher.arrays)
    scores = matcher.parts(rough, matcher.profiles([history])).score(MatchWeights())[:, 0]
    shortlist = [postings[row] for row in np.argsort(-scores, kind="stable")[: max(n, _SHORTLIST)]]
    needs = needs_of(shortlist, matcher.vectors_of(shortlist), matcher.catalogue.skills, matcher.arrays)
    return tuple(_best(shortlist, [history], needs, matcher, n))


def posting_facts(connection: sa.Connection, posting_ids: Sequence[PostingId]) -> tuple[PostingFacts, ...]:
    """Text and linked skills of postings with what companies say of these, by id; ids of none are left out."""
    sentences = posting_store.sentences_by_posting(connection, posting_ids)
    stated = need_skill_store.stated_as_required(connection, posting_ids)
    return tuple(
        PostingFacts(
            one.id, one.title, one.description, one.state_id, sentences.get(one.id, {}), stated.get(one.id, {})
        )
        for one in posting_store.posting_texts(connection, posting_ids)
    )


def _best(
    postings: Sequence[PostingFacts],
    histories: Sequence[LearnerHistory],
    needs: PostingNeeds,
    matcher: Matcher,
    n: int,
) -> list[Match]:
    """The ``n`` best pairs, ties by posting and person."""
    profiles = matcher.profiles(histories)
    parts = matcher.parts(needs, profiles)
    scores = parts.score(MatchWeights())
    pairs = nsmallest(
        n,
        np.ndindex(scores.shape),
        key=lambda pair: (-scores[pair], postings[pair[0]].id, histories[pair[1]].learner.id),
    )
    return [
        Match(
            postings[posting],
            histories[person].learner,
            float(scores[posting, person]),
            {name: round(float(getattr(parts, name)[posting, person]), 4) for name in MatchParts.__slots__},
            match_reasons(posting, person, needs, profiles, parts, matcher.rarity, matcher.credit, matcher.arrays),
        )
        for posting, person in pairs
    ]


def _invented_histories(connection: sa.Connection) -> Iterator[list[LearnerHistory]]:
    """All invented people, some at a time, so that a large country fits into memory."""
    learners = learner_store.invented_learners(connection, None, _PEOPLE_AT_ONCE)
    while learners:
        yield histories_of(connection, learners)
        learners = learner_store.invented_learners(connection, learners[-1].id, _PEOPLE_AT_ONCE)


def histories_of(connection: sa.Connection, learners: Iterable[Learner]) -> list[LearnerHistory]:
    """What is known of some people that says what they can do, in their order."""
    return [
        LearnerHistory(one.learner, one.transcript, one.exams, stated=one.stated)
        for one in proof_store.proofs_of(connection, learners)
    ]
