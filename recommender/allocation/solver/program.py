"""A mixed-integer program of an allocation, for SciPy's HiGHS: every rule, tiers and minimum groups by binaries."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array

from recommender.allocation.breaches import Limit
from recommender.allocation.national.agreements import prices_at, tier_band
from recommender.allocation.problem import NO_LIMIT, Integers, NationalProblem
from recommender.allocation.solver.limits_error import UnmetLimit

_TIME_IS_UP = 1
_THOUSAND_PESOS = 1e-5
"""Budgets are counted in thousands of pesos, so that the solver's tolerance is far below a voucher's price."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Every way to give one voucher, one row a variable.

    Attributes
    ----------
    learner, option, alternative, certification, tier
        Shape (n_choices,); ``tier`` is the vendor's tier whose prices hold.
    charge, budget
        Shape (n_choices, width): centavos, and the budget charged or -1.
    """

    learner: Integers
    option: Integers
    alternative: Integers
    certification: Integers
    tier: Integers
    charge: Integers
    budget: Integers

    def __len__(self) -> int:
        return len(self.option)


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of the choices taken, and the solver's bound on what any choice comes to."""

    chosen: Integers
    bound: float


def all_choices(national: NationalProblem) -> Choices:
    """Every payable option, alternative and tier."""
    problem, agreements = national.base, national.agreements
    payments, certification = problem.payments, problem.options.certification.astype(np.int64)
    learner = problem.options.learners().astype(np.int64)
    first = payments.first_alternative[payments.pay_class[learner]]
    n_ways = payments.first_alternative[payments.pay_class[learner] + 1] - first
    option = np.repeat(np.arange(len(certification)), n_ways)
    way = np.arange(len(option)) - np.repeat(np.cumsum(n_ways) - n_ways - first, n_ways)
    n_tiers = np.array([len(tiers) for tiers in agreements.tiers])
    parts = []
    for tier in range(int(n_tiers.max())):
        price = prices_at(national, np.minimum(tier, n_tiers - 1))
        has_tier = n_tiers[agreements.vendor[certification[option]]] > tier
        keep = payments.is_payable(price)[way, certification[option]] & has_tier
        row, alternative = option[keep], way[keep]
        given = certification[row]
        charge = payments.charges(price)[alternative, :, given]
        budget = payments.budget[alternative].astype(np.int64)
        parts.append((learner[row], row, alternative, given, np.full(len(row), tier), charge, budget))
    return Choices(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


@dataclass(slots=True)
class _Rows:
    """Rows of a sparse matrix as they come, with their bounds."""

    row: list[NDArray[np.int64]] = field(default_factory=list)
    column: list[NDArray[np.int64]] = field(default_factory=list)
    factor: list[NDArray[np.float64]] = field(default_factory=list)
    lower: list[NDArray[np.float64]] = field(default_factory=list)
    upper: list[NDArray[np.float64]] = field(default_factory=list)
    n_rows: int = 0

    def open(self, lower: ArrayLike, upper: ArrayLike) -> int:
        """The number of the first of the new rows, one a bound."""
        low, high = np.atleast_1d(np.asarray(lower, float)), np.atleast_1d(np.asarray(upper, float))
        self.lower.append(low)
        self.upper.append(high)
        self.n_rows += len(low)
        return self.n_rows - len(low)

    def put(self, row: ArrayLike, column: ArrayLike, factor: ArrayLike) -> None:
        """Factors at places; what falls on one place is summed."""
        places = np.broadcast_arrays(np.asarray(row), np.asarray(column), np.asarray(factor, float))
        self.row.append(places[0].ravel())
        self.column.append(places[1].ravel())
        self.factor.append(places[2].ravel())

    def constraint(self, n_columns: int) -> LinearConstraint:
        """All rows."""
        places = (np.concatenate(self.row), np.concatenate(self.column))
        matrix = csr_array((np.concatenate(self.factor), places), shape=(self.n_rows, n_columns))
        return LinearConstraint(matrix, np.concatenate(self.lower), np.concatenate(self.upper))


class Program:
    """Columns are the choices, extra money, tiers, openings, levels of parity, and what lower bounds and parities miss.

    Parameters
    ----------
    held
        Vouchers in each group of each parity that are given outside of the choices.
    """

    def __init__(self, national: NationalProblem, choices: Choices, held: tuple[Integers, ...] = ()) -> None:
        self._national, self._choices = national, choices
        self._held = held or tuple(np.zeros(len(parity.size), np.int64) for parity in national.base.parities)
        self._n_columns = len(choices)
        self._is_integer: list[NDArray[np.float64]] = [np.ones(len(choices))]
        self._most: list[NDArray[np.float64]] = [np.ones(len(choices))]
        self._rows = _Rows()
        self._misses: list[tuple[Limit, int, int]] = []
        self._add_learners()
        self._add_budgets()
        self._add_certifications()
        self._add_tiers()
        self._add_count_rules()
        self._add_parities()

    def solve(self, value: NDArray[np.float64], seconds: float, gap: float) -> tuple[Answer | None, bool]:
        """The choices worth most, or nothing; and whether nothing means that no choice is lawful."""
        objective = np.zeros(self._n_columns)
        objective[: len(value)] = -value
        answer = self._answer(objective, 0.0, seconds, gap)
        if answer.x is None:
            return None, answer.status != _TIME_IS_UP
        # Without any choice to make HiGHS states no bound.
        bound = answer.fun if answer.mip_dual_bound is None else answer.mip_dual_bound
        return Answer(self._chosen(answer), -float(bound)), False

    def least_missed(self, seconds: float) -> tuple[UnmetLimit, ...]:
        """Lower bounds and parities that stay unmet when least is missed; none if time was too short."""
        objective = np.zeros(self._n_columns)
        columns = [column for _, _, column in self._misses]
        objective[columns] = 1.0
        answer = self._answer(objective, np.inf, seconds, 0.0)
        missing: dict[tuple[Limit, int], float] = {}
        for kind, row, column in self._misses if answer.x is not None else []:
            if answer.x[column] > 1e-6:
                missing[kind, row] = missing.get((kind, row), 0.0) + float(answer.x[column])
        return tuple(UnmetLimit(kind, row, amount) for (kind, row), amount in missing.items())

    def least_extra(self, weight: NDArray[np.float64], seconds: float) -> Answer | None:
        """The choices that meet every rule with the least extra money, each budget's at its own weight.

        Rows of the choices, and a lower bound on the weighted centavos; nothing if money alone does not do, or if time
        was too short.
        """
        objective = np.zeros(self._n_columns)
        objective[self._extra] = weight
        answer = self._answer(objective, 0.0, seconds, 0.0, most_extra=np.inf)
        if answer.x is None:
            return None
        return Answer(self._chosen(answer), max(0.0, float(answer.mip_dual_bound)) / _THOUSAND_PESOS)

    def _answer(
        self,
        objective: NDArray[np.float64],
        most_missed: float,
        seconds: float,
        gap: float,
        *,
        most_extra: float = 0.0,
    ) -> OptimizeResult:
        upper = np.concatenate(self._most)
        upper[self._extra] = most_extra
        upper[[column for _, _, column in self._misses]] = most_missed
        return milp(
            objective,
            integrality=np.concatenate(self._is_integer),
            bounds=Bounds(np.zeros(self._n_columns), upper),
            constraints=self._rows.constraint(self._n_columns),
            options={"time_limit": seconds, "mip_rel_gap": gap},
        )

    def _chosen(self, answer: OptimizeResult) -> Integers:
        return np.flatnonzero(answer.x[: len(self._choices)] > 0.5)

    def _new_columns(self, n_columns: int, *, is_integer: bool, most: float = 1.0) -> int:
        self._is_integer.append(np.full(n_columns, float(is_integer)))
        self._most.append(np.full(n_columns, most))
        self._n_columns += n_columns
        return self._n_columns - n_columns

    def _miss(self, kind: Limit, row: int, in_row: int, sign: float) -> None:
        column = self._new_columns(1, is_integer=False, most=0.0)
        self._rows.put(in_row, column, sign)
        self._misses.append((kind, row, column))

    def _add_learners(self) -> None:
        learners, within = np.unique(self._choices.learner, return_inverse=True)
        first = self._rows.open(np.full(len(learners), -np.inf), np.ones(len(learners)))
        self._rows.put(first + within, np.arange(len(within)), 1.0)

    def _add_budgets(self) -> None:
        budgets = self._national.base.budgets
        first = self._rows.open(np.full(len(budgets), -np.inf), budgets * _THOUSAND_PESOS)
        choice, place = np.nonzero(self._choices.budget >= 0)
        charge = self._choices.charge[choice, place] * _THOUSAND_PESOS
        self._rows.put(first + self._choices.budget[choice, place], choice, charge)
        self._extra = self._new_columns(len(budgets), is_integer=False, most=0.0) + np.arange(len(budgets))
        self._rows.put(first + np.arange(len(budgets)), self._extra, -1.0)

    def _add_certifications(self) -> None:
        seats, least = self._national.base.seats, self._national.agreements.minimum_group
        certification = self._choices.certification
        asked = np.bincount(certification, minlength=len(seats))
        grouped = np.flatnonzero(least > 1)
        most = np.minimum(seats, asked)
        first = self._rows.open(np.full(len(seats), -np.inf), np.where(least > 1, 0, most))
        self._rows.put(first + certification, np.arange(len(certification)), 1.0)
        is_open = self._new_columns(len(grouped), is_integer=True) + np.arange(len(grouped))
        self._rows.put(first + grouped, is_open, -most[grouped])
        low = self._rows.open(np.zeros(len(grouped)), np.full(len(grouped), np.inf))
        place = np.full(len(seats), -1)
        place[grouped] = np.arange(len(grouped))
        choice = np.flatnonzero(place[certification] >= 0)
        self._rows.put(low + place[certification[choice]], choice, 1.0)
        self._rows.put(low + np.arange(len(grouped)), is_open, -least[grouped])

    def _add_tiers(self) -> None:
        agreements, choices = self._national.agreements, self._choices
        vendor = agreements.vendor[choices.certification]
        for one in np.flatnonzero([len(tiers) > 1 for tiers in agreements.tiers]).tolist():
            n_tiers = len(agreements.tiers[one])
            holds = self._new_columns(n_tiers, is_integer=True)
            self._rows.put(self._rows.open(1, 1), holds + np.arange(n_tiers), 1.0)
            for tier in range(n_tiers):
                least, most = tier_band(agreements, one, tier)
                choice = np.flatnonzero((vendor == one) & (choices.tier == tier))
                learners, within = np.unique(choices.learner[choice], return_inverse=True)
                enough = self._rows.open(0, np.inf)
                self._rows.put(enough, choice, 1.0)
                self._rows.put(enough, holds + tier, -least)
                not_over = self._rows.open(-np.inf, 0)
                self._rows.put(not_over, choice, 1.0)
                self._rows.put(not_over, holds + tier, -min(most, len(learners)))
                each = self._rows.open(np.full(len(learners), -np.inf), np.zeros(len(learners)))
                self._rows.put(each + within, choice, 1.0)
                self._rows.put(each + np.arange(len(learners)), holds + tier, -1.0)

    def _add_count_rules(self) -> None:
        counts, choices = self._national.base.counts, self._choices
        segment, kind = counts.segment[choices.learner], counts.kind[choices.certification]
        for rule in range(counts.n_rules):
            least, most = int(counts.least[rule]), int(counts.most[rule])
            if least <= 0 and most >= NO_LIMIT:
                continue
            row = self._rows.open(max(least, 0), most if most < NO_LIMIT else np.inf)
            counted = np.flatnonzero(counts.of_segment[rule, segment] & counts.of_kind[rule, kind])
            self._rows.put(row, counted, 1.0)
            if least > 0:
                self._miss(Limit.AT_LEAST, rule, row, 1.0)

    def _add_parities(self) -> None:
        counts, choices = self._national.base.counts, self._choices
        for row, parity in enumerate(self._national.base.parities):
            group = parity.group[counts.segment[choices.learner]]
            level = self._new_columns(1, is_integer=False)
            held = self._held[row]
            first = self._rows.open(-held, parity.gap * parity.size - held)
            counted = np.flatnonzero(group >= 0)
            self._rows.put(first + group[counted], counted, 1.0)
            self._rows.put(first + np.arange(len(parity.size)), level, -parity.size)
            for one in range(len(parity.size)):
                self._miss(Limit.PARITY, row, first + one, 1.0)
                self._miss(Limit.PARITY, row, first + one, -1.0)
