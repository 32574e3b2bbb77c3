"""Invented people: what partners can see of them, and the hidden traits that drive what they do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.domain import EnglishLevel, LearnerKind
from data.simulator.areas import AREAS, KINDS
from data.simulator.parameters import Parameters
from data.simulator.places import state_shares, student_state_shares

DAYS_A_SEMESTER: Final = 182.5
_BLOCK: Final = 8_192
"""People whose hidden skills are drawn at once, to save memory."""


@dataclass(frozen=True, slots=True)
class People:
    """``n`` invented people, one row each; hidden traits are standard normal unless said otherwise.

    ``state``, ``goal``, ``curriculum``, ``institution`` number the catalogue's rows. ``goal`` is what the learner aims
    at even when ``goal_is_stated`` is false. ``started_day`` is a proleptic ordinal. ``interest`` has shape (n,
    n_areas). ``english`` is the true rank 0-6. ``effect_is_null`` marks those on whom certifications have no effect
    in the default world.
    """

    kind: NDArray[np.int64]
    state: NDArray[np.int64]
    institution: NDArray[np.int64]
    curriculum: NDArray[np.int64]
    started_day: NDArray[np.int64]
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

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def is_student(self) -> NDArray[np.bool_]:
        """Who studies, shape (n,)."""
        return np.asarray(self.kind == KINDS.index(LearnerKind.STUDENT))

    def semester(self, day: date) -> NDArray[np.float64]:
        """Semester reached on a day, from 1; 0 for who does not study."""
        days = np.maximum(day.toordinal() - self.started_day, 0)
        return np.where(self.is_student, 1 + days / DAYS_A_SEMESTER, 0.0)


def draw_people(rng: np.random.Generator, catalogue: Catalogue, parameters: Parameters, n: int, until: date) -> People:
    """Draw ``n`` people as they stand on ``until``."""
    numbers = parameters.people
    kind = rng.choice(len(KINDS), size=n, p=[numbers["kind_shares"][k.value] for k in KINDS])
    is_student = kind == KINDS.index(LearnerKind.STUDENT)
    state = np.where(
        is_student,
        rng.choice(len(catalogue.states), size=n, p=student_state_shares(catalogue)),
        rng.choice(len(catalogue.states), size=n, p=state_shares(catalogue, parameters)),
    )
    curriculum = rng.choice(
        len(catalogue.curricula), size=n, p=_curriculum_shares(len(catalogue.curricula), numbers["curriculum_power"])
    )
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
        started_day=_started_days(rng, is_student, until, numbers),
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
    )


def draw_selftaught(
    rng: np.random.Generator, catalogue: Catalogue, parameters: Parameters, goal: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Hidden skills, shape (n, n_skills): some of what the goal needs and a few at random."""
    numbers = parameters.people
    skills = {skill_id: column for column, skill_id in enumerate(catalogue.skills)}
    chances = np.full((len(catalogue.occupations), len(skills)), 0.5 * numbers["selftaught_skills_mean"] / len(skills))
    for row, occupation in enumerate(catalogue.occupations.values()):
        for skill_id, weight in occupation.skill_weights.items():
            chances[row, skills[skill_id]] += numbers["selftaught_goal_chance"] * weight
    chances = chances.astype(np.float32)
    held = np.zeros((len(goal), len(skills)), np.float32)
    for start in range(0, len(goal), _BLOCK):
        block = goal[start : start + _BLOCK]
        person, skill = np.nonzero(rng.random((len(block), len(skills)), dtype=np.float32) < chances[block])
        held[start + person, skill] = rng.uniform(0.4, 0.9, len(person))
    return held


def _curriculum_shares(n: int, power: float) -> NDArray[np.float64]:
    weights = np.arange(1, n + 1) ** -power
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


def _started_days(
    rng: np.random.Generator, is_student: NDArray[np.bool_], until: date, numbers: Mapping[str, Any]
) -> NDArray[np.int64]:
    """Students started a few semesters ago, in August or January; others years before."""
    first, last = numbers["semesters_since_start"]
    semesters = rng.integers(first, last + 1, size=len(is_student))
    early, late = numbers["years_since_start"]
    years = rng.integers(early, late + 1, size=len(is_student))
    student_days = np.array([_term_start(until, number) for number in range(first, last + 1)])
    other_days = np.array([date(until.year - number, 8, 15).toordinal() for number in range(early, late + 1)])
    return np.asarray(np.where(is_student, student_days[semesters - first], other_days[years - early]))


def _term_start(until: date, n_semesters: int) -> int:
    """First day of the term that began about ``n_semesters`` half years ago, as an ordinal."""
    near = until - timedelta(days=DAYS_A_SEMESTER * (n_semesters - 0.5))
    return (date(near.year, 8, 15) if near.month >= 7 else date(near.year, 1, 20)).toordinal()
