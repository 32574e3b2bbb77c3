"""Careers of a state: the occupations that its postings offer most, what these ask for, and what to certify first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from data.catalogue import Catalogue
from data.domain import (
    Certification,
    CertificationId,
    Level,
    OccupationId,
    Skill,
    SkillId,
    SkillKind,
    StateId,
    WorkField,
)
from recommender.arrays import CatalogueArrays
from recommender.gaps import wilson_interval
from recommender.related_jobs import LEAST_COVERAGE

FIRST_LEVELS: Final = frozenset({Level.FOUNDATION, Level.ASSOCIATE})

FEWEST_OFFERS: Final = 2
"""A single posting of the year says nothing of what a state looks for."""

_TELLING_KINDS: Final = frozenset({SkillKind.HARD, SkillKind.LANGUAGE})
"""Every posting asks for teamwork; it tells no career from another."""

_SHARE_OF_THE_BEST: Final = 0.5
"""A certification that proves less than this part of what the best one proves is no alternative to it."""


@dataclass(frozen=True, slots=True)
class CareerCounts:
    """Postings of the year up to ``as_of``, counted by state and occupation.

    Attributes
    ----------
    postings
        Shape (n_states,): all postings.
    offered
        Shape (n_states, n_occupations): those that offer an occupation. A posting offers one at most.
    asked
        Shape (n_occupations, n_skills): postings of the whole country that offer the occupation and ask for the skill.
    """

    as_of: date
    is_invented: bool
    postings: NDArray[np.int64]
    offered: NDArray[np.int64]
    asked: NDArray[np.int64]

    def in_field(self, field: WorkField | None, catalogue: Catalogue) -> NDArray[np.int64]:
        """Postings of each state that offer an occupation of a field; all its postings where that is ``None``."""
        if field is None:
            return self.postings
        return np.asarray(self.offered[:, _is_in_field(field, catalogue)].sum(axis=1), np.int64)


@dataclass(frozen=True, slots=True)
class AskedSkill:
    """A skill and the share, in (0, 1], of the occupation's postings in the country that ask for it."""

    skill_id: SkillId
    share: float


@dataclass(frozen=True, slots=True)
class Career:
    """An occupation in a state.

    ``share`` is the part of all the state's postings that offer it, with ``low`` and ``high`` as ends of its 95 %
    interval. ``skills`` are asked for most often first; ``certification_ids`` are where to begin.
    """

    occupation_id: OccupationId
    n_postings: int
    share: float
    low: float
    high: float
    skills: tuple[AskedSkill, ...]
    certification_ids: tuple[CertificationId, ...]


def count_careers(
    as_of: date,
    is_invented: bool,
    states: NDArray[np.int64],
    occupations: NDArray[np.int64],
    skills: csr_array,
    arrays: CatalogueArrays,
) -> CareerCounts:
    """Count ``n`` postings by their states and occupations, as row numbers, -1 for none; skills are (n, n_skills)."""
    n_occupations = len(arrays.occupation_ids)
    is_known = occupations >= 0
    offered = np.zeros((arrays.n_states, n_occupations), np.int64)
    np.add.at(offered, (states[is_known], occupations[is_known]), 1)
    cells = (np.ones(int(is_known.sum())), (occupations[is_known], np.flatnonzero(is_known)))
    of_occupation = csr_array(cells, shape=(n_occupations, len(states)))
    asked = (of_occupation @ skills).toarray().astype(np.int64)
    return CareerCounts(as_of, is_invented, np.bincount(states, minlength=arrays.n_states), offered, asked)


def careers_of(
    counts: CareerCounts,
    state_id: StateId,
    catalogue: Catalogue,
    field: WorkField | None,
    *,
    n: int,
    n_skills: int,
    n_certifications: int,
) -> tuple[Career, ...]:
    """At most ``n`` occupations of a field, or of both, that a state's postings offer most; ties by id."""
    state, occupations = list(catalogue.states).index(state_id), list(catalogue.occupations)
    offered, n_postings = counts.offered[state].tolist(), int(counts.postings[state])
    rows = [row for row in np.flatnonzero(_is_in_field(field, catalogue)).tolist() if offered[row] >= FEWEST_OFFERS]
    rows.sort(key=lambda row: (-offered[row], occupations[row]))
    found = []
    for row in rows[:n]:
        asked = asked_skills(counts, row, catalogue.skills)
        shares = {one.skill_id: one.share for one in asked}
        found.append(
            Career(
                occupations[row],
                offered[row],
                offered[row] / n_postings,
                *wilson_interval(offered[row], n_postings),
                skills=asked[:n_skills],
                certification_ids=first_certifications(shares, catalogue.certifications, n_certifications),
            )
        )
    return tuple(found)


def asked_skills(counts: CareerCounts, occupation: int, skills: Mapping[SkillId, Skill]) -> tuple[AskedSkill, ...]:
    """What the country's postings of an occupation ask for, soft skills left out; most often first, ties by id."""
    n_postings = int(counts.offered[:, occupation].sum())
    asked = zip(skills.values(), counts.asked[occupation].tolist(), strict=True)
    found = [AskedSkill(skill.id, n / n_postings) for skill, n in asked if n and skill.kind in _TELLING_KINDS]
    return tuple(sorted(found, key=lambda one: (-one.share, one.skill_id)))


def first_certifications(
    shares: Mapping[SkillId, float], certifications: Mapping[CertificationId, Certification], n: int
) -> tuple[CertificationId, ...]:
    """At most ``n`` certifications to begin with, for the skills that postings ask for.

    Of foundation or associate level, without others to hold first. Among those that prove at least half of what the
    best one proves, exams in Spanish go first, then what proves most, then the shorter preparation.
    """
    proved = {
        one.id: proved_share(one, shares)
        for one in certifications.values()
        if one.level in FIRST_LEVELS and not one.prerequisites
    }
    least = max(LEAST_COVERAGE, _SHARE_OF_THE_BEST * max(proved.values(), default=0.0))
    near = [certifications[id_] for id_, share in proved.items() if share >= least]
    near.sort(key=lambda one: ("es" not in one.languages, -proved[one.id], one.preparation_hours, one.id))
    return tuple(one.id for one in near[:n])


def proved_share(certification: Certification, shares: Mapping[SkillId, float]) -> float:
    """The part, in [0, 1], of what postings ask for that a certification proves, each skill as far as it weighs there.

    Examples
    --------
    Where half of the postings ask for SQL and half for Python, a certification of SQL alone proves half of it.
    """
    total = sum(shares.values())
    worth = sum(weight * shares.get(skill_id, 0.0) for skill_id, weight in certification.skill_weights.items())
    return worth / total if total else 0.0


def _is_in_field(field: WorkField | None, catalogue: Catalogue) -> NDArray[np.bool_]:
    """Which occupations belong to a field, shape (n_occupations,); all where it is ``None``."""
    return np.array([field in (None, WorkField.of(one.area)) for one in catalogue.occupations.values()], bool)
