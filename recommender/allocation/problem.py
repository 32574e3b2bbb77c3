"""The allocation problem as arrays: who may get what, what it is worth, who pays, and which rules hold.

Learners, certifications, budgets and rules are row numbers here; names live with who built the problem. Money is in
integer centavos of Mexican pesos and shares are integer basis points (ten-thousandths), so that every charge is exact.
A learner gets at most one voucher.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

NO_LIMIT = 2**62
"""A seat number, cap or count that never binds."""

WHOLE = 10_000
"""Basis points of a whole price."""

Integers = NDArray[np.int64]
Numbers32 = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Options:
    """What each learner may get; options of learner ``l`` are rows ``start[l]`` to ``start[l + 1]``.

    Attributes
    ----------
    start
        Shape (n_learners + 1,), from 0, rising.
    certification
        Shape (n_options,), each at most once a learner.
    value
        Shape (n_options,), above 0: what the voucher is worth. Any unit; the plan's value is the sum.
    """

    start: Integers
    certification: Numbers32
    value: NDArray[np.float32]

    @property
    def n_learners(self) -> int:
        """Number of learners, those without any option included."""
        return len(self.start) - 1

    def learners(self) -> Numbers32:
        """Whose each option is, shape (n_options,)."""
        return np.asarray(np.repeat(np.arange(self.n_learners, dtype=np.int32), np.diff(self.start)))


@dataclass(frozen=True, slots=True, eq=False)
class Payments:
    """Who can pay for a voucher: every learner is of one class, every class has alternatives.

    An alternative charges up to ``width`` budgets, each ``min(price * share, cap)``; the learner pays what is left,
    which must not exceed the class's own limit. One budget in every alternative of everybody is a national ceiling.

    Attributes
    ----------
    pay_class
        Shape (n_learners,).
    first_alternative
        Shape (n_classes + 1,): alternatives of class ``k`` are rows ``first_alternative[k]`` to the next; may be none.
    budget
        Shape (n_alternatives, width): budget charged, -1 for none.
    share
        Shape (n_alternatives, width), basis points of the price.
    cap
        Shape (n_alternatives, width), centavos a voucher, `NO_LIMIT` for none.
    pays_part
        Shape (n_alternatives, width): whether the charge is a part of the price. A ceiling counts spending that others
        pay, so its charge does not lessen what the learner pays.
    covers
        Shape (n_alternatives, n_certifications): certifications that the alternative may pay for.
    own_limit
        Shape (n_classes,), centavos: most that a learner of the class pays, `NO_LIMIT` for any.

    Notes
    -----
    Nobody changes the arrays, and one is equal to itself alone: what it charges at given prices is computed once.
    """

    pay_class: Numbers32
    first_alternative: Integers
    budget: Numbers32
    share: Integers
    cap: Integers
    pays_part: NDArray[np.bool_]
    covers: NDArray[np.bool_]
    own_limit: Integers

    @property
    def class_of_alternative(self) -> Numbers32:
        """Shape (n_alternatives,)."""
        n_classes = len(self.first_alternative) - 1
        return np.repeat(np.arange(n_classes, dtype=np.int32), np.diff(self.first_alternative))

    def charges(self, price: Integers) -> Integers:
        """Centavos that each alternative takes from each of its budgets: (n_alternatives, width, n_certifications).

        A share of a price is rounded to the nearest centavo, halves up.
        """
        return _settled(self, price.astype(np.int64).tobytes())[0]

    def own_part(self, price: Integers) -> Integers:
        """Centavos left to the learner: (n_alternatives, n_certifications); never below 0."""
        return _own_part(self, price, self.charges(price))

    def is_payable(self, price: Integers) -> NDArray[np.bool_]:
        """Whether an alternative can pay for a certification: (n_alternatives, n_certifications)."""
        return _settled(self, price.astype(np.int64).tobytes())[1]


@lru_cache(maxsize=4)
def _settled(payments: Payments, price_bytes: bytes) -> tuple[Integers, NDArray[np.bool_]]:
    """Charges, and what is payable: a solution asks for them at the same prices again and again."""
    price = np.frombuffer(price_bytes, np.int64)
    shared = (price[None, None, :] * payments.share[:, :, None] + WHOLE // 2) // WHOLE
    charged = np.minimum(shared, payments.cap[:, :, None])
    charges: Integers = np.where(payments.budget[:, :, None] >= 0, charged, 0)
    limit = payments.own_limit[payments.class_of_alternative][:, None]
    payable: NDArray[np.bool_] = payments.covers & (_own_part(payments, price, charges) <= limit)
    charges.flags.writeable = payable.flags.writeable = False
    return charges, payable


def _own_part(payments: Payments, price: Integers, charges: Integers) -> Integers:
    paid = np.where(payments.pays_part[:, :, None], charges, 0).sum(axis=1)
    left: Integers = np.maximum(price[None, :] - paid, 0)
    return left


@dataclass(frozen=True, slots=True)
class CountRules:
    """Rules of the form ``least <= vouchers of these learners for these certifications <= most``.

    Targets, seats of a vendor and of teachers, tiers and minimum groups are all such rules. Learners who count alike in
    every rule and parity are one *segment*, certifications that count alike one *kind*.

    Attributes
    ----------
    segment
        Shape (n_learners,).
    kind
        Shape (n_certifications,).
    of_segment, of_kind
        Shapes (n_rules, n_segments) and (n_rules, n_kinds): a voucher counts where both hold.
    least, most
        Shape (n_rules,): 0 and `NO_LIMIT` where there is no such bound.
    """

    segment: Numbers32
    kind: Numbers32
    of_segment: NDArray[np.bool_]
    of_kind: NDArray[np.bool_]
    least: Integers
    most: Integers

    @property
    def n_rules(self) -> int:
        """Number of rules."""
        return len(self.least)


@dataclass(frozen=True, slots=True)
class Parity:
    """Shares of learners with a voucher must not differ by more than ``gap`` between any two groups.

    Attributes
    ----------
    group
        Shape (n_segments,): group of each segment, -1 for learners outside of the comparison.
    size
        Shape (n_groups,), above 0: learners who applied, whether or not anything can be given to them.
    gap
        In [0, 1].
    """

    group: Numbers32
    size: Integers
    gap: float


@dataclass(frozen=True, slots=True)
class Problem:
    """A plan is to be found that is worth most; prices and which certifications are open are settled.

    Attributes
    ----------
    price
        Shape (n_certifications,), centavos a voucher before anybody's share.
    seats
        Shape (n_certifications,).
    budgets
        Shape (n_budgets,), centavos.
    """

    options: Options
    price: Integers
    seats: Integers
    budgets: Integers
    payments: Payments
    counts: CountRules
    parities: tuple[Parity, ...] = ()

    def __post_init__(self) -> None:
        if (self.price < 0).any() or (self.seats < 0).any() or (self.budgets < 0).any():
            raise ValueError("prices, seats and budgets must not be negative")
        if not np.isfinite(self.options.value).all() or (self.options.value <= 0).any():
            raise ValueError("every option must be worth a finite amount above 0")

    @property
    def n_learners(self) -> int:
        """Number of learners."""
        return self.options.n_learners

    @property
    def n_certifications(self) -> int:
        """Number of certifications."""
        return len(self.price)

    def with_count_rules(self, of_segment: NDArray[np.bool_], of_kind: NDArray[np.bool_], least: Integers) -> Self:
        """The same problem with further lower bounds."""
        counts = self.counts
        more = CountRules(
            counts.segment,
            counts.kind,
            np.concatenate([counts.of_segment, of_segment]),
            np.concatenate([counts.of_kind, of_kind]),
            np.concatenate([counts.least, least]),
            np.concatenate([counts.most, np.full(len(least), NO_LIMIT)]),
        )
        return replace(self, counts=more)


@dataclass(frozen=True, slots=True)
class Tier:
    """From ``least`` vouchers of the vendor on, all of them cost ``share`` basis points of the price."""

    least: int
    share: int


@dataclass(frozen=True, slots=True)
class Agreements:
    """What depends on how many vouchers are given: prices by volume, and certifications opened for a group only.

    Attributes
    ----------
    vendor
        Shape (n_certifications,).
    tiers
        One tuple a vendor, ``least`` rising from 0, ``share`` falling.
    minimum_group
        Shape (n_certifications,): a certification gets no voucher or at least so many; 0 and 1 ask nothing.
    """

    vendor: Numbers32
    tiers: tuple[tuple[Tier, ...], ...]
    minimum_group: Integers


@dataclass(frozen=True, slots=True)
class NationalProblem:
    """The whole problem: ``base`` at full prices and with every certification open, and the agreements."""

    base: Problem
    agreements: Agreements
