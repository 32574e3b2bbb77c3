"""Pairs for a second judge, drawn by seed, without the first judge's grade and reason: CSV on standard output.

Usage: python -m benchmarks.bilingual.blind_sample N SEED PAIRS.csv... > sample.csv
"""

import csv
import random
import sys
from collections.abc import Sequence
from pathlib import Path

BLIND_COLUMNS = ("pair_id", "query_kind", "query_id", "language", "text")
"""What a second judge may see; grade, why and any note of the author would lead them."""


def blind_sample(paths: Sequence[Path], n: int, seed: int) -> list[dict[str, str]]:
    """``n`` pairs of all files together, ordered by pair id, with ``BLIND_COLUMNS`` alone.

    Raises
    ------
    ValueError
        If the files hold fewer than ``n`` pairs.
    """
    rows = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            rows += [{column: row[column] for column in BLIND_COLUMNS} for row in csv.DictReader(file)]
    rows.sort(key=lambda row: row["pair_id"])
    drawn = random.Random(seed).sample(rows, n)  # noqa: S311 - a draw that others can repeat, not a secret.
    return sorted(drawn, key=lambda row: row["pair_id"])


def main(arguments: Sequence[str]) -> None:
    """Print the sample."""
    n, seed, *names = arguments
    writer = csv.DictWriter(sys.stdout, BLIND_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(blind_sample([Path(name) for name in names], int(n), int(seed)))


if __name__ == "__main__":
    main(sys.argv[1:])
