"""One run: a scenario's files in; plan, multipliers, prices and certificate out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from data.allocation import run_folder
from data.allocation.scenario import Lottery, Scenario, read_scenario
from data.allocation.scenario_tables import ScenarioTables
from data.allocation.table import Table
from recommender.allocation.agreements import settled
from recommender.allocation.building import Built, build
from recommender.allocation.certificate import certificate_of
from recommender.allocation.lottery import Drawn, draw
from recommender.allocation.national import NationalSolution, allocate
from recommender.allocation.plan import Plan
from recommender.allocation.run_files import run_files

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Inputs:
    """A scenario's files as read: the problem, the table of all options, and the digest of each file."""

    scenario: Scenario
    options: Table
    built: Built
    digests: Mapping[str, str]

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
        return cls(scenario, tables.options, build(scenario, tables), digests)


@dataclass(frozen=True, slots=True)
class Allocated:
    """A solution and the draw that followed it."""

    solution: NationalSolution
    drawn: Drawn


def allocate_with_lottery(built: Built, lottery: Lottery, seed: int) -> Allocated:
    """Find the best plan, then draw the lottery's share of its places; the rest of the plan stays.

    Raises
    ------
    LimitsError
        If some rules cannot be met together.
    """
    solution = allocate(built.national, seed=seed)
    return Allocated(solution, redrawn(built, solution.plan, lottery, seed))


def redrawn(built: Built, before: Plan, lottery: Lottery, seed: int) -> Drawn:
    """The draw that follows a plan, the same every time."""
    problem = settled(built.national, before)
    return draw(problem, before, built.names.learner_ids, share=lottery.share, band=lottery.band, seed=seed)


def run_scenario(scenario_path: Path, out: Path, progress: Progress) -> dict[str, Any]:
    """Allocate and write the folder ``out``; returns the certificate.

    Raises
    ------
    InputError
        If the inputs are wrong, or ``out`` is there already.
    LimitsError
        If some rules cannot be met together.
    """
    with run_folder.new_run_folder(out) as folder:
        inputs = Inputs.read(scenario_path)
        problem = inputs.built.national.base
        progress(f"{problem.n_learners} learners, {len(problem.options.value)} options read")
        allocated = allocate_with_lottery(inputs.built, inputs.scenario.lottery, inputs.scenario.seed)
        progress(f"{len(allocated.drawn.plan.holders)} vouchers, gap {allocated.solution.gap:.4%}")
        before, nodes = allocated.solution.plan, allocated.solution.nodes
        files = run_files(inputs.built, before, allocated.drawn, nodes)
        certificate = certificate_of(
            inputs.built,
            before,
            allocated.drawn,
            nodes,
            seed=inputs.scenario.seed,
            lottery=inputs.scenario.lottery,
            inputs=inputs.digests,
            files={name: sha256(content).hexdigest() for name, content in files.items()},
        )
        files[run_folder.CERTIFICATE] = run_folder.json_bytes(certificate)
        files[run_folder.ORIGIN] = run_folder.json_bytes({"scenario": str(scenario_path.absolute())})
        for name, content in files.items():
            (folder / name).write_bytes(content)
    progress(f"written: {out}")
    return certificate
