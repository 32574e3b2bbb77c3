"""Figures of a file of pairs: means over texts with intervals, from the scores that a system gave its pairs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from benchmarks.bilingual.measures import reciprocal_rank, share_in_order
from benchmarks.bilingual.pairs import Pair, TextLanguage, by_text
from training.metrics import bootstrap_mean, ndcg_at_k

Figure = dict[str, float]
"""Mean over texts, with the low and high end of its 95 % interval."""

MEASURES = ("ndcg_at_10", "mrr", "auc")
_N_DRAWS = 10_000
_SLICES: dict[str, Callable[[Pair], bool]] = {
    "all": lambda pair: True,
    "spanish": lambda pair: pair.language is TextLanguage.SPANISH,
    "english": lambda pair: pair.language is TextLanguage.ENGLISH,
    "bpo": lambda pair: pair.is_bpo,
}


def measured_texts(pairs: Sequence[Pair], scores: Mapping[str, float]) -> NDArray[np.float64]:
    """Shape (n_texts, 3): the ``MEASURES`` of each text, NaN where a text cannot tell.

    Equal scores are ordered by the thing's id, as
    the order in the file would favour what its author wrote first.
    """
    rows = []
    for judged_together in by_text(pairs):
        judged = sorted(judged_together, key=lambda pair: pair.query_id)
        given = np.array([scores[pair.pair_id] for pair in judged])
        grades = np.array([pair.grade for pair in judged])
        if len(set(grades.tolist())) == 1:  # nothing to put in order
            rows.append([np.nan] * len(MEASURES))
            continue
        gain = float(ndcg_at_k(given[None, :], grades[None, :].astype(np.float64), k=10)[0])
        rows.append([gain, reciprocal_rank(given, grades), share_in_order(given, grades)])
    return np.array(rows, dtype=np.float64)


def file_figures(
    pairs: Sequence[Pair], scores_of: Mapping[str, Mapping[str, float]], challenger: str, seed: int
) -> dict[str, dict[str, dict[str, Figure]]]:
    """Figures of every system and the challenger's lead over each other one (paired by text), slice by slice.

    Parameters
    ----------
    scores_of
        System to pair id to score.
    challenger
        The system whose lead is measured.
    seed
        Of the resampling; equal seeds give equal figures.
    """
    first_pairs = [judged[0] for judged in by_text(pairs)]
    values_of = {system: measured_texts(pairs, scores) for system, scores in scores_of.items()}
    leads = {
        f"{challenger} - {system}": values_of[challenger] - values
        for system, values in values_of.items()
        if system != challenger
    }
    figures = {}
    for name, keeps in _SLICES.items():
        kept = np.array([keeps(pair) for pair in first_pairs])
        figures[name] = {system: _figures(values[kept], seed) for system, values in {**values_of, **leads}.items()}
    return figures


def _figures(values: NDArray[np.float64], seed: int) -> dict[str, Figure]:
    figures = {}
    for measure, column in zip(MEASURES, values.T, strict=True):
        interval = bootstrap_mean(column, np.random.default_rng(seed), _N_DRAWS)
        figures[measure] = {end: round(value, 4) for end, value in asdict(interval).items()}
    return figures
