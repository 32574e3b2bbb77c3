"""Fits the reader of skills: tagger, scorer, calibration, threshold. Deterministic; about six minutes on one core.

Every probability that calibration or threshold rest on comes from models that did not see that advertisement: the
labelled advertisements are parted into folds, and tagger and scorer are fitted anew without each.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np
from numpy.typing import NDArray

from embeddings.calibration import fit_calibration
from embeddings.hashed_linear import HashedLinear, bucketed
from embeddings.skill_candidates import Candidate, candidates_in
from embeddings.skill_features import candidate_features
from embeddings.skill_model import SkillModel
from embeddings.skill_reading import Reading
from embeddings.skill_tagger import DONE, SkillTagger, word_features
from training.reading.skill_examples import Example, PostingExample, with_hidden_names

N_FOLDS: Final = 5
MIN_PRECISION: Final = 0.8
"""Of what is told, as the lists of the advertisements have it; those who wrote them left out some that is true."""

N_BUCKETS: Final = 2**16
SEED: Final = 2026
_N_PASSES: Final = 4
_TAGGER_PENALTY: Final = 1e-5
_SCORER_PENALTY: Final = 3.0
_HIDDEN_SHARE: Final = 0.5
_SENTENCE_WEIGHT: Final = 0.1
_SENTENCE_STEP: Final = 3  # a third of the sentences shows the scorer enough
_INVENTED_WEIGHT: Final = 0.2

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.linear_model._base import LinearClassifierMixin

Progress = Callable[[str], None]


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
    folds = [fold for number in range(N_FOLDS) if (fold := postings[number::N_FOLDS])]
    shared = [_tagger_part(examples) for examples in (sentences, invented) if examples]
    of_fold = [_tagger_part(fold) for fold in folds]
    taggers = [_fit_tagger([*shared, *_without(of_fold, number)]) for number in range(len(folds))]
    tagger = _fit_tagger([*shared, *of_fold])
    progress(f"{len(folds) + 1} taggers fitted")
    others = [
        _scorer_part(examples, tagger, weight)
        for examples, weight in ((sentences[::_SENTENCE_STEP], _SENTENCE_WEIGHT), (invented, _INVENTED_WEIGHT))
        if examples
    ]
    judging = [_scorer_part(fold, of, 1.0) for fold, of in zip(folds, taggers, strict=True)]
    progress("candidates of all texts found")
    raw: list[tuple[PostingExample, Candidate, float, bool]] = []
    for number, (fold, of) in enumerate(zip(folds, taggers, strict=True)):
        scorer = _fit_scorer([*others, *_without(judging, number)])
        raw += [found for posting in fold for found in _raw_scores(posting, of, scorer)]
    scorer = _fit_scorer([*others, *judging])
    progress(f"{len(folds) + 1} scorers fitted")
    calibration = fit_calibration(np.array([score for *_, score, _ in raw]), np.array([right for *_, right in raw]))
    judged = tuple(
        Judged(posting, candidate, float(calibration(np.array([score]))[0]), right)
        for posting, candidate, score, right in raw
    )
    threshold, figures = _chosen_threshold(judged)
    return Fitted(SkillModel(tagger, scorer, calibration, threshold), judged, figures)


def hard_counts(judged: Sequence[Judged], threshold: float) -> tuple[int, int, int]:
    """Right, wrong and missed hard skills at a threshold."""
    from training.reading.skill_counts import counts_of

    told: dict[str, list[Candidate]] = {one.posting.id: [] for one in judged}
    postings = {one.posting.id: one.posting for one in judged}
    for one in judged:
        if one.probability >= threshold:
            told[one.posting.id].append(one.candidate)
    counts = [counts_of(postings[id_], candidates) for id_, candidates in told.items()]
    return sum(c.right for c in counts), sum(c.wrong for c in counts), sum(c.missed for c in counts)


def _without(parts: Sequence["_Part"], number: int) -> list["_Part"]:
    return [part for at, part in enumerate(parts) if at != number]


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


def _tagger_part(examples: Sequence[Example]) -> "_Part":
    """Features and tags of words, each text twice: with what the vocabulary knows and without."""
    readings = [r for e in examples for r in (e.reading, with_hidden_names(e.reading))]
    tags = [example.tags for example in examples for _ in range(2)]
    return _Part.of([names for reading in readings for names in word_features(reading)], np.concatenate(tags), 1.0)


def _fit_tagger(parts: Sequence["_Part"]) -> SkillTagger:
    """Averaged gradient descent: as good as the exact fit here, and twenty times as fast."""
    from scipy.sparse import vstack
    from sklearn.linear_model import SGDClassifier

    fitted = SGDClassifier(loss="log_loss", alpha=_TAGGER_PENALTY, max_iter=_N_PASSES, tol=None, average=True)
    fitted.set_params(random_state=SEED)
    fitted.fit(vstack([part.matrix for part in parts]), np.concatenate([part.labels for part in parts]))
    return SkillTagger(_linear(fitted))


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows of one kind as a sparse matrix, with their labels and what one counts."""

    matrix: "csr_matrix"
    labels: NDArray[np.int64]
    weight: float

    @classmethod
    def of(cls, names: Sequence[Sequence[str]], labels: NDArray[np.int64], weight: float) -> Self:
        """From names of features."""
        from scipy.sparse import csr_matrix

        buckets, ends = bucketed(names, N_BUCKETS)
        return cls(csr_matrix((np.ones(len(buckets)), buckets, ends), shape=(len(names), N_BUCKETS)), labels, weight)


def _scorer_part(examples: Sequence[Example], tagger: SkillTagger, weight: float) -> _Part:
    """Every candidate that can be judged; each text also with half its names hidden, for its new phrases alone."""
    rows: list[list[str]] = []
    labels: list[int] = []
    for example in examples:
        for hidden_share in (0.0, _HIDDEN_SHARE):
            for candidate, features in _featured(with_hidden_names(example.reading, hidden_share), tagger):
                is_right = example.is_right(candidate)
                if is_right is not None and (hidden_share == 0.0 or candidate.term is None):
                    rows.append(features)
                    labels.append(int(is_right))
    return _Part.of(rows, np.array(labels, dtype=np.int64), weight)


def _featured(reading: Reading, tagger: SkillTagger) -> list[tuple[Candidate, list[str]]]:
    tags = tagger(reading)
    candidates = [c for c in candidates_in(reading, tags) if c.term is not None or c.tag != DONE]
    return list(zip(candidates, candidate_features(reading, tags, candidates), strict=True))


def _fit_scorer(parts: Sequence[_Part]) -> HashedLinear:
    from scipy.sparse import vstack
    from sklearn.linear_model import LogisticRegression

    weights = np.concatenate([np.full(len(part.labels), part.weight) for part in parts])
    fitted = LogisticRegression(C=1 / _SCORER_PENALTY, max_iter=200, tol=1e-3)
    fitted.fit(vstack([part.matrix for part in parts]), np.concatenate([part.labels for part in parts]), weights)
    return _linear(fitted)


def _raw_scores(
    posting: PostingExample, tagger: SkillTagger, scorer: HashedLinear
) -> list[tuple[PostingExample, Candidate, float, bool]]:
    featured = _featured(posting.reading, tagger)
    scores = scorer([features for _, features in featured])[:, 0]
    return [
        (posting, candidate, float(score), is_right)
        for (candidate, _), score in zip(featured, scores, strict=True)
        if (is_right := posting.is_right(candidate)) is not None
    ]


def _linear(fitted: "LinearClassifierMixin") -> HashedLinear:
    """One column of weights where there are two classes, else one a class."""
    return HashedLinear(np.ascontiguousarray(fitted.coef_.T, dtype=np.float32), fitted.intercept_.astype(np.float32))
