"""Paths as models of CP-SAT: which steps could do, and which steps in which weeks.

``chosen_steps`` leaves time out: what is needed is taken, and all hours and all money come together by the last week.
Every path obeys that, so that nothing that can be walked costs less than its answer. ``timed_steps`` has the weeks too.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from ortools.sat.python import cp_model

from recommender.paths.problem import Objective
from recommender.paths.reduction import Group, Reduced

Weeks = dict[int, int]
"""Week in which each step, by place, is passed."""

SEED: Final = 8


@dataclass(frozen=True, slots=True)
class Limits:
    """What a path may cost at most, and its last week."""

    hours: int
    money: int
    last_week: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Steps in their weeks (all 0 where the model has no weeks); ``None`` where there are none.

    ``bound``: nothing costs less of the first objective. ``is_proven``: nothing else is better, or nothing exists.
    """

    weeks: Weeks | None
    bound: float
    is_proven: bool


def chosen_steps(
    problem: Reduced, objective: Objective, limits: Limits, forbidden: Sequence[Collection[int]], effort: float
) -> Answer:
    """The steps with least hours and then money, or the other way round, ``forbidden`` sets of steps left out.

    For ``Objective.DATE`` the same as for hours: within a last week the shortest is looked for.
    """
    model, taken = _untimed_model(problem)
    for steps in forbidden:
        model.add_bool_or([~one if place in steps else one for place, one in enumerate(taken)])
    hours, money = _sum(problem.hours, taken), _sum(problem.prices, taken)
    model.add(hours <= limits.hours)
    model.add(money <= limits.money)
    first, second = (problem.hours, problem.prices)[:: -1 if objective is Objective.MONEY else 1]
    largest = sum(second) + 1
    model.minimize(_sum([one * largest + other for one, other in zip(first, second, strict=True)], taken))
    solver = _solver(effort)
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer(None, float("inf") if status == cp_model.INFEASIBLE else 0.0, status == cp_model.INFEASIBLE)
    steps = {place: 0 for place, one in enumerate(taken) if solver.boolean_value(one)}
    return Answer(steps, solver.best_objective_bound // largest, status == cp_model.OPTIMAL)


def timed_steps(
    problem: Reduced,
    objectives: Sequence[Objective],
    limits: Limits,
    effort: float,
    *,
    takes_all: bool = False,
    first: int = 0,
) -> Answer:
    """Steps in weeks, best by the first objective, then the second and so on; every step where ``takes_all``.

    Not before ``first``, where it is known that nothing ends sooner.
    """
    timed = _TimedModel(problem, limits, takes_all=takes_all)
    timed.model.add(timed.finish >= first)
    found, bound, is_proven = None, 0.0, True
    for number, objective in enumerate(objectives):
        cost = timed.cost(objective)
        timed.model.minimize(cost)
        solver = _solver(effort)
        status = solver.solve(timed.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            is_proven = is_proven and status == cp_model.INFEASIBLE
            break
        found = timed.weeks(solver)
        bound = solver.best_objective_bound if number == 0 else bound
        is_proven = is_proven and status == cp_model.OPTIMAL
        timed.model.add(cost <= round(solver.objective_value))
        timed.hint(solver)
    return Answer(found, float("inf") if found is None and is_proven else bound, is_proven)


class _TimedModel:
    """Weeks of exams under needs, validity, and all hours and money that have come by each exam."""

    def __init__(self, problem: Reduced, limits: Limits, *, takes_all: bool) -> None:
        self.model, self._problem, self._last = cp_model.CpModel(), problem, limits.last_week
        model, n = self.model, len(problem)
        self.taken = [model.new_constant(1) if takes_all else model.new_bool_var("") for _ in range(n)]
        self.week = [model.new_int_var(0, self._last, "") for _ in range(n)]
        self.finish = model.new_int_var(0, self._last, "")
        for place in range(n):
            model.add(self.finish >= self.week[place]).only_enforce_if(self.taken[place])
            model.add(self.week[place] == 0).only_enforce_if(~self.taken[place])
            for group in problem.needs[place]:
                self._before(place, group)
        for group in problem.target:
            model.add_bool_or(self._valid_at_the_end(group))
        _show_skills(model, problem, [self._valid_at_the_end(group) for _, group in problem.skills])
        self._keep_to_means(limits)

    def cost(self, objective: Objective) -> cp_model.LinearExprT:
        if objective is Objective.DATE:
            return self.finish
        return _sum(self._problem.hours if objective is Objective.HOURS else self._problem.prices, self.taken)

    def weeks(self, solver: cp_model.CpSolver) -> Weeks:
        return {
            place: solver.value(self.week[place]) for place, one in enumerate(self.taken) if solver.boolean_value(one)
        }

    def hint(self, solver: cp_model.CpSolver) -> None:
        self.model.clear_hints()  # type: ignore[no-untyped-call] # ortools gives it no types
        for variable in (*self.taken, *self.week, self.finish):
            self.model.add_hint(variable, solver.value(variable))

    def _before(self, place: int, group: Group) -> None:
        """One member passed in an earlier week and still valid in that of ``place``."""
        served = [self._held(group.held_until, self.week[place])] if group.held_until >= 0 else []
        for member in group.members:
            serves = self._serving(member, self.week[place])
            self.model.add(self.week[member] + 1 <= self.week[place]).only_enforce_if(serves)
            served.append(serves)
        self.model.add_bool_or([*served, ~self.taken[place]])

    def _valid_at_the_end(self, group: Group) -> list[cp_model.IntVar]:
        served = [self._held(group.held_until, self.finish)] if group.held_until >= 0 else []
        return served + [self._serving(member, self.finish) for member in group.members]

    def _held(self, until: int, week: cp_model.IntVar) -> cp_model.IntVar:
        serves = self.model.new_bool_var("")
        self.model.add(week <= until).only_enforce_if(serves)
        return serves

    def _serving(self, member: int, week: cp_model.IntVar) -> cp_model.IntVar:
        """Whether a member that is taken is relied on in ``week``, by when it must not have expired."""
        serves, weeks = self.model.new_bool_var(""), self._problem.validity[member]
        self.model.add_implication(serves, self.taken[member])
        if weeks is not None:
            self.model.add(week <= self.week[member] + weeks).only_enforce_if(serves)
        return serves

    def _keep_to_means(self, limits: Limits) -> None:
        """What is passed by the week of an exam fits into what has come by then."""
        model, problem, n = self.model, self._problem, len(self._problem)
        model.add(self.cost(Objective.HOURS) <= limits.hours)
        model.add(self.cost(Objective.MONEY) <= limits.money)
        means = problem.means
        for place in range(n):
            by_then: list[cp_model.IntVar] = []
            for other in range(n):
                if other == place:
                    by_then.append(self.taken[place])
                    continue
                counts = model.new_bool_var("")
                model.add(self.week[other] >= self.week[place] + 1).only_enforce_if(
                    [~counts, self.taken[other], self.taken[place]]
                )
                by_then.append(counts)
            for costs, come in ((problem.hours, means.hours), (problem.prices, means.money)):
                have = model.new_int_var(come[0], come[self._last], "")
                model.add_element(self.week[place], list(come[: self._last + 1]), have)
                model.add(_sum(costs, by_then) <= have).only_enforce_if(self.taken[place])


def _untimed_model(problem: Reduced) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """What is taken, and what that needs of the rest."""
    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in range(len(problem))]
    for place, groups in enumerate(problem.needs):
        for group in groups:
            _serve(model, group, taken, place)
    for group in problem.target:
        _serve(model, group, taken, None)
    shown_by = [None if group.held_until >= 0 else [taken[one] for one in group.members] for _, group in problem.skills]
    _show_skills(model, problem, shown_by)
    return model, taken


def _serve(model: cp_model.CpModel, group: Group, taken: Sequence[cp_model.IntVar], place: int | None) -> None:
    """One member of a group is taken, where ``place`` is; what is held may do for some time."""
    if group.held_until < 0:
        model.add_bool_or([*(taken[one] for one in group.members), *([] if place is None else [~taken[place]])])


def _show_skills(
    model: cp_model.CpModel, problem: Reduced, shown_by: Sequence[Sequence[cp_model.IntVar] | None]
) -> None:
    """Enough weight of skills, each shown by one of those given; by what is held where that is ``None``."""
    if problem.least_weight <= 0:
        return
    weights, shown = [], []
    for (weight, _), by in zip(problem.skills, shown_by, strict=True):
        is_shown = model.new_bool_var("")
        if by is not None:
            model.add_bool_or([*by, ~is_shown])
        weights.append(weight)
        shown.append(is_shown)
    model.add(_sum(weights, shown) >= problem.least_weight)


def _sum(costs: Sequence[int], taken: Sequence[cp_model.IntVar]) -> cp_model.LinearExprT:
    return cp_model.LinearExpr.weighted_sum(list(taken), list(costs))


def _solver(effort: float) -> cp_model.CpSolver:
    """One worker, a seed and a limit on deterministic time: equal models get equal answers on any machine."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.max_deterministic_time = effort
    return solver
