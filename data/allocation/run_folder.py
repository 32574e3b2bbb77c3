"""The folder that a run leaves: plan, multipliers and certificate, written whole or not at all."""

import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data.allocation.scenario import TablePaths
from data.errors import InputError

PLAN: Final = "plan.parquet"
VOUCHERS: Final = "vouchers.csv"
MULTIPLIERS: Final = "multipliers.npz"
PRICES: Final = "prices.csv"
CERTIFICATE: Final = "certificate.json"
ORIGIN: Final = "origin.json"


class RunFolderError(InputError):
    """A folder is not what a run leaves, or cannot become it; the detail says what to do."""


@contextmanager
def new_run_folder(out: Path) -> Iterator[Path]:
    """A folder to fill, which becomes ``out`` if the block ends well; else nothing is left.

    Raises
    ------
    RunFolderError
        If ``out`` is there already.
    """
    if out.exists():
        raise RunFolderError(f"{out} is there already; name a new folder")
    out.absolute().parent.mkdir(parents=True, exist_ok=True)
    # In the same folder, as a rename is atomic only within one file system.
    beside = Path(tempfile.mkdtemp(dir=out.absolute().parent, prefix=f".{out.name}."))
    try:
        yield beside
        beside.chmod(0o755)
        beside.rename(out)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def input_digests(scenario: Path, paths: TablePaths) -> dict[str, str]:
    """The sha256 of the scenario and of each of its tables, by name."""
    files = {"scenario": scenario} | {
        name: path for name in TablePaths.model_fields if (path := getattr(paths, name)) is not None
    }
    return {name: file_digest(path) for name, path in files.items()}


def file_digest(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_of(facts: Mapping[str, Any]) -> str:
    """The sha256 of facts as `json_bytes` writes them."""
    return hashlib.sha256(json_bytes(facts)).hexdigest()


def json_bytes(facts: Mapping[str, Any]) -> bytes:
    """Facts as JSON, equal facts as equal bytes."""
    return (json.dumps(facts, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def parquet_bytes(table: pa.Table) -> bytes:
    """A table as Parquet, equal tables as equal bytes."""
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def csv_bytes(table: pa.Table) -> bytes:
    """A table as CSV with a header."""
    sink = io.BytesIO()
    pa_csv.write_csv(table, sink, pa_csv.WriteOptions(quoting_style="needed"))
    return sink.getvalue()


def arrays_bytes(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Named arrays as an .npz, equal arrays as equal bytes."""
    sink = io.BytesIO()
    np.savez(sink, allow_pickle=False, **dict(arrays))
    return sink.getvalue()


def read_json(folder: Path, name: str) -> dict[str, Any]:
    """Facts of a file in a run's folder.

    Raises
    ------
    RunFolderError
        If the file is missing or holds no object.
    """
    try:
        facts = json.loads(_there(folder, name).read_bytes())
    except ValueError as error:
        raise RunFolderError(f"{folder / name} is no JSON: {error}") from error
    if not isinstance(facts, dict):
        raise RunFolderError(f"{folder / name} holds no object")
    return facts


def read_plan(folder: Path) -> pa.Table:
    """The plan of a run's folder; errors as in `read_json`."""
    try:
        return pq.read_table(_there(folder, PLAN))
    except pa.ArrowException as error:
        raise RunFolderError(f"{folder / PLAN} is no Parquet file: {error}") from error


def read_arrays(folder: Path) -> dict[str, NDArray[Any]]:
    """The multipliers of a run's folder; errors as in `read_json`."""
    try:
        with np.load(_there(folder, MULTIPLIERS), allow_pickle=False) as file:
            return {name: np.asarray(file[name]) for name in file.files}
    except (ValueError, OSError) as error:
        raise RunFolderError(f"{folder / MULTIPLIERS} holds no arrays: {error}") from error


def _there(folder: Path, name: str) -> Path:
    path = folder / name
    if not path.is_file():
        raise RunFolderError(f"{path} is not there; is {folder} what rumbo allocate wrote?")
    return path
