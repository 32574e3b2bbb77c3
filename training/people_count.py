"""Counts what everybody can do and will be able to do, into files that pages read: a part of ``rumbo embed``."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

import sqlalchemy as sa

from data import learner_store, proof_store, supply_store
from data.catalogue import Catalogue
from data.database import reading
from data.domain import Learner
from data.errors import NotReadyError
from data.proof_store import Proofs
from recommender.arrays import CatalogueArrays, catalogue_arrays
from recommender.forecast.outlook import Outlook, SupplyBasis, basis_of, outlook
from recommender.people_files import PeopleFiles
from recommender.people_near import People
from recommender.profile import LearnerHistory, profiles_of

_PEOPLE_AT_ONCE: Final = 1_000
_PEOPLE_A_MESSAGE: Final = 10_000


def count_people(
    engine: sa.Engine, catalogue: Catalogue, files: PeopleFiles, today: date, progress: Callable[[str], None]
) -> dict[str, int]:
    """Count everybody whose data are not blocked, as of ``today``, and forecast supply; returns how many people."""
    arrays = catalogue_arrays(catalogue)
    with reading(engine) as connection:
        people = people_of(connection, arrays, today, progress)
        supply = _supply(connection, arrays)
    files.save_people(people, catalogue.digest)
    files.save_supply(supply, catalogue.digest)
    return {"people_counted": len(people)}


def people_of(
    connection: sa.Connection, arrays: CatalogueArrays, today: date, progress: Callable[[str], None]
) -> People:
    """What everybody can do, a thousand people at a time."""
    found, n_counted = [_people_of((), (), arrays, today)], 0
    learners = learner_store.counted_learners(connection, None, _PEOPLE_AT_ONCE)
    while learners:
        found.append(_people_of(learners, proof_store.proofs_of(connection, learners), arrays, today))
        n_counted += len(learners)
        if n_counted % _PEOPLE_A_MESSAGE == 0:
            progress(f"people: {n_counted} counted")
        learners = learner_store.counted_learners(connection, learners[-1].id, _PEOPLE_AT_ONCE)
    return found[0].with_others(found[1:])


def _people_of(learners: Sequence[Learner], proofs: Sequence[Proofs], arrays: CatalogueArrays, today: date) -> People:
    histories = [LearnerHistory(one.learner, one.transcript, one.exams, stated=one.stated) for one in proofs]
    profiles = profiles_of(histories, [today] * len(histories), arrays)
    is_invented = all(one.is_invented for one in learners)
    return People.of([one.id for one in learners], profiles, today, is_invented=is_invented)


def supply_basis(connection: sa.Connection, arrays: CatalogueArrays) -> SupplyBasis:
    """What supply is reckoned from, as stored; errors as in `basis_of`."""
    return basis_of(
        supply_store.learner_states(connection),
        supply_store.exams_passed(connection),
        supply_store.enrolments(connection),
        supply_store.vouchers(connection),
        arrays,
    )


def _supply(connection: sa.Connection, arrays: CatalogueArrays) -> Outlook | None:
    try:
        return outlook(supply_basis(connection, arrays))
    except NotReadyError:
        return None
