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

EXPLORED_PLACES = (5, 8)
"""Places (from 0) that are drawn at random among all other candidates, so that every one keeps a chance."""

LEAST_EXPLORED_LENGTH = 6
"""A shorter list has no place to spare."""


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

    Equal arguments give an equal list: what is explored is drawn from a seed made of learner, bundle and ``today``.
    Somebody who never answered and never sat an exam gets two explored places, everybody else one: of newcomers the
    models know little more than what is popular around them.
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
        columns,
    )
    order = columns[np.argsort(-values.total[0, columns], kind="stable")]
    n_explored = 1 if history.answers or history.exams else 2
    rng = _seed(learner_id, bundle.version, today)
    chosen, propensities, explored = explored_order(order, k, n_explored, rng)
    items = [
        _suggestion(place, column, chance, features[0], profiles, values, named, bundle, demand, history, explored)
        for place, (column, chance) in enumerate(zip(chosen, propensities, strict=True))
    ]
    return SuggestionList(learner_id, bundle.version, as_of, tuple(items), int(allowed.sum()))


def explored_order(
    order: NDArray[np.int64], k: int, n_explored: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.float64], tuple[int, ...]]:
    """First ``k`` of ``order`` with ``n_explored`` places given to certifications drawn evenly from all the rest.

    Returns the columns shown, the chance that each of them had of being on the list at all, and the drawn places:
    none where everything fits on the list anyway, or where it has fewer than ``LEAST_EXPLORED_LENGTH`` places. Chances
    are in closed form: 1 for the fixed places, and (drawn places) / (certifications that are not fixed) for the others.

    Raises
    ------
    ValueError
        If ``k`` is below 1 or more places are to be explored than there are.
    """
    if k < 1 or not 0 <= n_explored <= len(EXPLORED_PLACES):
        raise ValueError(f"cannot explore {n_explored} places of a list of {k}")
    if len(order) <= k or k < LEAST_EXPLORED_LENGTH or n_explored == 0:
        return order[:k], np.ones(min(k, len(order))), ()
    fixed, rest = order[: k - n_explored], order[k - n_explored :]
    drawn = rng.choice(rest, size=n_explored, replace=False)
    places = tuple(min(place, k - n_explored + number) for number, place in enumerate(EXPLORED_PLACES[:n_explored]))
    is_drawn = np.isin(np.arange(k), places)
    chosen = np.empty(k, dtype=np.int64)
    chosen[is_drawn], chosen[~is_drawn] = drawn, fixed
    return chosen, np.where(is_drawn, n_explored / len(rest), 1.0), places


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
    explored: tuple[int, ...],
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
            column, features[column], profiles, arrays, demand, sources, is_exploration=place in explored
        ),
        propensity=float(propensity),
        is_exploration=place in explored,
        features=tuple(float(x) for x in features[column]),
    )
