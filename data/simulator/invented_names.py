"""Invents names of employers and people; none belongs to anybody."""

import tomllib
from functools import cache
from pathlib import Path

import numpy as np

from data.names import unaccented


def invented_employers(rng: np.random.Generator, n: int) -> list[str]:
    """``n`` different company names, put together from meaningless syllables.

    Raises
    ------
    ValueError
        If ``n`` is negative or above the number of names that can be made (about 12,000).
    """
    names = _names()
    roots = sorted({head + tail for head in names["employer_heads"] for tail in names["employer_tails"]})
    forms = names["employer_forms"]
    picks = _distinct(rng, len(roots) * len(forms), n, "employers")
    return [forms[pick % len(forms)].replace("{root}", roots[pick // len(forms)]) for pick in picks]


def invented_people(rng: np.random.Generator, n: int) -> list[tuple[str, str]]:
    """``n`` pairs of name and e-mail, all different, with Mexican names and two surnames.

    The addresses lie in domains reserved for examples (RFC 2606), so no mail can reach anybody.

    Raises
    ------
    ValueError
        If ``n`` is negative or above the number of names that can be made (about 290,000).
    """
    names = _names()
    given, surnames, domains = names["given"], names["surnames"], names["domains"]
    picks = _distinct(rng, len(given) * len(surnames) ** 2, n, "people")
    at = rng.integers(len(domains), size=n).tolist()
    people = []
    for pick, domain in zip(picks, at, strict=True):
        pair, first = divmod(pick, len(given))
        parts = (given[first], surnames[pair % len(surnames)], surnames[pair // len(surnames)])
        box = ".".join(unaccented(part).lower().replace(" ", "") for part in parts)
        people.append((" ".join(parts), f"{box}@{domains[domain]}"))
    return people


def _distinct(rng: np.random.Generator, n_possible: int, n: int, what: str) -> list[int]:
    if not 0 <= n <= n_possible:
        raise ValueError(f"n must be from 0 to {n_possible} {what}, got {n}")
    picks: list[int] = rng.choice(n_possible, size=n, replace=False).tolist()
    return picks


@cache
def _names() -> dict[str, list[str]]:
    return tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
