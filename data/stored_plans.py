"""Plans of study as schools keep them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from data.domain import Area, Curriculum, CurriculumId, Label, SkillId, Subject, SubjectId
from data.errors import NotFoundError
from data.rights import OrganisationId

Corrections = Mapping[tuple[SubjectId, SkillId], float]
"""Weight in [0, 1] of a skill in a subject, in place of everything guessed; 0 denies it."""


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What a list of plans shows of one."""

    id: CurriculumId
    label: Label
    area: Area
    n_semesters: int
    n_subjects: int
    version: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan and what its school says that the subjects teach.

    Attributes
    ----------
    curriculum
        Its id is the plan's; ``skill_weights`` of a subject are the corrections above 0.
    version
        Grows with every change of plan or corrections.
    corrections
        What the school says that subjects teach.
    official_keys
        The school's own key of each subject; blank where it gave none.
    """

    curriculum: Curriculum
    version: int
    changed_at: datetime
    organisation_id: OrganisationId
    corrections: Corrections
    official_keys: Mapping[SubjectId, str]

    def subject(self, subject_id: str) -> Subject:
        """One of its subjects.

        Raises
        ------
        NotFoundError
            If the plan has none of this id.
        """
        found = next((one for one in self.curriculum.subjects if one.id == subject_id), None)
        if found is None:
            raise NotFoundError(f"the plan has no subject {subject_id}")
        return found


@dataclass(frozen=True, slots=True)
class SharedPlan:
    """A plan that another school lets others compare theirs with."""

    summary: PlanSummary
    school_name: str
