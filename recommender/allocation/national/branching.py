"""Which tiers to reach and which certifications to open: branch and bound over the plan's prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush

import numpy as np

from recommender.allocation.breaches import Limit
from recommender.allocation.national.agreements import national_breaches
from recommender.allocation.national.nodes import Fixing, ProvenNode, grouped_certifications, relaxed, tiered_vendors
from recommender.allocation.national.rule_price import with_best_price
from recommender.allocation.plan import Multipliers, Plan
from recommender.allocation.problem import Integers, NationalProblem, Problem
from recommender.allocation.solver.ascent import Stage
from recommender.allocation.solver.dual import dual_bound
from recommender.allocation.solver.exact import solve_exactly, without_agreements
from recommender.allocation.solver.limits_error import LimitsError
from recommender.allocation.solver.pricing import COLDEST, STAGES, priced
from recommender.allocation.solver.solve import first_choice_counts, n_choices, planned
from recommender.allocation.solver.tables import tables
from recommender.allocation.solver.variables import Variables

_TOLERANCE = 0.0025
"""Share of the best plan by which a part's bound may be higher without a look into it."""

_FEW_STEPS = (Stage(0.008, None, 0.5, 20), Stage(0.002, None, 0.15, 20))
"""From a part's prices to those of a part of it: wide first, as a settled tier can move many prices far."""

_TO_PLAN = (*STAGES[2:], COLDEST)
"""From a part's prices to those that a plan is made at: the less smooth, the less rounding loses."""

_MOST_PLANS_A_FIXING = 4
_MOST_CHOICES_DECIDED, _SECONDS, _GAP = 8_000, 30.0, 2e-3
"""With tiers settled, problems up to this size are solved exactly, to a small gap."""
_MOST_PLANNED = 3
"""Settled tiers in which a plan is looked for, more only until there is one."""

_LEAST_LOWERED = 1e-4
"""Share of a part's bound by which dividing it by an opening must lower it: most groups matter to few learners."""


@dataclass(frozen=True, slots=True, order=True)
class _Part:
    """A part of the problem in the queue, the highest bound first."""

    minus_bound: float
    number: int
    fixing: Fixing = field(compare=False)
    multipliers: Multipliers = field(compare=False)

    @property
    def bound(self) -> float:
        return -self.minus_bound


class Search:
    """Parts still open, parts that are settled, and the best plan so far."""

    def __init__(self, national: NationalProblem, *, seed: int, plan: Plan | None, is_best: bool = False) -> None:
        self._national, self._seed = national, seed
        self._vendors = tiered_vendors(national).tolist()
        self._grouped = grouped_certifications(national)
        self._n_parts = 0
        self._n_pricings = 0
        self._is_best = is_best
        self.plan = plan
        self.value = -np.inf if plan is None else plan.value(national.base)
        self._error: LimitsError | None = None
        self._planned_tiers: list[Mapping[int, int]] = []

    def run(self, warm: Multipliers | None, most_pricings: int) -> tuple[Plan, tuple[ProvenNode, ...]]:
        """Search until the best plan is within the tolerance of the bound, or enough parts were priced.

        Returns
        -------
        The best plan, and parts that together hold every plan.

        Raises
        ------
        LimitsError
            If there is none.
        """
        root = self._priced(Fixing(), warm, STAGES)
        of_root = {vendor: self._tiers_of(root, vendor) for vendor in self._vendors}
        self._vendors_by_effect = sorted(self._vendors, key=lambda vendor: max(part.bound for part in of_root[vendor]))
        queue = [root] if self._is_best else sorted(self._dive(root))
        settled: list[_Part] = []
        while queue and self._n_pricings < most_pricings:
            part = heappop(queue)
            if part.bound <= self.value * (1 + _TOLERANCE):
                heappush(queue, part)
                break
            children = self._children(part)
            if not children:
                settled.append(part)
            for child in children:
                heappush(queue, child)
        if self.plan is None:
            raise self._error or LimitsError((), is_proven=False)
        parts = sorted([*queue, *settled])
        return self.plan, tuple(ProvenNode(part.fixing, part.multipliers) for part in parts)

    def _part(self, fixing: Fixing, multipliers: Multipliers, bound: float) -> _Part:
        self._n_parts += 1
        return _Part(-bound, self._n_parts, fixing, multipliers)

    def _priced(self, fixing: Fixing, warm: Multipliers | None, stages: tuple[Stage, ...] = _FEW_STEPS) -> _Part:
        """The part at prices of its own."""
        problem = relaxed(self._national, fixing)
        self._n_pricings += 1
        return self._part(fixing, *priced(Variables.of(problem), tables(problem), self._seed, warm, stages))

    def _tightened(self, part: _Part) -> _Part:
        """The part at the lower of its bounds, priced anew if it might hold a better plan."""
        if part.bound <= max(0.0, self.value * (1 + _TOLERANCE)):
            return part
        return min(part, self._priced(part.fixing, part.multipliers), key=lambda one: one.bound)

    def _with_tier(self, part: _Part, vendor: int, tier: int) -> _Part:
        fixing = part.fixing.with_tier(vendor, tier)
        problem = relaxed(self._national, fixing)
        rule = self._national.base.counts.n_rules + self._vendors.index(vendor)
        multipliers = with_best_price(problem, part.multipliers, rule)
        return self._part(fixing, multipliers, dual_bound(problem, multipliers))

    def _with_open(self, part: _Part, certification: int, is_open: bool) -> _Part:
        fixing = part.fixing.with_open(certification, is_open)
        problem = relaxed(self._national, fixing)
        first = self._national.base.counts.n_rules + len(self._vendors)
        rule = first + int(np.searchsorted(self._grouped, certification))
        multipliers = with_best_price(problem, part.multipliers, rule)
        return self._part(fixing, multipliers, dual_bound(problem, multipliers))

    def _tiers_of(self, part: _Part, vendor: int) -> list[_Part]:
        return [self._with_tier(part, vendor, tier) for tier in range(len(self._national.agreements.tiers[vendor]))]

    def _dive(self, root: _Part) -> list[_Part]:
        """Settle one tier after another by the highest bound, and look for a plan there; where none is, elsewhere.

        Returns
        -------
        Parts that together hold every plan of the root's.
        """
        part = root
        beside: list[_Part] = []
        for vendor in self._vendors_by_effect:
            part, *others = sorted(self._tightened(child) for child in self._tiers_of(part, vendor))
            beside += others
        looked_at: _Part | None = part
        for _ in range(_MOST_PLANNED):
            if looked_at is None:
                break
            looked_at = self._for_a_plan(looked_at)
            unmet = self._unmet_in(looked_at)
            if unmet is None:
                break
            looked_at = self._elsewhere(looked_at, unmet)
        return [part, *beside]

    def _for_a_plan(self, part: _Part) -> _Part:
        """The part at colder prices."""
        return self._priced(part.fixing, part.multipliers, _TO_PLAN)

    def _elsewhere(self, part: _Part, unmet: Sequence[int]) -> _Part | None:
        """The part of highest bound that differs by one tier, of a vendor of those unmet if there are any."""
        others = [
            other
            for vendor in unmet or self._vendors
            for other in self._tiers_of(part, vendor)
            if other.fixing.tiers not in self._planned_tiers
        ]
        return max(others, key=lambda one: one.bound, default=None)

    def _children(self, part: _Part) -> list[_Part]:
        """The part divided by the tier of one vendor or the opening of one certification; none if nothing does."""
        for vendor in self._vendors_by_effect:
            if vendor not in part.fixing.tiers:
                return [self._tightened(child) for child in self._tiers_of(part, vendor)]
        is_worth_a_look = self.plan is None or len(self._planned_tiers) < _MOST_PLANNED
        if part.fixing.tiers not in self._planned_tiers and is_worth_a_look:
            part = self._for_a_plan(part)
            self._unmet_in(part)
        for certification in self._too_small(
            first_choice_counts(relaxed(self._national, part.fixing), part.multipliers)
        ):
            if certification not in part.fixing.is_open:
                choices = [self._with_open(part, certification, is_open) for is_open in (True, False)]
                children = [self._tightened(child) for child in choices]
                is_lower = max(child.bound for child in children) < part.bound * (1 - _LEAST_LOWERED)
                return children if is_lower else []
        return []

    def _unmet_in(self, part: _Part) -> tuple[int, ...] | None:
        """Look for a plan where every tier is settled; groups that come out too small are filled or closed.

        Returns
        -------
        Nothing if there is a plan, otherwise the vendors whose tiers could not be kept to, as far as these were why.
        """
        self._planned_tiers.append(part.fixing.tiers)
        try:
            plan = self._planned(part)
        except LimitsError as error:
            self._error = self._error or error
            first = self._national.base.counts.n_rules
            rules = [unmet.row - first for unmet in error.unmet if unmet.kind is Limit.AT_LEAST]
            return tuple(self._vendors[rule] for rule in rules if 0 <= rule < len(self._vendors))
        if plan is None:
            return ()
        if plan.value(self._national.base) > self.value:
            self.plan, self.value = plan, plan.value(self._national.base)
        return None

    def _planned(self, part: _Part) -> Plan | None:
        problem = relaxed(self._national, part.fixing)
        if n_choices(problem) <= _MOST_CHOICES_DECIDED:
            return solve_exactly(self._groups_only(problem), seconds=_SECONDS, gap=_GAP)[0]
        for _ in range(_MOST_PLANS_A_FIXING):
            plan = planned(Variables.of(problem), tables(problem), part.multipliers)
            if not national_breaches(self._national, plan):
                return plan
            given = problem.options.certification[plan.option[plan.holders]]
            for certification in self._too_small(np.bincount(given, minlength=problem.n_certifications)):
                choices = [self._with_open(part, certification, is_open) for is_open in (True, False)]
                part = max(choices, key=lambda one: one.bound)
            problem = relaxed(self._national, part.fixing)
        return None

    def _groups_only(self, problem: Problem) -> NationalProblem:
        """A problem whose tiers are settled, with the minimum groups as they are."""
        none = without_agreements(problem).agreements
        return NationalProblem(problem, replace(none, minimum_group=self._national.agreements.minimum_group))

    def _too_small(self, given: Integers) -> list[int]:
        """Certifications with a few vouchers, but not with a group."""
        return np.flatnonzero((given > 0) & (given < self._national.agreements.minimum_group)).tolist()
