"""Writes a scenario's tables from the database: who could get what, valued by the bundle that serves."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import sqlalchemy as sa
from numpy.typing import NDArray

from data import allocation_store
from data.allocation.published_spending import spent_of_funds
from data.allocation.run_folder import csv_bytes, parquet_bytes
from data.allocation.scenario import DatabaseTables, ScenarioError
from data.allocation.scenario_tables import Payer
from data.atomic_file import replaced_file
from data.catalogue import Catalogue, read_catalogue
from data.database import reading
from data.domain import CertificationId, Learner, LearnerId, LearnerKind
from data.errors import NotReadyError
from data.held_job import Reporter
from data.pledge_store import Pledge, usable_pledges
from data.settings import Settings
from data.upsert import Row
from data.voucher_life_store import seats_in_use
from embeddings.encoder import installed_fingerprint
from recommender.bundle import Bundle, current_bundle_folder, load_bundle
from recommender.demand import RegionalDemand, demand_as_of
from recommender.eligibility import eligible
from recommender.features import feature_table
from recommender.profile import LearnerHistory, Profiles, profiles_of
from recommender.subsidy import subsidy_centavos
from recommender.value import Values, values_of
from training.records import Records, demand_events, read_records

_TOGETHER: Final = 500
"""Learners valued at once, so that memory does not grow with their number."""
_CENTAVOS: Final = 100

Numbers = NDArray[np.float64]


def write_tables(settings: Settings, engine: sa.Engine, wanted: DatabaseTables, report: Reporter) -> None:
    """Write the tables that ``wanted`` names with the bundle that serves, over older ones.

    Raises
    ------
    NotReadyError
        If nothing is imported, or nobody has an open application.
    BundleMissingError
        If no bundle is served.
    """
    catalogue = read_catalogue(settings.reference)
    fingerprint = installed_fingerprint(settings.encoder, settings.models_dir)
    bundle = load_bundle(current_bundle_folder(settings.bundles_dir), catalogue, fingerprint)
    with reading(engine) as connection:
        write_valued_tables(connection, bundle, wanted, report, datetime.now(UTC).date())


def write_valued_tables(
    connection: sa.Connection, bundle: Bundle, wanted: DatabaseTables, report: Reporter, today: date
) -> None:
    """Write the tables with a bundle's values; learners whose data are blocked are in none.

    The funds are the catalogue's and what companies have offered and the programme accepted up to ``today`` or later,
    none with more than published allocations left of it; so many seats of a vendor are left out as these gave this
    year. What expired unused is there to be given again.

    A voucher's value is the expected worth in pesos before anybody pays (see ``recommender/value.py``): given that it
    is taken up for those who applied, as they have said yes, else with the chance of a yes.

    Raises
    ------
    NotReadyError
        If nothing is imported, or nobody has an open application.
    ScenarioError
        If ``budget_shares`` names a fund that is not known.
    """
    try:
        records = read_records(connection)
    except ValueError as error:
        raise NotReadyError(f"{error}; run rumbo import first") from error
    histories = dict(records.histories)
    applied = {
        (one.learner_id, one.certification_id)
        for one in allocation_store.open_applications(connection)
        if one.learner_id in histories
    }
    if wanted.who == "applicants":
        histories = {id_: histories[id_] for id_ in sorted({learner_id for learner_id, _ in applied})}
    if not histories:
        raise NotReadyError('nobody has an open application; with who = "everybody" all learners take part')
    report(f"{len(histories)} learners to value")
    chunks = _valued(bundle, records, list(histories.values()))
    if wanted.who == "applicants":
        options = [row for chunk in chunks for row in chunk.of_applications(applied)]
    else:
        options = [row for chunk in chunks for row in chunk.best(wanted.options)]
    objecting = allocation_store.objecting(connection)
    paths = wanted.table_paths
    _write(paths.options, options)
    _write(paths.learners, [_learner_row(one.learner, objecting) for one in histories.values()])
    _write(paths.certifications, _certification_rows(bundle))
    funds = [*_fund_rows(bundle.catalogue), *map(_pledge_row, usable_pledges(connection, today))]
    spent = spent_of_funds(connection, today)
    _write(paths.funds, _of_what_is_left(_within_shares(funds, wanted.budget_shares), funds, spent))
    if paths.vendors is not None:
        given = seats_in_use(connection, date(today.year, 1, 1), today)
        _write(paths.vendors, _vendor_rows(bundle.catalogue, given))


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Some learners' values in pesos and what they could begin, each of shape (n_learners, n_certifications)."""

    learner_ids: tuple[LearnerId, ...]
    certification_ids: tuple[CertificationId, ...]
    worth: Numbers
    accept_chance: Numbers
    is_eligible: NDArray[np.bool_]

    def of_applications(self, applied: Set[tuple[LearnerId, CertificationId]]) -> Iterator[Row]:
        """What was applied for and is worth something, given that the voucher is taken up."""
        for row, learner_id in enumerate(self.learner_ids):
            for column, certification_id in enumerate(self.certification_ids):
                if (learner_id, certification_id) in applied and self.worth[row, column] > 0:
                    yield self._option(row, column, self.worth[row, column] / self.accept_chance[row, column])

    def best(self, n: int) -> Iterator[Row]:
        """The options of each learner that are worth most; ties go to the earlier certification."""
        worth = np.where(self.is_eligible, self.worth, 0)
        for row, columns in enumerate(np.argsort(-worth, axis=1, kind="stable")[:, :n]):
            yield from (self._option(row, column, worth[row, column]) for column in columns if worth[row, column] > 0)

    def _option(self, row: int, column: int, value: float) -> Row:
        return {
            "learner_id": self.learner_ids[row],
            "certification_id": self.certification_ids[column],
            "value": round(float(value), 2),
        }


def _valued(bundle: Bundle, records: Records, histories: Sequence[LearnerHistory]) -> Iterator[_Chunk]:
    """Values as of the newest day that anything is known of, some learners at a time."""
    arrays = bundle.arrays
    demand = demand_as_of(demand_events(records, arrays), records.as_of, arrays)
    for first in range(0, len(histories), _TOGETHER):
        some = histories[first : first + _TOGETHER]
        profiles = profiles_of(some, [records.as_of] * len(some), arrays)
        values = _values(bundle, profiles, demand)
        yield _Chunk(
            tuple(one.learner.id for one in some),
            arrays.certification_ids,
            values.gross / _CENTAVOS,
            values.accept_chance,
            eligible(profiles, arrays),
        )


def _values(bundle: Bundle, profiles: Profiles, demand: RegionalDemand) -> Values:
    features = feature_table(profiles, bundle.arrays, demand, bundle.behaviour, bundle.vectors, bundle.pesos_per_dollar)
    return values_of(
        features,
        profiles,
        bundle.arrays,
        demand,
        bundle.models,
        bundle.risk,
        bundle.effects,
        bundle.worth,
        bundle.prices,
        subsidy_centavos(profiles, bundle.arrays, bundle.pesos_per_dollar),
    )


def _learner_row(learner: Learner, objecting: Set[LearnerId]) -> Row:
    return {
        "learner_id": learner.id,
        "kind": learner.kind.value,
        "state_id": learner.state_id,
        "institution_id": learner.institution_id,
        "curriculum_id": learner.curriculum_id,
        "is_teacher": learner.kind is LearnerKind.TEACHER,
        "objects": learner.id in objecting,
    }


def _certification_rows(bundle: Bundle) -> list[Row]:
    """Planned prices after the vendor's discount; each certification is a member of the set of its area."""
    arrays, certifications = bundle.arrays, bundle.catalogue.certifications
    priced = zip(arrays.certification_ids, arrays.planned_dollars, arrays.discount, strict=True)
    return [
        {
            "certification_id": id_,
            "vendor_id": certifications[id_].vendor_id,
            "seats": None,
            "price_pesos": round(float(dollars) * (1 - round(float(discount), 6)) * bundle.pesos_per_dollar, 2),
            "minimum_group": _minimum_group(bundle.catalogue, id_),
            "sets": certifications[id_].area.value,
        }
        for id_, dollars, discount in priced
    ]


def _minimum_group(catalogue: Catalogue, certification_id: CertificationId) -> int:
    agreement = catalogue.agreements.get(catalogue.certifications[certification_id].vendor_id)
    return 0 if agreement is None else agreement.minimum_group


def _fund_rows(catalogue: Catalogue) -> list[Row]:
    return [
        {
            "fund_id": one.id,
            "kind": one.kind.value,
            "budget_pesos": one.budget_centavos / _CENTAVOS,
            "share": one.share_paid,
            "cap_pesos": None,
            "who": f"state_id={one.state_id}" if one.state_id else "",
            "what": "",
        }
        for one in catalogue.funds.values()
    ]


def _pledge_row(one: Pledge) -> Row:
    """A company's accepted offer as a fund."""
    terms = one.terms
    return {
        "fund_id": one.fund_id,
        "kind": Payer.COMPANY.value,
        "budget_pesos": terms.budget_centavos / _CENTAVOS,
        "share": terms.share_paid,
        "cap_pesos": None,
        "who": f"state_id={'|'.join(terms.state_ids)}" if terms.state_ids else "",
        "what": f"certification:{'|'.join(terms.certification_ids)}" if terms.certification_ids else "",
    }


def _within_shares(funds: Sequence[Row], shares: Mapping[str, float]) -> list[Row]:
    """Funds with the part of their budget that may be spent."""
    if unknown := shares.keys() - {one["fund_id"] for one in funds}:
        raise ScenarioError(
            f"from_database.budget_shares: there is no fund {', '.join(sorted(unknown))}; known are"
            f" {', '.join(one['fund_id'] for one in funds)}"
        )
    return [{**one, "budget_pesos": round(one["budget_pesos"] * shares.get(one["fund_id"], 1.0), 2)} for one in funds]


def _of_what_is_left(wanted: Sequence[Row], funds: Sequence[Row], spent: Mapping[str, int]) -> list[Row]:
    """Funds as wanted, each with no more than is left of its whole budget."""
    left = {one["fund_id"]: max(0.0, one["budget_pesos"] - spent.get(one["fund_id"], 0) / _CENTAVOS) for one in funds}
    return [{**one, "budget_pesos": round(min(one["budget_pesos"], left[one["fund_id"]]), 2)} for one in wanted]


def _vendor_rows(catalogue: Catalogue, given: Mapping[str, int]) -> list[Row]:
    """Seats of each agreement that are left this year."""
    used = Counter[str]()
    for certification_id, n in given.items():
        known = catalogue.certifications.get(CertificationId(certification_id))
        if known is not None:
            used[known.vendor_id] += n
    return [
        {"vendor_id": one.vendor_id, "seats": max(0, one.seats_a_year - used[one.vendor_id])}
        for one in catalogue.agreements.values()
    ]


def _write(path: Path, rows: Sequence[Row]) -> None:
    table = pa.Table.from_pylist([dict(row) for row in rows])
    with replaced_file(path) as file:
        file.write(csv_bytes(table) if path.suffix == ".csv" else parquet_bytes(table))
