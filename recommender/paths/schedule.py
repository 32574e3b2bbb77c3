"""When steps that are settled can be passed soonest, step after step; a quick guess that is checked, not trusted."""

from bisect import bisect_left
from collections.abc import Sequence

from recommender.paths.model import Weeks
from recommender.paths.problem import Means
from recommender.paths.reduction import Group, Reduced


def earliest_week(means: Means, hours: int, money: int) -> int:
    """The first week by whose end so many hours and so much money have come together; past the last where never."""
    return max(bisect_left(means.hours, hours), bisect_left(means.money, money))


def soonest_weeks(problem: Reduced, steps: Sequence[int], last_week: int) -> Weeks | None:
    """Weeks of all of ``steps`` if they can be passed one after the other in a simple order by ``last_week``.

    First whoever opens the longest way, then whoever takes least hours. ``None`` where that order breaks a rule;
    another one may keep all.
    """
    chosen = set(steps)
    behind: dict[int, int] = {}
    for place in sorted(chosen, reverse=True):
        opened = [behind[later] for later in behind if _needs(problem, later, place)]
        behind[place] = 1 + max(opened, default=0)
    weeks: Weeks = {}
    hours = money = 0
    while len(weeks) < len(chosen):
        ready = [one for one in chosen - weeks.keys() if _is_ready(problem, one, weeks, chosen)]
        if not ready:
            return None
        place = min(ready, key=lambda one: (-behind[one], problem.hours[one], one))
        hours += problem.hours[place]
        money += problem.prices[place]
        before = [weeks[member] for group in problem.needs[place] for member in group.members if member in weeks]
        weeks[place] = max(earliest_week(problem.means, hours, money), max(weeks.values(), default=0), _after(before))
        if weeks[place] > last_week or not _are_valid(problem.needs[place], problem, weeks, weeks[place], 1):
            return None
    return weeks if _reaches_target(problem, weeks) else None


def _after(weeks: Sequence[int]) -> int:
    return max(weeks) + 1 if weeks else 0


def _needs(problem: Reduced, later: int, place: int) -> bool:
    return any(place in group.members for group in problem.needs[later])


def _is_ready(problem: Reduced, place: int, weeks: Weeks, chosen: set[int]) -> bool:
    """Whether whoever of the steps can serve a node has been passed."""
    return all(one in weeks for group in problem.needs[place] for one in group.members if one in chosen)


def _are_valid(groups: Sequence[Group], problem: Reduced, weeks: Weeks, week: int, gap: int) -> bool:
    return all(_serves(group, problem, weeks, week, gap) for group in groups)


def _serves(group: Group, problem: Reduced, weeks: Weeks, week: int, gap: int) -> bool:
    """Whether one of a group was passed ``gap`` weeks before and is still valid."""
    return week <= group.held_until or any(
        one in weeks and weeks[one] + gap <= week <= problem.last_valid(one, weeks[one]) for one in group.members
    )


def _reaches_target(problem: Reduced, weeks: Weeks) -> bool:
    finish = max(weeks.values(), default=0)
    shown = sum(weight for weight, group in problem.skills if _serves(group, problem, weeks, finish, 0))
    return shown >= problem.least_weight and _are_valid(problem.target, problem, weeks, finish, 0)
