"""The one function that turns learners and certifications into the columns that every model reads.

Training and serving both call ``feature_table``; nothing else may compute a feature.
"""

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import CatalogueArrays, by_certification
from recommender.behaviour import Behaviour
from recommender.demand import RegionalDemand
from recommender.profile import Profiles
from recommender.texts import TextVectors

FEATURES: tuple[str, ...] = (
    "goal_gap_covered",
    "goal_match",
    "familiarity",
    "demand_of_new_skills",
    "demand_of_all_skills",
    "unmet_positions",
    "text_goal",
    "text_profile",
    "area_is_studied",
    "area_is_goal",
    "yes_share_in_area",
    "declined",
    "failed",
    "state_popularity",
    "national_popularity",
    "group_popularity",
    "state_group_popularity",
    "state_area_popularity",
    "taken_together",
    "level",
    "english_gap",
    "english",
    "english_tested",
    "weeks",
    "learner_price",
    "preparation_hours",
    "kind",
    "semester",
    "progress",
    "grade",
    "fail_share",
    "weekly_hours",
    "n_held",
    "vendor_held",
    "in_spanish",
    "experience_months",
    "yes_share_overall",
    "certification",
    "area",
    "state",
    "group",
    "studied_area",
)
"""Names of the columns, in order; the bundle's manifest repeats them and refuses another order."""

NUMBERS: tuple[str, ...] = ("certification", "area", "state", "group", "studied_area")
"""Columns that number a thing of the catalogue (-1: unknown): their order means nothing, so that no tree reads them."""

FALLING: frozenset[str] = frozenset({"learner_price", "english_gap", "weeks", "declined", "failed"})
"""Columns that never speak for a certification: with more of one, all else equal, no model may think more of it.

A price, English or weeks beyond what somebody has, a "not now" and a failed exam are each an obstacle.
"""

COLUMN = {name: number for number, name in enumerate(FEATURES)}


def feature_table(
    profiles: Profiles,
    arrays: CatalogueArrays,
    demand: RegionalDemand,
    behaviour: Behaviour,
    vectors: TextVectors,
    pesos_per_dollar: float,
    columns: NDArray[np.int64] | None = None,
) -> NDArray[np.float32]:
    """Every feature of every learner with every certification, shape (n, n_certifications, n_features).

    With ``columns`` of shape (n, k), only of each learner's certifications named there: shape (n, k, n_features).

    Shares and similarities lie in [0, 1] (text cosines in [-1, 1]), ``weeks`` is preparation at the learner's
    hours, ``learner_price`` pesos after discount and public funds, ``grade`` NaN where unknown. All inputs
    must describe one moment: the caller gives demand and behaviour as of before the list was shown.
    """
    m = arrays.n_certifications if columns is None else columns.shape[1]
    table = np.empty((len(profiles), m, len(FEATURES)), np.float32)
    for block in (
        _skill_columns(profiles, arrays, demand),
        _text_columns(profiles, vectors),
        _interest_columns(profiles, arrays),
        _behaviour_columns(profiles, arrays, behaviour),
        _certification_columns(profiles, arrays, pesos_per_dollar),
        _person_columns(profiles, arrays),
    ):
        for name, values in block.items():
            is_alike = columns is None or values.shape[1] == 1
            table[:, :, COLUMN[name]] = values if is_alike else np.take_along_axis(values, columns, axis=1)
    return table


def group_of(profiles: Profiles, arrays: CatalogueArrays) -> NDArray[np.int64]:
    """Area that a learner aims at, else studies, else -1; shape (n,)."""
    goal_area = np.where(profiles.goal >= 0, arrays.occupation_area[profiles.goal], -1)
    return np.where(goal_area >= 0, goal_area, profiles.curriculum_area)


def learner_pesos(profiles: Profiles, arrays: CatalogueArrays, pesos_per_dollar: float) -> NDArray[np.float32]:
    """Pesos left for each learner after discount and public funds, at planned prices, shape (n, m)."""
    share = np.where(profiles.state >= 0, arrays.subsidy_share[profiles.state], 0.0)
    discounted = arrays.planned_dollars * (1 - arrays.discount) * pesos_per_dollar
    return np.asarray(discounted[None, :] * (1 - share)[:, None], np.float32)


_Block = dict[str, NDArray[np.float32]]


def _skill_columns(profiles: Profiles, arrays: CatalogueArrays, demand: RegionalDemand) -> _Block:
    taught = arrays.taught
    weight = taught.sum(axis=1)
    missing = 1.0 - profiles.skills
    needs = np.where(profiles.goal[:, None] >= 0, arrays.occupation_skills[profiles.goal], 0.0)
    total = np.maximum(needs.sum(axis=1), 1e-6)[:, None]
    here = profiles.state
    asked = np.where(here[:, None] >= 0, demand.share[here], 0.0)
    unmet = np.where(here[:, None] >= 0, np.log1p(demand.unmet[here]), 0.0)
    return {
        "goal_gap_covered": by_certification(needs * missing, taught) / total,
        "goal_match": by_certification(needs, taught) / weight,
        "familiarity": by_certification(profiles.skills, taught) / weight,
        "demand_of_new_skills": by_certification(asked * missing, taught) / weight,
        "demand_of_all_skills": by_certification(asked, taught) / weight,
        "unmet_positions": by_certification(unmet * missing, taught) / weight,
    }


def _text_columns(profiles: Profiles, vectors: TextVectors) -> _Block:
    return {
        "text_goal": vectors.goal_similarity(profiles.goal),
        "text_profile": vectors.profile_similarity(profiles.skills),
    }


def _interest_columns(profiles: Profiles, arrays: CatalogueArrays) -> _Block:
    goal_area = np.where(profiles.goal >= 0, arrays.occupation_area[profiles.goal], -1)
    overall = profiles.accepted_by_area.mean(axis=1)
    return {
        "area_is_studied": (profiles.curriculum_area[:, None] == arrays.area).astype(np.float32),
        "area_is_goal": (goal_area[:, None] == arrays.area).astype(np.float32),
        "yes_share_in_area": profiles.accepted_by_area[:, arrays.area],
        "yes_share_overall": overall[:, None],
        "declined": profiles.declined,
        "failed": profiles.failed,
        "vendor_held": _held_by_vendor(profiles, arrays)[:, arrays.vendor],
    }


def _held_by_vendor(profiles: Profiles, arrays: CatalogueArrays) -> NDArray[np.float32]:
    """How many certifications of each vendor are held, shape (n, n_vendors)."""
    held = np.zeros((len(profiles), int(arrays.vendor.max()) + 1), np.float32)
    row, column = np.nonzero(profiles.certifications)
    np.add.at(held, (row, arrays.vendor[column]), 1.0)
    return held


def _behaviour_columns(profiles: Profiles, arrays: CatalogueArrays, behaviour: Behaviour) -> _Block:
    here = profiles.state
    known = here[:, None] >= 0
    liked = (profiles.certifications | profiles.accepted).astype(np.float32)
    state = np.where(known, behaviour.by_state[here], behaviour.national)
    group = group_of(profiles, arrays)
    by_group = np.where(group[:, None] >= 0, behaviour.by_group[group], behaviour.national)
    both = np.where(known & (group[:, None] >= 0), behaviour.by_state_and_group[here, group], by_group)
    return {
        "state_popularity": state,
        "national_popularity": np.broadcast_to(behaviour.national, liked.shape),
        "group_popularity": by_group,
        "state_group_popularity": both,
        "state_area_popularity": np.where(
            known, behaviour.by_state_and_area[here], behaviour.by_state_and_area.mean(axis=0)
        )[:, arrays.area],
        "taken_together": liked @ behaviour.together / np.maximum(liked.sum(axis=1), 1.0)[:, None],
    }


def _certification_columns(profiles: Profiles, arrays: CatalogueArrays, pesos_per_dollar: float) -> _Block:
    shape = profiles.certifications.shape
    return {
        "level": np.broadcast_to(arrays.level, shape),
        "english_gap": np.maximum(0.0, arrays.english_needed[None, :] - profiles.english[:, None]),
        "weeks": arrays.preparation_hours[None, :] / profiles.weekly_hours[:, None],
        "learner_price": learner_pesos(profiles, arrays, pesos_per_dollar),
        "preparation_hours": np.broadcast_to(arrays.preparation_hours, shape),
        "in_spanish": np.broadcast_to(arrays.in_spanish, shape),
        "certification": np.broadcast_to(np.arange(shape[1], dtype=np.float32), shape),
        "area": np.broadcast_to(arrays.area.astype(np.float32), shape),
        "experience_months": np.broadcast_to(arrays.experience_months, shape),
    }


def _person_columns(profiles: Profiles, arrays: CatalogueArrays) -> _Block:
    return {
        "english": profiles.english[:, None],
        "english_tested": profiles.english_tested[:, None],
        "kind": profiles.kind[:, None].astype(np.float32),
        "semester": profiles.semester[:, None],
        "progress": profiles.progress[:, None],
        "grade": profiles.grade[:, None],
        "fail_share": profiles.fail_share[:, None],
        "weekly_hours": profiles.weekly_hours[:, None],
        "state": profiles.state[:, None].astype(np.float32),
        "group": group_of(profiles, arrays)[:, None].astype(np.float32),
        "studied_area": profiles.curriculum_area[:, None].astype(np.float32),
        "n_held": profiles.certifications.sum(axis=1, dtype=np.float32)[:, None],
    }
