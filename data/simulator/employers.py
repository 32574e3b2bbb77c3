"""The employers of the invented country: their names, lines of work, tones and head offices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from data.simulator.dice import Dice
from data.simulator.employer_voice import EmployerVoice, draw_voice
from data.simulator.invented_names import invented_employers
from data.simulator.parameters import Parameters
from data.simulator.posting_style import Tone

_FEWEST, _MOST = 20, 10_000


@dataclass(frozen=True, slots=True)
class Employer:
    """One employer; ``work`` is "bpo" or "it", ``seed`` fixes its voice."""

    name: str
    work: str
    tone: Tone
    city: str
    seed: int


@dataclass(frozen=True, slots=True)
class EmployerPool:
    """All employers, those of BPO first; ``skew`` above 1 lets the first of each kind post more than the others."""

    employers: Sequence[Employer]
    n_bpo: int
    skew: float

    def draw(self, rng: np.random.Generator, is_bpo: NDArray[np.bool_]) -> NDArray[np.int64]:
        """An employer of the right line of work for each opening."""
        place = rng.random(len(is_bpo)) ** self.skew
        n_other = len(self.employers) - self.n_bpo
        return np.where(is_bpo, place * self.n_bpo, self.n_bpo + place * n_other).astype(np.int64)


def draw_employers(
    rng: np.random.Generator, parameters: Parameters, cities: Sequence[str], n_postings: int
) -> EmployerPool:
    """Employers for so many postings, some eight each, with head offices in any of the cities."""
    numbers = parameters.market
    n = int(np.clip(n_postings / numbers["postings_an_employer"], _FEWEST, _MOST))
    n_bpo = round(n * numbers["bpo_share"])
    works = ["bpo"] * n_bpo + ["it"] * (n - n_bpo)
    tones = [*_tones(rng, numbers["tones_bpo"], n_bpo), *_tones(rng, numbers["tones_it"], n - n_bpo)]
    homes = rng.integers(len(cities), size=n).tolist()
    seeds = rng.integers(2**62, size=n).tolist()
    names = invented_employers(rng, n)
    employers = [
        Employer(name, work, tone, cities[home], seed)
        for name, work, tone, home, seed in zip(names, works, tones, homes, seeds, strict=True)
    ]
    return EmployerPool(employers, n_bpo, numbers["employer_skew"])


@lru_cache(maxsize=_MOST)
def voice_of(employer: Employer) -> EmployerVoice:
    """The employer's voice, equal wherever and whenever it is asked for."""
    dice = Dice(np.random.default_rng(employer.seed), block=128)
    return draw_voice(dice, employer.name, employer.tone, employer.work, employer.city)


def _tones(rng: np.random.Generator, shares: Mapping[str, float], n: int) -> list[Tone]:
    drawn = rng.choice(len(shares), size=n, p=list(shares.values()))
    return [Tone(list(shares)[at]) for at in drawn]
