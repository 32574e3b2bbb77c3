"""What it would take to close the gaps of a plan, and what one certification inside one subject would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.domain import Certification, CertificationId, Skill, SkillId, Subject, SubjectId
from recommender.arrays import CatalogueArrays
from recommender.closing_certifications import ClosingCertification
from recommender.gaps import Gap
from recommender.plan_coverage import PlanCoverage
from recommender.plan_demand import PlanDemand

SEMESTER_WEEKS = 16
"""Weeks of class in a semester: those by which Mexican plans count their credits."""


@dataclass(frozen=True, slots=True)
class GapEffort:
    """The fewest ``hours`` that would close a gap; ``None`` where no certification teaches the skill.

    ``certifications`` are at most three, fewest hours first, whose whole preparation fits into the class hours that
    the gap's subject has in a semester; there may be none although ``hours`` are known.
    """

    gap: Gap
    hours: float | None
    certifications: tuple[ClosingCertification, ...]

    @property
    def postings_an_hour(self) -> float:
        """Postings that ask for the skill, for each hour of effort; 0 where no certification teaches it."""
        return self.gap.n_postings / self.hours if self.hours else 0.0


@dataclass(frozen=True, slots=True)
class CertificationChange:
    """The plan before and after a certification became part of a subject, demand being the same.

    ``gaps_before``, ``gaps_after`` and ``closed`` hold skills, most demanded first.
    """

    certification_id: CertificationId
    subject_id: SubjectId
    before: PlanCoverage
    after: PlanCoverage
    gaps_before: tuple[SkillId, ...]
    gaps_after: tuple[SkillId, ...]
    closed: tuple[SkillId, ...]


def gap_efforts(
    gaps: Sequence[Gap],
    subjects: Mapping[SubjectId, Subject],
    certifications: Mapping[CertificationId, Certification],
    arrays: CatalogueArrays,
) -> tuple[GapEffort, ...]:
    """The effort of each gap, in the order given, which is by demand."""
    raise NotImplementedError


def by_postings_an_hour(efforts: Sequence[GapEffort]) -> tuple[GapEffort, ...]:
    """Most demand for each hour first, ties in the order given."""
    raise NotImplementedError


def with_certification(
    demand: PlanDemand,
    certification_id: CertificationId,
    subject_id: SubjectId,
    skills: Mapping[SkillId, Skill],
    arrays: CatalogueArrays,
) -> CertificationChange:
    """What changes if the subject also teaches what the certification is about, as far as that weighs each skill.

    Raises
    ------
    ValueError
        If the subject is not of the plan.
    """
    raise NotImplementedError
