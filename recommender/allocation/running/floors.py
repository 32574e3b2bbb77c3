"""Floors: nobody gets a voucher worth much less than the best that they could get at all."""

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.national.agreements import tier_price
from recommender.allocation.problem import Agreements, Integers, Options, Payments


def cheapest_price(price: Integers, agreements: Agreements) -> Integers:
    """Least that a certification may cost, at its vendor's last tier: shape (n_certifications,), centavos."""
    last = np.array([tiers[-1].share for tiers in agreements.tiers])
    return tier_price(price, last[agreements.vendor])


def is_attainable(
    options: Options, payments: Payments, cheapest: Integers, seats: Integers, agreements: Agreements
) -> NDArray[np.bool_]:
    """Options that somebody could pay and that could open at all, shape (n_options,).

    A certification can open if it has a seat, and as many seats and learners who have it as its minimum group.
    """
    n_wanting = np.bincount(options.certification, minlength=len(seats))
    needed = np.maximum(agreements.minimum_group, 1)
    opens = (seats >= needed) & (n_wanting >= needed)
    payable = np.zeros((len(payments.own_limit), len(seats)), np.bool_)
    np.logical_or.at(payable, payments.class_of_alternative, payments.is_payable(cheapest))
    of_option = payable[np.repeat(payments.pay_class, np.diff(options.start)), options.certification]
    return np.asarray(of_option & opens[options.certification])


def above_floor(options: Options, attainable: NDArray[np.bool_], floor: float) -> NDArray[np.bool_]:
    """Options worth at least ``floor`` times the learner's best attainable one, shape (n_options,).

    Who has no attainable option keeps all: no voucher can come of them.
    """
    best = np.zeros(options.n_learners, np.float32)
    learners = options.learners()
    np.maximum.at(best, learners[attainable], options.value[attainable])
    return np.asarray(options.value >= np.float32(floor) * best[learners])


def kept_options(options: Options, kept: NDArray[np.bool_]) -> Options:
    """The options that are kept; learners stay, with fewer options or none."""
    n_kept = np.concatenate([[0], np.cumsum(kept)])
    return Options(n_kept[options.start], options.certification[kept], options.value[kept])
