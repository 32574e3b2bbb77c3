"""Two allocations side by side in numbers: vouchers, money, value, funds, states, certifications and prices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from api.programme.limit_names import STATE
from api.programme.plan_figures import PlanFigures
from api.small_groups import FEWEST_PEOPLE


@dataclass(frozen=True, slots=True)
class Compared:
    """A number of both runs and the difference, other minus one; ``None`` is of one to four people, and hidden."""

    key: str
    one: float | None
    other: float | None
    difference: float | None


@dataclass(frozen=True, slots=True)
class Totals:
    """What both runs come to; money in centavos."""

    n_vouchers: Compared
    value: Compared
    bound: Compared
    public_centavos: Compared
    own_centavos: Compared


@dataclass(frozen=True, slots=True)
class RunComparison:
    """Two runs; by fund in centavos, by state and certification in vouchers, ``prices`` by key of a limit."""

    totals: Totals
    by_fund: tuple[Compared, ...]
    by_state: tuple[Compared, ...]
    by_certification: tuple[Compared, ...]
    prices: tuple[Compared, ...]


def comparison_of(one: PlanFigures, other: PlanFigures) -> RunComparison:
    """Everything that either run has, in the order of the first."""
    spent = [{use.fund_id: float(use.used) for use in run.funds} for run in (one, other)]
    states = [{group.value: group.n_vouchers for group in run.groups.get(STATE, ())} for run in (one, other)]
    return RunComparison(
        Totals(
            _amount("n_vouchers", one.run.n_vouchers, other.run.n_vouchers),
            _amount("value", one.run.value, other.run.value),
            _amount("bound", one.run.bound, other.run.bound),
            _amount("public_centavos", one.public_centavos, other.public_centavos),
            _amount("own_centavos", one.own_centavos, other.own_centavos),
        ),
        tuple(_amounts(spent[0], spent[1])),
        tuple(_counts(states[0], states[1])),
        tuple(_counts(one.by_certification, other.by_certification)),
        tuple(_amounts(one.worth, other.worth)),
    )


def _amount(key: str, one: float, other: float) -> Compared:
    return Compared(key, one, other, other - one)


def _amounts(one: Mapping[str, float], other: Mapping[str, float]) -> Iterator[Compared]:
    for key in _keys(one, other):
        yield _amount(key, one.get(key, 0.0), other.get(key, 0.0))


def _counts(one: Mapping[str, int | None], other: Mapping[str, int | None]) -> Iterator[Compared]:
    """Numbers of people; a difference of few is of few people, and hidden as such."""
    for key in _keys(one, other):
        before, after = one.get(key, 0), other.get(key, 0)
        change = None if before is None or after is None else after - before
        is_small = change is not None and 0 < abs(change) < FEWEST_PEOPLE
        yield Compared(key, before, after, None if is_small else change)


def _keys(one: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    return [*one, *(key for key in other if key not in one)]
