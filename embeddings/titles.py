"""Reads job titles: which occupations of the catalogue and of ESCO a title may mean, and how surely."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Self

import numpy as np
from numpy.typing import NDArray

from data.concept_store import StoredOccupation
from data.domain import Label, Occupation
from embeddings.match import Matcher
from embeddings.match_weights import TextKind
from embeddings.protocols import Encoder
from embeddings.title_forms import names_a_job, normal_title
from embeddings.vector_cache import VectorCache

_MOST_EXAMPLES = 400  # titles whose occupation is known; enough for a curve of three numbers
_EXAMPLE_CANDIDATES = 5
_DECIMALS = 4
_DECIDED = 30.0  # exp of more says nothing that 1e-13 does not


@dataclass(frozen=True, slots=True)
class TitledOccupation:
    """An occupation with every title that it goes by, in both languages.

    ``occupation_id`` is ``None`` for an occupation of ESCO that the catalogue lacks, ``esco_uri`` for one of the
    catalogue that ESCO lacks.
    """

    label: Label
    titles: tuple[str, ...]
    occupation_id: str | None = None
    esco_uri: str | None = None


@dataclass(frozen=True, slots=True)
class TitleReading:
    """An occupation that a title may mean, with the matcher's score and the chance that it is the right one."""

    occupation: TitledOccupation
    score: float
    probability: float


def titled_occupations(
    occupations: Iterable[Occupation], concepts: Iterable[StoredOccupation] = ()
) -> tuple[TitledOccupation, ...]:
    """The catalogue's occupations, each with the titles of its ESCO concept too, then ESCO's other occupations."""
    by_uri = {concept.uri: concept for concept in concepts}
    found = []
    for one in occupations:
        concept = by_uri.pop(one.esco_uri, None) if one.esco_uri else None
        own = (one.label.es, one.label.en, *one.aliases_es, *one.aliases_en)
        titles = tuple(dict.fromkeys((*own, *(concept.titles if concept else ()))))
        found.append(TitledOccupation(one.label, titles, one.id, one.esco_uri))
    others = [TitledOccupation(concept.label, concept.titles, None, uri) for uri, concept in sorted(by_uri.items())]
    return (*found, *others)


class TitleReader:
    """Finds the occupations nearest to a title by the matcher; the nearest of an occupation's titles counts for it."""

    def __init__(
        self,
        occupations: Sequence[TitledOccupation],
        encoder: Encoder,
        cache: VectorCache | None = None,
        *,
        progress: Callable[[str], None] = lambda line: None,
    ) -> None:
        if not occupations:
            raise ValueError("there must be at least one occupation to read titles as")
        self._names = _TitleNames.of(occupations)
        self._matcher = Matcher(self._names.corpus, TextKind.TITLE, encoder, cache, progress=progress)
        self._curve = self._calibrated()

    def read(self, titles: Sequence[str], k: int = 5) -> list[list[TitleReading]]:
        """The ``k`` likeliest occupations of each title, likeliest first; none for a title that names no job.

        Raises
        ------
        ValueError
            If ``k`` is below 1.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, got {k}")
        told = {title: title for title in titles if names_a_job(title)}
        # Two at least: the chance of the first depends on how far behind the second is.
        ranked = self._ranked(told, max(k, 2))
        return [self._readings(ranked[title])[:k] if title in told else [] for title in titles]

    def _readings(self, ranked: "_Ranking") -> list[TitleReading]:
        chances = self._curve.chances(_features([score for _, score in ranked]))
        return [
            TitleReading(self._names.occupations[number], round(score, _DECIMALS), round(float(chance), _DECIMALS))
            for (number, score), chance in zip(ranked, chances, strict=True)
        ]

    def _ranked(self, titles: Mapping[str, str], k: int) -> dict[str, "_Ranking"]:
        """The ``k`` best occupations of each title."""
        n_titles = k * self._names.most_titles  # so many hold k occupations, whichever they are
        return {id_: self._names.best(found, k) for id_, found in self._matcher.match(titles, n_titles)}

    def _calibrated(self) -> "_Curve":
        """How far scores can be believed, from the list's own titles.

        Each title of a sample is read twice: without itself, where another title of its occupation should be found,
        and without its whole occupation, as for a job that the list lacks, where nothing found is right.
        """
        names = self._names
        sample = sorted(names.owners, key=lambda form: sha256(form.encode()).digest())[:_MOST_EXAMPLES]
        n_titles = (_EXAMPLE_CANDIDATES + 1) * names.most_titles + 1
        features: list[NDArray[np.float64]] = []
        is_right: list[bool] = []
        for form, found in self._matcher.match({form: form for form in sample}, n_titles):
            owners = names.owners[form]
            others = [(name, score) for name, score in found if names.form(name) != form]
            absent = [(name, score) for name, score in others if names.occupation(name) not in owners]
            for candidates in (others, absent):
                ranked = names.best(candidates, _EXAMPLE_CANDIDATES)
                features.append(_features([score for _, score in ranked]))
                is_right += [number in owners for number, _ in ranked]
        return _Curve.fitted(np.concatenate(features), np.array(is_right))


_Ranking = list[tuple[int, float]]
"""Numbers of occupations with their scores, best first."""


@dataclass(frozen=True, slots=True)
class _TitleNames:
    """Every title of every occupation as a text to match; its id is the occupation's number and its own place."""

    occupations: Sequence[TitledOccupation]
    corpus: dict[str, str]
    owners: dict[str, frozenset[int]] = field(repr=False)
    """Numbers of the occupations that a title stands for, by its normal form."""
    most_titles: int = 1

    @classmethod
    def of(cls, occupations: Sequence[TitledOccupation]) -> Self:
        corpus: dict[str, str] = {}
        owners: dict[str, set[int]] = {}
        most_titles = 1
        for number, occupation in enumerate(occupations):
            forms = dict.fromkeys(map(normal_title, occupation.titles))
            most_titles = max(most_titles, len(forms))
            for place, form in enumerate(forms):
                corpus[f"{number}.{place}"] = form
                owners.setdefault(form, set()).add(number)
        return cls(occupations, corpus, {form: frozenset(some) for form, some in owners.items()}, most_titles)

    def occupation(self, name: str) -> int:
        """Number of the occupation of a text."""
        return int(name.partition(".")[0])

    def form(self, name: str) -> str:
        """The text of an id."""
        return self.corpus[name]

    def best(self, found: Sequence[tuple[str, float]], k: int) -> _Ranking:
        """The first ``k`` occupations of ranked titles, each with its best score."""
        scores: dict[int, float] = {}
        for name, score in found:
            scores.setdefault(self.occupation(name), score)
            if len(scores) == k:
                break
        return list(scores.items())


def _features(scores: Sequence[float]) -> NDArray[np.float64]:
    """Of ranked candidates of one title: the score, and how far it is ahead of the best other; shape (n, 2)."""
    found = np.array(scores, dtype=np.float64)
    best_other = np.full(len(found), found[0] if len(found) else 0.0)
    best_other[:1] = found[1:2] if len(found) > 1 else 0.0
    return np.column_stack([found, found - best_other])


@dataclass(frozen=True, slots=True)
class _Curve:
    """Logistic curve over the two features."""

    weights: tuple[float, float]
    offset: float

    @classmethod
    def fitted(cls, features: NDArray[np.float64], is_right: NDArray[np.bool_]) -> Self:
        """By maximum likelihood with a weak prior; a constant where all examples agree."""
        from sklearn.linear_model import LogisticRegression

        if is_right.all() or not is_right.any():
            return cls((0.0, 0.0), _DECIDED if is_right.all() else -_DECIDED)
        model = LogisticRegression(C=1e4, max_iter=1_000).fit(features, is_right)
        by_score, by_lead = map(float, model.coef_[0])
        return cls((by_score, by_lead), float(model.intercept_[0]))

    def chances(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """In (0, 1), shape (n,)."""
        logits = features @ np.array(self.weights) + self.offset
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -_DECIDED, _DECIDED))))
