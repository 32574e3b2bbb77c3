"""The files of a recorded run, given out only while they are the ones that were recorded."""

from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.csv as pa_csv

from data.allocation import run_folder
from data.allocation.scenario import Scenario, read_scenario
from data.allocation.table import Table
from data.allocation_store import AllocationRun
from data.errors import AppError

DOWNLOADS: Final = (
    run_folder.CERTIFICATE,
    run_folder.PLAN,
    run_folder.VOUCHERS,
    run_folder.PRICES,
    run_folder.MULTIPLIERS,
)
"""Files of a run that may be taken away; with the scenario's tables they are all that a check needs."""


class NotVerifiedError(AppError):
    """A run is not what it states, or nobody recorded it; the detail says what to do."""

    status = 409
    key = "error.not_verified"


def recorded_certificate(run: AllocationRun) -> dict[str, Any]:
    """The certificate of a recorded run.

    Raises
    ------
    NotVerifiedError
        If it is not the one that was recorded.
    """
    path = Path(run.folder)
    certificate = run_folder.read_json(path, run_folder.CERTIFICATE)
    if run_folder.file_digest(path / run_folder.CERTIFICATE) != run.certificate_digest:
        raise NotVerifiedError(f"the certificate of allocation {run.id} is not the one that was recorded")
    return certificate


def recorded_file(run: AllocationRun, name: str) -> Path:
    """A file of a recorded run other than its certificate, which has the file's digest; errors as there."""
    path = Path(run.folder) / name
    if not path.is_file() or run_folder.file_digest(path) != recorded_certificate(run)["files"].get(name):
        raise NotVerifiedError(f"{name} of allocation {run.id} is not the one that was recorded")
    return path


def recorded_plan(run: AllocationRun) -> pa.Table:
    """The plan, one row a learner; errors as in `recorded_file`."""
    return run_folder.read_plan(recorded_file(run, run_folder.PLAN).parent)


def recorded_prices(run: AllocationRun) -> dict[str, float]:
    """Worth of one more seat, peso or voucher by limit; errors as in `recorded_file`."""
    table = pa_csv.read_csv(recorded_file(run, run_folder.PRICES))
    return dict(zip(table["constraint"].to_pylist(), table["worth"].to_pylist(), strict=True))


def scenario_of(run: AllocationRun) -> Scenario:
    """The scenario that a run was made by.

    Raises
    ------
    NotVerifiedError
        If its file has changed since.
    ScenarioError
        If it is not there any more.
    """
    path = Path(run_folder.read_json(Path(run.folder), run_folder.ORIGIN)["scenario"])
    scenario = read_scenario(path)
    if run_folder.file_digest(path) != recorded_certificate(run)["inputs"]["scenario"]:
        raise NotVerifiedError(f"the scenario of allocation {run.id} was changed since")
    return scenario


def recorded_learners(run: AllocationRun) -> Table:
    """The table of learners that a run read; errors as in `scenario_of`."""
    path = scenario_of(run).table_paths.learners
    table = Table.read(path)
    if run_folder.file_digest(path) != recorded_certificate(run)["inputs"]["learners"]:
        raise NotVerifiedError(f"the learners of allocation {run.id} were changed since")
    return table
