"""What it would take to close the gaps of a plan, and what one certification inside one subject would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csc_array

from data.catalogue import Catalogue
from data.domain import CertificationId, Skill, SkillId, SkillKind, SubjectId
from recommender.arrays import CatalogueArrays
from recommender.closing_certifications import ClosingCertification, closing_certifications
from recommender.gaps import Gap
from recommender.plan_coverage import PlanCoverage, plan_coverage
from recommender.plan_demand import PlanDemand
from recommender.skill_credit import credited

SEMESTER_WEEKS = 16
"""Weeks of class in a semester: those by which Mexican plans count their credits."""

_SHOWN_CERTIFICATIONS = 3


@dataclass(frozen=True, slots=True)
class GapEffort:
    """The fewest ``hours`` that would close a gap; ``None`` where no certification teaches the skill.

    Also ``None`` for a language: a certification says how long one prepares for its exam, not how long one learns.
    ``certifications`` are at most three, fewest hours first, whose whole preparation fits into the class hours that
    the gap's subject has in a semester; there may be none although ``hours`` are known.
    """

    gap: Gap
    hours: float | None
    certifications: tuple[ClosingCertification, ...]

    @property
    def postings_an_hour(self) -> float:
        """Postings that ask for the skill, for each hour of effort; 0 where that is not known."""
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
    gaps: Sequence[Gap], catalogue: Catalogue, arrays: CatalogueArrays, credit: csc_array
) -> tuple[GapEffort, ...]:
    """The effort of each gap of a plan that the catalogue holds, in the order given, which is by demand."""
    return tuple(_effort(gap, catalogue, arrays, credit) for gap in gaps)


def _effort(gap: Gap, catalogue: Catalogue, arrays: CatalogueArrays, credit: csc_array) -> GapEffort:
    closing = closing_certifications(gap.skill_id, catalogue.certifications, arrays, credit)
    room = catalogue.subjects[gap.fit.subject_id].hours * SEMESTER_WEEKS
    fitting = [one for one in closing if one.preparation_hours <= room]
    is_known = closing and catalogue.skills[gap.skill_id].kind is not SkillKind.LANGUAGE
    return GapEffort(gap, closing[0].hours if is_known else None, tuple(fitting[:_SHOWN_CERTIFICATIONS]))


def by_postings_an_hour(efforts: Sequence[GapEffort]) -> tuple[GapEffort, ...]:
    """Most demand for each hour first, ties in the order given."""
    return tuple(sorted(efforts, key=lambda effort: -effort.postings_an_hour))


def with_certification(
    demand: PlanDemand,
    certification_id: CertificationId,
    subject_id: SubjectId,
    skills: Mapping[SkillId, Skill],
    arrays: CatalogueArrays,
    credit: csc_array,
) -> CertificationChange:
    """What changes if the subject also teaches what the certification is about, as far as that weighs each skill.

    Raises
    ------
    ValueError
        If the subject is not of the plan.
    """
    place = demand.plan.place(subject_id)
    row = arrays.certification_row[certification_id]
    added = credited(arrays.certification_skills[row : row + 1], np.arange(arrays.n_skills), credit)[0]
    covered = demand.covered.copy()
    covered[place] = np.maximum(covered[place], added)
    changed = replace(demand, covered=covered)
    before, after = demand.gap_skill_ids, changed.gap_skill_ids
    return CertificationChange(
        certification_id,
        subject_id,
        plan_coverage(demand, skills),
        plan_coverage(changed, skills),
        before,
        after,
        tuple(skill_id for skill_id in before if skill_id not in after),
    )
