"""What a file that a school sends may touch: its own learners, who may study its own plans."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import sqlalchemy as sa

from data import account_store, plan_store
from data.domain import InstitutionId, Subject, SubjectId
from data.importers.fields import RowError
from data.learner_store import institutions_of
from data.rights import OrganisationId, institution_of
from data.stored_plans import StoredPlan

FOREIGN_LEARNER: Final = "external_id belongs to another institution"


@dataclass(frozen=True)
class SchoolScope:
    """A school's institution, whether it is an invented one, and its plans."""

    institution_id: InstitutionId
    is_invented: bool
    plans: tuple[StoredPlan, ...]

    @cached_property
    def curriculum_ids(self) -> frozenset[str]:
        """The plans that its learners may study beside those of the catalogue."""
        return frozenset(one.curriculum.id for one in self.plans)

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """The subjects of its plans."""
        return tuple(subject for one in self.plans for subject in one.curriculum.subjects)

    @property
    def official_keys(self) -> dict[SubjectId, str]:
        """The school's own keys of its subjects, where there are any."""
        return {id_: key for one in self.plans for id_, key in one.official_keys.items() if key}

    def own(self, subjects: Sequence[Subject]) -> tuple[Subject, ...]:
        """Those of some subjects that are of its plans."""
        return tuple(one for one in subjects if one.curriculum_id in self.curriculum_ids)

    def institution(self, given: str | None) -> InstitutionId:
        """The institution of a learner of whom a row says ``given``.

        Raises
        ------
        RowError
            If it is another.
        """
        if given not in (None, self.institution_id):
            raise RowError("institution_id belongs to another institution")
        return self.institution_id

    def invented(self, given: bool) -> bool:
        """Whether a learner is invented: all of an invented school are, and none of another.

        Raises
        ------
        RowError
            If the row is the example of the template: everybody may look at invented people.
        """
        if given and not self.is_invented:
            raise RowError("is_invented is for examples, which are not loaded")
        return self.is_invented

    def foreign(self, connection: sa.Connection, learner_ids: Collection[str]) -> set[str]:
        """Those of some learners who are there already and not its own."""
        institutions = institutions_of(connection, learner_ids)
        return {id_ for id_, institution_id in institutions.items() if institution_id != self.institution_id}


def school_scope(connection: sa.Connection, organisation_id: OrganisationId) -> SchoolScope:
    """The scope of the organisation in whose name a job runs.

    Raises
    ------
    NotFoundError
        If there is no such organisation any more.
    ForbiddenError
        If it is no school.
    NoInstitutionError
        If it has no institution.
    """
    rights = account_store.rights_of_sender(connection, organisation_id)
    is_invented = account_store.get_organisation(connection, organisation_id).is_invented
    return SchoolScope(institution_of(rights), is_invented, plan_store.every_plan_of(connection, rights))
