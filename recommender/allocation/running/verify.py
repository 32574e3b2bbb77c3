"""Checks a run without trusting it: all but the plan and the multipliers is computed again from the inputs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from data.allocation import run_folder
from data.allocation.run_folder import RunFolderError
from recommender.allocation.breaches import Breach, Limit, Use
from recommender.allocation.lottery import Drawn
from recommender.allocation.national.agreements import national_breaches
from recommender.allocation.national.nodes import ProvenNode
from recommender.allocation.plan import Plan
from recommender.allocation.running.building import Built
from recommender.allocation.running.certificate import certificate_of
from recommender.allocation.running.multiplier_arrays import nodes_in
from recommender.allocation.running.names import constraint_key
from recommender.allocation.running.plan_table import ReadPlans, plan_table, plans_in
from recommender.allocation.running.run import Inputs, redrawn
from recommender.allocation.running.run_files import run_files
from recommender.allocation.solver.limits_error import LimitsError

_ROUNDING: Final = 1e-9
"""Another machine may add the same numbers to a sum that differs in the last digits."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as recorded; both sides as text, empty where one has nothing."""

    place: str
    recorded: str
    found: str

    def __str__(self) -> str:
        return f"{self.place}: recorded {self.recorded or 'nothing'}, found {self.found or 'nothing'}"


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check found; ``certificate_digest`` and ``scenario_digest`` are those of the files as they stand."""

    certificate_digest: str
    scenario_digest: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class OpenedRun:
    """A run's folder with its inputs: the plans and the multipliers are the folder's, all else is computed."""

    inputs: Inputs
    plans: ReadPlans
    drawn: Drawn
    nodes: tuple[ProvenNode, ...]

    @classmethod
    def read(cls, folder: Path, scenario_path: Path | None = None) -> "OpenedRun":
        """Read a folder; the scenario is the recorded one unless named.

        Raises
        ------
        InputError
            If a file is missing or cannot be read as what it is, or the plan is not of these inputs.
        """
        inputs = Inputs.read(scenario_path or recorded_scenario(folder))
        plans = plans_in(run_folder.read_plan(folder), inputs.built)
        drawn = redrawn(inputs.built, plans.before, inputs.scenario.lottery, inputs.scenario.seed)
        return cls(inputs, plans, drawn, nodes_in(run_folder.read_arrays(folder)))


def recorded_scenario(folder: Path) -> Path:
    """The scenario that a run was made of."""
    recorded = run_folder.read_json(folder, run_folder.ORIGIN).get("scenario")
    if not isinstance(recorded, str) or not Path(recorded).is_file():
        raise RunFolderError(f"the scenario {recorded} is not there; name it with --scenario")
    return Path(recorded)


def verify(folder: Path, scenario_path: Path | None = None) -> Verified:
    """Every difference between what a folder states and what its plan and multipliers come to.

    Raises
    ------
    InputError
        If a file is missing or cannot be read at all.
    """
    recorded = run_folder.read_json(folder, run_folder.CERTIFICATE)
    scenario_path = scenario_path or recorded_scenario(folder)
    try:
        run = OpenedRun.read(folder, scenario_path)
    except RunFolderError as error:
        found = (Difference("run", "a plan and multipliers of these inputs", error.detail),)
        return Verified(run_folder.file_digest(folder / run_folder.CERTIFICATE), "", found)
    differences = (*_breaches(run), *_draw(run), *_statements(folder, run, recorded))
    return Verified(
        run_folder.file_digest(folder / run_folder.CERTIFICATE),
        run_folder.digest_of(run.inputs.digests),
        differences,
    )


def _breaches(run: OpenedRun) -> Iterator[Difference]:
    """Limits that the plan, or the plan before the lottery, does not keep to."""
    for name, plan in (("plan", run.plans.plan), ("plan before the lottery", run.plans.before)):
        for breach in national_breaches(run.inputs.built.national, plan):
            yield Difference(f"{name}, {_breached(breach, run.inputs.built)}", f"limit {breach.limit}", f"{breach.use}")


def _breached(breach: Breach, built: Built) -> str:
    if breach.kind in (Limit.OPTION, Limit.PAYMENT):
        return f"{breach.kind}:{built.names.learner_ids[breach.row]}"
    return constraint_key(Use(breach.kind, breach.row, breach.use, breach.limit), built.names)


def _draw(run: OpenedRun) -> Iterator[Difference]:
    """Learners to whom the lottery, drawn again, gives something else."""
    plan, drawn = run.plans.plan, run.drawn.plan
    differs = (plan.option != drawn.option) | (plan.alternative != drawn.alternative)
    for row in differs.nonzero()[0].tolist():
        yield Difference(
            f"lottery, learner {run.inputs.built.names.learner_ids[row]}",
            _given(run, plan, row),
            _given(run, drawn, row),
        )


def _given(run: OpenedRun, plan: Plan, learner: int) -> str:
    if plan.option[learner] < 0:
        return "no voucher"
    certification = run.inputs.built.national.base.options.certification[plan.option[learner]]
    return f"{run.inputs.built.names.certification_ids[certification]}, alternative {plan.alternative[learner]}"


def _statements(folder: Path, run: OpenedRun, recorded: Mapping[str, Any]) -> Iterator[Difference]:
    """Files and statements of the certificate that are not what the plan and the multipliers come to."""
    built, scenario = run.inputs.built, run.inputs.scenario
    try:
        files = run_files(built, run.plans.before, run.drawn, run.nodes)
        computed = certificate_of(
            built,
            run.plans.before,
            run.drawn,
            run.nodes,
            seed=scenario.seed,
            lottery=scenario.lottery,
            inputs=run.inputs.digests,
            # As they stand: what is in them is compared below.
            files={name: run_folder.file_digest(folder / name) for name in files if (folder / name).is_file()},
            ahead=run.inputs.ahead,
        )
    except (ValueError, IndexError) as error:
        yield Difference("multipliers", "a proof of the bound", str(error))
        return
    except LimitsError as error:
        yield Difference("plan", "lower bounds that the expected learners can still meet", error.detail)
        return
    yield from differences_between(recorded, computed)
    yield from _plan_columns(run_folder.read_plan(folder), plan_table(built, run.plans.before, run.drawn))
    for name in files.keys() - {run_folder.PLAN, run_folder.MULTIPLIERS}:
        if not (folder / name).is_file() or (folder / name).read_bytes() != files[name]:
            yield Difference(f"file {name}", "what stands in it", "what the plan and the multipliers come to")


def _plan_columns(recorded: pa.Table, computed: pa.Table) -> Iterator[Difference]:
    """Cells of the plan's file that do not follow from its vouchers: who pays what, pools and chances."""
    for name in computed.column_names:
        if name not in recorded.column_names:
            yield Difference(f"{run_folder.PLAN}, column {name}", "", "a column")
        elif not recorded[name].equals(computed[name]):
            pairs = zip(recorded[name].to_pylist(), computed[name].to_pylist(), strict=True)
            for row, (theirs, ours) in enumerate(pairs):
                if theirs != ours:
                    yield Difference(f"{run_folder.PLAN}, row {row + 1}, column {name}", f"{theirs}", f"{ours}")


def differences_between(
    recorded: Mapping[str, Any], computed: Mapping[str, Any], place: str = ""
) -> Iterator[Difference]:
    """Fields of two certificates that differ, each with its path."""
    for name in dict.fromkeys([*recorded, *computed]):
        at = f"{place}.{name}" if place else name
        ours, theirs = computed.get(name), recorded.get(name)
        if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
            yield from differences_between(theirs, ours, at)
        elif not _is_equal(theirs, ours):
            yield Difference(at, "" if theirs is None else str(theirs), "" if ours is None else str(ours))


def _is_equal(recorded: object, computed: object) -> bool:
    if isinstance(recorded, float) and isinstance(computed, float):
        return abs(recorded - computed) <= _ROUNDING * max(1.0, abs(computed))
    return type(recorded) is type(computed) and recorded == computed
