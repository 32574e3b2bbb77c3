"""Fits the reader of skills: tagger, scorer, calibration, threshold. Deterministic; about six minutes on one core.

Every probability that calibration or threshold rest on comes from models that did not see that advertisement: the
labelled advertisements are parted into folds, and tagger and scorer are fitted anew without each.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from embeddings.hashed_linear import HashedLinear, bucketed
from embeddings.skill_candidates import Candidate, candidates_in
from embeddings.skill_features import candidate_features
from embeddings.skill_model import Calibration, SkillModel
from embeddings.skill_reading import Reading
from embeddings.skill_tagger import DONE, SkillTagger, word_features
from training.skill_examples import Example, PostingExample, with_hidden_names

N_FOLDS: Final = 5
MIN_PRECISION: Final = 0.8
"""Of what is told, as the lists of the advertisements have it; those who wrote them left out some that is true."""

_TAGGER_BUCKETS: Final = 2**16
_SCORER_BUCKETS: Final = 2**14
_TAGGER_PENALTY, _SCORER_PENALTY = 3.0, 3.0
_HIDDEN_SHARE: Final = 0.5
_SENTENCE_WEIGHT, _INVENTED_WEIGHT = 0.1, 0.1

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Weighed:
    """Examples of one kind, and what one of their rows counts."""

    examples: Sequence[Example]
    weight: float


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate of an advertisement with the chance that models gave it which had not seen the advertisement."""

    posting: PostingExample
    candidate: Candidate
    probability: float
    is_right: bool


@dataclass(frozen=True, slots=True)
class Fitted:
    """The model, what it gave advertisements it had not seen, and figures of both."""

    model: SkillModel
    judged: tuple[Judged, ...]
    figures: dict[str, float]


def fit_skills(
    sentences: Sequence[Example], postings: Sequence[PostingExample], invented: Sequence[Example], progress: Progress
) -> Fitted:
    """Fit on all; calibrate and choose the threshold on the advertisements, each by models without it."""
    others = [Weighed(sentences, _SENTENCE_WEIGHT), Weighed(invented, _INVENTED_WEIGHT)]
    shared = _tagger_rows([*sentences, *invented])
    folds = [fold for number in range(N_FOLDS) if (fold := postings[number::N_FOLDS])]
    taggers = []
    for number, fold in enumerate(folds, start=1):
        seen = [posting for posting in postings if posting not in fold]
        taggers.append(_fit_tagger(shared + _tagger_rows(seen)))
        progress(f"tagger {number} of {len(folds) + 1} fitted")
    tagger = _fit_tagger(shared + _tagger_rows(postings))
    rows_of_fold = [_scorer_rows(Weighed(fold, 1.0), of) for fold, of in zip(folds, taggers, strict=True)]
    rows_of_others = [row for part in others for row in _scorer_rows(part, tagger)]
    raw: list[tuple[PostingExample, Candidate, float, bool]] = []
    for number, (fold, of) in enumerate(zip(folds, taggers, strict=True)):
        seen_rows = [row for at, rows in enumerate(rows_of_fold) if at != number for row in rows]
        scorer = _fit_scorer(seen_rows + rows_of_others)
        raw += [found for posting in fold for found in _raw_scores(posting, of, scorer)]
        progress(f"scorer {number + 1} of {len(folds) + 1} fitted")
    scorer = _fit_scorer([row for rows in rows_of_fold for row in rows] + rows_of_others)
    calibration = fit_calibration(np.array([score for *_, score, _ in raw]), np.array([right for *_, right in raw]))
    judged = tuple(
        Judged(posting, candidate, float(calibration(np.array([score]))[0]), right)
        for posting, candidate, score, right in raw
    )
    threshold, figures = _chosen_threshold(judged)
    return Fitted(SkillModel(tagger, scorer, calibration, threshold), judged, figures)


def fit_calibration(scores: NDArray[np.floating[Any]], is_right: NDArray[np.bool_]) -> Calibration:
    """Chance of being right by score: isotonic regression."""
    from sklearn.isotonic import IsotonicRegression

    fitted = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(scores, is_right.astype(float))
    return Calibration(tuple(map(float, fitted.X_thresholds_)), tuple(map(float, fitted.y_thresholds_)))


def hard_counts(judged: Sequence[Judged], threshold: float) -> tuple[int, int, int]:
    """Right, wrong and missed hard skills at a threshold."""
    from training.skill_counts import counts_of

    told: dict[str, list[Candidate]] = {one.posting.id: [] for one in judged}
    postings = {one.posting.id: one.posting for one in judged}
    for one in judged:
        if one.probability >= threshold:
            told[one.posting.id].append(one.candidate)
    counts = [counts_of(postings[id_], candidates) for id_, candidates in told.items()]
    return sum(c.right for c in counts), sum(c.wrong for c in counts), sum(c.missed for c in counts)


def _chosen_threshold(judged: Sequence[Judged]) -> tuple[float, dict[str, float]]:
    """The threshold of the best F1 among those that are precise enough."""
    best = (0.0, 0.5, 0.0, 0.0)
    for threshold in np.arange(0.2, 0.8, 0.02):
        right, wrong, missed = hard_counts(judged, float(threshold))
        precision, recall = right / max(right + wrong, 1), right / max(right + missed, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        if precision >= MIN_PRECISION and f1 > best[0]:
            best = (f1, float(threshold), precision, recall)
    f1, threshold, precision, recall = best
    return round(threshold, 2), {"f1": f1, "precision": precision, "recall": recall, "threshold": threshold}


_TaggerRows = list[tuple[list[list[str]], NDArray[np.int64]]]


def _tagger_rows(examples: Sequence[Example]) -> _TaggerRows:
    """Features and tags, each text twice: with what the vocabulary knows and without."""
    return [
        (word_features(reading), example.tags)
        for example in examples
        for reading in (example.reading, with_hidden_names(example.reading))
    ]


def _fit_tagger(rows: _TaggerRows) -> SkillTagger:
    names = [name for words, _ in rows for name in words]
    tags = np.concatenate([tags for _, tags in rows])
    return SkillTagger(_fitted_linear(names, tags, np.ones(len(tags)), _TAGGER_BUCKETS, _TAGGER_PENALTY))


_ScorerRow = tuple[list[str], bool, float]


def _scorer_rows(part: Weighed, tagger: SkillTagger) -> list[_ScorerRow]:
    """Features, label and weight of every candidate that can be judged, each text also with half its names hidden."""
    rows: list[_ScorerRow] = []
    for example in part.examples:
        for reading in (example.reading, with_hidden_names(example.reading, _HIDDEN_SHARE)):
            for candidate, features in _featured(reading, tagger):
                is_hidden_copy = reading is not example.reading and candidate.term is not None
                is_right = example.is_right(candidate)
                if is_right is not None and not is_hidden_copy:
                    rows.append((features, is_right, part.weight))
    return rows


def _featured(reading: Reading, tagger: SkillTagger) -> list[tuple[Candidate, list[str]]]:
    tags = tagger(reading)
    candidates = [c for c in candidates_in(reading, tags) if c.term is not None or c.tag != DONE]
    return list(zip(candidates, candidate_features(reading, tags, candidates), strict=True))


def _fit_scorer(rows: Sequence[_ScorerRow]) -> HashedLinear:
    labels = np.array([is_right for _, is_right, _ in rows], dtype=np.int64)
    weights = np.array([weight for *_, weight in rows])
    return _fitted_linear([names for names, *_ in rows], labels, weights, _SCORER_BUCKETS, _SCORER_PENALTY)


def _raw_scores(
    posting: PostingExample, tagger: SkillTagger, scorer: HashedLinear
) -> list[tuple[PostingExample, Candidate, float, bool]]:
    featured = _featured(posting.reading, tagger)
    scores = scorer([features for _, features in featured])[:, 0]
    return [
        (posting, candidate, float(score), bool(posting.is_right(candidate)))
        for (candidate, _), score in zip(featured, scores, strict=True)
    ]


def _fitted_linear(
    names: Sequence[Sequence[str]],
    classes: NDArray[np.int64],
    weights: NDArray[np.float64],
    n_buckets: int,
    penalty: float,
) -> HashedLinear:
    """Logistic regression; one column of weights where there are two classes, else one a class."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    buckets, ends = bucketed(names, n_buckets)
    matrix = csr_matrix((np.ones(len(buckets)), buckets, ends), shape=(len(names), n_buckets))
    fitted = LogisticRegression(C=1 / penalty, max_iter=200, tol=1e-3).fit(matrix, classes, sample_weight=weights)
    return HashedLinear(
        np.ascontiguousarray(fitted.coef_.T, dtype=np.float32), fitted.intercept_.astype(np.float32)
    )
