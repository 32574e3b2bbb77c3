"""The learners that no model saw, as they stood on the day that the truth of their invented country speaks of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.domain import LearnerId
from data.errors import InputError
from data.simulator.truth import Truth, read_truth, read_world
from recommender.bundle import Bundle
from recommender.demand import RegionalDemand, demand_as_of
from recommender.eligibility import eligible
from recommender.features import feature_table
from recommender.profile import LearnerHistory, Profiles, profiles_of
from recommender.subsidy import subsidy_centavos
from recommender.value import Values, values_of
from training.records import Records, demand_events
from training.splits import Split, split_of

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """Learners with everything that policies and the truth say of them; rows agree.

    ``rows`` and ``columns`` are theirs and the catalogue's places in the ``truth``.
    """

    learner_ids: list[LearnerId]
    histories: list[LearnerHistory]
    profiles: Profiles
    features: NDArray[np.float32]
    allowed: NDArray[np.bool_]
    demand: RegionalDemand
    cost_centavos: Matrix
    values: Values
    truth: Truth
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]

    def true(self, name: str) -> Matrix:
        """A matrix of the truth for these learners, certifications in catalogue order."""
        matrix = getattr(self.truth, name)
        return np.asarray(matrix[self.rows][:, self.columns], np.float64)


def judged_learners(bundle: Bundle, records: Records, world: Path, pseudonym: Callable[[str], LearnerId]) -> Judged:
    """The learners who judge, as ``bundle`` sees them; ``world`` is the truth folder of the country that was imported.

    Raises
    ------
    InputError
        If the truth speaks of other people or certifications than those that were imported.
    """
    until, truth = date.fromisoformat(str(read_world(world)["until"])), read_truth(world)
    arrays = bundle.arrays
    columns_of = {id_: column for column, id_ in enumerate(truth.certification_ids.tolist())}
    if set(columns_of) != set(arrays.certification_ids):
        raise InputError("the truth speaks of another catalogue; run rumbo simulate and import again")
    ids = [pseudonym(external_id) for external_id in truth.external_ids.tolist()]
    known = np.array([id_ in records.histories for id_ in ids])
    if not known.all():
        raise InputError(f"{int((~known).sum())} people of the truth were never imported; import that country first")
    part = split_of(ids)
    rows = np.flatnonzero((part == Split.EVALUATE.value) & truth.is_here)
    learner_ids = [ids[row] for row in rows]
    next_day = datetime.combine(until + timedelta(days=1), time(), UTC)
    histories = [records.histories[id_].before(next_day) for id_ in learner_ids]
    profiles = profiles_of(histories, [until] * len(histories), arrays)
    demand = demand_as_of(demand_events(records, arrays), until, arrays)
    features = feature_table(profiles, arrays, demand, bundle.behaviour, bundle.vectors, bundle.pesos_per_dollar)
    cost = subsidy_centavos(profiles, arrays, bundle.pesos_per_dollar)
    values = values_of(
        features,
        profiles,
        arrays,
        demand,
        bundle.models,
        bundle.risk,
        bundle.effects,
        bundle.worth,
        bundle.prices,
        cost,
    )
    return Judged(
        learner_ids=learner_ids,
        histories=histories,
        profiles=profiles,
        features=features,
        allowed=eligible(profiles, arrays),
        demand=demand,
        cost_centavos=cost,
        values=values,
        truth=truth,
        rows=rows,
        columns=np.array([columns_of[id_] for id_ in arrays.certification_ids]),
    )
