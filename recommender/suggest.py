"""The whole use case: a learner's history in, a ranked and explained list out."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

import numpy as np
from numpy.typing import NDArray

from data.domain import CertificationId, SkillId
from recommender.arrays import taught_skills
from recommender.bundle import Bundle
from recommender.candidates import Source, candidates, pool
from recommender.demand import RegionalDemand
from recommender.eligibility import eligible, obstacles
from recommender.explain import added_and_held, reasons_for
from recommender.features import feature_table
from recommender.profile import LearnerHistory, Profiles, profiles_of
from recommender.risk import is_studying
from recommender.subsidy import price_of, subsidy_centavos
from recommender.suggestion import Assessment, RiskChange, Suggestion, SuggestionList, ValueTerms
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
    known = _Known.of(history, bundle, demand, as_of)
    named = known.candidates()
    columns = pool(named)
    values = known.values(columns)
    order = columns[np.argsort(-values.total[0, columns], kind="stable")]
    n_explored = 1 if history.answers or history.exams else 2
    rng = _seed(history.learner.id, bundle.version, today)
    chosen, propensities, explored = explored_order(order, k, n_explored, rng)
    items = [
        known.suggestion(column, values, named, place, float(propensity), is_exploration=place in explored)
        for place, (column, propensity) in enumerate(zip(chosen, propensities, strict=True))
    ]
    return SuggestionList(history.learner.id, bundle.version, as_of, tuple(items), int(known.allowed.sum()))


def assess(
    history: LearnerHistory,
    certification_ids: Sequence[CertificationId],
    *,
    bundle: Bundle,
    demand: RegionalDemand,
    as_of: date,
) -> tuple[Assessment, ...]:
    """What the named certifications would be for a learner, in the order named, also where they cannot be begun yet.

    Raises
    ------
    KeyError
        If the bundle's catalogue lacks one.
    """
    known = _Known.of(history, bundle, demand, as_of)
    columns = [bundle.arrays.certification_row[id_] for id_ in certification_ids]
    values = known.values(np.array(columns, np.int64))
    return tuple(
        Assessment(
            known.suggestion(column, values, {}, place, 1.0, is_exploration=False),
            obstacles(known.profiles, bundle.arrays, column),
            known.postings_of(column),
        )
        for place, column in enumerate(columns)
    )


def pass_chances(
    history: LearnerHistory, *, bundle: Bundle, demand: RegionalDemand, as_of: date
) -> NDArray[np.float64]:
    """A learner's chance of passing each exam of the catalogue at a try, shape (n_certifications,)."""
    known = _Known.of(history, bundle, demand, as_of)
    return np.asarray(known.values(np.arange(bundle.arrays.n_certifications)).pass_chance[0])


@dataclass(frozen=True, slots=True)
class _Known:
    """What one learner's suggestions are computed from."""

    history: LearnerHistory
    bundle: Bundle
    demand: RegionalDemand
    profiles: Profiles
    features: NDArray[np.float32]
    allowed: NDArray[np.bool_]

    @classmethod
    def of(cls, history: LearnerHistory, bundle: Bundle, demand: RegionalDemand, as_of: date) -> Self:
        """Profile and features of a learner at the end of a day."""
        arrays = bundle.arrays
        profiles = profiles_of([history], [as_of], arrays)
        features = feature_table(profiles, arrays, demand, bundle.behaviour, bundle.vectors, bundle.pesos_per_dollar)
        return cls(history, bundle, demand, profiles, features, eligible(profiles, arrays)[0])

    def candidates(self) -> dict[Source, NDArray[np.int64]]:
        """Columns by the source that names them."""
        bundle = self.bundle
        return candidates(self.features[0], self.profiles, self.allowed, bundle.arrays, bundle.index, bundle.vectors)

    def values(self, columns: NDArray[np.int64]) -> Values:
        """The worth of some certifications."""
        bundle, arrays = self.bundle, self.bundle.arrays
        return values_of(
            self.features,
            self.profiles,
            arrays,
            self.demand,
            bundle.models,
            bundle.risk,
            bundle.effects,
            bundle.worth,
            bundle.prices,
            subsidy_centavos(self.profiles, arrays, bundle.pesos_per_dollar),
            columns,
        )

    def postings_of(self, column: int) -> dict[SkillId, int]:
        """Postings of the learner's state that ask for each skill of a certification."""
        arrays, state = self.bundle.arrays, self.profiles.state[0]
        skills, _ = taught_skills(column, arrays)
        asked = self.demand.postings[state] if state >= 0 else np.zeros(arrays.n_skills)
        return {arrays.skill_ids[skill]: int(asked[skill]) for skill in skills}

    def suggestion(
        self,
        column: int,
        values: Values,
        named: Mapping[Source, NDArray[np.int64]],
        place: int,
        propensity: float,
        *,
        is_exploration: bool,
    ) -> Suggestion:
        """One certification with its worth, price and reasons."""
        arrays, learner = self.bundle.arrays, self.history.learner
        certification_id = arrays.certification_ids[column]
        added, held = added_and_held(column, self.profiles, arrays)
        sources = {source for source, columns in named.items() if column in columns}
        features = self.features[0, column]
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
            is_studying=bool(is_studying(self.profiles)[0]),
            risk_change=_risk_change(values, column) if self.bundle.effects.is_known else None,
            price=price_of(
                certification_id, learner.state_id, self.bundle.catalogue, arrays, self.bundle.pesos_per_dollar
            ),
            weeks=float(arrays.preparation_hours[column] / learner.weekly_hours),
            skills_added=tuple(arrays.skill_ids[s] for s in added),
            skills_held=tuple(arrays.skill_ids[s] for s in held),
            reasons=reasons_for(
                column, features, self.profiles, arrays, self.demand, sources, is_exploration=is_exploration
            ),
            propensity=propensity,
            is_exploration=is_exploration,
            features=tuple(float(x) for x in features),
        )


def _risk_change(values: Values, column: int) -> RiskChange | None:
    """The change for the only learner, if that one studies."""
    change = values.risk_change
    expected, low, high = (float(end[0, column]) for end in (change.expected, change.low, change.high))
    return None if np.isnan(expected) else RiskChange(expected, low, high)


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
