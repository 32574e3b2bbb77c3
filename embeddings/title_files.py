"""The file that ``rumbo titles`` writes: the occupations of each title, tab separated without a header."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from data.atomic_file import replaced_file
from embeddings.titles import TitleReading


def write_readings(path: Path, readings: Iterable[tuple[str, Sequence[TitleReading]]]) -> None:
    """A line an occupation: id of the title, rank from 1, occupation id, ESCO URI, labels, probability.

    A title that names no job has one line of rank 0 with its other cells empty. The file appears whole or not at all.
    """
    with replaced_file(path) as file:
        for title_id, found in readings:
            for cells in _lines(found):
                file.write(("\t".join((title_id, *cells)) + "\n").encode())


def _lines(found: Sequence[TitleReading]) -> list[tuple[str, ...]]:
    if not found:
        return [("0", "", "", "", "", "")]
    return [
        (
            str(rank),
            one.occupation.occupation_id or "",
            one.occupation.esco_uri or "",
            one.occupation.label.es,
            one.occupation.label.en,
            f"{one.probability:.4f}",
        )
        for rank, one in enumerate(found, start=1)
    ]
