"""Prices that depend on volume, and groups that must be large enough: kept by a whole plan beside its limits."""

from dataclasses import replace

import numpy as np

from recommender.allocation.breaches import Breach, Limit, Use, breaches, over_limit, uses
from recommender.allocation.plan import Plan
from recommender.allocation.problem import NO_LIMIT, WHOLE, Agreements, Integers, NationalProblem, Problem


def tier_price(price: Integers, share: Integers) -> Integers:
    """Price at a tier's share of basis points, to the nearest centavo, halves up."""
    return np.asarray((price * share + WHOLE // 2) // WHOLE)


def tier_band(agreements: Agreements, vendor: int, tier: int) -> tuple[int, int]:
    """Fewest and most vouchers of the vendor for which the tier's price holds."""
    tiers = agreements.tiers[vendor]
    return tiers[tier].least, tiers[tier + 1].least - 1 if tier + 1 < len(tiers) else NO_LIMIT


def vendor_vouchers(national: NationalProblem, plan: Plan) -> Integers:
    """Vouchers of each vendor, shape (n_vendors,)."""
    certification = national.base.options.certification[plan.option[plan.holders]]
    return np.bincount(national.agreements.vendor[certification], minlength=len(national.agreements.tiers))


def tiers_reached(national: NationalProblem, plan: Plan) -> Integers:
    """Tier that each vendor's prices are of, by how many vouchers the plan gives: shape (n_vendors,)."""
    vouchers = vendor_vouchers(national, plan)
    reached = [
        sum(tier.least <= n_vouchers for tier in tiers) - 1
        for tiers, n_vouchers in zip(national.agreements.tiers, vouchers, strict=True)
    ]
    return np.array(reached, np.int64)


def settled(national: NationalProblem, plan: Plan) -> Problem:
    """The problem at the prices that the plan itself brings about."""
    return replace(national.base, price=prices_at(national, tiers_reached(national, plan)))


def prices_at(national: NationalProblem, tiers: Integers) -> Integers:
    """Price of each certification when each vendor is at the given tier."""
    agreements = national.agreements
    share = [every[tier].share for every, tier in zip(agreements.tiers, tiers, strict=True)]
    return tier_price(national.base.price, np.array(share, np.int64)[agreements.vendor])


def national_uses(national: NationalProblem, plan: Plan) -> tuple[Use, ...]:
    """Use of every limit at the plan's own prices, and of the minimum group of every certification that is given."""
    certification = national.base.options.certification[plan.option[plan.holders]]
    given = np.bincount(certification, minlength=national.base.n_certifications)
    least = national.agreements.minimum_group
    groups = (
        Use(Limit.MINIMUM_GROUP, int(row), int(given[row]), int(least[row]))
        for row in np.flatnonzero((least > 1) & (given > 0))
    )
    return (*uses(settled(national, plan), plan), *groups)


def national_breaches(national: NationalProblem, plan: Plan) -> tuple[Breach, ...]:
    """Every limit of the whole problem that the plan does not keep to; none for a lawful plan."""
    own = breaches(settled(national, plan), plan)
    groups = (use for use in national_uses(national, plan) if use.kind is Limit.MINIMUM_GROUP)
    return own + over_limit(tuple(groups))
