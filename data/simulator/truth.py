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
        Names of rows (n) and columns (m).
    accept, enrol, passes, job
        Shape (n, m): chance of yes when looked at; of enrolling after yes, with a voucher; of passing once
        enrolled; of a job once passed.
    leave_without, leave_with
        Shapes (n,) and (n, m): chance of dropping out within the next twelve months, without and with holding it.
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
    grade: NDArray[np.int8]
    is_here: NDArray[np.bool_]

    def save(self, folder: Path, world: dict[str, str | int]) -> None:
        """Write the arrays and what made them."""
        folder.mkdir(parents=True, exist_ok=True)
        arrays = {name: getattr(self, name) for name in self.__slots__}
        np.savez_compressed(folder / TRUTH_FILE, allow_pickle=False, **arrays)
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


def drawn_grades(
    rng: np.random.Generator,
    accept: NDArray[np.float64],
    enrol: NDArray[np.float64],
    passes: NDArray[np.float64],
    job: NDArray[np.float64],
) -> NDArray[np.int8]:
    """Draw how far each person would come with each certification: the length of the chain of successes."""
    reached = np.ones(accept.shape, bool)
    grade = np.zeros(accept.shape, np.int8)
    for chance in (accept, enrol, passes, job):
        reached &= rng.random(chance.shape) < chance
        grade += reached
    return grade


def within_a_year(monthly: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chance of at least one event in twelve months of equal monthly chance."""
    return np.asarray(1.0 - (1.0 - monthly) ** 12)
