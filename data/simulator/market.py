"""The invented labour market: who asks for what, where and when."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.catalogue import Catalogue
from data.simulator.employers import EmployerPool, draw_employers
from data.simulator.openings import LANGUAGES, Openings, draw_openings
from data.simulator.parameters import Parameters
from data.simulator.posting_blocks import Nouns, written_texts

_SMALL = 5000
"""Fewer postings are written sooner than other processes start."""


@dataclass(frozen=True, slots=True)
class Market:
    """Openings as drawn, whose texts ``posting_rows`` writes.

    ``demand``, shape (n_states, n_skills): share of a state's positions that need a skill.
    """

    openings: Openings
    demand: NDArray[np.float64]
    employers: EmployerPool
    nouns: Nouns
    state_ids: tuple[str, ...]
    text_seed: int


def draw_market(
    rng: np.random.Generator, catalogue: Catalogue, parameters: Parameters, n: int, since: date, until: date
) -> Market:
    """Draw ``n`` postings between two days, without their texts."""
    employer_rng, opening_rng = rng.spawn(2)
    cities = _cities(catalogue)
    employers = draw_employers(employer_rng, parameters, cities, n)
    openings = draw_openings(opening_rng, catalogue, parameters, employers, n, since, until)
    nouns = Nouns(
        list(catalogue.occupations.values()),
        list(catalogue.skills.values()),
        cities,
        parameters.market["typing_error_share"],
    )
    demand = openings.demand(len(catalogue.states), len(catalogue.skills))
    return Market(openings, demand, employers, nouns, tuple(catalogue.states), int(rng.integers(2**62)))


def posting_rows(market: Market, n_processes: int | None = None) -> Iterator[dict[str, Any]]:
    """The postings as a partner's file holds them, oldest first.

    ``n_processes`` changes how long it takes and nothing else; by default one for each core if there is much to write.
    """
    openings = market.openings
    if n_processes is None:
        n_processes = 1 if len(openings) < _SMALL else os.cpu_count() or 1
    texts = written_texts(market.text_seed, openings, market.employers.employers, market.nouns, n_processes)
    for number, (title, description) in enumerate(texts):
        yield {
            "posting_id": f"P{number:06d}",
            "title": title,
            "description": description,
            "state_id": market.state_ids[openings.state[number]],
            "language": LANGUAGES[openings.language[number]].value,
            "n_positions": int(openings.n_positions[number]),
            "posted_on": date.fromordinal(int(openings.day[number])).isoformat(),
            "is_invented": True,
        }


def _cities(catalogue: Catalogue) -> list[str]:
    """A city's name for each state: its cluster's, else the state's own name."""
    by_state = {c.state_id: c.city for c in catalogue.clusters.values()}
    return [by_state.get(s.id, s.label.es) for s in catalogue.states.values()]
