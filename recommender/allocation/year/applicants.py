"""Learners apart from the limits they meet: to be picked, put together, and set into a problem."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from recommender.allocation.problem import Numbers32, Options, Problem


@dataclass(frozen=True, slots=True)
class Applicants:
    """Who applies for what, numbered as the certifications, classes and segments of some `Problem`.

    Attributes
    ----------
    pay_class, segment
        Shape (n_learners,).
    """

    options: Options
    pay_class: Numbers32
    segment: Numbers32

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """Everybody in a problem."""
        return cls(problem.options, problem.payments.pay_class, problem.counts.segment)

    def __len__(self) -> int:
        return self.options.n_learners

    def pick(self, learners: NDArray[np.int64]) -> Self:
        """These learners in this order; somebody may be named more than once."""
        start, options = self.options.start, self.options
        n_options = np.diff(start)[learners]
        begins = np.concatenate([[0], np.cumsum(n_options)])
        rows = np.arange(begins[-1]) + np.repeat(start[learners] - begins[:-1], n_options)
        return type(self)(
            Options(begins.astype(np.int64), options.certification[rows], options.value[rows]),
            self.pay_class[learners],
            self.segment[learners],
        )

    def joined(self, others: Self) -> Self:
        """These learners, then the others."""
        one, other = self.options, others.options
        options = Options(
            np.concatenate([one.start, one.start[-1] + other.start[1:]]),
            np.concatenate([one.certification, other.certification]),
            np.concatenate([one.value, other.value]),
        )
        return type(self)(
            options,
            np.concatenate([self.pay_class, others.pay_class]),
            np.concatenate([self.segment, others.segment]),
        )

    def worth(self, factor: NDArray[np.float64]) -> Self:
        """The same learners, each option worth so many times as much, shape (n_options,)."""
        value = (self.options.value * factor).astype(np.float32)
        return replace(self, options=replace(self.options, value=value))

    def set_into(self, problem: Problem) -> Problem:
        """The problem's limits with these learners instead of its own."""
        return replace(
            problem,
            options=self.options,
            payments=replace(problem.payments, pay_class=self.pay_class),
            counts=replace(problem.counts, segment=self.segment),
        )
