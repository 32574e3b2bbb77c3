"""Parts of the whole problem in which some tiers and openings are settled, and the limits that bound each part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from recommender.allocation.national.agreements import prices_at, tier_band
from recommender.allocation.plan import Multipliers
from recommender.allocation.problem import NO_LIMIT, CountRules, Integers, NationalProblem, Problem


@dataclass(frozen=True, slots=True)
class Fixing:
    """Choices that are settled; the others are free.

    Attributes
    ----------
    tiers
        Tier number of a vendor: exactly that tier's prices, and a number of vouchers within its band.
    is_open
        Of a certification with a minimum group: whether it gets that many vouchers or none.
    """

    tiers: Mapping[int, int] = field(default_factory=dict)
    is_open: Mapping[int, bool] = field(default_factory=dict)

    def with_tier(self, vendor: int, tier: int) -> "Fixing":
        """The same with one more vendor settled."""
        return Fixing({**self.tiers, vendor: tier}, self.is_open)

    def with_open(self, certification: int, is_open: bool) -> "Fixing":
        """The same with one more certification settled."""
        return Fixing(self.tiers, {**self.is_open, certification: is_open})


@dataclass(frozen=True, slots=True)
class ProvenNode:
    """A part of the problem and the multipliers that bound it: ``dual_bound(relaxed(national, fixing), multipliers)``.

    Of a part that no plan can be in, the multipliers bring the bound below what the given plan is worth.
    """

    fixing: Fixing
    multipliers: Multipliers


def tiered_vendors(national: NationalProblem) -> Integers:
    """Vendors whose prices depend on volume."""
    return np.flatnonzero([len(tiers) > 1 for tiers in national.agreements.tiers])


def grouped_certifications(national: NationalProblem) -> Integers:
    """Certifications that open for a group only."""
    return np.flatnonzero(national.agreements.minimum_group > 1)


def relaxed(national: NationalProblem, fixing: Fixing) -> Problem:
    """A problem without choices whose best plan is worth at least as much as any plan of the part.

    A free vendor is at its last and cheapest tier whatever its volume, a free certification needs no minimum. The rules
    of vendors with tiers (in order), then of certifications with a minimum group, follow those of the problem itself,
    without a bound where free: multipliers of any part fit any other.
    """
    vendors, grouped = tiered_vendors(national), grouped_certifications(national)
    last = [len(tiers) - 1 for tiers in national.agreements.tiers]
    tiers = np.array([fixing.tiers.get(vendor, tier) for vendor, tier in enumerate(last)], np.int64)
    problem = replace(national.base, price=prices_at(national, tiers))
    if len(vendors) and not set(vendors.tolist()) <= fixing.tiers.keys():
        # Rounding can leave a learner a centavo more of a lower price: nobody may lose an option by that.
        payments = problem.payments
        slack = payments.budget.shape[1]
        problem = replace(problem, payments=replace(payments, own_limit=payments.own_limit + slack))
    closed = [certification for certification, is_open in fixing.is_open.items() if not is_open]
    seats = problem.seats.copy()
    seats[closed] = 0
    seats[np.minimum(applicants(problem), seats) < national.agreements.minimum_group] = 0
    bands = [
        tier_band(national.agreements, v, fixing.tiers[v]) if v in fixing.tiers else (0, NO_LIMIT) for v in vendors
    ]
    least = [int(national.agreements.minimum_group[c]) if fixing.is_open.get(c, False) else 0 for c in grouped.tolist()]
    counts = _with_rules(
        problem.counts,
        (national.agreements.vendor[None, :] == vendors[:, None], np.array(bands, np.int64).reshape(-1, 2)),
        (np.arange(len(seats))[None, :] == grouped[:, None], np.array([(one, NO_LIMIT) for one in least], np.int64)),
    )
    return replace(problem, seats=seats, counts=counts)


def covers_all(national: NationalProblem, fixings: Sequence[Fixing]) -> bool:
    """Whether every choice of tiers and openings is in at least one of the parts."""
    parts = [
        {("tier", vendor): tier for vendor, tier in one.tiers.items()}
        | {("open", certification): int(is_open) for certification, is_open in one.is_open.items()}
        for one in fixings
    ]
    return _covers(national, parts)


def _covers(national: NationalProblem, parts: list[dict[tuple[str, int], int]]) -> bool:
    if any(not part for part in parts):
        return True
    if not parts:
        return False
    choice = max(sorted({key for part in parts for key in part}), key=lambda key: sum(key in part for part in parts))
    n_values = len(national.agreements.tiers[choice[1]]) if choice[0] == "tier" else 2
    return all(
        _covers(
            national,
            [
                {key: one for key, one in part.items() if key != choice}
                for part in parts
                if part.get(choice, value) == value
            ],
        )
        for value in range(n_values)
    )


def applicants(problem: Problem) -> Integers:
    """Learners who have the certification among their options and somebody to pay it: (n_certifications,)."""
    payments = problem.payments
    of_class = np.zeros((len(payments.own_limit), problem.n_certifications), bool)
    np.logical_or.at(of_class, payments.class_of_alternative, payments.is_payable(problem.price))
    certification = problem.options.certification
    payable = of_class[payments.pay_class[problem.options.learners()], certification]
    return np.bincount(certification[payable], minlength=problem.n_certifications)


def _with_rules(counts: CountRules, *further: tuple[np.ndarray, np.ndarray]) -> CountRules:
    """The rules and more of them over all learners: which certifications count (rules, certifications), and bounds.

    A rule without a bound counts nothing: certifications then differ in few ways, and arithmetic by kind is quick.
    """
    bounds = np.concatenate([bound.reshape(-1, 2) for _, bound in further])
    has_bound = (bounds[:, 0] > 0) | (bounds[:, 1] < NO_LIMIT)
    which = np.concatenate([which for which, _ in further]) & has_bound[:, None]
    _, first, kind = np.unique(
        np.concatenate([counts.kind[None], which[has_bound]]), axis=1, return_index=True, return_inverse=True
    )
    of_kind = np.concatenate([counts.of_kind[:, counts.kind[first]], which[:, first]])
    everybody = np.ones((len(bounds), counts.of_segment.shape[1]), bool)
    return CountRules(
        counts.segment,
        kind.reshape(-1).astype(np.int32),
        np.concatenate([counts.of_segment, everybody]),
        of_kind,
        np.concatenate([counts.least, bounds[:, 0]]),
        np.concatenate([counts.most, bounds[:, 1]]),
    )
