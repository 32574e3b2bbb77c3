"""What there is to take: the catalogue's certifications and the country's tastes, laid out as arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.domain import SkillId
from data.funding import FundKind
from data.simulator.areas import AREAS
from data.simulator.parameters import Parameters

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WeightedSkills:
    """The few skills of many things; shapes (n_things, most), filled up with skill 0 at weight 0."""

    columns: NDArray[np.int64]
    weights: NDArray[np.float32]

    def dense(self, n_skills: int) -> NDArray[np.float32]:
        """Shape (n_things, n_skills)."""
        matrix = np.zeros((len(self.columns), n_skills), np.float32)
        np.add.at(matrix, (np.arange(len(matrix))[:, None], self.columns), self.weights)
        return matrix


def weighted_skills(rows: Sequence[Mapping[SkillId, float]], catalogue: Catalogue) -> WeightedSkills:
    """Lay out weights by skill, one row a thing."""
    numbers = {skill_id: column for column, skill_id in enumerate(catalogue.skills)}
    most = max(1, *(len(row) for row in rows))
    columns = np.zeros((len(rows), most), np.int64)
    weights = np.zeros((len(rows), most), np.float32)
    for place, row in enumerate(rows):
        columns[place, : len(row)] = [numbers[skill_id] for skill_id in row]
        weights[place, : len(row)] = list(row.values())
    return WeightedSkills(columns, weights)


@dataclass(frozen=True, slots=True)
class Offer:
    """The catalogue and the market as the equations see them; certifications are columns.

    ``goal_needs`` has shape (n_occupations, n_skills). ``price_pesos`` has shape (n_states, n_certifications): what is
    left after discount and public funds; ``full_pesos`` is after the discount alone. ``demand`` has shape (n_states,
    n_certifications): weighted mean share of positions that ask for the certification's skills. ``taste`` adds up
    region x area, region x certification and fame.
    """

    skills: WeightedSkills
    goal_needs: NDArray[np.float32]
    area: NDArray[np.int64]
    level: NDArray[np.float64]
    english_needed: NDArray[np.float64]
    hours: NDArray[np.float64]
    full_pesos: NDArray[np.float64]
    price_pesos: Matrix
    demand: Matrix
    taste: Matrix
    prerequisites: tuple[tuple[frozenset[int], ...], ...]

    def __len__(self) -> int:
        return len(self.area)


def draw_offer(rng: np.random.Generator, catalogue: Catalogue, parameters: Parameters, skill_demand: Matrix) -> Offer:
    """Lay the catalogue out and draw the country's tastes; ``skill_demand`` has shape (n_states, n_skills)."""
    certifications = list(catalogue.certifications.values())
    rows = {c.id: row for row, c in enumerate(certifications)}
    skills = weighted_skills([c.skill_weights for c in certifications], catalogue)
    dense = skills.dense(len(catalogue.skills))
    area = np.array([AREAS.index(c.area) for c in certifications])
    full = _full_pesos(catalogue, parameters.enrol)
    needs = weighted_skills([o.skill_weights for o in catalogue.occupations.values()], catalogue)
    return Offer(
        skills=skills,
        goal_needs=needs.dense(len(catalogue.skills)),
        area=area,
        level=np.array([float(c.level.rank) for c in certifications]),
        english_needed=np.array([float(c.english_needed.rank) for c in certifications]),
        hours=np.array([float(c.preparation_hours) for c in certifications]),
        full_pesos=full,
        price_pesos=full[None, :] * (1 - _public_shares(catalogue))[:, None],
        demand=skill_demand @ dense.T / dense.sum(axis=1),
        taste=_taste(rng, parameters, area, len(catalogue.states)),
        prerequisites=tuple(
            tuple(frozenset(rows[p] for p in group) for group in c.prerequisites) for c in certifications
        ),
    )


def _full_pesos(catalogue: Catalogue, numbers: Mapping[str, Any]) -> NDArray[np.float64]:
    discount = {a.vendor_id: a.discount for a in catalogue.agreements.values()}
    return np.array(
        [
            (c.assumed_price_usd if c.list_price_usd is None else c.list_price_usd)
            * (1 - discount.get(c.vendor_id, 0.0))
            * numbers["pesos_per_dollar"]
            for c in catalogue.certifications.values()
        ]
    )


def _taste(rng: np.random.Generator, parameters: Parameters, area: NDArray[np.int64], n_states: int) -> Matrix:
    numbers = parameters.people
    regional = numbers["regional_taste_spread"] * rng.normal(size=(n_states, len(AREAS)))[:, area] + numbers[
        "regional_fame_spread"
    ] * rng.normal(size=(n_states, len(area)))
    fame = parameters.accept["fame"] * rng.normal(size=len(area))
    return np.asarray(regional * parameters.accept["regional"] + fame)


def _public_shares(catalogue: Catalogue) -> NDArray[np.float64]:
    shares = [
        sum(
            f.share_paid
            for f in catalogue.funds.values()
            if f.kind is FundKind.FEDERAL or (f.kind is FundKind.STATE and f.state_id == state_id)
        )
        for state_id in catalogue.states
    ]
    return np.minimum(np.array(shares, dtype=np.float64), 0.9)
