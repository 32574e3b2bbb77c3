"""Draws what the invented employers ask for, all postings at once, before any text is written."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.domain import BPO_AREAS, EnglishLevel, Language
from data.simulator.employers import EmployerPool
from data.simulator.parameters import Parameters
from data.simulator.places import state_shares

LANGUAGES = list(Language)
ENGLISH_LEVELS = list(EnglishLevel)


@dataclass(frozen=True, slots=True)
class Openings:
    """``n`` openings in order of their days; each array has one row an opening.

    ``state``, ``occupation`` and ``employer`` number rows of the catalogue and of the employers; ``day`` is an ordinal;
    ``language`` and ``english`` number ``LANGUAGES`` and ``ENGLISH_LEVELS``. ``skills``, shape (n, most skills), holds
    numbers of skills: first ``n_required`` required ones, then desired ones, then -1.
    """

    state: NDArray[np.int64]
    occupation: NDArray[np.int64]
    employer: NDArray[np.int64]
    day: NDArray[np.int64]
    n_positions: NDArray[np.int64]
    language: NDArray[np.int64]
    english: NDArray[np.int64]
    skills: NDArray[np.int64]
    n_required: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.state)

    def part(self, first: int, end: int) -> "Openings":
        """Openings from number ``first`` to before number ``end``."""
        return Openings(*(getattr(self, column.name)[first:end] for column in fields(self)))

    def demand(self, n_states: int, n_skills: int) -> NDArray[np.float64]:
        """Share of a state's positions that need a skill, shape (n_states, n_skills); 0 where a state has none."""
        is_asked = self.skills >= 0
        counts = np.zeros((n_states, n_skills))
        rows = np.broadcast_to(self.state[:, None], self.skills.shape)[is_asked]
        positions = np.broadcast_to(self.n_positions[:, None], self.skills.shape)[is_asked]
        np.add.at(counts, (rows, self.skills[is_asked]), positions)
        in_state = np.bincount(self.state, weights=self.n_positions, minlength=n_states)
        return counts / np.maximum(in_state, 1)[:, None]


def draw_openings(
    rng: np.random.Generator,
    catalogue: Catalogue,
    parameters: Parameters,
    employers: EmployerPool,
    n: int,
    since: date,
    until: date,
) -> Openings:
    """Draw ``n`` openings between two days, both included."""
    numbers = parameters.market
    state = rng.choice(len(catalogue.states), size=n, p=state_shares(catalogue, parameters))
    day = np.sort(rng.integers(since.toordinal(), until.toordinal() + 1, size=n))
    occupation = _occupations(rng, _occupation_shares(catalogue, parameters), state)
    is_bpo = np.array([o.area in BPO_AREAS for o in catalogue.occupations.values()])[occupation]
    skills, n_required = _skills(rng, catalogue, parameters, occupation)
    english = _english_levels(rng, catalogue, parameters, skills, n_required)
    text_shares = np.where(english > 0, numbers["english_text_share_with_english"], numbers["english_text_share"])
    in_english = rng.random(n) < text_shares
    return Openings(
        state=state,
        occupation=occupation,
        employer=employers.draw(rng, is_bpo),
        day=day,
        n_positions=1 + rng.poisson(numbers["positions_mean"] - 1, size=n),
        language=np.where(in_english, LANGUAGES.index(Language.EN), LANGUAGES.index(Language.ES)),
        english=english,
        skills=skills,
        n_required=n_required,
    )


def _occupations(rng: np.random.Generator, shares: NDArray[np.float64], state: NDArray[np.int64]) -> NDArray[np.int64]:
    """An occupation for each opening, by the shares of its state."""
    steps = np.cumsum(shares, axis=1)
    steps[:, -1] = 1.0
    rolls = rng.random(len(state))
    occupation = np.zeros(len(state), dtype=np.int64)
    for number in np.unique(state):
        here = state == number
        occupation[here] = np.searchsorted(steps[number], rolls[here], side="right")
    return occupation


def _skills(
    rng: np.random.Generator, catalogue: Catalogue, parameters: Parameters, occupation: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Skills asked for, drawn without replacement by their weight in the occupation, and how many are required.

    Ordering by log weight plus Gumbel noise draws as successive picks without replacement do.
    """
    numbers = parameters.market
    column = {skill_id: at for at, skill_id in enumerate(catalogue.skills)}
    most_required, most_desired = int(numbers["skills_required"][1]), int(numbers["skills_desired"][1])
    n_required = _between(rng, numbers["skills_required"], len(occupation))
    n_desired = _between(rng, numbers["skills_desired"], len(occupation))
    skills = np.full((len(occupation), most_required + most_desired), -1, dtype=np.int64)
    for number, noun in enumerate(catalogue.occupations.values()):
        here = np.flatnonzero(occupation == number)
        known = np.array([column[skill_id] for skill_id in noun.skill_weights])
        pull = np.log(list(noun.skill_weights.values())) + rng.gumbel(size=(len(here), len(known)))
        order = np.argsort(-pull, axis=1, kind="stable")[:, : skills.shape[1]]
        n_required[here] = np.minimum(n_required[here], len(known))
        wanted = np.arange(order.shape[1]) < (n_required[here] + n_desired[here])[:, None]
        skills[here, : order.shape[1]] = np.where(wanted, known[order], -1)
    return skills, n_required


def _between(rng: np.random.Generator, ends: Sequence[int], n: int) -> NDArray[np.int64]:
    """``n`` whole numbers from the first to the last of ``ends``, both included."""
    return rng.integers(int(ends[0]), int(ends[1]) + 1, size=n)


def _english_levels(
    rng: np.random.Generator,
    catalogue: Catalogue,
    parameters: Parameters,
    skills: NDArray[np.int64],
    n_required: NDArray[np.int64],
) -> NDArray[np.int64]:
    """The level that each opening states: by the shares of the parameters where English is required, else none."""
    shares = parameters.market["english_level_shares"]
    levels = [ENGLISH_LEVELS.index(EnglishLevel(level)) for level in shares]
    drawn = rng.choice(levels, size=len(skills), p=list(shares.values()))
    is_required = np.arange(skills.shape[1]) < n_required[:, None]
    english = [at for at, skill_id in enumerate(catalogue.skills) if skill_id == "english"]
    asks = (np.isin(skills, english) & is_required).any(axis=1)
    return np.where(asks, drawn, ENGLISH_LEVELS.index(EnglishLevel.NONE))


def _occupation_shares(catalogue: Catalogue, parameters: Parameters) -> NDArray[np.float64]:
    """Shape (n_states, n_occupations): pulled to the specialities of the state's cluster, BPO at its stated share."""
    numbers = parameters.market
    specialities = {c.state_id: c.specialities for c in catalogue.clusters.values()}
    rows = []
    is_bpo = np.array([o.area in BPO_AREAS for o in catalogue.occupations.values()])
    for state_id in catalogue.states:
        special = specialities.get(state_id, frozenset())
        weights = np.exp([numbers["speciality_pull"] * (o.area in special) for o in catalogue.occupations.values()])
        for group, share in ((is_bpo, numbers["bpo_share"]), (~is_bpo, 1 - numbers["bpo_share"])):
            if group.any():
                weights[group] *= share / weights[group].sum()
        rows.append(weights / weights.sum())
    return np.array(rows)
