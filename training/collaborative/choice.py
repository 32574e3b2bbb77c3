"""Chooses how next items are found on the log itself, and fits that on all of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.collaborative.candidate_rows import item_facts
from recommender.collaborative.histories import Histories
from recommender.collaborative.item_weights import Recent
from recommender.collaborative.mixture import Mixture
from recommender.collaborative.most_taken import WidenedScorer, most_taken
from recommender.collaborative.pair_transitions import PairTransitions
from recommender.collaborative.popularity import Popularity
from recommender.collaborative.source import Scorer, Source
from recommender.collaborative.transitions import Transitions
from training.collaborative.fit_mixture import MixtureParameters, fit_mixture
from training.collaborative.held_out import HeldOut, hold_out
from training.collaborative.tuning import (
    ORDERED_WEIGHT_SETTINGS,
    RECENCIES,
    WEIGHT_SETTINGS,
    best_of,
    hit_ranks,
    ndcg_of_ranks,
)
from training.metrics import Interval, bootstrap_mean

MIXTURE: Final = "mixture"
POPULARITY: Final = "popularity"


@dataclass(frozen=True, slots=True)
class ChoiceParameters:
    """How the log is divided for choosing.

    At most ``most_held_out`` learners, and this ``share`` of all, lose their last item, or, a part ``beginners`` of
    them, all but their first few. Of these a part ``judged`` only judges; settings are tuned on at most ``most_tuned``
    of the others and the mixture is fitted on all of those. Only the ``most_items`` items most taken are weighed
    against each other: a matrix of 8,000 items takes 256 MB, and there is one a method.
    """

    most_held_out: int = 30_000
    share: float = 0.3
    beginners: float = 0.5
    judged: float = 0.2
    most_tuned: int = 3_000
    most_items: int = 8_000
    mixture: MixtureParameters = field(default_factory=MixtureParameters)


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, fitted on the whole log.

    ``validation`` is the mean NDCG@k of each method over ``n_judged`` learners who chose nothing but the ``name``;
    ``settings`` says how each method was set.
    """

    name: str
    scorer: Scorer
    settings: Mapping[str, Source]
    validation: Mapping[str, Interval]
    n_judged: int


def choose_and_fit(
    histories: Histories,
    k: int,
    seed: int,
    progress: Callable[[str], None],
    parameters: ChoiceParameters | None = None,
) -> Choice:
    """Tune every method, mix them where there is enough to learn from, and fit the best on everything.

    Where nobody took two items there is nothing to choose by, and popularity is fitted.
    """
    parameters = parameters or ChoiceParameters()
    if histories.n_items > parameters.most_items:
        items = most_taken(histories, parameters.most_items)
        choice = choose_and_fit(items.narrowed(histories), k, seed, progress, parameters)
        return replace(choice, scorer=WidenedScorer(choice.scorer, items))
    rng = np.random.default_rng(seed)
    held = hold_out(histories, parameters.most_held_out, parameters.share, parameters.beginners, rng)
    if not len(held.learners):
        popularity = Popularity()
        return Choice(POPULARITY, popularity.fit(histories), {POPULARITY: popularity}, {}, 0)
    judge, learn = _parts(held, parameters.judged, rng)
    settings = tuned(learn.only(np.arange(min(parameters.most_tuned, len(learn.learners)))), k, progress)
    scorers = {name: source.fit(held.known) for name, source in settings.items()}
    progress("fitting the mixture")
    mixture = fit_mixture(scorers, item_facts(held.known), learn, parameters.mixture, rng)
    compared = scorers if mixture is None else {**scorers, MIXTURE: mixture}
    per_learner = {name: ndcg_of_ranks(hit_ranks(scorer, judge), k) for name, scorer in compared.items()}
    name = max(per_learner, key=lambda method: float(per_learner[method].mean()))
    progress(f"fitting the chosen {name} on the whole log")
    return Choice(
        name=name,
        scorer=_fitted(name, settings, mixture, histories),
        settings=settings,
        validation={method: bootstrap_mean(values, rng) for method, values in per_learner.items()},
        n_judged=len(judge.learners),
    )


def tuned(held: HeldOut, k: int, progress: Callable[[str], None]) -> dict[str, Source]:
    """The best setting of each method that this log allows: those of order only where an order is known."""
    is_ordered = held.known.is_ordered
    recencies = RECENCIES if is_ordered else (1.0,)
    found: dict[str, Source] = {POPULARITY: Popularity()}
    for name, settings in (WEIGHT_SETTINGS | ORDERED_WEIGHT_SETTINGS if is_ordered else WEIGHT_SETTINGS).items():
        progress(f"tuning {name}")
        found[name] = best_of(settings, held, k, recencies)
    if is_ordered:
        found["late popularity"] = Popularity(recency=0.5)
        found["last transition"] = Recent(Transitions(reach=0.0), recency=0.0)
        found["pair transitions"] = PairTransitions()
    return found


def _parts(held: HeldOut, judged: float, rng: np.random.Generator) -> tuple[HeldOut, HeldOut]:
    """Learners who judge, at least one, and all others; those who judge also learn where there is one alone."""
    order: NDArray[np.int64] = rng.permutation(len(held.learners))
    n_judged = max(1, round(judged * len(order)))
    return held.only(order[:n_judged]), held.only(order[n_judged:] if len(order) > n_judged else order)


def _fitted(name: str, settings: Mapping[str, Source], mixture: Mixture | None, histories: Histories) -> Scorer:
    """The method on the whole log; the trees of the mixture stay as they were learned."""
    if name != MIXTURE or mixture is None:
        return settings[name].fit(histories)
    scorers = {method: source.fit(histories) for method, source in settings.items()}
    return Mixture(scorers, item_facts(histories), mixture.model, mixture.n_each)
