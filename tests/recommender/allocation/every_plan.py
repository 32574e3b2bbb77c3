"""The best plan of a tiny problem by looking at every plan there is: written from the rules, not from the solvers."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.problem import NationalProblem, Parity

Cells = NDArray[np.int64]


def best_value(national: NationalProblem) -> float | None:
    """Value of the best lawful plan, ``None`` if no plan is lawful."""
    option, way = _every_plan(national)
    lawful = _is_lawful(national, option, way)
    if not lawful.any():
        return None
    worth = np.append(national.base.options.value.astype(float), 0.0)
    return float(worth[option[lawful]].sum(axis=1).max())


def least_extra_money(national: NationalProblem) -> int | None:
    """Least sum of centavos over the budgets with which some plan is lawful, ``None`` if no money would do."""
    option, way = _every_plan(national)
    endless = replace(national, base=replace(national.base, budgets=np.full_like(national.base.budgets, 10**12)))
    lawful = _is_lawful(endless, option, way)
    if not lawful.any():
        return None
    holds = option[lawful] >= 0
    charged = _charged(national, holds, _prices(national, option[lawful]), way[lawful])[0]
    return int(np.maximum(charged - national.base.budgets, 0).sum(axis=1).min())


def _every_plan(national: NationalProblem) -> tuple[Cells, Cells]:
    """Option and alternative of every learner in every plan that could be written down: (n_plans, n_learners)."""
    options, payments = national.base.options, national.base.payments
    ways = []
    for learner in range(national.base.n_learners):
        of = payments.pay_class[learner]
        ways.append(
            [(-1, -1)]
            + [
                (option, way)
                for option in range(options.start[learner], options.start[learner + 1])
                for way in range(payments.first_alternative[of], payments.first_alternative[of + 1])
                if payments.covers[way, options.certification[option]]
            ]
        )
    place = np.indices([len(one) for one in ways]).reshape(len(ways), -1)
    both = np.stack([np.array(one)[place[learner]] for learner, one in enumerate(ways)], axis=1)
    return both[..., 0], both[..., 1]


def _is_lawful(national: NationalProblem, option: Cells, way: Cells) -> NDArray[np.bool_]:
    base, agreements = national.base, national.agreements
    holds = option >= 0
    certification = np.where(holds, base.options.certification[option], -1)
    given = np.stack([(certification == one).sum(axis=1) for one in range(base.n_certifications)], axis=1)
    lawful = (given <= base.seats).all(axis=1)
    lawful &= ((given == 0) | (given >= agreements.minimum_group)).all(axis=1)
    lawful &= _is_paid(national, holds, _prices(national, option), way)
    learner = np.arange(base.n_learners)
    segment = base.counts.segment[learner]
    for rule in range(base.counts.n_rules):
        of_segment = base.counts.of_segment[rule, segment]
        counted = (holds & of_segment & base.counts.of_kind[rule, base.counts.kind[certification]]).sum(axis=1)
        lawful &= (base.counts.least[rule] <= counted) & (counted <= base.counts.most[rule])
    for parity in base.parities:
        lawful &= _is_even(parity, holds, parity.group[segment])
    return lawful


def _prices(national: NationalProblem, option: Cells) -> Cells:
    """Price of each learner's voucher at the tiers that the plan reaches."""
    base, agreements = national.base, national.agreements
    holds = option >= 0
    certification = np.where(holds, base.options.certification[option], -1)
    price = np.zeros(certification.shape, np.int64)
    for vendor, tiers in enumerate(agreements.tiers):
        of_vendor = holds & (agreements.vendor[certification] == vendor)
        share = np.zeros(len(option), np.int64)
        for tier in tiers:
            share = np.where(of_vendor.sum(axis=1) >= tier.least, tier.share, share)
        whole = base.price[certification]
        price = np.where(of_vendor, np.floor(whole * share[:, None] / 10_000 + 0.5).astype(np.int64), price)
    return price


def _is_paid(national: NationalProblem, holds: NDArray[np.bool_], price: Cells, way: Cells) -> NDArray[np.bool_]:
    base, payments = national.base, national.base.payments
    charged, own = _charged(national, holds, price, way)
    may_pay = ~holds | (np.maximum(own, 0) <= payments.own_limit[payments.pay_class])
    return np.asarray(may_pay.all(axis=1) & (charged <= base.budgets).all(axis=1))


def _charged(national: NationalProblem, holds: NDArray[np.bool_], price: Cells, way: Cells) -> tuple[Cells, Cells]:
    """Centavos of each budget, (n_plans, n_budgets), and what is left to each learner."""
    base, payments = national.base, national.base.payments
    own = price.copy()
    charged = np.zeros((len(price), len(base.budgets)), np.int64)
    for place in range(payments.budget.shape[1]):
        budget, part = payments.budget[way, place], payments.share[way, place]
        charge = np.minimum(np.floor(price * part / 10_000 + 0.5).astype(np.int64), payments.cap[way, place])
        charge = np.where(holds & (budget >= 0), charge, 0)
        own -= np.where(payments.pays_part[way, place], charge, 0)
        for one in range(len(base.budgets)):
            charged[:, one] += np.where(budget == one, charge, 0).sum(axis=1)
    return charged, own


def _is_even(parity: Parity, holds: NDArray[np.bool_], group: NDArray[np.int32]) -> NDArray[np.bool_]:
    share = np.stack([holds[:, group == one].sum(axis=1) / size for one, size in enumerate(parity.size)], axis=1)
    return np.asarray(share.max(axis=1) - share.min(axis=1) <= parity.gap + 1e-9)
