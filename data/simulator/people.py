"""Invented people: what partners can see of them, and the hidden traits that drive what they do."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.domain import Area, EnglishLevel, LearnerKind
from data.simulator.parameters import Parameters

AREAS = list(Area)
KINDS = list(LearnerKind)
_DAYS_A_SEMESTER = 182.5


@dataclass(frozen=True, slots=True)
class People:
    """``n`` invented people, one row each; hidden traits are standard normal unless said otherwise.

    ``state``, ``goal``, ``curriculum``, ``institution`` number the catalogue's rows (-1: none). ``goal`` is what the
    learner aims at even when ``goal_is_stated`` is false. ``interest`` has shape (n, n_areas). ``english`` is the true
    rank 0-6. ``effect_is_null`` marks those on whom certifications have no effect.
    """

    kind: NDArray[np.int64]
    state: NDArray[np.int64]
    institution: NDArray[np.int64]
    curriculum: NDArray[np.int64]
    started_on: list[date]
    goal: NDArray[np.int64]
    goal_is_stated: NDArray[np.bool_]
    english: NDArray[np.float64]
    english_is_tested: NDArray[np.bool_]
    weekly_hours: NDArray[np.float64]
    budget_pesos: NDArray[np.float64]
    ability: NDArray[np.float64]
    keenness: NDArray[np.float64]
    finances: NDArray[np.float64]
    interest: NDArray[np.float64]
    effect_is_null: NDArray[np.bool_]
    selftaught: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.kind)

    def semester(self, day: date) -> NDArray[np.float64]:
        """Semester reached on a day, from 1; 0 for who does not study."""
        days = np.array([(day - started).days for started in self.started_on])
        is_student = self.kind == KINDS.index(LearnerKind.STUDENT)
        return np.where(is_student, 1 + np.maximum(days, 0) / _DAYS_A_SEMESTER, 0.0)


def draw_people(rng: np.random.Generator, catalogue: Catalogue, parameters: Parameters, n: int, until: date) -> People:
    """Draw ``n`` people as they stand on ``until``."""
    numbers = parameters.people
    kind = rng.choice(len(KINDS), size=n, p=[numbers["kind_shares"][k.value] for k in KINDS])
    state = rng.choice(len(catalogue.states), size=n, p=state_shares(catalogue, parameters))
    curriculum = rng.choice(len(catalogue.curricula), size=n, p=_curriculum_shares(len(catalogue.curricula)))
    ability, keenness = _correlated(rng, n, numbers["ability_keenness_correlation"])
    interest, goal = _interests(rng, catalogue, parameters, curriculum)
    english = numbers["english_mean"] + numbers["english_spread"] * (
        numbers["english_ability"] * ability + np.sqrt(1 - numbers["english_ability"] ** 2) * rng.normal(size=n)
    )
    return People(
        kind=kind,
        state=state,
        institution=_institutions(rng, catalogue, state),
        curriculum=curriculum,
        started_on=_start_days(rng, kind, until),
        goal=goal,
        goal_is_stated=rng.random(n) < numbers["goal_stated_share"],
        english=np.clip(np.rint(english), 0, len(EnglishLevel) - 1),
        english_is_tested=rng.random(n) < numbers["english_tested_share"],
        weekly_hours=np.clip(
            np.rint(numbers["weekly_hours_median"] * np.exp(numbers["weekly_hours_spread"] * rng.normal(size=n))),
            2,
            30,
        ),
        budget_pesos=numbers["budget_median_pesos"] * np.exp(numbers["budget_spread"] * rng.normal(size=n)),
        ability=ability,
        keenness=keenness,
        finances=rng.normal(size=n),
        interest=interest,
        effect_is_null=rng.random(n) < parameters.dropout["effect_null_share"],
        selftaught=_selftaught(rng, catalogue, goal, numbers["selftaught_skills_mean"]),
    )


def state_shares(catalogue: Catalogue, parameters: Parameters) -> NDArray[np.float64]:
    """Share of people a state: the leading four, then states with a cluster, then all others."""
    numbers = parameters.people
    states = list(catalogue.states)
    with_cluster = {cluster.state_id for cluster in catalogue.clusters.values()}
    leading = np.isin(states, numbers["leading_states"])
    second = np.isin(states, list(with_cluster)) & ~leading
    rest = ~leading & ~second
    shares = np.zeros(len(states))
    wanted = [numbers["leading_share"], numbers["cluster_state_share"]]
    for group, share in zip([leading, second, rest], [*wanted, 1 - sum(wanted)], strict=True):
        if group.any():
            shares[group] = share / group.sum()
    return np.asarray(shares / shares.sum())


def _curriculum_shares(n: int) -> NDArray[np.float64]:
    weights = 1.0 / np.arange(1, n + 1) ** 0.6
    return np.asarray(weights / weights.sum())


def _correlated(
    rng: np.random.Generator, n: int, correlation: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    first = rng.normal(size=n)
    return first, correlation * first + np.sqrt(1 - correlation**2) * rng.normal(size=n)


def _interests(
    rng: np.random.Generator, catalogue: Catalogue, parameters: Parameters, curriculum: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Interest by area (n, n_areas), centred, and the occupation aimed at, drawn from it."""
    numbers = parameters.people
    n = len(curriculum)
    curriculum_area = np.array([AREAS.index(c.area) for c in catalogue.curricula.values()])
    occupation_area = np.array([AREAS.index(o.area) for o in catalogue.occupations.values()])
    interest = numbers["interest_spread"] * rng.normal(size=(n, len(AREAS)))
    interest[np.arange(n), curriculum_area[curriculum]] += numbers["interest_curriculum"]
    utility = interest[:, occupation_area] + rng.gumbel(size=(n, len(occupation_area)))
    goal = utility.argmax(axis=1)
    interest[np.arange(n), occupation_area[goal]] += numbers["interest_goal"]
    return interest - interest.mean(axis=1, keepdims=True), goal


def _institutions(rng: np.random.Generator, catalogue: Catalogue, state: NDArray[np.int64]) -> NDArray[np.int64]:
    """An institution of the person's state; any where the catalogue knows none there."""
    states = list(catalogue.states)
    institution_state = np.array([states.index(i.state_id) for i in catalogue.institutions.values()])
    chosen = rng.integers(len(institution_state), size=len(state))
    for number in np.unique(state):
        there = np.flatnonzero(institution_state == number)
        members = np.flatnonzero(state == number)
        if len(there):
            chosen[members] = rng.choice(there, size=len(members))
    return chosen


def _start_days(rng: np.random.Generator, kind: NDArray[np.int64], until: date) -> list[date]:
    """Students started up to nine semesters ago, in August or January; others long before."""
    semesters = rng.integers(1, 10, size=len(kind))
    years_since = rng.integers(6, 16, size=len(kind))
    is_student = kind == KINDS.index(LearnerKind.STUDENT)
    starts = []
    for student, n_semesters, years in zip(is_student, semesters, years_since, strict=True):
        if student:
            near = until - timedelta(days=_DAYS_A_SEMESTER * (int(n_semesters) - 0.5))
            starts.append(date(near.year, 8, 15) if near.month >= 7 else date(near.year, 1, 20))
        else:
            starts.append(date(until.year - int(years), 8, 15))
    return starts


def _selftaught(
    rng: np.random.Generator, catalogue: Catalogue, goal: NDArray[np.int64], mean: float
) -> NDArray[np.float64]:
    """Hidden skills, shape (n, n_skills): some of what the goal needs and a few at random."""
    skills = list(catalogue.skills)
    needs = np.zeros((len(catalogue.occupations), len(skills)))
    for row, occupation in enumerate(catalogue.occupations.values()):
        for skill_id, weight in occupation.skill_weights.items():
            needs[row, skills.index(skill_id)] = weight
    chance = 0.15 * needs[goal] + mean * 0.5 / len(skills)
    return np.where(rng.random(chance.shape) < chance, rng.uniform(0.4, 0.9, chance.shape), 0.0)
