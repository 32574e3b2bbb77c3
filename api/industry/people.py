"""People near a need: in figures of groups, and as profiles without name of those who agree to be seen so."""

import base64
import hmac
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from scipy.sparse import csc_array

from api.industry.counted import CountedPeople
from api.industry.need_services import skills_of_need
from api.people_services import histories_of
from api.small_groups import FEWEST_PEOPLE, Sum, shown_figures
from data import consent_store, learner_store
from data.catalogue import Catalogue
from data.consent_store import ConsentPurpose
from data.domain import CertificationId, LearnerId, PostingId, SkillId, StateId
from data.need_skill_store import SkillWord
from data.need_store import Need
from recommender.arrays import CatalogueArrays
from recommender.match_reasons import HELD, closes_gap
from recommender.people_near import NEAR, READY, People, nearness
from recommender.posting_needs import DESIRABLE
from recommender.profile import profiles_of
from recommender.skill_credit import credited

MOST_PROFILES: Final = 20
_REFERENCE_LETTERS: Final = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """The skills that a need asks for, as columns of the catalogue's, and what each weighs."""

    columns: NDArray[np.int64]
    weights: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class NearInState:
    """People of a state, or of the country; a figure is ``None`` where it would tell of one to four people."""

    state_id: StateId | None
    n_ready: int | None
    n_near: int | None


@dataclass(frozen=True, slots=True)
class AnonymousProfile:
    """Somebody who agrees to be seen without name; ``state_id`` is ``None`` where few come from there.

    ``certification_id`` would prove most of what is missing. ``takes_messages``: the company may write.
    """

    reference: str
    learner_id: LearnerId = field(repr=False)
    share: float
    state_id: StateId | None
    held: tuple[SkillId, ...]
    missing: tuple[SkillId, ...]
    certification_id: CertificationId | None
    has_english: bool | None
    takes_messages: bool


def asked_by(connection: sa.Connection, one: Need, catalogue: Catalogue, arrays: CatalogueArrays) -> Asked:
    """What a need asks for, as its company has it."""
    asked = [skill for skill in skills_of_need(connection, one, catalogue) if skill.standing is not SkillWord.REJECTED]
    weights = [1.0 if skill.standing is SkillWord.REQUIRED else DESIRABLE for skill in asked]
    columns = [arrays.skill_row[skill.skill_id] for skill in asked]
    return Asked(np.array(columns, np.int64), np.array(weights, np.float32))


def near_by_state(
    people: People,
    shares: NDArray[np.float32],
    arrays: CatalogueArrays,
    *,
    ready: float = READY,
    near: float = NEAR,
) -> tuple[NearInState, ...]:
    """The country, then every state with somebody ready or near, by id; small groups and what tells them are hidden.

    Ready is who reaches the share ``ready``, near who reaches ``near`` but not that.
    """
    n_states, is_placed = arrays.n_states, people.state >= 0
    bands = (is_placed & (shares >= ready), is_placed & (shares >= near) & (shares < ready))
    counts = np.stack([np.bincount(people.state[band], minlength=n_states) for band in bands], axis=1)
    figures = np.concatenate([counts.sum(axis=0), counts.ravel()]).astype(np.int64)
    sums = [Sum(band, tuple(range(2 + band, 2 + 2 * n_states, 2))) for band in range(2)]
    shown = shown_figures(figures, sums)
    pairs = [int(n) if is_shown else None for n, is_shown in zip(figures, shown, strict=True)]
    rows = [NearInState(None, pairs[0], pairs[1])]
    rows += [
        NearInState(state_id, *pairs[2 + 2 * row : 4 + 2 * row])
        for row, state_id in enumerate(arrays.state_ids)
        if counts[row].any()
    ]
    return tuple(rows)


def near_profiles(
    connection: sa.Connection,
    one: Need,
    people: People,
    asked: Asked,
    shares: NDArray[np.float32],
    counted: CountedPeople,
    *,
    secret: bytes,
    today: date,
) -> tuple[AnonymousProfile, ...]:
    """Profiles of those near a need who agree to be seen, of its state first, then nearest first; none below five.

    Who is near, and how near, is as counted; what each holds and lacks is as of this moment.
    """
    rows = people.rows_of(consent_store.consenting(connection, ConsentPurpose.PROFILE))
    rows = rows[shares[rows] >= NEAR]
    if len(rows) < FEWEST_PEOPLE:
        return ()
    arrays = counted.arrays
    state = people.state
    by_state = Counter(state[rows].tolist())
    own_state = arrays.state_row.get(one.state_id, -1)
    references = {int(row): reference_of(secret, one.posting_id, people.learner_id(row)) for row in rows}
    best = sorted(references, key=lambda row: (state[row] != own_state, -shares[row], references[row]))
    chosen = {people.learner_id(row): row for row in best[:MOST_PROFILES]}
    takes = consent_store.consenting(connection, ConsentPurpose.MESSAGES)
    gaps = _gaps(connection, one, tuple(chosen), asked, counted, today)
    return tuple(
        AnonymousProfile(
            references[row],
            learner_id,
            float(shares[row]),
            arrays.state_ids[state[row]] if state[row] >= 0 and by_state[int(state[row])] >= FEWEST_PEOPLE else None,
            *gaps[learner_id],
            takes_messages=learner_id in takes,
        )
        for learner_id, row in chosen.items()
        if learner_id in gaps
    )


def reference_of(secret: bytes, posting_id: PostingId, learner_id: LearnerId) -> str:
    """What a person is called in one posting: without the key nobody can tell who, nor that two are the same person.

    Examples
    --------
    >>> reference_of(b"key", PostingId("a"), LearnerId("ana")) == reference_of(b"key", PostingId("b"), LearnerId("ana"))
    False
    """
    digest = hmac.digest(secret, f"{posting_id}|{learner_id}".encode(), "sha256")
    return base64.b32encode(digest).decode()[:_REFERENCE_LETTERS]


_Gap = tuple[tuple[SkillId, ...], tuple[SkillId, ...], CertificationId | None, bool | None]


def _gaps(
    connection: sa.Connection,
    one: Need,
    learner_ids: Sequence[LearnerId],
    asked: Asked,
    counted: CountedPeople,
    today: date,
) -> Mapping[LearnerId, _Gap]:
    """What each of some people has of what is asked, what is missing, what would prove it, and if English is enough."""
    arrays, credit = counted.arrays, counted.credit
    learners = learner_store.learners_named(connection, learner_ids)
    profiles = profiles_of(histories_of(connection, learners), [today] * len(learners), arrays)
    levels = credited(profiles.skills, asked.columns, credit)
    english = one.terms.english
    found: dict[LearnerId, _Gap] = {}
    for place, learner in enumerate(learners):
        is_held = levels[place] >= HELD
        missing = asked.columns[~is_held]
        alone = profiles.take(np.array([place]))
        closing = closes_gap(missing, (asked.weights * (1 - levels[place]))[~is_held], alone, credit, arrays)
        found[learner.id] = (
            _ids(asked.columns[is_held], arrays),
            _ids(missing, arrays),
            closing.certification_id if closing else None,
            None if english is None else learner.english.rank >= english.rank,
        )
    return found


def shares_of(people: People, asked: Asked, credit: csc_array) -> NDArray[np.float32]:
    """How near each person is, (n,)."""
    return nearness(people, asked.columns, asked.weights, credit)


def _ids(columns: Collection[int], arrays: CatalogueArrays) -> tuple[SkillId, ...]:
    return tuple(arrays.skill_ids[column] for column in columns)
