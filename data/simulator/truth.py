"""What would happen to everybody under every certification: known here, never imported, read by evaluation alone."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.errors import InputError

TRUTH_FILE = "potential_outcomes.npz"
WORLD_FILE = "world.json"


@dataclass(frozen=True, slots=True)
class Truth:
    """Potential outcomes on the last day of the simulation.

    Attributes
    ----------
    external_ids, certification_ids
        Names of rows (n) and columns (m); a large country keeps the truth of its first people alone.
    accept, enrol, passes, job
        Shape (n, m): chance of yes when looked at; of enrolling after yes, with a voucher; of passing once
        enrolled; of a job once passed.
    leave_without, leave_with
        Shapes (n,) and (n, m): chance of dropping out within the next twelve months, without and with holding it,
        beside what is held already.
    leave_uncertified
        Shape (n,): the same chance if nothing that is held had any effect.
    keenness
        Shape (n,): the hidden trait that makes people take certifications and stay.
    grade
        Shape (n, m), int8: one draw of what follows if shown and looked at: 0 nothing, 1 yes, 2 enrolled, 3 passed,
        4 found a job through it.
    is_here
        Shape (n,): has not dropped out.
    """

    external_ids: NDArray[np.str_]
    certification_ids: NDArray[np.str_]
    accept: NDArray[np.float32]
    enrol: NDArray[np.float32]
    passes: NDArray[np.float32]
    job: NDArray[np.float32]
    leave_without: NDArray[np.float32]
    leave_with: NDArray[np.float32]
    leave_uncertified: NDArray[np.float32]
    keenness: NDArray[np.float32]
    grade: NDArray[np.int8]
    is_here: NDArray[np.bool_]

    def save(self, folder: Path, world: dict[str, str | int]) -> None:
        """Write the arrays and what made them; as they are, since compressing takes longer than drawing them."""
        folder.mkdir(parents=True, exist_ok=True)
        arrays = {name: getattr(self, name) for name in self.__slots__}
        np.savez(folder / TRUTH_FILE, allow_pickle=False, **arrays)
        (folder / WORLD_FILE).write_text(json.dumps(world, indent=2) + "\n", encoding="utf-8")


def read_truth(folder: Path) -> Truth:
    """Read what ``Truth.save`` wrote.

    Raises
    ------
    InputError
        If the folder holds no readable truth; only invented countries have one.
    """
    try:
        with np.load(folder / TRUTH_FILE, allow_pickle=False) as arrays:
            return Truth(**{name: arrays[name] for name in Truth.__slots__})
    except (OSError, KeyError, ValueError) as error:
        raise InputError(f"{folder / TRUTH_FILE}: no readable potential outcomes ({error})") from error


def read_world(folder: Path) -> dict[str, str | int]:
    """Read how the country was made: seed, counts, hash of the parameters."""
    try:
        found: dict[str, str | int] = json.loads((folder / WORLD_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{folder / WORLD_FILE}: cannot be read ({error})") from error
    return found
