"""Checks of the texts of a written country's postings."""

from collections.abc import Iterator

import pandas as pd

from data.catalogue import Catalogue
from data.simulator.check import Check
from data.simulator.text_diversity import text_diversity


def posting_checks(postings: pd.DataFrame, catalogue: Catalogue) -> Iterator[Check]:
    """Share of BPO, share in English, variety of texts, typing errors."""
    found = text_diversity(
        postings["title"].tolist(),
        postings["description"].tolist(),
        postings["language"].tolist(),
        catalogue.occupations.values(),
    )
    yield Check(
        "share of BPO postings",
        found.bpo_share,
        0.25,
        0.5,
        f"BPO, English and soft skills, among the {found.titles_known_share:.0%} whose title names an occupation",
    )
    yield Check("share of postings in English", found.english_share, 0.1, 0.25)
    yield Check("distinct share of 4-grams of words", found.distinct_share, 0.2, 1.0)
    yield Check("postings that equal an earlier one", found.n_equal, 0, 0)
    yield Check(
        "largest overlap of two postings",
        found.largest_overlap,
        0.0,
        0.5,
        f"Jaccard overlap of 4-grams among {found.n_sampled:,} postings",
    )
    yield Check("share of postings with a typing error", found.misspelt_share, 0.1, 0.5, "estimated from rare words")
