"""How much the lists of people on their first day repeat what is popular around them."""

from datetime import date

import numpy as np

from data.domain import CurriculumId, EnglishLevel, Learner, LearnerId, LearnerKind, OccupationId
from recommender.bundle import Bundle
from recommender.demand import RegionalDemand
from recommender.profile import LearnerHistory
from recommender.suggest import suggest
from training.metrics import Interval, bootstrap_mean

N_PROFILES = 1000
LENGTH = 10


def first_day_overlap(bundle: Bundle, demand: RegionalDemand, rng: np.random.Generator) -> Interval:
    """Mean share of the ten that are served that are also among the ten most popular of the same region.

    Over varied invented newcomers: any state, kind, plan, English level, hours and goal; no transcript, no
    certification, no answer yet.
    """
    arrays = bundle.arrays
    newcomers = _newcomers(bundle, rng, demand.as_of)
    popular = np.argsort(-bundle.behaviour.by_state, axis=1, kind="stable")[:, :LENGTH]
    shared = []
    for newcomer in newcomers:
        found = suggest(newcomer, bundle=bundle, demand=demand, as_of=demand.as_of, today=demand.as_of, k=LENGTH)
        shown = {arrays.certification_row[item.certification_id] for item in found.items}
        around = set(popular[arrays.state_row[newcomer.learner.state_id]].tolist())
        shared.append(len(shown & around) / LENGTH)
    return bootstrap_mean(np.array(shared), rng)


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
