"""Applying for a voucher: only for what can be begun, and once while an application is open."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from api import services
from data import application_store, learner_store
from data.application_store import Application
from data.catalogue import Catalogue
from data.domain import CertificationId, Learner
from data.errors import InputError, NotFoundError
from data.rights import LearnerRights
from recommender.arrays import catalogue_arrays
from recommender.eligibility import obstacles
from recommender.profile import profiles_of
from recommender.suggestion import Obstacle


class NotEligibleError(InputError):
    """The learner cannot begin the certification, or holds it; ``obstacles`` says why."""

    key = "error.not_eligible"

    def __init__(self, found: tuple[Obstacle, ...]) -> None:
        super().__init__(f"not eligible: {', '.join(one.key for one in found)}")
        self.obstacles = found


@dataclass(frozen=True, slots=True)
class Applicant:
    """A learner and what stands between them and a certification."""

    learner: Learner
    obstacles: tuple[Obstacle, ...]


def applicant(
    connection: sa.Connection,
    rights: LearnerRights,
    certification_id: CertificationId,
    catalogue: Catalogue,
    moment: datetime,
) -> Applicant:
    """Whether a learner may apply; the learner is held until the transaction ends.

    Raises
    ------
    NotFoundError
        If the catalogue has no such certification.
    """
    if certification_id not in catalogue.certifications:
        raise NotFoundError(f"no certification {certification_id!r}")
    learner = learner_store.hold_learner(connection, rights.learner_id)
    arrays = catalogue_arrays(catalogue)
    profiles = profiles_of([services.history_of(connection, learner, catalogue)], [moment.date()], arrays)
    return Applicant(learner, obstacles(profiles, arrays, arrays.certification_row[certification_id]))


def apply(
    connection: sa.Connection,
    rights: LearnerRights,
    certification_id: CertificationId,
    catalogue: Catalogue,
    moment: datetime,
) -> Application:
    """Store an application and return it; one that is open already is left as it is.

    Raises
    ------
    NotFoundError
        If the catalogue has no such certification.
    NotEligibleError
        If the learner cannot begin it.
    """
    found = applicant(connection, rights, certification_id, catalogue, moment).obstacles
    if found:
        raise NotEligibleError(found)
    return application_store.apply(connection, rights, certification_id, moment)
