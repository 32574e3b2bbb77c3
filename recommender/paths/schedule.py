"""When steps that are settled can be passed: two quick guesses that are checked, not trusted.

One after the other as soon as they can be, or, where something would expire, all as late as they can be and then moved
forward as far as nothing expires.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from recommender.paths.model import Weeks
from recommender.paths.problem import Means
from recommender.paths.reduction import Group, Reduced

_LATER: Final = 8
"""So many weeks after the earliest conceivable end are tried."""


def earliest_week(means: Means, hours: int, money: int) -> int:
    """The first week by whose end so many hours and so much money have come together; past the last where never."""
    return max(bisect_left(means.hours, hours), bisect_left(means.money, money))


def guessed_weeks(problem: Reduced, steps: Sequence[int], first: int, last_week: int) -> Weeks | None:
    """Weeks of all of ``steps`` that keep every rule, ending as soon as the guesses can from ``first`` on.

    ``None`` where every guess breaks a rule; other weeks may keep all.
    """
    guess = _one_after_the_other(problem, steps)
    if max(guess.values(), default=0) <= last_week and _keeps_rules(problem, guess):
        last_week = max(guess.values(), default=0) - 1
    else:
        guess = {}
    for finish in range(first, min(first + _LATER, last_week + 1)):
        late = _as_late_as_can_be(problem, steps, finish)
        if _keeps_rules(problem, late):
            moved = _moved_forward(problem, late)
            return moved if _keeps_rules(problem, moved) else late
    return guess if guess or not steps else None


def _one_after_the_other(problem: Reduced, steps: Sequence[int]) -> Weeks:
    """First whoever opens the longest way, then whoever takes least hours."""
    chosen = set(steps)
    behind: dict[int, int] = {}
    for place in sorted(chosen, reverse=True):
        behind[place] = 1 + max((behind[later] for later in _dependants(problem, place, chosen)), default=0)
    weeks: Weeks = {}
    hours = money = 0
    while len(weeks) < len(chosen):
        ready = [one for one in chosen - weeks.keys() if _before(problem, one, chosen) <= weeks.keys()]
        place = min(ready, key=lambda one: (-behind[one], problem.hours[one], one))
        hours += problem.hours[place]
        money += problem.prices[place]
        after = 1 + max((weeks[one] for one in _before(problem, place, chosen)), default=-1)
        weeks[place] = max(earliest_week(problem.means, hours, money), after, *weeks.values(), 0)
    return weeks


def _as_late_as_can_be(problem: Reduced, steps: Sequence[int], finish: int) -> Weeks:
    """Everything in the week before the first one that needs it."""
    weeks: Weeks = {}
    for place in sorted(steps, reverse=True):
        weeks[place] = min((weeks[later] - 1 for later in _dependants(problem, place, set(weeks))), default=finish)
    return weeks


def _moved_forward(problem: Reduced, weeks: Weeks) -> Weeks:
    """The same order, each as early as hours, money and its own validity allow."""
    moved, finish = dict(weeks), max(weeks.values(), default=0)
    order = sorted(weeks, key=lambda one: (weeks[one], one))
    hours = list(accumulate(problem.hours[one] for one in order))
    money = list(accumulate(problem.prices[one] for one in order))
    for number, place in enumerate(order):
        earliest = max(
            earliest_week(problem.means, hours[number], money[number]),
            1 + max((moved[one] for one in _before(problem, place, set(weeks))), default=-1),
            moved[order[number - 1]] if number else 0,
        )
        validity = problem.validity[place]
        if validity is not None:
            needed = [moved[later] for later in _dependants(problem, place, set(weeks))]
            earliest = max(earliest, max([*needed, *([finish] if _serves_target(problem, place) else [])]) - validity)
        moved[place] = min(weeks[place], earliest)
    return moved


def _before(problem: Reduced, place: int, chosen: set[int]) -> set[int]:
    """Those of the steps that serve a need of a node."""
    return {one for group in problem.needs[place] for one in group.members if one in chosen}


def _dependants(problem: Reduced, place: int, chosen: set[int]) -> list[int]:
    """Those of the steps that a node serves."""
    return [later for later in chosen if any(place in group.members for group in problem.needs[later])]


def _serves_target(problem: Reduced, place: int) -> bool:
    groups = [*problem.target, *(group for _, group in problem.skills)]
    return any(place in group.members for group in groups)


def _keeps_rules(problem: Reduced, weeks: Weeks) -> bool:
    """Whether weeks are a path: means, needs and the target."""
    finish = max(weeks.values(), default=0)
    if min(weeks.values(), default=0) < 0 or finish >= len(problem.means.hours):
        return False
    shown = sum(weight for weight, group in problem.skills if _serves(group, problem, weeks, finish, 0))
    return (
        _is_affordable(problem, weeks)
        and all(_are_served(problem.needs[place], problem, weeks, week, 1) for place, week in weeks.items())
        and _are_served(problem.target, problem, weeks, finish, 0)
        and shown >= problem.least_weight
    )


def _is_affordable(problem: Reduced, weeks: Weeks) -> bool:
    hours = money = 0
    for place in sorted(weeks, key=lambda one: weeks[one]):
        hours += problem.hours[place]
        money += problem.prices[place]
        # Within a week the last one sees the whole sum.
        if earliest_week(problem.means, hours, money) > weeks[place]:
            return False
    return True


def _are_served(groups: Sequence[Group], problem: Reduced, weeks: Weeks, week: int, gap: int) -> bool:
    return all(_serves(group, problem, weeks, week, gap) for group in groups)


def _serves(group: Group, problem: Reduced, weeks: Weeks, week: int, gap: int) -> bool:
    """Whether one of a group was passed ``gap`` weeks before and is still valid."""
    return week <= group.held_until or any(
        one in weeks and weeks[one] + gap <= week <= problem.last_valid(one, weeks[one]) for one in group.members
    )
