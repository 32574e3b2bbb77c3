"""One run: a scenario's files in; plan, multipliers, prices and certificate out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from data.allocation import run_folder
from data.allocation.scenario import Lottery, Scenario, read_scenario
from data.allocation.scenario_tables import ScenarioTables
from data.allocation.table import Table
from data.errors import AppError
from recommender.allocation.breaches import Use
from recommender.allocation.lottery import Drawn, draw
from recommender.allocation.national.agreements import settled
from recommender.allocation.national.allocate import allocate
from recommender.allocation.national.nodes import Fixing, ProvenNode, relaxed
from recommender.allocation.plan import Multipliers, Plan
from recommender.allocation.running.building import Built, build
from recommender.allocation.running.certificate import certificate_of
from recommender.allocation.running.month import MonthAhead, OpenedMonth
from recommender.allocation.running.multiplier_arrays import nodes_in
from recommender.allocation.running.names import constraint_key
from recommender.allocation.running.run_files import run_files
from recommender.allocation.solver.limits_error import LimitsError

Progress = Callable[[str], None]


class UnmetRulesError(AppError):
    """No plan keeps to all rules of a scenario; ``built`` is the problem, to ask what would be needed."""

    status = LimitsError.status
    key = LimitsError.key

    def __init__(self, built: Built, error: LimitsError) -> None:
        named = ((constraint_key(Use(one.kind, one.row, 0, 0), built.names), one.missing) for one in error.unmet)
        unmet = ", ".join(f"{name} (misses {missing:g})" for name, missing in named)
        verdict = "cannot be met" if error.is_proven else "could not be met"
        super().__init__(
            f"these rules {verdict} together with the seats, the budgets and the other rules:"
            f" {unmet or 'all of them'}; lower what they ask, or raise a budget or a seat number"
        )
        self.built = built


@dataclass(frozen=True, slots=True)
class Inputs:
    """A scenario's files as read: the problem, the table of all options, and the digest of each file.

    ``ahead`` is what a month of a year is decided with; ``built`` is then of the month's learners alone.
    """

    scenario: Scenario
    options: Table
    built: Built
    digests: Mapping[str, str]
    ahead: MonthAhead | None

    @classmethod
    def read(cls, scenario_path: Path) -> "Inputs":
        """Read a scenario and its tables.

        Raises
        ------
        InputError
            If a file, cell or rule is wrong; the detail names it and says what to do.
        """
        scenario = read_scenario(scenario_path)
        paths = scenario.table_paths
        # Before the tables: what changes meanwhile is then found out when the run is checked.
        digests = run_folder.input_digests(scenario_path, paths)
        tables = ScenarioTables.read(paths)
        built = build(scenario, tables)
        if scenario.year is None:
            return cls(scenario, tables.options, built, digests, None)
        month = OpenedMonth.of(built, tables, scenario.year, scenario.seed)
        return cls(scenario, tables.options, month.built, digests, month.ahead)


@dataclass(frozen=True, slots=True)
class Allocated:
    """A plan, the parts that bound it, and the draw that followed it."""

    before: Plan
    nodes: tuple[ProvenNode, ...]
    drawn: Drawn


def allocate_with_lottery(inputs: Inputs, warm: Multipliers | None = None) -> Allocated:
    """Find the best plan, then draw the lottery's share of its places; the rest of the plan stays.

    Parameters
    ----------
    warm
        Prices to begin with, such as yesterday's; those of a problem with other limits are left aside.

    Raises
    ------
    UnmetRulesError
        If some rules cannot be met together.
    """
    scenario, built, ahead = inputs.scenario, inputs.built, inputs.ahead
    if warm is not None and warm.shapes != Multipliers.zeros(relaxed(built.national, Fixing())).shapes:
        warm = None
    try:
        if ahead is None:
            solution = allocate(built.national, seed=scenario.seed, warm=warm)
            before, nodes = solution.plan, solution.nodes
        else:
            before, nodes = ahead.decided(scenario.seed, warm)
    except LimitsError as error:
        whole = built if ahead is None else replace(built, national=replace(built.national, base=ahead.whole))
        raise UnmetRulesError(whole, error) from error
    return Allocated(before, nodes, redrawn(built, before, scenario.lottery, scenario.seed))


def redrawn(built: Built, before: Plan, lottery: Lottery, seed: int) -> Drawn:
    """The draw that follows a plan, the same every time."""
    problem = settled(built.national, before)
    return draw(problem, before, built.names.learner_ids, share=lottery.share, band=lottery.band, seed=seed)


def run_scenario(scenario_path: Path, out: Path, progress: Progress, warm: Path | None = None) -> dict[str, Any]:
    """Allocate and write the folder ``out``; returns the certificate.

    Parameters
    ----------
    warm
        Folder of an earlier run whose prices the search begins with.

    Raises
    ------
    InputError
        If the inputs are wrong, or ``out`` is there already.
    UnmetRulesError
        If some rules cannot be met together.
    """
    first = None if warm is None else nodes_in(run_folder.read_arrays(warm))[0].multipliers
    with run_folder.new_run_folder(out) as folder:
        inputs = Inputs.read(scenario_path)
        problem = inputs.built.national.base
        progress(f"{problem.n_learners} learners, {len(problem.options.value)} options read")
        allocated = allocate_with_lottery(inputs, first)
        files = run_files(inputs.built, allocated.before, allocated.drawn, allocated.nodes)
        certificate = certificate_of(
            inputs.built,
            allocated.before,
            allocated.drawn,
            allocated.nodes,
            seed=inputs.scenario.seed,
            lottery=inputs.scenario.lottery,
            ahead=inputs.ahead,
            inputs=inputs.digests,
            files={name: sha256(content).hexdigest() for name, content in files.items()},
        )
        progress(f"{certificate['vouchers']} vouchers, gap {certificate['gap']:.4%}")
        files[run_folder.CERTIFICATE] = run_folder.json_bytes(certificate)
        files[run_folder.ORIGIN] = run_folder.json_bytes({"scenario": str(scenario_path.absolute())})
        for name, content in files.items():
            (folder / name).write_bytes(content)
    progress(f"written: {out}")
    return certificate
