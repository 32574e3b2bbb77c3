"""Certifications for a goal without any order of ours: for who objects to automated decisions."""

from data.catalogue import Catalogue
from data.domain import Certification, OccupationId
from data.names import plain_name


def certifications_for(goal_id: OccupationId, catalogue: Catalogue) -> tuple[Certification, ...]:
    """Certifications that teach any skill of a job, by name."""
    needed = catalogue.occupations[goal_id].skill_weights.keys()
    teaching = (one for one in catalogue.certifications.values() if needed & one.skill_weights.keys())
    return tuple(sorted(teaching, key=lambda one: (plain_name(one.name), one.id)))
