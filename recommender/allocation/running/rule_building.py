"""Rules of a scenario as rows: targets, vendors' seats and parity, over groups of learners and of certifications."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.allocation.scenario import EVERYBODY, Scenario, ScenarioError, Target
from data.allocation.scenario_tables import CertificationRows, LearnerRows, VendorRows
from data.allocation.table import UNLIMITED
from data.domain import Label
from recommender.allocation.problem import NO_LIMIT, CountRules, Integers, Parity
from recommender.allocation.running.groups import LearnerGroups, certifications_meant
from recommender.allocation.running.names import ParityName, RuleKind, RuleName

_EXACT = 1e-9
"""A share of a group that is a whole number but for rounding is that number."""


@dataclass(frozen=True, slots=True)
class BuiltRules:
    """Rules and parities with their names, in the same order."""

    counts: CountRules
    parities: tuple[Parity, ...]
    rule_names: tuple[RuleName, ...]
    parity_names: tuple[ParityName, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    name: RuleName
    of_segment: NDArray[np.bool_]
    of_certification: NDArray[np.bool_]
    least: int
    most: int


def rules_of(
    scenario: Scenario,
    certifications: CertificationRows,
    learners: LearnerRows,
    vendors: VendorRows | None,
    kept: Integers,
) -> BuiltRules:
    """All rules over the learners of the rows ``kept``.

    Raises
    ------
    InputError
        If a rule names a column, set, vendor or certification that is not there.
    """
    segments = LearnerGroups.of(learners.table, kept, _columns_of(scenario, learners))
    size = np.bincount(segments.of_learner, minlength=len(segments.first))
    rules = [rule for target in scenario.targets for rule in _target(target, certifications, segments, size)]
    if vendors is not None:
        rules += _vendor_seats(vendors, certifications, segments)
    of_certification = np.array([one.of_certification for one in rules], np.bool_)
    of_kind, kind = np.unique(
        of_certification.reshape(len(rules), len(certifications.ids)), axis=1, return_inverse=True
    )
    counts = CountRules(
        segment=segments.of_learner.astype(np.int32),
        kind=kind.astype(np.int32),
        of_segment=np.array([one.of_segment for one in rules], np.bool_).reshape(len(rules), len(size)),
        of_kind=of_kind,
        least=np.array([one.least for one in rules], np.int64),
        most=np.array([one.most for one in rules], np.int64),
    )
    compared = [_parity(rule.column, rule.gap, segments, size) for rule in scenario.parity]
    return BuiltRules(
        counts,
        tuple(parity for parity, _ in compared),
        tuple(one.name for one in rules),
        tuple(name for _, name in compared),
    )


def _target(target: Target, certifications: CertificationRows, segments: LearnerGroups, size: Integers) -> list[_Rule]:
    """The target's rule, or one for each value of its column that a learner meant has."""
    what = certifications_meant(certifications, target.what, f"target {target.name.es}")
    who = segments.meant(target.who)
    if target.for_each is None:
        return [_bounded(target, RuleName(RuleKind.TARGET, target.name), who, what, size)]
    of_segment = np.array(segments.values[target.for_each], dtype=object)
    return [
        _bounded(target, RuleName(RuleKind.TARGET, target.name, value), who & (of_segment == value), what, size)
        for value in sorted(set(of_segment[who]) - {""})
    ]


def _bounded(target: Target, name: RuleName, who: NDArray[np.bool_], what: NDArray[np.bool_], size: Integers) -> _Rule:
    n_learners = int(size[who].sum())
    least, most = target.least or 0, NO_LIMIT if target.most is None else target.most
    if target.least_share is not None:
        least = int(np.ceil(target.least_share * n_learners - _EXACT))
    if target.most_share is not None:
        most = int(np.floor(target.most_share * n_learners + _EXACT))
    if least > most:
        raise ScenarioError(f"target {name.label.es}: at least {least} and at most {most} cannot both hold")
    return _Rule(name, who, what, least, most)


def _vendor_seats(vendors: VendorRows, certifications: CertificationRows, segments: LearnerGroups) -> list[_Rule]:
    """A rule for each vendor with a number of seats; one without a certification here has none to limit."""
    of_certification = np.array(certifications.vendor_ids.to_pylist(), dtype=object)
    return [
        _Rule(
            RuleName(RuleKind.VENDOR_SEATS, Label(vendor, vendor)),
            segments.meant(EVERYBODY),
            of_certification == vendor,
            0,
            int(seats),
        )
        for vendor, seats in zip(vendors.ids, vendors.seats, strict=True)
        if seats != UNLIMITED and vendor in of_certification
    ]


def _parity(column: str, gap: float, segments: LearnerGroups, size: Integers) -> tuple[Parity, ParityName]:
    """Groups of a column in the order of their names; a blank cell is in none."""
    values = segments.values[column]
    names = sorted(set(values) - {""})
    if not names:
        raise ScenarioError(f"parity: the column {column} is blank for every learner; fill it in or leave the rule out")
    group = np.array([names.index(value) if value else -1 for value in values], np.int32)
    is_in = group >= 0
    sizes = np.bincount(group[is_in], weights=size[is_in], minlength=len(names)).astype(np.int64)
    return Parity(group, sizes, gap), ParityName(column, tuple(names))


def _columns_of(scenario: Scenario, learners: LearnerRows) -> list[str]:
    """All columns that rules compare; learners alike in them count alike."""
    wanted = [(f"target {one.name.es}", column) for one in scenario.targets for column in one.who.values]
    wanted += [(f"target {one.name.es}", one.for_each) for one in scenario.targets if one.for_each is not None]
    wanted += [("parity", one.column) for one in scenario.parity]
    known = learners.table.columns
    for rule, column in wanted:
        if column not in known:
            raise ScenarioError(f"{rule}: {learners.table.path.name} has no column {column}; it has {', '.join(known)}")
    return sorted({column for _, column in wanted})
