"""Every path of a small problem, week by week, without anything that the solver knows."""

from collections.abc import Iterable, Iterator

from recommender.paths.problem import NodeId, Objective, PathProblem

Passed = tuple[int, ...]
"""Until when each node counts that was passed on the way, in the order of the problem; -1 where it was not."""


class EveryPath:
    """All that can have been passed by the end of each week; sets of nodes are bits of a number."""

    def __init__(self, problem: PathProblem) -> None:
        self._problem, self._ids = problem, list(problem.nodes)
        nodes = problem.nodes.values()
        self._hours = [node.expected_hours for node in nodes]
        self._money = [node.expected_price for node in nodes]
        self._needs = [[self._bits_of_group(group) for group in node.needs] for node in nodes]
        self._english = [
            -1
            if node.english_needed <= problem.standing.english
            else self._bits(one.id for one in nodes if one.english_given >= node.english_needed)
            for node in nodes
        ]
        self._target = [self._bits_of_group(group) for group in problem.target.groups]
        self._shown = [
            (weight, -1 if skill in problem.standing.skills else self._bits(n.id for n in nodes if skill in n.skills))
            for skill, weight in problem.target.skills.items()
        ]

    def best_costs(self) -> dict[Objective, tuple[int, ...]] | None:
        """Least (hours, money), (money, hours) and (week, hours, money) of all paths; ``None`` where there is none."""
        costs = set(self._costs())
        if not costs:
            return None
        return {
            Objective.HOURS: min((hours, money) for hours, money, _ in costs),
            Objective.MONEY: min((money, hours) for hours, money, _ in costs),
            Objective.DATE: min((week, hours, money) for hours, money, week in costs),
        }

    def _costs(self) -> Iterator[tuple[int, int, int]]:
        """Hours, money and last week of every path."""
        nothing = (-1,) * len(self._ids)
        if self._is_reached(nothing, 0):
            yield 0, 0, 0
        states = {nothing}
        for week in range(self._problem.means.last_week + 1):
            new = {after for before in states for after in self._more(before, week)}
            for after in new:
                if self._is_reached(after, week):
                    yield (*self._spent(after), week)
            states |= new

    def _more(self, before: Passed, week: int) -> list[Passed]:
        """Everything that can be passed in a week beyond what was passed before, but nothing at all."""
        valid, found = self._valid(before, week), [before]
        for place, id_ in enumerate(self._ids):
            if before[place] >= 0 or not self._may_sit(place, valid & ~(1 << place)):
                continue
            # Beyond the last week all expiries are alike.
            last = min(self._problem.nodes[id_].last_valid(week), self._problem.means.last_week)
            more = [(*one[:place], last, *one[place + 1 :]) for one in found]
            found += [one for one in more if self._is_affordable(one, week)]
        return found[1:]

    def _spent(self, passed: Passed) -> tuple[int, int]:
        places = [place for place, last in enumerate(passed) if last >= 0]
        return sum(self._hours[one] for one in places), sum(self._money[one] for one in places)

    def _is_affordable(self, passed: Passed, week: int) -> bool:
        hours, money = self._spent(passed)
        return hours <= self._problem.means.hours[week] and money <= self._problem.means.money[week]

    def _valid(self, passed: Passed, week: int) -> int:
        own = self._bits(id_ for id_, last in self._problem.standing.held.items() if week <= last)
        return own | sum(1 << place for place, last in enumerate(passed) if week <= last and not own >> place & 1)

    def _may_sit(self, place: int, valid: int) -> bool:
        return bool(self._english[place] == -1 or self._english[place] & valid) and all(
            group & valid for group in self._needs[place]
        )

    def _is_reached(self, passed: Passed, week: int) -> bool:
        valid = self._valid(passed, week)
        weight = sum(weight for weight, by in self._shown if by == -1 or by & valid)
        return weight >= self._problem.target.least_weight and all(group & valid for group in self._target)

    def _bits_of_group(self, group: Iterable[NodeId]) -> int:
        return self._bits(other for id_ in group for other in (id_, *self._problem.nodes[id_].equivalents))

    def _bits(self, ids: Iterable[NodeId]) -> int:
        bits = 0
        for id_ in ids:
            bits |= 1 << self._ids.index(id_)
        return bits
