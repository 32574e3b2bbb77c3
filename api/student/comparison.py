"""A few certifications side by side, reckoned for one learner; nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from api import services
from data import learner_store
from data.domain import CertificationId, Learner, SkillId
from data.errors import InputError
from data.rights import LearnerRights
from recommender.bundle import Bundle
from recommender.suggest import assess
from recommender.suggestion import Assessment

MOST_COMPARED: Final = 3


class TooManyComparedError(InputError):
    """More certifications than can be read side by side."""

    key = "error.too_many_compared"


class UnknownComparedError(InputError):
    """The catalogue does not have one of the certifications to compare."""

    key = "error.unknown_compared"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Certifications in the order asked for; ``n_postings`` are all of the learner's state."""

    learner: Learner
    assessments: tuple[Assessment, ...]
    n_postings: int

    def own_skills(self, place: int) -> tuple[SkillId, ...]:
        """Skills that only the certification at ``place`` adds."""
        return tuple(id_ for id_ in self._added(place) if self._n_adding(id_) == 1)

    def shared_skills(self, place: int) -> tuple[SkillId, ...]:
        """Skills that the certification at ``place`` adds and another does as well."""
        return tuple(id_ for id_ in self._added(place) if self._n_adding(id_) > 1)

    def _added(self, place: int) -> tuple[SkillId, ...]:
        return self.assessments[place].suggestion.skills_added

    def _n_adding(self, skill_id: SkillId) -> int:
        return sum(skill_id in one.suggestion.skills_added for one in self.assessments)


def compare(
    connection: sa.Connection,
    bundle: Bundle,
    rights: LearnerRights,
    certification_ids: Sequence[str],
    moment: datetime,
) -> Comparison:
    """Assess certifications for a learner.

    Raises
    ------
    TooManyComparedError, UnknownComparedError
        If there are more than ``MOST_COMPARED``, or the catalogue lacks one.
    ObjectionError
        If the learner objects to automated decisions.
    """
    wanted = list(dict.fromkeys(map(CertificationId, certification_ids)))
    if len(wanted) > MOST_COMPARED:
        raise TooManyComparedError(f"{len(wanted)} certifications to compare; at most {MOST_COMPARED}")
    if not bundle.arrays.certification_row.keys() >= set(wanted):
        raise UnknownComparedError("unknown certification to compare")
    services.refuse_objectors(connection, rights)
    learner = learner_store.get_learner(connection, rights.learner_id)
    day = services.data_as_of(connection, moment)
    demand = services.regional_demand(connection, bundle, learner.state_id, day)
    history = services.history_of(connection, learner, bundle.catalogue)
    found = assess(history, wanted, bundle=bundle, demand=demand, as_of=day)
    return Comparison(learner, found, int(demand.postings_in_state[bundle.arrays.state_row[learner.state_id]]))
