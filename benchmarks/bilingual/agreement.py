"""How far two judges of the bilingual pairs agree, as JSON: share of equal grades and quadratic weighted kappa.

Usage: python -m benchmarks.bilingual.agreement SECOND.csv FIRST.csv...

SECOND holds the second judge's ``pair_id`` and ``grade``, for a part of the pairs in the FIRST files.
"""

import csv
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.errors import InputError

N_GRADES = 3
"""Grades are 0, 1 and 2."""


def grades_of(path: Path) -> dict[str, int]:
    """Grade of each pair id in a file.

    Raises
    ------
    InputError
        If a pair is there twice or a grade is none of 0, 1, 2.
    """
    grades: dict[str, int] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            if row["pair_id"] in grades:
                raise InputError(f"{path.name}, row {number}: pair_id {row['pair_id']} is there twice; keep one")
            if row["grade"] not in ("0", "1", "2"):
                raise InputError(f"{path.name}, row {number}: grade {row['grade']!r}; write 0, 1 or 2")
            grades[row["pair_id"]] = int(row["grade"])
    return grades


def confusion(first: dict[str, int], second: dict[str, int]) -> NDArray[np.int64]:
    """Pairs that both judged, counted: shape (3, 3), a row a grade of the first judge, a column one of the second."""
    table = np.zeros((N_GRADES, N_GRADES), dtype=np.int64)
    for pair_id in first.keys() & second.keys():
        table[first[pair_id], second[pair_id]] += 1
    return table


def exact_agreement(table: NDArray[np.int64]) -> float:
    """Share of pairs with equal grades, in [0, 1]."""
    return float(np.trace(table) / table.sum())


def weighted_kappa(table: NDArray[np.int64]) -> float:
    """Cohen's kappa with quadratic weights: 1 is full agreement, 0 what chance would give.

    Raises
    ------
    InputError
        If both judges gave one and the same grade to all pairs: chance then explains everything.

    Notes
    -----
    Cohen (1968), doi:10.1037/h0026256.
    """
    grades = np.arange(N_GRADES)
    weights = np.subtract.outer(grades, grades) ** 2
    by_chance = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    if not (weights * by_chance).any():
        raise InputError("both judges gave one grade to all pairs: judge a sample with several grades")
    return float(1 - (weights * table).sum() / (weights * by_chance).sum())


def figures(table: NDArray[np.int64]) -> dict[str, object]:
    """Number of pairs, both measures and the table itself, ready for JSON."""
    return {
        "pairs": int(table.sum()),
        "exact": round(exact_agreement(table), 4),
        "weighted_kappa": round(weighted_kappa(table), 4),
        "table": table.tolist(),
    }


def main(arguments: Sequence[str]) -> None:
    """Print the figures of each file of the first judge, and of all together."""
    second_path, *first_paths = [Path(name) for name in arguments]
    second = grades_of(second_path)
    tables = {path.stem: confusion(grades_of(path), second) for path in first_paths}
    together = sum(tables.values(), np.zeros((N_GRADES, N_GRADES), dtype=np.int64))
    if together.sum() != len(second):
        raise InputError(
            f"{second_path.name}: {len(second)} pairs were judged and {together.sum()} are in the first judge's files; "
            "name all the files that the sample was drawn from"
        )
    report = {name: figures(table) for name, table in {**tables, "together": together}.items()}
    sys.stdout.write(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
