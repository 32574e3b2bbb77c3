"""A recorded run's files, given out only while they are the ones that were recorded."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.csv as pa_csv

from data.allocation import run_folder
from data.allocation.scenario import read_scenario
from data.allocation.table import Table
from data.allocation_store import AllocationRun
from data.errors import AppError, NotFoundError

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


@dataclass(frozen=True, slots=True)
class RunFile:
    """A file of a run as it was recorded."""

    name: str
    n_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """A run whose certificate is the recorded one; the certificate has the digest of every other file."""

    run: AllocationRun
    certificate: dict[str, Any]

    @classmethod
    def of(cls, run: AllocationRun) -> "RecordedRun":
        """Open a run.

        Raises
        ------
        NotVerifiedError
            If its certificate is not the one that was recorded.
        """
        folder = Path(run.folder)
        certificate = run_folder.read_json(folder, run_folder.CERTIFICATE)
        if run_folder.file_digest(folder / run_folder.CERTIFICATE) != run.certificate_digest:
            raise NotVerifiedError(f"the certificate of allocation {run.id} is not the one that was recorded")
        return cls(run, certificate)

    def file(self, name: str) -> Path:
        """One of its files.

        Raises
        ------
        NotVerifiedError
            If it is not the one that was recorded.
        """
        path = Path(self.run.folder) / name
        is_certificate = name == run_folder.CERTIFICATE
        if not is_certificate and not _has_digest(path, self.certificate["files"].get(name)):
            raise NotVerifiedError(f"{name} of allocation {self.run.id} is not the one that was recorded")
        return path

    def download(self, name: str) -> Path:
        """One of the files that may be taken away; errors as in `file`.

        Raises
        ------
        NotFoundError
            If it is none of them.
        """
        if name not in DOWNLOADS:
            raise NotFoundError(f"a run has no file {name}")
        return self.file(name)

    def downloads(self) -> tuple[RunFile, ...]:
        """All files that may be taken away; errors as in `file`."""
        return tuple(RunFile(name, self.file(name).stat().st_size, self._digest(name)) for name in DOWNLOADS)

    def _digest(self, name: str) -> str:
        return self.run.certificate_digest if name == run_folder.CERTIFICATE else str(self.certificate["files"][name])

    def plan(self) -> pa.Table:
        """The plan, one row a learner; errors as in `file`."""
        return run_folder.read_plan(self.file(run_folder.PLAN).parent)

    def prices(self) -> dict[str, float]:
        """Worth of one more seat, peso or voucher by limit; errors as in `file`."""
        table = pa_csv.read_csv(self.file(run_folder.PRICES))
        return dict(zip(table["constraint"].to_pylist(), table["worth"].to_pylist(), strict=True))

    def learners(self) -> Table:
        """The table of learners that it read.

        Raises
        ------
        NotVerifiedError
            If it or the scenario has changed since.
        InputError
            If one of them is not there any more.
        """
        inputs = self.certificate["inputs"]
        scenario_path = Path(run_folder.read_json(Path(self.run.folder), run_folder.ORIGIN)["scenario"])
        scenario = read_scenario(scenario_path)
        if not _has_digest(scenario_path, inputs["scenario"]):
            raise NotVerifiedError(f"the scenario of allocation {self.run.id} was changed since")
        path = scenario.table_paths.learners
        table = Table.read(path)
        if not _has_digest(path, inputs["learners"]):
            raise NotVerifiedError(f"the learners of allocation {self.run.id} were changed since")
        return table


def _has_digest(path: Path, digest: str | None) -> bool:
    return path.is_file() and run_folder.file_digest(path) == digest
