"""The whole use case: a learner's history in, a ranked and explained list out."""

import hashlib
from datetime import date

import numpy as np
from numpy.typing import NDArray

from recommender.bundle import Bundle
from recommender.candidates import Source, candidates, pool
from recommender.demand import RegionalDemand
from recommender.eligibility import eligible
from recommender.explain import added_and_held, reasons_for
from recommender.features import feature_table
from recommender.profile import LearnerHistory, Profiles, profiles_of
from recommender.subsidy import price_of, subsidy_centavos
from recommender.suggestion import Suggestion, SuggestionList, ValueTerms
from recommender.value import Values, values_of

EXPLORED_PLACE = 5
"""The place (from 0) that is drawn at random among all other candidates, so that every one keeps a chance."""


def suggest(
    history: LearnerHistory,
    *,
    bundle: Bundle,
    demand: RegionalDemand,
    as_of: date,
    today: date,
    k: int = 10,
) -> SuggestionList:
    """Suggest up to ``k`` certifications, most valuable first, from what was known by the end of ``as_of``.

    Equal arguments give an equal list: the explored place is drawn from a seed made of learner, bundle and
    ``today``.
    """
    arrays, learner_id = bundle.arrays, history.learner.id
    profiles = profiles_of([history], [as_of], arrays)
    features = feature_table(profiles, arrays, demand, bundle.behaviour, bundle.vectors, bundle.pesos_per_dollar)
    allowed = eligible(profiles, arrays)
    named = candidates(features[0], profiles, allowed[0], arrays, bundle.index, bundle.vectors)
    columns = pool(named)
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
    order = columns[np.argsort(-values.total[0, columns], kind="stable")]
    chosen, propensities, explored = explored_order(order, k, _seed(learner_id, bundle.version, today))
    items = [
        _suggestion(place, column, chance, features[0], profiles, values, named, bundle, demand, history, explored)
        for place, (column, chance) in enumerate(zip(chosen, propensities, strict=True))
    ]
    return SuggestionList(learner_id, bundle.version, as_of, tuple(items), int(allowed.sum()))


def explored_order(
    order: NDArray[np.int64], k: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.float64], int | None]:
    """First ``k`` of ``order`` with one place given to a certification drawn evenly from all the rest.

    Returns the columns shown, the chance that each of them had of being on the list at all, and the drawn
    place (``None`` where everything fits on the list anyway). Chances are in closed form: 1 for the fixed
    places, and 1 / (number of certifications that are not fixed) for the drawn one.
    """
    if len(order) <= k:
        return order, np.ones(len(order)), None
    place = min(EXPLORED_PLACE, k - 1)
    fixed, rest = order[: k - 1], order[k - 1 :]
    drawn = rest[rng.integers(len(rest))]
    chosen = np.insert(fixed, place, drawn)
    chances = np.ones(k)
    chances[place] = 1.0 / len(rest)
    return chosen, chances, place


def _seed(learner_id: str, version: str, today: date) -> np.random.Generator:
    text = f"{learner_id}|{version}|{today.isoformat()}"
    return np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))


def _suggestion(
    place: int,
    column: int,
    propensity: float,
    features: NDArray[np.float32],
    profiles: Profiles,
    values: Values,
    named: dict[Source, NDArray[np.int64]],
    bundle: Bundle,
    demand: RegionalDemand,
    history: LearnerHistory,
    explored: int | None,
) -> Suggestion:
    arrays = bundle.arrays
    certification_id = arrays.certification_ids[column]
    added, held = added_and_held(column, profiles, arrays)
    sources = {source for source, columns in named.items() if column in columns}
    change = float(values.risk_change[0, column])
    return Suggestion(
        certification_id=certification_id,
        rank=place + 1,
        value=ValueTerms(
            benefit=float(values.benefit[0, column]),
            regional_worth=float(values.regional_worth[0, column]),
            retention_worth=float(values.retention_worth[0, column]),
            seat_price=float(values.seat_price[0, column]),
            money_price=float(values.money_price[0, column]),
        ),
        accept_chance=float(values.accept_chance[0, column]),
        pass_chance=float(values.pass_chance[0, column]),
        risk_change=None if np.isnan(change) else change,
        price=price_of(certification_id, history.learner.state_id, bundle.catalogue, arrays, bundle.pesos_per_dollar),
        weeks=float(arrays.preparation_hours[column] / history.learner.weekly_hours),
        skills_added=tuple(arrays.skill_ids[s] for s in added),
        skills_held=tuple(arrays.skill_ids[s] for s in held),
        reasons=reasons_for(
            column, features[column], profiles, arrays, demand, sources, is_exploration=place == explored
        ),
        propensity=float(propensity),
        is_exploration=place == explored,
        features=tuple(float(x) for x in features[column]),
    )
