"""The invented labour market: who asks for what, where and when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.domain import Area, EnglishLevel, Language
from data.simulator.parameters import Parameters
from data.simulator.places import state_shares
from data.simulator.posting_texts import invented_employers, write_posting

_BPO_LIKE = {Area.BPO, Area.ENGLISH, Area.SOFT_SKILLS}


@dataclass(frozen=True, slots=True)
class Market:
    """Postings as drawn, and ``demand``, shape (n_states, n_skills): share of a state's positions that need a skill."""

    rows: list[dict[str, Any]]
    demand: NDArray[np.float64]


def draw_market(
    rng: np.random.Generator, catalogue: Catalogue, parameters: Parameters, n: int, since: date, until: date
) -> Market:
    """Draw ``n`` postings between two days."""
    numbers = parameters.market
    skills = list(catalogue.skills)
    occupations = list(catalogue.occupations.values())
    shares = _occupation_shares(catalogue, parameters)
    states = rng.choice(len(catalogue.states), size=n, p=state_shares(catalogue, parameters))
    days = rng.integers((until - since).days + 1, size=n)
    positions = 1 + rng.poisson(numbers["positions_mean"] - 1, size=n)
    employers = invented_employers(rng, max(20, n // 8))
    cities = _cities(catalogue)
    demand = np.zeros((len(catalogue.states), len(skills)))
    in_state = np.zeros(len(catalogue.states))
    rows = []
    for number in range(n):
        state = states[number]
        occupation = occupations[rng.choice(len(occupations), p=shares[state])]
        required, desired = _drawn_skills(rng, list(occupation.skill_weights.items()), parameters)
        english = EnglishLevel.B2 if "english" in required else EnglishLevel.NONE
        language = Language.EN if rng.random() < numbers["english_text_share"] else Language.ES
        state_id = list(catalogue.states)[state]
        title, description = write_posting(
            rng,
            occupation=occupation,
            required=[catalogue.skills[s] for s in required],
            desired=[catalogue.skills[s] for s in desired],
            language=language,
            employer=employers[rng.integers(len(employers))],
            city=cities[state_id],
            english=english,
        )
        rows.append(
            {
                "posting_id": f"P{number:06d}",
                "title": title,
                "description": description,
                "state_id": state_id,
                "language": language.value,
                "n_positions": int(positions[number]),
                "posted_on": (since + timedelta(days=int(days[number]))).isoformat(),
                "is_invented": True,
            }
        )
        demand[state, [skills.index(s) for s in (*required, *desired)]] += positions[number]
        in_state[state] += positions[number]
    return Market(rows, demand / np.maximum(in_state, 1)[:, None])


def _drawn_skills(
    rng: np.random.Generator, weights: list[tuple[Any, float]], parameters: Parameters
) -> tuple[list[Any], list[Any]]:
    """Skills a posting requires and desires, drawn without replacement by their weight in the occupation."""
    numbers = parameters.market
    n_required = min(len(weights), _between(rng, numbers["skills_required"]))
    n_desired = _between(rng, numbers["skills_desired"])
    chances = np.array([weight for _, weight in weights])
    order = rng.choice(len(weights), size=len(weights), replace=False, p=chances / chances.sum())
    drawn = [weights[i][0] for i in order]
    return drawn[:n_required], drawn[n_required : n_required + n_desired]


def _between(rng: np.random.Generator, ends: Sequence[int]) -> int:
    """A whole number from the first to the last of ``ends``, both included."""
    return int(rng.integers(int(ends[0]), int(ends[1]) + 1))


def _occupation_shares(catalogue: Catalogue, parameters: Parameters) -> NDArray[np.float64]:
    """Shape (n_states, n_occupations): pulled to the specialities of the state's cluster, BPO at its stated share."""
    numbers = parameters.market
    specialities = {c.state_id: c.specialities for c in catalogue.clusters.values()}
    rows = []
    is_bpo = np.array([o.area in _BPO_LIKE for o in catalogue.occupations.values()])
    for state_id in catalogue.states:
        special = specialities.get(state_id, frozenset())
        weights = np.exp([numbers["speciality_pull"] * (o.area in special) for o in catalogue.occupations.values()])
        for group, share in ((is_bpo, numbers["bpo_share"]), (~is_bpo, 1 - numbers["bpo_share"])):
            if group.any():
                weights[group] *= share / weights[group].sum()
        rows.append(weights / weights.sum())
    return np.array(rows)


def _cities(catalogue: Catalogue) -> dict[str, str]:
    """A city's name a state: its cluster's, else the state's own name."""
    by_state = {c.state_id: c.city for c in catalogue.clusters.values()}
    return {s.id: by_state.get(s.id, s.label.es) for s in catalogue.states.values()}


def posting_rows(market: Market) -> Iterator[dict[str, Any]]:
    """The postings as a partner's file holds them, oldest first."""
    yield from sorted(market.rows, key=lambda row: (row["posted_on"], row["posting_id"]))
