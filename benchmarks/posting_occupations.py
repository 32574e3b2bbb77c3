"""Figures of reading an occupation out of a posting's title without an encoder, as JSON.

Usage: python -m benchmarks.posting_occupations PAIRS.tsv

PAIRS.tsv has lines of ISCO address, ESCO address, title, title; both titles are of the occupation. Each distinct
title is read. Of titles whose occupation the catalogue has: how many name one, and how many of these the right one.
Of titles of other occupations: how many name one all the same.
"""

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from data.catalogue import read_catalogue
from data.domain import Occupation
from data.settings import Settings
from recommender.posting_occupations import OccupationTitles


def figures(titles: Iterable[tuple[str, str]], occupations: Sequence[Occupation]) -> dict[str, int]:
    """Counts over pairs of an ESCO address and a title."""
    names = OccupationTitles(occupations)
    known = {one.esco_uri for one in occupations if one.esco_uri}
    counts = {"titles": 0, "named": 0, "right": 0, "titles_of_others": 0, "named_of_others": 0}
    for uri, title in titles:
        named = names.named(title)
        if uri in known:
            counts["titles"] += 1
            counts["named"] += bool(named)
            counts["right"] += any(occupations[number].esco_uri == uri for number in named)
        else:
            counts["titles_of_others"] += 1
            counts["named_of_others"] += bool(named)
    return counts


def read_titles(path: Path) -> list[tuple[str, str]]:
    """Every ESCO address and title of a file of pairs, each once."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return sorted({(row[1], title) for row in rows for title in row[2:4]})


def main() -> None:
    """Print the figures of a file of pairs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    titles = read_titles(parser.parse_args().pairs)
    occupations = list(read_catalogue(Settings().reference).occupations.values())
    sys.stdout.write(json.dumps(figures(titles, occupations), indent=2) + "\n")


if __name__ == "__main__":
    main()
