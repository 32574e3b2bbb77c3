"""Figures of matching Spanish job titles, as JSON: mean average precision, and what a swap of gender changes.

Usage: python -m benchmarks.titles PAIRS.tsv --part tune --untrained MODELS [--queries N]

PAIRS.tsv has lines of ISCO address, ESCO address, title, title; the two titles share the occupation. The corpus is
every title of the part's occupations, each is asked for in turn and left out of its own ranking. ``map_hard`` leaves
out what has the query's normal form, too, such as the other gender, so that only different wordings count. The other
systems are tf-idf of letters and the encoder as published, in the folder MODELS, both on the titles as they stand.
Gains have 95 % intervals from resampled queries.
"""

import argparse
import json
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.settings import Settings
from embeddings.encoder import load_encoder
from embeddings.lexical import LexicalIndex
from embeddings.match import match_texts
from embeddings.match_weights import TextKind
from embeddings.protocols import Encoder, TextRole
from embeddings.title_forms import normal_title
from training.encoder.concept_split import Part, occupation_part
from training.metrics import bootstrap_mean
from training.reading.rank_metrics import average_precision

_SEED = 2026
_form = cache(normal_title)
_N_DRAWS = 10_000
_TOP = 10

Rankings = Mapping[str, Sequence[str]]
"""Titles best first, by the title asked for, which is not among them."""


def read_titles(lines: Iterable[str], part: Part) -> dict[str, frozenset[str]]:
    """Titles of the occupations of a part, each with the addresses of its occupations, in order of the alphabet."""
    found: dict[str, set[str]] = {}
    for line in lines:
        _, uri, *titles = line.rstrip("\n").split("\t")
        if occupation_part(uri) is part:
            for title in titles:
                found.setdefault(title, set()).add(uri)
    return {title: frozenset(found[title]) for title in sorted(found)}


def relevant_titles(occupations: Mapping[str, frozenset[str]], query: str, *, hard: bool) -> set[str]:
    """Other titles that share an occupation with ``query``; ``hard`` without those of its normal form."""
    form = _form(query)
    return {
        title
        for title, uris in occupations.items()
        if uris & occupations[query] and title != query and not (hard and _form(title) == form)
    }


def precisions(rankings: Rankings, occupations: Mapping[str, frozenset[str]], *, hard: bool) -> NDArray[np.float64]:
    """Average precision of each query, NaN where nothing is relevant."""
    found = []
    for query, ranked in rankings.items():
        relevant = relevant_titles(occupations, query, hard=hard)
        form = _form(query)
        kept = [title for title in ranked if _form(title) != form] if hard else ranked
        ranks = [rank for rank, title in enumerate(kept, start=1) if title in relevant]
        found.append(average_precision(ranks, len(relevant)) if relevant else np.nan)
    return np.array(found)


def gender_pairs(titles: Iterable[str]) -> list[tuple[str, str]]:
    """Titles that differ by gender alone: equal in the normal form, of as many words, with other endings."""
    by_form: dict[str, list[str]] = {}
    for title in titles:
        by_form.setdefault(_form(title), []).append(title)
    return [
        (one, other)
        for same in by_form.values()
        for one in same
        for other in same
        if _is_feminine_of(one.lower().split(), other.lower().split())
    ]


def top_ten_changed(rankings: Rankings, pairs: Sequence[tuple[str, str]]) -> float:
    """Mean share of the ten best that the other gender does not have; both titles themselves are left out."""
    shares = []
    for pair in pairs:
        masculine, feminine = (_top_ten(rankings[asked], pair) for asked in pair)
        shares.append(1 - len(masculine & feminine) / max(1, len(masculine)))
    return float(np.mean(shares))


def _top_ten(ranked: Sequence[str], pair: Collection[str]) -> set[str]:
    others = (title for title in ranked if title not in pair)
    return set(islice(others, _TOP))


def _is_feminine_of(words: Sequence[str], others: Sequence[str]) -> bool:
    if len(words) != len(others) or words == others:
        return False
    return all(
        one == other or other == f"{one}a" or (one[-1] in "oe" and other == f"{one[:-1]}a")
        for one, other in zip(words, others, strict=True)
    )


def _ranked(scores: NDArray[np.float32], queries: Sequence[str], titles: Sequence[str]) -> Rankings:
    order = np.argsort(-scores, axis=1, kind="stable")
    return {
        query: [titles[place] for place in places if titles[place] != query]
        for query, places in zip(queries, order, strict=True)
    }


def _by_matcher(queries: Sequence[str], titles: Sequence[str], encoder: Encoder) -> Rankings:
    corpus = {title: title for title in titles}
    found = match_texts({query: query for query in queries}, corpus, TextKind.TITLE, len(titles), encoder)
    return {query: [title for title, _ in ranked if title != query] for query, ranked in found}


def _by_pooled_cosine(queries: Sequence[str], titles: Sequence[str], encoder: Encoder) -> Rankings:
    scores = encoder.encode(queries, TextRole.QUERY) @ encoder.encode(titles, TextRole.PASSAGE).T
    return _ranked(scores, queries, titles)


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--part", type=Part, choices=list(Part), required=True)
    parser.add_argument("--untrained", type=Path, required=True, help="folder of the encoder without its adapter")
    parser.add_argument("--queries", type=int, help="ask for so many titles, drawn by hash; default: all")
    given = parser.parse_args()
    settings = Settings()
    with given.pairs.open(encoding="utf-8") as lines:
        occupations = read_titles(lines, given.part)
    titles = list(occupations)
    queries = sorted(titles, key=lambda title: sha256(title.encode()).digest())[: given.queries]
    systems = {
        "ours": _by_matcher(queries, titles, load_encoder(settings.encoder, settings.models_dir)),
        "letters": _ranked(LexicalIndex(titles).scores(queries), queries, titles),
        "untrained": _by_pooled_cosine(queries, titles, load_encoder(None, given.untrained)),
    }
    sys.stdout.write(json.dumps(_figures(systems, occupations, given.part), indent=2) + "\n")


def _figures(
    systems: Mapping[str, Rankings], occupations: Mapping[str, frozenset[str]], part: Part
) -> dict[str, object]:
    figures: dict[str, object] = {"part": part, "n_titles": len(occupations), "n_queries": len(systems["ours"])}
    for name, hard in {"map": False, "map_hard": True}.items():
        found = {system: precisions(rankings, occupations, hard=hard) for system, rankings in systems.items()}
        table: dict[str, object] = {system: round(float(np.nanmean(some)), 4) for system, some in found.items()}
        for rival in ("letters", "untrained"):
            gain = bootstrap_mean(found["ours"] - found[rival], np.random.default_rng(_SEED), _N_DRAWS)
            table[f"ours_minus_{rival}"] = [round(value, 4) for value in (gain.mean, gain.low, gain.high)]
            table[f"ours_over_{rival}"] = round(float(np.nanmean(found["ours"]) / np.nanmean(found[rival]) - 1), 4)
        figures[name] = table
    pairs = gender_pairs(systems["ours"])
    figures["gender_pairs"] = len(pairs)
    figures["top_ten_changed"] = {name: round(top_ten_changed(some, pairs), 4) for name, some in systems.items()}
    return figures


if __name__ == "__main__":
    main()
