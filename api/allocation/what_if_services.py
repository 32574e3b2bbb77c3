"""Questions about an allocation: what a change would do, and what its limits are worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.allocation.scenario import Scenario, read_scenario
from data.allocation.scenario_tables import Payer, ScenarioTables
from data.errors import InputError
from recommender.allocation.explaining.named_changes import changes_of
from recommender.allocation.explaining.shadow_report import RulePrice, ShadowPrices, rule_prices, shadow_prices
from recommender.allocation.explaining.shortfall import Shortfall, shortfall
from recommender.allocation.explaining.what_if import Grouping, WhatIf, what_if, with_changes
from recommender.allocation.national.allocate import NationalSolution, allocate
from recommender.allocation.national.plan_prices import reference_multipliers
from recommender.allocation.problem import NationalProblem
from recommender.allocation.running.building import Built, build
from recommender.allocation.running.names import Names
from recommender.allocation.running.verify import OpenedRun
from recommender.allocation.solver.limits_error import LimitsError

_STATE = "state_id"
_MOST_OPTIONS = 100_000
"""Options of a scenario that the service solves while somebody waits."""
_CEILING_WEIGHT = 1e-3
"""A ceiling's extra money is spent by the funds below it and must not count twice."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A change's answer by names: either the comparison, or the money without which its rules cannot be met."""

    names: Names
    states: Grouping
    compared: WhatIf | None
    missing: Shortfall | None


@dataclass(frozen=True, slots=True)
class Prices:
    """Worth of limits, and what rules cost if that was asked."""

    names: Names
    shadow: ShadowPrices
    rules: tuple[RulePrice, ...]


def answer(scenario_path: Path, texts: Sequence[str], against: Path | None = None) -> Answer:
    """What changes of a scenario would do, or another scenario of the same learners, certifications and funds.

    Raises
    ------
    InputError
        If a text is no change, or the other scenario is of others.
    LimitsError
        If the scenario itself cannot be met.
    """
    scenario, built, states = _read(scenario_path)
    after = _after(built, texts, against)
    solution = allocate(built.national, seed=scenario.seed)
    try:
        compared = what_if(built.national, solution, after, (states,), seed=scenario.seed)
    except LimitsError:
        return Answer(built.names, states, None, missing_money(after, built.names))
    return Answer(built.names, states, compared, None)


def asked(home: Path, scenario: str, texts: Sequence[str]) -> Answer:
    """`answer` for somebody on the network: of a scenario in the installation's own folder, and not too large.

    Raises
    ------
    InputError
        As `answer`; or if the scenario lies elsewhere or has too many options.
    """
    path = home / scenario
    if not path.resolve().is_relative_to(home.resolve()):
        raise InputError(f"{path.name} lies outside the folder of this installation; use the command line")
    _, built, _ = _read(path)
    n_options = len(built.national.base.options.value)
    if n_options > _MOST_OPTIONS:
        raise InputError(f"{n_options} options are too many to wait for; use rumbo allocate what-if")
    return answer(path, texts)


def missing_money(national: NationalProblem, names: Names) -> Shortfall:
    """The smallest extra budget of the funds that pays for all rules."""
    weight = np.array([_CEILING_WEIGHT if one is Payer.CEILING else 1.0 for one in names.payers])
    return shortfall(national, weight)


def prices(folder: Path, scenario: Path | None = None, *, with_rules: bool = False) -> Prices:
    """What a run's limits are worth; ``with_rules`` solves once more without each rule."""
    run = OpenedRun.read(folder, scenario)
    built = run.inputs.built
    multipliers = reference_multipliers(built.national, run.nodes)
    found: tuple[RulePrice, ...] = ()
    if with_rules and run.inputs.ahead is not None:
        raise InputError("what a rule costs is asked of a whole year's plan; leave --rules out for a month")
    if with_rules:
        seed = run.inputs.scenario.seed
        solution: NationalSolution = allocate(built.national, seed=seed)
        found = rule_prices(built.national, solution, multipliers, seed=seed)
    return Prices(built.names, shadow_prices(multipliers), found)


def _read(path: Path) -> tuple[Scenario, Built, Grouping]:
    scenario = read_scenario(path)
    if scenario.year is not None:
        raise InputError(f"{path.name} decides a month of a [year]; what-if compares plans of a whole year")
    tables = ScenarioTables.read(scenario.table_paths)
    return scenario, build(scenario, tables), _states(tables)


def _states(tables: ScenarioTables) -> Grouping:
    """Learners by state; in no group where the table has no such column."""
    learners = tables.learners
    kept = ~learners.objects
    if _STATE not in learners.table.columns:
        return Grouping(_STATE, (), np.full(int(kept.sum()), -1))
    texts = np.array(learners.table.optional_texts(_STATE), dtype=object)[kept]
    names = sorted({one for one in texts if one})
    row = {name: number for number, name in enumerate(names)}
    return Grouping(_STATE, tuple(names), np.array([row.get(one, -1) for one in texts], np.int64))


def _after(built: Built, texts: Sequence[str], against: Path | None) -> NationalProblem:
    if against is None:
        return with_changes(built.national, changes_of(texts, built.national, built.names))
    _, other, _ = _read(against)
    mine, theirs = built.names, other.names
    for name in ("learner_ids", "certification_ids", "fund_ids"):
        if tuple(getattr(mine, name)) != tuple(getattr(theirs, name)):
            things = f"{name.removesuffix('_ids')}s"
            raise InputError(f"{against.name} has other {things}; only rules and numbers may differ")
    return with_changes(other.national, changes_of(texts, other.national, other.names))
