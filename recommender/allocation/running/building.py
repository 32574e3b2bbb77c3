"""From a scenario's tables to the whole problem as arrays, with the names behind its rows."""

from dataclasses import dataclass
from typing import cast

import numpy as np
import pyarrow as pa

from data.allocation.scenario import Scenario
from data.allocation.scenario_tables import CertificationRows, LearnerRows, ScenarioTables, TierRows
from data.allocation.table import Table
from data.domain import CertificationId, FundId, LearnerId, VendorId
from recommender.allocation.problem import WHOLE, Agreements, Integers, NationalProblem, Options, Problem, Tier
from recommender.allocation.running.floors import above_floor, cheapest_price, is_attainable, kept_options
from recommender.allocation.running.names import Names
from recommender.allocation.running.payment_building import limits, payments_of
from recommender.allocation.running.rule_building import rules_of


@dataclass(frozen=True, slots=True)
class Built:
    """A problem and its names. ``floor_dropped`` counts the options that the floor took away."""

    national: NationalProblem
    names: Names
    floor_dropped: int


def build(scenario: Scenario, tables: ScenarioTables) -> Built:
    """Put a scenario's tables together; learners who object to automated decisions are left out.

    Learners, certifications and funds keep their files' order; a learner's options are ordered by certification, so
    that the order of the table of options does not matter.

    Raises
    ------
    InputError
        If an id is unknown, an option stands twice, a value is no finite number above 0, or a rule names what is not
        there; the detail names file, row and what to do.
    """
    learners, certifications = tables.learners, tables.certifications
    kept = np.flatnonzero(~learners.objects)
    options = _options(tables.options, learners, certifications, kept)
    payments = payments_of(tables.funds, certifications, learners, kept, round(scenario.own_share * WHOLE))
    rules = rules_of(scenario, certifications, learners, tables.vendors, kept)
    agreements, vendor_ids = _agreements(certifications, tables.tiers)
    seats = limits(certifications.seats)
    if scenario.floor > 0:
        cheapest = cheapest_price(certifications.price, agreements)
        attainable = is_attainable(options, payments, cheapest, seats, agreements)
        floored = kept_options(options, above_floor(options, attainable, scenario.floor))
    else:
        floored = options
    problem = Problem(
        options=floored,
        price=certifications.price,
        seats=seats,
        budgets=tables.funds.budget,
        payments=payments,
        counts=rules.counts,
        parities=rules.parities,
    )
    ids = np.array(learners.ids.to_pylist(), dtype=object)
    names = Names(
        learner_ids=tuple(map(LearnerId, ids[kept])),
        certification_ids=tuple(map(CertificationId, certifications.ids.to_pylist())),
        vendor_ids=vendor_ids,
        fund_ids=tuple(map(FundId, tables.funds.ids)),
        payers=tables.funds.payer,
        rules=rules.rule_names,
        parities=rules.parity_names,
        objecting=frozenset(map(LearnerId, ids[learners.objects])),
    )
    dropped = len(options.value) - len(floored.value)
    return Built(NationalProblem(problem, agreements), names, dropped)


def _options(table: Table, learners: LearnerRows, certifications: CertificationRows, kept: Integers) -> Options:
    learner = table.rows_in("learner_id", learners.ids, learners.table.path.name)
    certification = table.rows_in("certification_id", certifications.ids, certifications.table.path.name)
    value = _values(table)
    key = learner * len(certifications.ids) + certification
    order = np.argsort(key, kind="stable")
    for row in np.sort(order[1:][np.diff(key[order]) == 0])[:1]:
        raise table.trouble(int(row), "certification_id", "the learner has this option in an earlier row; leave one")
    n_options = np.bincount(learner, minlength=len(learners.ids))[kept]
    order = order[~learners.objects[learner[order]]]
    return Options(
        start=np.concatenate([[0], np.cumsum(n_options)]),
        certification=certification[order].astype(np.int32),
        value=value[order],
    )


def _values(table: Table) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """Values above 0; 32 bits are kept."""
    found = table.numbers("value", least=0, most=float(np.finfo(np.float32).max)).astype(np.float32)
    for row in np.flatnonzero(found == 0)[:1]:
        raise table.trouble(int(row), "value", "an option is worth more than 0; leave the row out")
    return cast(np.ndarray[tuple[int], np.dtype[np.float32]], found)


def _agreements(certifications: CertificationRows, tiers: TierRows | None) -> tuple[Agreements, tuple[VendorId, ...]]:
    """Agreements with the vendors in the order of their ids; whose table names no tier keep the full price."""
    vendor_ids = sorted(set(certifications.vendor_ids.to_pylist()))
    vendor = np.array([vendor_ids.index(one) for one in certifications.vendor_ids.to_pylist()], np.int32)
    by_vendor: list[tuple[Tier, ...]] = [(Tier(0, WHOLE),)] * len(vendor_ids)
    if tiers is not None:
        rows = tiers.table.rows_in("vendor_id", pa.array(vendor_ids), certifications.table.path.name)
        for one in np.unique(rows).tolist():
            by_vendor[one] = _tiers(tiers, np.flatnonzero(rows == one))
    return (
        Agreements(vendor, tuple(by_vendor), certifications.minimum_group),
        tuple(map(VendorId, vendor_ids)),
    )


def _tiers(tiers: TierRows, rows: Integers) -> tuple[Tier, ...]:
    """One vendor's tiers by rising volume, from the full price on."""
    found: list[Tier] = [] if 0 in tiers.least[rows] else [Tier(0, WHOLE)]
    for row in rows[np.argsort(tiers.least[rows], kind="stable")].tolist():
        if found and tiers.share[row] >= found[-1].share:
            raise tiers.table.trouble(row, "share", "a larger tier costs less than a smaller one; correct it")
        found.append(Tier(int(tiers.least[row]), int(tiers.share[row])))
    return tuple(found)
