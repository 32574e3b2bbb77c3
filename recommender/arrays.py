"""The catalogue as arrays: row numbers for ids, and matrices that features and plans multiply with."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from data.catalogue import Catalogue
from data.domain import (
    Area,
    CertificationId,
    SkillId,
    StateId,
)
from data.funding import FundKind

PROOF_WEIGHT = 0.5
"""A certification counts as proof of the skills it weighs at least this much."""


@dataclass(frozen=True, slots=True)
class CatalogueArrays:
    """Certifications, skills, occupations and states numbered in file order.

    Attributes
    ----------
    certification_skills
        Shape (n_certifications, n_skills), weights in [0, 1].
    taught, proved
        The same weights, and 1 for each skill that holding the certification proves, as sparse matrices: a
        certification is about some eight skills of more than a thousand.
    occupation_skills
        Shape (n_occupations, n_skills), weights in [0, 1].
    prerequisites
        One tuple of alternatives a certification; each alternative set holds certification row numbers.
    planned_dollars
        Shape (n_certifications,): list price, or the stated assumption where none is known.
    subject_skills, curriculum_area, curriculum_semesters
        Keyed by subject or curriculum id: (skill columns, weights), area number, number of semesters.
    subsidy_share
        Shape (n_states,): share of the discounted price that federal and state funds pay.
    """

    certification_ids: tuple[CertificationId, ...]
    skill_ids: tuple[SkillId, ...]
    state_ids: tuple[StateId, ...]
    occupation_ids: tuple[str, ...]
    certification_row: dict[str, int]
    skill_row: dict[str, int]
    state_row: dict[str, int]
    occupation_row: dict[str, int]
    certification_skills: NDArray[np.float32]
    taught: csr_array
    proved: csr_array
    occupation_skills: NDArray[np.float32]
    area: NDArray[np.int64]
    level: NDArray[np.float32]
    vendor: NDArray[np.int64]
    preparation_hours: NDArray[np.float32]
    english_needed: NDArray[np.float32]
    in_spanish: NDArray[np.float32]
    experience_months: NDArray[np.float32]
    validity_months: NDArray[np.float32]
    planned_dollars: NDArray[np.float32]
    discount: NDArray[np.float32]
    prerequisites: tuple[tuple[frozenset[int], ...], ...]
    occupation_area: NDArray[np.int64]
    subject_skills: dict[str, tuple[NDArray[np.int64], NDArray[np.float32]]]
    curriculum_area: dict[str, int]
    curriculum_semesters: dict[str, int]
    subsidy_share: NDArray[np.float32]
    has_cluster: NDArray[np.bool_]

    @property
    def n_certifications(self) -> int:
        """Number of certifications."""
        return len(self.certification_ids)

    @property
    def n_skills(self) -> int:
        """Number of skills."""
        return len(self.skill_ids)

    @property
    def n_states(self) -> int:
        """Number of states."""
        return len(self.state_ids)

    @property
    def n_areas(self) -> int:
        """Number of areas."""
        return len(Area)


def catalogue_arrays(catalogue: Catalogue) -> CatalogueArrays:
    """Number the catalogue's rows and lay its facts out in arrays; equal catalogues give equal arrays."""
    certifications = tuple(catalogue.certifications.values())
    taught = _weights([c.skill_weights for c in certifications], _numbered(catalogue.skills))
    skill_row = _numbered(catalogue.skills)
    certification_row = _numbered(catalogue.certifications)
    vendor_row = _numbered(catalogue.vendors)
    areas = {area: number for number, area in enumerate(Area)}
    discounts = {agreement.vendor_id: agreement.discount for agreement in catalogue.agreements.values()}
    return CatalogueArrays(
        certification_ids=tuple(catalogue.certifications),
        skill_ids=tuple(catalogue.skills),
        state_ids=tuple(catalogue.states),
        occupation_ids=tuple(catalogue.occupations),
        certification_row=certification_row,
        skill_row=skill_row,
        state_row=_numbered(catalogue.states),
        occupation_row=_numbered(catalogue.occupations),
        certification_skills=taught,
        taught=csr_array(taught),
        proved=csr_array((taught >= PROOF_WEIGHT).astype(np.float32)),
        occupation_skills=_weights([o.skill_weights for o in catalogue.occupations.values()], skill_row),
        area=np.array([areas[c.area] for c in certifications], np.int64),
        level=np.array([c.level.rank for c in certifications], np.float32),
        vendor=np.array([vendor_row[c.vendor_id] for c in certifications], np.int64),
        preparation_hours=np.array([c.preparation_hours for c in certifications], np.float32),
        english_needed=np.array([c.english_needed.rank for c in certifications], np.float32),
        in_spanish=np.array(["es" in c.languages for c in certifications], np.float32),
        experience_months=np.array([c.experience_months for c in certifications], np.float32),
        validity_months=np.array([c.validity_months or 0 for c in certifications], np.float32),
        planned_dollars=np.array(
            [c.assumed_price_usd if c.list_price_usd is None else c.list_price_usd for c in certifications],
            np.float32,
        ),
        discount=np.array([discounts.get(c.vendor_id, 0.0) for c in certifications], np.float32),
        prerequisites=tuple(
            tuple(frozenset(certification_row[p] for p in group) for group in c.prerequisites) for c in certifications
        ),
        occupation_area=np.array([areas[o.area] for o in catalogue.occupations.values()], np.int64),
        subject_skills=_subject_skills(catalogue, skill_row),
        curriculum_area={c.id: areas[c.area] for c in catalogue.curricula.values()},
        curriculum_semesters={c.id: c.n_semesters for c in catalogue.curricula.values()},
        subsidy_share=_subsidy_shares(catalogue),
        has_cluster=np.isin(np.array(list(catalogue.states)), [c.state_id for c in catalogue.clusters.values()]),
    )


Numbers = TypeVar("Numbers", np.float32, np.float64)


def by_certification(skills: NDArray[Numbers], weights: csr_array) -> NDArray[Numbers]:
    """Weighted sums of what rows hold of each certification's skills: (n, n_skills) to (n, n_certifications)."""
    return np.asarray((weights @ skills.T).T, skills.dtype)


def taught_skills(column: int, arrays: CatalogueArrays) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Skill columns of a certification in catalogue order, and their weights."""
    first, last = arrays.taught.indptr[column : column + 2]
    return arrays.taught.indices[first:last].astype(np.int64), arrays.taught.data[first:last]


def _numbered(ids: Iterable[str]) -> dict[str, int]:
    return {str(id_): row for row, id_ in enumerate(ids)}


def _weights(rows: list[dict[SkillId, float]], skill_row: dict[str, int]) -> NDArray[np.float32]:
    matrix = np.zeros((len(rows), len(skill_row)), np.float32)
    for row, weights in enumerate(rows):
        for skill_id, weight in weights.items():
            matrix[row, skill_row[skill_id]] = weight
    return matrix


def _subject_skills(
    catalogue: Catalogue, skill_row: dict[str, int]
) -> dict[str, tuple[NDArray[np.int64], NDArray[np.float32]]]:
    return {
        subject.id: (
            np.array([skill_row[s] for s in subject.skill_weights], np.int64),
            np.array(list(subject.skill_weights.values()), np.float32),
        )
        for curriculum in catalogue.curricula.values()
        for subject in curriculum.subjects
    }


def _subsidy_shares(catalogue: Catalogue) -> NDArray[np.float32]:
    """Share of the discounted price that federal and state funds pay together in each state, at most 0.9."""
    shares = np.zeros(len(catalogue.states), np.float32)
    for number, state_id in enumerate(catalogue.states):
        for fund in catalogue.funds.values():
            if fund.kind is FundKind.FEDERAL or (fund.kind is FundKind.STATE and fund.state_id == state_id):
                shares[number] += fund.share_paid
    return np.minimum(shares, 0.9)
