"""How much the lists of people on their first day repeat what is popular around them."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from data.domain import CurriculumId, EnglishLevel, Learner, LearnerId, LearnerKind, OccupationId
from recommender.bundle import Bundle
from recommender.demand import RegionalDemand
from recommender.eligibility import eligible
from recommender.features import feature_table
from recommender.profile import LearnerHistory, profiles_of
from recommender.subsidy import subsidy_centavos
from recommender.value import values_of
from training.metrics import Interval, bootstrap_mean

N_PROFILES = 1000
LENGTH = 10


def first_day_overlap(bundle: Bundle, demand: RegionalDemand, rng: np.random.Generator) -> Interval:
    """Mean share of the first ten that are also among the ten most popular of the same region.

    Over varied invented newcomers: any state, kind, plan, English level, hours and goal; no transcript, no
    certification, no answer yet.
    """
    arrays = bundle.arrays
    newcomers = _newcomers(bundle, rng, demand.as_of)
    profiles = profiles_of(newcomers, [demand.as_of] * len(newcomers), arrays)
    features = feature_table(profiles, arrays, demand, bundle.behaviour, bundle.vectors, bundle.pesos_per_dollar)
    values = values_of(
        features,
        profiles,
        arrays,
        demand,
        bundle.models,
        bundle.risk,
        bundle.worth,
        bundle.prices,
        subsidy_centavos(profiles, arrays, bundle.pesos_per_dollar),
    )
    ours = _first(np.where(eligible(profiles, arrays), values.total, -np.inf))
    popular = _first(bundle.behaviour.by_state[profiles.state].astype(np.float64))
    shared = (ours[:, :, None] == popular[:, None, :]).any(axis=2).mean(axis=1)
    return bootstrap_mean(shared, rng)


def _first(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.argsort(-scores, axis=1, kind="stable")[:, :LENGTH]


def _newcomers(bundle: Bundle, rng: np.random.Generator, day: date) -> list[LearnerHistory]:
    curricula, occupations = list(bundle.catalogue.curricula), list(bundle.catalogue.occupations)
    english, kinds = list(EnglishLevel), list(LearnerKind)
    return [
        LearnerHistory(
            Learner(
                id=LearnerId(f"first-day-{number}"),
                kind=kinds[rng.integers(len(kinds))],
                state_id=bundle.arrays.state_ids[rng.integers(bundle.arrays.n_states)],
                english=english[rng.integers(len(english))],
                english_tested=False,
                weekly_hours=float(rng.integers(3, 20)),
                curriculum_id=CurriculumId(curricula[rng.integers(len(curricula))]),
                started_on=day,
                goal_occupation_id=OccupationId(occupations[rng.integers(len(occupations))]),
                is_invented=True,
            )
        )
        for number in range(N_PROFILES)
    ]
