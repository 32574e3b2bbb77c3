"""All multipliers as one vector, with the limit of each and the unit in which the ascent moves it."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from recommender.allocation.plan import Multipliers
from recommender.allocation.problem import NO_LIMIT, Problem

Numbers64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Variables:
    """Order: seats, budgets, upper counts, lower counts, then above and below of each parity.

    Attributes
    ----------
    limit
        Shape (n_variables,): what each price is multiplied with in the bound (lower counts negative, parities' gaps).
    charge
        Shape (n_variables,): how much of the limit a typical voucher takes.
    may_bind
        Shape (n_variables,): prices of limits that nothing can reach stay 0.
    unit
        Shape (n_variables,): a price is moved in these; limits of any size then weigh alike in a step.
    """

    problem: Problem
    limit: Numbers64
    charge: Numbers64
    may_bind: NDArray[np.bool_]
    unit: Numbers64
    of_segment: csr_array

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """Limits and units of a problem."""
        counts = problem.counts
        n_budgets, n_rules = len(problem.budgets), counts.n_rules
        wanted = np.bincount(problem.options.certification, minlength=problem.n_certifications)
        charge = problem.payments.charges(problem.price)
        typical = max(1.0, float(charge[charge > 0].mean())) if (charge > 0).any() else 1.0
        most = np.minimum(counts.most, problem.n_learners)
        groups = [parity.size for parity in problem.parities for _ in range(2)]
        # The second derivative of the smoothed dual goes with the vouchers that a limit counts and their charges.
        curvature: list[Numbers64] = [
            np.maximum(np.minimum(problem.seats, wanted), 1).astype(np.float64),
            np.maximum(problem.budgets.astype(np.float64), typical) * typical,
            np.maximum(most, 1).astype(np.float64),
            np.maximum(counts.least, 1).astype(np.float64),
            *(1 / size for size in groups),
        ]
        whole = (problem.seats, problem.budgets, most, -counts.least)
        limit: list[Numbers64] = [one.astype(np.float64) for one in whole]
        for parity in problem.parities:
            limit += [np.full(len(parity.size), parity.gap), np.zeros(len(parity.size))]
        return cls(
            problem,
            np.concatenate(limit),
            np.concatenate(
                [np.ones(len(wanted)), np.full(n_budgets, typical), np.ones(2 * n_rules)]
                + [1 / size for size in groups]
            ),
            np.concatenate(
                [problem.seats < wanted, np.ones(n_budgets, np.bool_), counts.most < NO_LIMIT, counts.least > 0]
                + [np.ones(len(size), np.bool_) for size in groups]
            ),
            np.sqrt(problem.n_learners / np.concatenate(curvature)),
            csr_array(counts.of_segment.astype(np.float64)),
        )

    def multipliers(self, prices: Numbers64) -> Multipliers:
        """The vector taken apart."""
        seat, budget, at_most, at_least, *groups = self.parts(prices)
        return Multipliers(seat, budget, at_most, at_least, tuple(groups[0::2]), tuple(groups[1::2]))

    def prices(self, multipliers: Multipliers) -> Numbers64:
        """The vector of a day before, for limits that may bind."""
        groups = [one for pair in zip(multipliers.above, multipliers.below, strict=True) for one in pair]
        joined = np.concatenate(
            [multipliers.seat, multipliers.budget, multipliers.at_most, multipliers.at_least, *groups]
        )
        return np.where(self.may_bind, joined, 0.0)

    def parts(self, vector: Numbers64) -> list[Numbers64]:
        """Views of a vector by kind of limit."""
        n_rules = self.problem.counts.n_rules
        sizes = [self.problem.n_certifications, len(self.problem.budgets), n_rules, n_rules]
        sizes += [len(parity.size) for parity in self.problem.parities for _ in range(2)]
        return np.split(vector, np.cumsum(sizes)[:-1])

    def segment_costs(self, prices: Numbers64) -> Numbers64:
        """Price of counting, shape (n_segments, n_kinds)."""
        _, _, at_most, at_least, *groups = self.parts(prices)
        counts = self.problem.counts
        costs: Numbers64 = self.of_segment.T @ ((at_most - at_least)[:, None] * counts.of_kind)
        for parity, above, below in zip(self.problem.parities, groups[0::2], groups[1::2], strict=True):
            of_group = np.append((above - below) / parity.size, 0.0)
            costs = costs + of_group[parity.group][:, None]
        return costs

    def counted(self, rule_use: Numbers64) -> list[Numbers64]:
        """Vouchers that rules count and groups' rates, from vouchers by segment and kind; in the vector's order."""
        by_rule = ((self.of_segment @ rule_use) * self.problem.counts.of_kind).sum(axis=1)
        parts = [by_rule, -by_rule]
        by_segment = rule_use.sum(axis=1)
        for parity in self.problem.parities:
            in_group = parity.group >= 0
            rate = np.bincount(parity.group[in_group], by_segment[in_group], len(parity.size)) / parity.size
            parts += [rate, -rate]
        return parts
