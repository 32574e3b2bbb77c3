"""Reasons for one suggestion, as keys and values taken from what the order was computed from."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from data.domain import Area, EnglishLevel, SkillId
from recommender.arrays import CatalogueArrays, taught_skills
from recommender.candidates import Source
from recommender.demand import RegionalDemand
from recommender.features import COLUMN
from recommender.profile import Profiles
from recommender.suggestion import Reason, ReasonKey

_MOST_SKILLS = 3
_HELD = 0.5
"""A skill counts as held from this much certainty on."""


def reasons_for(
    column: int,
    features: NDArray[np.float32],
    profiles: Profiles,
    arrays: CatalogueArrays,
    demand: RegionalDemand,
    sources: Collection[Source],
    *,
    is_exploration: bool,
) -> tuple[Reason, ...]:
    """Reasons for certification ``column``, weightiest first; ``features`` is its row of one learner."""
    found = [
        _goal(column, profiles, arrays),
        _demand(column, profiles, arrays, demand),
        _path(column, profiles, arrays),
        _studies(column, features),
        _similar(features, sources),
        _english(column, profiles, arrays),
        Reason(ReasonKey.EXPLORATION, 0.01) if is_exploration else None,
    ]
    reasons = [reason for reason in found if reason is not None]
    return tuple(sorted(reasons, key=lambda reason: (-reason.weight, reason.key)))


def added_and_held(
    column: int, profiles: Profiles, arrays: CatalogueArrays
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Skill columns that the certification adds, and those it needs that are held; both weightiest first."""
    taught, weights = taught_skills(column, arrays)
    taught = taught[np.argsort(-weights, kind="stable")]
    held = profiles.skills[0, taught] >= _HELD
    return taught[~held], taught[held]


def _ids(columns: NDArray[np.int64], arrays: CatalogueArrays) -> tuple[SkillId, ...]:
    return tuple(arrays.skill_ids[column] for column in columns[:_MOST_SKILLS])


def _goal(column: int, profiles: Profiles, arrays: CatalogueArrays) -> Reason | None:
    if profiles.goal[0] < 0:
        return None
    taught, weights = taught_skills(column, arrays)
    needed = arrays.occupation_skills[profiles.goal[0]]
    covered = needed[taught] * (1 - profiles.skills[0, taught]) * weights
    order = np.argsort(-covered, kind="stable")
    best = taught[order[covered[order] > 0.05]]
    if not len(best):
        return None
    share = float(covered.sum() / max(needed.sum(), 1e-6))
    return Reason(ReasonKey.GOAL_SKILLS, 0.2 + share, skill_ids=_ids(best, arrays))


def _demand(column: int, profiles: Profiles, arrays: CatalogueArrays, demand: RegionalDemand) -> Reason | None:
    state = int(profiles.state[0])
    if state < 0 or demand.postings_in_state[state] == 0:
        return None
    taught, weights = taught_skills(column, arrays)
    asked = demand.share_in(state)[taught] * weights * (1 - profiles.skills[0, taught])
    order = np.argsort(-asked, kind="stable")
    best = taught[order[asked[order] > 0]]
    if not len(best):
        return None
    return Reason(
        ReasonKey.REGIONAL_DEMAND,
        0.15 + float(asked.max()),
        skill_ids=_ids(best, arrays),
        state_id=arrays.state_ids[state],
        n_postings=int(demand.postings[state, best[0]]),
        n_postings_in_state=int(demand.postings_in_state[state]),
    )


def _path(column: int, profiles: Profiles, arrays: CatalogueArrays) -> Reason | None:
    held = set(np.flatnonzero(profiles.certifications[0]).tolist())
    opened_by = sorted({p for group in arrays.prerequisites[column] for p in group & held})
    if not opened_by:
        return None
    return Reason(ReasonKey.NEXT_ON_PATH, 0.5, certification_ids=tuple(arrays.certification_ids[p] for p in opened_by))


def _studies(column: int, features: NDArray[np.float32]) -> Reason | None:
    return Reason(ReasonKey.FITS_STUDIES, 0.1) if features[COLUMN["area_is_studied"]] > 0 else None


def _similar(features: NDArray[np.float32], sources: Collection[Source]) -> Reason | None:
    liked = float(features[COLUMN["state_group_popularity"]])
    usual = float(features[COLUMN["national_popularity"]])
    if Source.SIMILAR not in sources or liked < 1.2 * usual:
        return None
    return Reason(ReasonKey.SIMILAR_LEARNERS, 0.05 + liked)


def _english(column: int, profiles: Profiles, arrays: CatalogueArrays) -> Reason | None:
    needed, has = arrays.english_needed[column], profiles.english[0]
    if needed == 0 or arrays.area[column] == list(Area).index(Area.ENGLISH):
        return None
    key = ReasonKey.ENGLISH_FITS if has >= needed else ReasonKey.ENGLISH_STRETCH
    return Reason(key, 0.04, english=list(EnglishLevel)[int(needed)].value)
