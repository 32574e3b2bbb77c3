"""Checks of the texts of a written country's postings."""

import re
from collections.abc import Iterator

import pandas as pd

from data.catalogue import Catalogue
from data.domain import Area
from data.names import unaccented
from data.simulator.check import Check

_WORD = re.compile(r"\w+")
_BPO_AREAS = frozenset({Area.BPO, Area.ENGLISH, Area.SOFT_SKILLS})


def posting_checks(postings: pd.DataFrame, catalogue: Catalogue) -> Iterator[Check]:
    """Share of BPO, share in English, variety of texts."""
    is_bpo = [area in _BPO_AREAS for area in _areas(postings["title"].tolist(), catalogue)]
    yield Check(
        "share of BPO postings",
        sum(is_bpo) / max(len(is_bpo), 1),
        0.25,
        0.5,
        f"BPO, English and soft skills, among the {len(is_bpo):,} of {len(postings):,} whose title names an occupation",
    )
    yield Check("share of postings in English", float((postings["language"] == "en").mean()), 0.1, 0.25)
    yield Check("distinct share of 4-grams of words", _distinct_share(postings["description"].tolist()), 0.2, 1.0)


def _areas(titles: list[str], catalogue: Catalogue) -> list[Area]:
    """Area of the occupation with the longest name in each title; titles that name none are left out."""
    names = {
        _plain(name): occupation.area
        for occupation in catalogue.occupations.values()
        for name in (occupation.label.es, occupation.label.en, *occupation.aliases_es, *occupation.aliases_en)
    }
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})\b")
    found = (pattern.search(_plain(title)) for title in titles)
    return [names[match[1]] for match in found if match]


def _plain(text: str) -> str:
    return unaccented(text.lower())


def _distinct_share(texts: list[str]) -> float:
    """Different runs of four words among all runs of four words."""
    grams = [tuple(words[i : i + 4]) for words in map(_WORD.findall, texts) for i in range(len(words) - 3)]
    return len(set(grams)) / max(len(grams), 1)
