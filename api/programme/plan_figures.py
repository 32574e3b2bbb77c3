"""A run's plan in numbers: vouchers and money by fund, state, certification and group; small groups are hidden."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from api.programme.limit_names import STATE, LimitKey
from api.small_groups import Sum, shown_alone, shown_figures
from data.allocation.recorded_run import RecordedRun
from data.allocation.scenario_tables import PAYING
from data.allocation.table import Table
from data.allocation_store import AllocationRun
from data.catalogue import Catalogue
from data.domain import CertificationId
from recommender.allocation.breaches import Limit

_BUDGET: Final = f"{Limit.BUDGET}:"
GROUP_COLUMNS: Final = ("kind", STATE)
"""Columns of learners by which shares of vouchers are compared."""


@dataclass(frozen=True, slots=True)
class FundUse:
    """What a plan takes of a fund, in centavos; ``worth`` is that of a thousand pesos more."""

    fund_id: str
    used: int
    limit: int
    worth: float


@dataclass(frozen=True, slots=True)
class GroupShare:
    """People of a group and those with a voucher; ``None`` is a figure of one to four, or one that would tell it."""

    value: str
    n_people: int | None
    n_vouchers: int | None


@dataclass(frozen=True, slots=True)
class LimitUse:
    """A limit as the certificate has it: centavos of a budget, shares of a parity, else vouchers.

    ``used`` and ``slack`` are ``None`` where they would tell of one to four people, ``worth`` where loosening it would
    bring nothing.
    """

    key: LimitKey
    used: float | None
    limit: float
    slack: float | None
    worth: float | None


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """The numbers of a run.

    ``groups`` by column of learners, without columns that its scenario has not; ``worth`` by limit of what the plan
    would gain by one seat or voucher more, or by a thousand pesos.
    """

    run: AllocationRun
    certificate: Mapping[str, Any]
    public_centavos: int
    own_centavos: int
    funds: tuple[FundUse, ...]
    by_certification: Mapping[str, int | None]
    by_vendor: Mapping[str, int | None]
    groups: Mapping[str, tuple[GroupShare, ...]]
    worth: Mapping[str, float]


def plan_figures(run: AllocationRun, vendor_of: Callable[[str], str]) -> PlanFigures:
    """Count a recorded run; ``vendor_of`` gives the vendor of a certification.

    Raises
    ------
    NotVerifiedError
        If one of its files, its scenario or the learners is not what was recorded.
    InputError
        If one of them is not there any more.
    """
    recorded = RecordedRun.of(run)
    plan, learners = recorded.plan(), recorded.learners()
    given = plan.filter(pc.is_valid(plan["certification_id"]))
    worth = {key: price * _pesos_told(key) for key, price in recorded.prices().items()}
    by_certification, by_vendor = _shown_vouchers(Counter(given["certification_id"].to_pylist()), vendor_of)
    return PlanFigures(
        run,
        recorded.certificate,
        sum(_total(given, f"{payer}_centavos") for payer in PAYING),
        _total(given, "own_centavos"),
        tuple(_fund_uses(recorded.certificate, worth)),
        by_certification,
        by_vendor,
        dict(_groups(learners, set(given["learner_id"].to_pylist()))),
        worth,
    )


def figures_of(run: AllocationRun, catalogue: Catalogue) -> PlanFigures:
    """The numbers of a run; a certification that the catalogue dropped is of no vendor. Errors as in `plan_figures`."""

    def vendor_of(id_: str) -> str:
        known = catalogue.certifications.get(CertificationId(id_))
        return known.vendor_id if known else ""

    return plan_figures(run, vendor_of)


def limit_use(key: str, figures: PlanFigures) -> LimitUse:
    """How much of a limit a plan uses; hidden wherever another shown number would be told by it."""
    use, limit = figures.certificate["constraints"][key], LimitKey.parsed(key)
    used, most, slack = (use[name] for name in ("used", "limit", "slack"))
    worth = figures.worth.get(key) or None
    if limit.kind in (Limit.BUDGET, Limit.PARITY):
        return LimitUse(limit, used, most, slack, worth)
    shown = _shown_use(limit, round(used), figures)
    return LimitUse(limit, shown, most, None if shown is None else round(slack), worth)


def shown_counts(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Counts of people that add up to a shown total, most first; ``None`` where one must not be shown."""
    if not counts:
        return {}
    ordered = sorted(counts, key=lambda name: (-counts[name], name))
    figures = np.array([sum(counts.values()), *(counts[name] for name in ordered)], np.int64)
    shown = shown_figures(figures, [Sum(0, tuple(range(1, len(figures))))])[1:]
    return {name: counts[name] if is_shown else None for name, is_shown in zip(ordered, shown, strict=True)}


def _shown_vouchers(
    counts: Mapping[str, int], vendor_of: Callable[[str], str]
) -> tuple[dict[str, int | None], dict[str, int | None]]:
    """Vouchers by certification and by vendor, most first, none of which tells a hidden one."""
    if not counts:
        return {}, {}
    ordered = sorted(counts, key=lambda name: (-counts[name], name))
    of_vendor: dict[str, list[int]] = {}
    for number, name in enumerate(ordered):
        of_vendor.setdefault(vendor_of(name), []).append(number)
    first = 1 + len(of_vendor)
    totals = [sum(counts[ordered[number]] for number in numbers) for numbers in of_vendor.values()]
    figures = np.array([sum(totals), *totals, *(counts[name] for name in ordered)], np.int64)
    sums = [Sum(0, tuple(range(1, first)))]
    for row, numbers in enumerate(of_vendor.values()):
        sums.append(Sum(1 + row, tuple(first + number for number in numbers)))
    shown = shown_figures(figures, sums)
    told = [int(figure) if is_shown else None for figure, is_shown in zip(figures, shown, strict=True)]
    return dict(zip(ordered, told[first:], strict=True)), dict(zip(of_vendor, told[1:first], strict=True))


def _shown_use(limit: LimitKey, used: int, figures: PlanFigures) -> int | None:
    if limit.vendor_id is not None:
        return figures.by_vendor.get(limit.vendor_id, 0)
    if limit.kind in (Limit.SEATS, Limit.MINIMUM_GROUP):
        return figures.by_certification.get(limit.rest, 0)
    return shown_alone(used)


def _total(given: pa.Table, column: str) -> int:
    return pc.sum(given[column]).as_py() or 0


def _pesos_told(key: str) -> int:
    """What a price is told for: a peso is worth too little to read."""
    return 1_000 if key.startswith(_BUDGET) else 1


def _fund_uses(certificate: Mapping[str, Any], worth: Mapping[str, float]) -> Iterable[FundUse]:
    for name, use in certificate["constraints"].items():
        if name.startswith(_BUDGET):
            fund_id = name.removeprefix(_BUDGET)
            yield FundUse(fund_id, round(use["used"]), round(use["limit"]), worth.get(name, 0.0))


def _groups(learners: Table, holders: set[str]) -> Iterable[tuple[str, tuple[GroupShare, ...]]]:
    ids = learners.ids("learner_id").to_pylist()
    for column in GROUP_COLUMNS:
        if column in learners.columns:
            yield column, _group_shares(learners.optional_texts(column), [id_ in holders for id_ in ids])


def _group_shares(values: Iterable[str], is_holder: list[bool]) -> tuple[GroupShare, ...]:
    people, given = Counter[str](), Counter[str]()
    for value, has_voucher in zip(values, is_holder, strict=True):
        people[value or ""] += 1
        given[value or ""] += has_voucher
    n_people, n_vouchers = shown_counts(people), shown_counts(given)
    return tuple(GroupShare(value, n_people[value], n_vouchers[value]) for value in sorted(people) if value)
