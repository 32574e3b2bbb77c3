"""The best path to a target, with a proof that there is no better one.

Which steps and when are asked one after the other, and that is exact:

0. What is held and expires before any path can end does not count at its end.
1. Hours and money of a path depend on its steps alone. `chosen_steps` finds the best steps when time is left out
   (hours and money come together by the last week, nothing expires): no path costs less.
2. These steps are put into weeks. Where that succeeds they are a path, and by 1 the best one.
3. Where it fails (something would expire, an exam has to wait for another one past the last week), just these steps
   are forbidden, and 1 is asked again. After `_TRIES` times the model with all steps and weeks is asked at once.

The soonest date is that of the first last week for which 1 to 3 find a path, each earlier week being proven too early
by 1, or by the model of all steps and weeks; among paths of that date the one with least hours, then least money.
"""

from dataclasses import dataclass
from typing import Final

from recommender.paths.model import Answer, Limits, Weeks, chosen_steps, timed_steps
from recommender.paths.problem import Objective, Path, PathProblem, Step
from recommender.paths.reduction import NOT_HELD, Reduced, reduced
from recommender.paths.schedule import earliest_week, guessed_weeks

EFFORT: Final = 1.0
"""Limit of the solver's deterministic time for one question, in its own unit, a second or a few."""

_TRIES: Final = 4

ORDERS: Final = {
    Objective.HOURS: (Objective.HOURS, Objective.MONEY, Objective.DATE),
    Objective.MONEY: (Objective.MONEY, Objective.HOURS, Objective.DATE),
    Objective.DATE: (Objective.DATE, Objective.HOURS, Objective.MONEY),
}
"""What decides between paths that are equal in what was asked for."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The best path found, ``None`` where there is none.

    ``bound`` is a proven least amount of the objective (hours, centavos or week). ``is_proven``: the path is best by
    the objective and, among equals, by the next one; or no path exists. Where it is not, the answer is the best that
    was found within the limit of effort and ``bound`` says how much better another one could be at most.
    """

    path: Path | None
    objective: Objective
    bound: float
    is_proven: bool


def solve(
    problem: PathProblem, objective: Objective, *, limits: Limits | None = None, effort: float = EFFORT
) -> Solution:
    """Find the path with least hours, least money or the soonest end; equal problems get equal paths.

    Steps of equal hours and money are passed as soon as they can be; other steps of the same hours and money may end
    sooner, which `Objective.DATE` looks for.
    """
    cut = reduced(problem)
    within = _within(cut, limits)
    cut = _without_what_expires_first(cut, within, effort)
    answer = _soonest(cut, within, effort) if objective is Objective.DATE else _cheapest(cut, objective, within, effort)
    return Solution(
        path=None if answer.weeks is None else _path(cut, answer.weeks),
        objective=objective,
        bound=answer.bound,
        is_proven=answer.is_proven,
    )


def _within(problem: Reduced, limits: Limits | None) -> Limits:
    """The limits, at most what has come together by the last week."""
    means = problem.means
    last = min(means.last_week, limits.last_week if limits else means.last_week)
    hours, money = means.hours[last], means.money[last]
    return Limits(min(hours, limits.hours if limits else hours), min(money, limits.money if limits else money), last)


def _without_what_expires_first(problem: Reduced, limits: Limits, effort: float) -> Reduced:
    """Leave out what is held of the target's groups if it expires before any path can end."""
    while True:
        groups = (*problem.target, *(group for _, group in problem.skills))
        soonest_expiry = min((one.held_until for one in groups if one.held_until != NOT_HELD), default=None)
        if soonest_expiry is None or soonest_expiry >= limits.last_week:
            return problem
        first = _first_week(problem, limits, effort)
        if first is None or first <= soonest_expiry:
            return problem
        problem = problem.ending_after(first)


def _cheapest(problem: Reduced, objective: Objective, limits: Limits, effort: float) -> Answer:
    """Steps 1 to 3 of the module's text."""
    answer = _by_steps(problem, objective, limits, effort)
    return answer or timed_steps(problem, ORDERS[objective], limits, effort)


def _soonest(problem: Reduced, limits: Limits, effort: float) -> Answer:
    """The first week in which some path ends, looked for week by week and then at once."""
    start = _first_week(problem, limits, effort)
    if start is None:
        return Answer(None, float("inf"), is_proven=True)
    week = start
    for week in range(start, min(start + _TRIES, limits.last_week + 1)):
        answer = _by_steps(problem, Objective.HOURS, _by_week(problem, limits, week), effort)
        if answer is None:
            break
        if answer.weeks is not None:
            return Answer(answer.weeks, week, answer.is_proven)
        # It is proven that nothing ends in this week.
    return timed_steps(problem, ORDERS[Objective.DATE], limits, effort, first=week)


def _first_week(problem: Reduced, limits: Limits, effort: float) -> int | None:
    """The first week by which hours and money for some steps that do have come together; ``None`` where it is never.

    A week earlier where the effort did not suffice to rule it out. Bisected between the week that least hours and least
    money need at least and that in which the steps of least hours could be paid.
    """
    means, first, last = problem.means, 0, limits.last_week
    for objective in (Objective.HOURS, Objective.MONEY):
        answer = chosen_steps(problem, objective, limits, (), effort)
        if answer.weeks is None:
            return None if answer.is_proven else first
        hours, money = (sum(costs[one] for one in answer.weeks) for costs in (problem.hours, problem.prices))
        last = min(last, earliest_week(means, hours, money) if answer.weeks else 0)
        bounds = (0, int(answer.bound)) if objective is Objective.MONEY else (int(answer.bound), 0)
        first = max(first, earliest_week(means, *bounds))
    while first < last:
        middle = (first + last) // 2
        found = chosen_steps(problem, Objective.HOURS, _by_week(problem, limits, middle), (), effort)
        if found.weeks is None and found.is_proven:
            first = middle + 1
        else:
            last = middle
    return first


def _by_week(problem: Reduced, limits: Limits, week: int) -> Limits:
    """The limits of a path that ends by a week."""
    means = problem.means
    return Limits(min(limits.hours, means.hours[week]), min(limits.money, means.money[week]), week)


def _by_steps(problem: Reduced, objective: Objective, limits: Limits, effort: float) -> Answer | None:
    """Steps without time, then their weeks; proven, or ``None`` where all has to be asked at once."""
    forbidden: list[Weeks] = []
    while len(forbidden) <= _TRIES:
        answer = chosen_steps(problem, objective, limits, forbidden, effort)
        if not answer.is_proven:
            return None
        if answer.weeks is None:
            return answer
        timed = _weeks_of(problem, sorted(answer.weeks), limits, effort)
        if timed.weeks is not None:
            # That these are the best steps is proven, even where it is not that they end in the soonest week.
            return Answer(timed.weeks, answer.bound, is_proven=True)
        if not timed.is_proven:
            return None
        forbidden.append(answer.weeks)
    return None


def _weeks_of(problem: Reduced, steps: list[int], limits: Limits, effort: float) -> Answer:
    """The soonest weeks of some steps, all of which are taken."""
    hours, money = (sum(costs[one] for one in steps) for costs in (problem.hours, problem.prices))
    least = earliest_week(problem.means, hours, money) if steps else 0
    guess = guessed_weeks(problem, steps, least, limits.last_week)
    last = limits.last_week if guess is None else max(guess.values(), default=0) - 1
    if guess is not None and last < least:
        return Answer(guess, least, is_proven=True)
    sooner = Limits(limits.hours, limits.money, last)
    found = timed_steps(problem.only(steps), (Objective.DATE,), sooner, effort, takes_all=True, first=least)
    if found.weeks is None:
        return found if guess is None else Answer(guess, least, found.is_proven)
    return Answer({steps[place]: week for place, week in found.weeks.items()}, found.bound, found.is_proven)


def _path(problem: Reduced, weeks: Weeks) -> Path:
    order = sorted(weeks, key=lambda place: (weeks[place], place))
    return Path(tuple(Step(problem.ids[place], weeks[place]) for place in order))
