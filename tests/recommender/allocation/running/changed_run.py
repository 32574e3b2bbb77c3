"""What tests do to a run on disk."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from data.allocation import run_folder
from recommender.allocation.running.verify import verify


def unread(_line: str) -> None:
    """Progress that nobody reads."""


def differences(run: Path) -> dict[str, tuple[str, str]]:
    """What is recorded and what is found, by place; the scenario lies beside the run, not where the run says."""
    found = verify(run, run.parent / "scenario.toml").differences
    return {one.place: (one.recorded, one.found) for one in found}


def change_plan(run: Path, change: Callable[[list[dict[str, Any]]], None]) -> None:
    """Rewrite the rows of a run's plan."""
    table = pq.read_table(run / run_folder.PLAN)
    rows = table.to_pylist()
    change(rows)
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), run / run_folder.PLAN)
