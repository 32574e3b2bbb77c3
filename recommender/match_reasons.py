"""Why a person fits a posting, or not yet, as keys and values; the edge turns them into sentences."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from data.domain import CertificationId, EnglishLevel, SkillId
from recommender.arrays import CatalogueArrays
from recommender.eligibility import eligible
from recommender.matching import MatchParts
from recommender.posting_needs import PostingNeeds
from recommender.profile import Profiles
from recommender.skill_credit import credited

HELD = 0.5
"""A skill counts as held from this much certainty on."""

_NEARLY_AS_MUCH = 0.8
"""Of the certifications that close at least this share of what the best one closes, the quickest is named."""


class MatchReasonKey(StrEnum):
    """What speaks for a pair, or against it."""

    SKILLS_HELD = "skills_held"
    SKILLS_MISSING = "skills_missing"
    CLOSES_GAP = "closes_gap"
    SAME_STATE = "same_state"
    OTHER_STATE = "other_state"
    ENGLISH_FITS = "english_fits"
    ENGLISH_SHORT = "english_short"
    LEVEL_BELOW = "level_below"


@dataclass(frozen=True, slots=True)
class MatchReason:
    """One reason; ``skill_ids`` are those it speaks of, what weighs most in the posting first.

    For ``CLOSES_GAP``: the certification that would prove the missing skills ``skill_ids`` soonest, and its ``hours``.
    For ``ENGLISH_*``: ``english`` is the level asked for.
    """

    key: MatchReasonKey
    skill_ids: tuple[SkillId, ...] = ()
    certification_id: CertificationId | None = None
    hours: int = 0
    english: EnglishLevel | None = None


def match_reasons(
    posting: int,
    person: int,
    needs: PostingNeeds,
    profiles: Profiles,
    parts: MatchParts,
    rarity: NDArray[np.float32],
    credit: csc_array,
    arrays: CatalogueArrays,
) -> tuple[MatchReason, ...]:
    """Reasons for one pair, rows of ``needs`` and ``profiles``: skills first, then the rest."""
    one = profiles.take(np.array([person]))
    first, last = needs.weights.indptr[posting : posting + 2]
    columns = needs.weights.indices[first:last].astype(np.int64)
    weights = needs.weights.data[first:last] * rarity[columns]
    order = np.lexsort((columns, -weights))
    columns, weights = columns[order], weights[order]
    levels = credited(one.skills, columns, credit)[0]
    is_held = levels >= HELD
    reasons = [
        MatchReason(MatchReasonKey.SKILLS_HELD, _ids(columns[is_held], arrays)) if is_held.any() else None,
        MatchReason(MatchReasonKey.SKILLS_MISSING, _ids(columns[~is_held], arrays)) if not is_held.all() else None,
        closes_gap(columns[~is_held], (weights * (1 - levels))[~is_held], one, credit, arrays),
        MatchReason(MatchReasonKey.SAME_STATE if parts.state[posting, person] else MatchReasonKey.OTHER_STATE),
        _english(needs.english[posting], one.english[0]),
        MatchReason(MatchReasonKey.LEVEL_BELOW) if parts.level[posting, person] < 1 else None,
    ]
    return tuple(reason for reason in reasons if reason is not None)


def closes_gap(
    missing: NDArray[np.int64],
    weights: NDArray[np.float32],
    one: Profiles,
    credit: csc_array,
    arrays: CatalogueArrays,
) -> MatchReason | None:
    """The quickest of the certifications that the person may take and that close most of what is missing.

    ``missing`` are columns of skills, ``weights`` what closing each is worth, ``one`` the person's profile alone.
    """
    if not len(missing):
        return None
    closes = credited(arrays.certification_skills, missing, credit)
    gained = np.where(eligible(one, arrays)[0], closes @ weights, 0.0)
    if gained.max() <= 0:
        return None
    near_best = np.flatnonzero(gained >= _NEARLY_AS_MUCH * gained.max())
    best = int(near_best[np.lexsort((near_best, -gained[near_best], arrays.preparation_hours[near_best]))[0]])
    proved = missing[closes[best] >= HELD]
    if not len(proved):
        return None
    return MatchReason(
        MatchReasonKey.CLOSES_GAP,
        _ids(proved, arrays),
        certification_id=arrays.certification_ids[best],
        hours=int(arrays.preparation_hours[best]),
    )


def _english(asked: np.float32, has: np.float32) -> MatchReason | None:
    if asked == 0:
        return None
    key = MatchReasonKey.ENGLISH_FITS if has >= asked else MatchReasonKey.ENGLISH_SHORT
    return MatchReason(key, english=list(EnglishLevel)[int(asked)])


def _ids(columns: NDArray[np.int64], arrays: CatalogueArrays) -> tuple[SkillId, ...]:
    return tuple(arrays.skill_ids[column] for column in columns)
