"""One month of a year as a run: who came when is read from the tables, who is still expected is drawn by the seed."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from data.allocation.scenario import ScenarioError, Year
from data.allocation.scenario_tables import ArrivalRows, ScenarioTables
from recommender.allocation.national.nodes import Fixing, ProvenNode
from recommender.allocation.plan import Multipliers, Plan
from recommender.allocation.problem import NationalProblem, Problem
from recommender.allocation.running.building import Built
from recommender.allocation.running.given import left_after_given
from recommender.allocation.solver.solve import solve
from recommender.allocation.year.applicants import Applicants
from recommender.allocation.year.arrivals import N_FORECASTS, Arrivals, expected_after
from recommender.allocation.year.reserve import decide_month, left_after


@dataclass(frozen=True, slots=True)
class MonthAhead:
    """What a month's plan is decided with and judged by.

    Attributes
    ----------
    limits
        All that is left for this month and those to come, lower bounds included; its learners are the month's.
    forecasts
        Likely rests of the year. The first one is what bound and gap are computed with.
    """

    number: int
    limits: Problem
    forecasts: tuple[Applicants, ...]

    @property
    def whole(self) -> Problem:
        """The month's learners and the first forecast's under all limits: its bound is the plan's bound."""
        return Applicants.of(self.limits).joined(self.forecasts[0]).set_into(self.limits)

    def decided(self, seed: int, warm: Multipliers | None = None) -> tuple[Plan, tuple[ProvenNode, ...]]:
        """The month's plan, and the multipliers that bound the `whole`.

        Raises
        ------
        LimitsError
            If the lower bounds cannot be met by who is there and who is expected.
        """
        decided = decide_month(self.limits, self.forecasts, seed=seed, warm=warm)
        if self.limits.counts.least.any():
            self.value_to_come(decided.plan, seed)
        return decided.plan, (ProvenNode(Fixing(), decided.wholes[0].multipliers),)

    def value_to_come(self, plan: Plan, seed: int) -> float:
        """What the first forecast's learners would bring with what the plan leaves.

        Raises
        ------
        LimitsError
            If they cannot meet the lower bounds that the plan leaves to them.
        """
        return solve(self.forecasts[0].set_into(left_after(self.limits, plan)), seed=seed).value


@dataclass(frozen=True, slots=True)
class OpenedMonth:
    """The month's learners as a problem of their own, and what lies ahead."""

    built: Built
    ahead: MonthAhead

    @classmethod
    def of(cls, built: Built, tables: ScenarioTables, year: Year, seed: int) -> Self:
        """Part the learners of a scenario by when they came.

        The month's own problem has no lower bounds as long as somebody is expected who may meet them.

        Raises
        ------
        InputError
            If a learner is in only one of the tables or came after the month, nobody came last year or nobody this
            month, a certification asks for a minimum group, or what was given cannot have been.
        """
        arrivals = _checked_arrivals(tables, year)
        row_of = {learner_id: row for row, learner_id in enumerate(arrivals.table.ids("learner_id").to_pylist())}
        rows = np.array([row_of[one] for one in built.names.learner_ids], np.int64)
        group = np.unique(np.array(arrivals.groups), return_inverse=True)[1].astype(np.int64)
        is_last, month = arrivals.is_last_year[rows], arrivals.month[rows]
        everybody = Applicants.of(built.national.base)
        last_year, this_year = (
            Arrivals(everybody.pick(chosen), month[chosen] - 1, group[rows[chosen]])
            for chosen in (np.flatnonzero(is_last), np.flatnonzero(~is_last))
        )
        rng = np.random.default_rng([seed, year.month])
        forecasts = tuple(expected_after(year.month - 1, last_year, this_year, rng) for _ in range(N_FORECASTS))
        is_now = _is_now(arrivals, year)
        now, earlier = np.flatnonzero(is_now[rows]), np.flatnonzero(~is_last & (month < year.month))
        left = built.national.base if tables.given is None else left_after_given(built, tables.given, earlier)
        limits = everybody.pick(now).set_into(left)
        own = _without_lower_bounds(limits) if any(map(len, forecasts)) else limits
        names = replace(
            built.names,
            learner_ids=tuple(built.names.learner_ids[row] for row in now.tolist()),
            objecting=frozenset(one for one in built.names.objecting if is_now[row_of[one]]),
        )
        national = NationalProblem(own, built.national.agreements)
        return cls(replace(built, national=national, names=names), MonthAhead(year.month, limits, forecasts))


def _is_now(arrivals: ArrivalRows, year: Year) -> NDArray[np.bool_]:
    return np.asarray(~arrivals.is_last_year & (arrivals.month == year.month))


def _without_lower_bounds(problem: Problem) -> Problem:
    return replace(problem, counts=replace(problem.counts, least=np.zeros_like(problem.counts.least)))


def _checked_arrivals(tables: ScenarioTables, year: Year) -> ArrivalRows:
    """Refuse tables that do not say of every learner when they came, or that no month can be decided from."""
    arrivals, learners, certifications = tables.arrivals, tables.learners, tables.certifications
    assert arrivals is not None  # noqa: S101 - a scenario with a year has the table
    table = arrivals.table
    table.rows_in("learner_id", learners.ids, learners.table.path.name)
    came = set(table.ids("learner_id").to_pylist())
    for row, learner_id in enumerate(learners.ids.to_pylist()):
        if learner_id not in came:
            raise learners.table.trouble(row, "learner_id", f"is not in {table.path.name}; say there when they came")
    for row in np.flatnonzero(~arrivals.is_last_year & (arrivals.month > year.month))[:1]:
        raise table.trouble(int(row), "month", f"is after month {year.month}, which is decided; leave the learner out")
    if not arrivals.is_last_year.any():
        raise ScenarioError(f"{table.path.name} has nobody of the year last, by whom the rest is expected")
    if not _is_now(arrivals, year).any():
        raise ScenarioError(f"{table.path.name} has nobody of this year's month {year.month}, which is decided")
    for row in np.flatnonzero(certifications.minimum_group > 1)[:1]:
        problem = "a minimum group is of a whole year's plan; leave it blank where there is a [year]"
        raise certifications.table.trouble(int(row), "minimum_group", problem)
    return arrivals
