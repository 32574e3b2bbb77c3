"""``rumbo evaluate --policy``: bundles judged by what learners answered to places that were drawn by chance.

A place counts if it was logged with a chance below 1. There the bundle would have shown one of the ``FIRST``
certifications that its ranking puts first among all that were free for that place, each as likely; it is judged at that
very place, so that no model of looking is needed. A certification was free if the learner could begin it and the list
did not show it elsewhere: above, for lists that a partner drew place by place; at a fixed place, for our own, whose
other places are drawn evenly. The reward is a yes.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.columns import Col
from data.domain import LearnerId
from data.errors import NotReadyError
from recommender.arrays import CatalogueArrays
from recommender.behaviour import AnswerEvents, behaviour_as_of
from recommender.bundle import Bundle
from recommender.demand import DemandEvents, demand_as_of
from recommender.eligibility import eligible
from recommender.features import feature_table
from recommender.profile import profiles_of
from training.build_bundle import Inputs
from training.datasets import labelled_showings
from training.job_runs import Progress
from training.metrics import Interval
from training.off_policy.estimators import Judgement, LoggedChoices, judge_policy, policy_difference
from training.off_policy.policy_report import judgement_json, judgement_metrics, judgement_text
from training.records import answer_events, demand_events
from training.runs import Metric
from training.splits import Split, split_of

FIRST: Final = 5
"""Certifications among which a bundle is taken to choose a place's own."""


@dataclass(frozen=True, slots=True)
class PolicyReport:
    """Each bundle's judgement by its version, the challenger first, and the challenger less the champion.

    ``difference`` is ``None`` where there is no champion, or the log refuses one of both.
    """

    basis: str
    challenger: str
    champion: str | None
    judgements: Mapping[str, Judgement]
    difference: Interval | None


def evaluate_policy(
    challenger: Bundle, champion: Bundle | None, inputs: Inputs, *, seed: int, progress: Progress
) -> PolicyReport:
    """Judge the challenger, and the champion beside it, on learners that no model saw.

    Showings after the champion's data count if there are any; otherwise all do.

    Raises
    ------
    NotReadyError
        If no place was drawn by chance.
    """
    bundles = [challenger] if champion is None else [challenger, champion]
    shown, basis = _judged_showings(inputs, challenger.arrays, champion)
    n_drawn = int((shown[Col.PROPENSITY] < 1.0).sum())
    if not n_drawn:
        raise NotReadyError(f"no place was drawn by chance in {basis}; show or import lists with propensities first")
    progress(f"judging {n_drawn} places drawn by chance")
    choices = _choices(shown, bundles, inputs, progress)
    judgements = {version: judge_policy(found, seed=seed) for version, found in choices.items()}
    difference = None
    if champion is not None and all(judgement.is_supported for judgement in judgements.values()):
        difference = policy_difference(choices[challenger.version], choices[champion.version], seed=seed)
    return PolicyReport(basis, challenger.version, champion.version if champion else None, judgements, difference)


def policy_text(report: PolicyReport) -> str:
    """The report as plain text."""
    lines = [f"yes answers at places drawn by chance; {report.basis}"]
    for version, judgement in report.judgements.items():
        role = "challenger" if version == report.challenger else "champion"
        lines += ["", f"{role} {version}", judgement_text(judgement)]
    if report.difference is not None:
        lines += ["", f"challenger less champion, doubly robust: {report.difference}"]
    return "\n".join(lines)


def policy_json(report: PolicyReport) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "basis": report.basis,
        "challenger": report.challenger,
        "champion": report.champion,
        "judgements": {version: judgement_json(judgement) for version, judgement in report.judgements.items()},
        "difference": None if report.difference is None else asdict(report.difference),
    }


def policy_metrics(report: PolicyReport) -> dict[str, Metric]:
    """The figures that the challenger's run keeps."""
    metrics: dict[str, Metric] = dict(judgement_metrics(report.judgements[report.challenger], "policy"))
    if report.difference is not None:
        metrics[f"policy_minus/{report.champion}"] = report.difference
    return metrics


def _judged_showings(inputs: Inputs, arrays: CatalogueArrays, champion: Bundle | None) -> tuple[pd.DataFrame, str]:
    """Showings of learners that no model saw, with those of fixed places, and which they are."""
    shown = labelled_showings(inputs.records, arrays)
    learners = shown[Col.LEARNER]
    part = dict(zip(learners.unique().tolist(), split_of(learners.unique().tolist()), strict=True))
    shown = shown[learners.map(part) == Split.EVALUATE.value]
    if champion is not None:
        after = date.fromisoformat(champion.manifest["data_as_of"]) + timedelta(days=1)
        fresh = shown[shown[Col.SHOWN_AT] >= pd.Timestamp(after, tz="UTC")]
        if len(fresh):
            return fresh, f"fresh: shown since {after}, after the champion's data"
    return shown, "all showings of learners that no model saw"


def _choices(
    shown: pd.DataFrame, bundles: list[Bundle], inputs: Inputs, progress: Progress
) -> dict[str, LoggedChoices]:
    """Each bundle's weights and columns at every place drawn by chance."""
    arrays = bundles[0].arrays
    demanded, answered = demand_events(inputs.records, arrays), answer_events(inputs.records, arrays, inputs.seen)
    months = []
    for month, part in shown.groupby(shown[Col.SHOWN_AT].dt.tz_localize(None).dt.to_period("M"), sort=True):
        progress(f"what each bundle would show in {month}")
        months.append(_month_places(part, month.start_time.date(), bundles, inputs, demanded, answered))
    reward, unit = (np.concatenate([month[name] for month in months]) for name in ("reward", "unit"))
    logged = np.concatenate([month["logged"] for month in months])
    middle, spread = _scale(logged)
    unit_number = pd.factorize(unit)[0].astype(np.int64)
    found = {}
    for bundle in bundles:
        target = np.concatenate([month[f"target {bundle.version}"] for month in months])
        found[bundle.version] = LoggedChoices(
            reward=reward,
            weight=np.concatenate([month[f"weight {bundle.version}"] for month in months]),
            logged=_design(logged, middle, spread),
            target=_design(target, middle, spread),
            unit=unit_number,
        )
    return found


def _month_places(
    part: pd.DataFrame,
    first_day: date,
    bundles: list[Bundle],
    inputs: Inputs,
    demanded: DemandEvents,
    answered: AnswerEvents,
) -> dict[str, NDArray[Any]]:
    """Rewards, units, weights and columns of one month's drawn places; demand and behaviour as of the month before."""
    arrays, before = bundles[0].arrays, first_day - timedelta(days=1)
    lists = part.drop_duplicates("list_number")
    moments = [moment.to_pydatetime() for moment in lists[Col.SHOWN_AT]]
    histories = [
        inputs.records.histories[LearnerId(id_)].before(moment)
        for id_, moment in zip(lists[Col.LEARNER], moments, strict=True)
    ]
    profiles = profiles_of(histories, [moment.date() for moment in moments], arrays)
    features = feature_table(
        profiles,
        arrays,
        demand_as_of(demanded, before, arrays),
        behaviour_as_of(answered, before, arrays),
        inputs.vectors,
        inputs.pesos_per_dollar,
    )
    allowed = eligible(profiles, arrays)
    n, m, n_features = features.shape
    orders = {}
    for bundle in bundles:
        scores = bundle.models.score(features.reshape(n * m, n_features)).reshape(n, m)
        orders[bundle.version] = np.argsort(np.where(allowed, -scores, np.inf), axis=1, kind="stable")
    places = DrawnPlaces.of(part, arrays)
    found: dict[str, NDArray[Any]] = {
        "reward": places.reward,
        "unit": places.unit,
        "logged": features[places.line, places.column].astype(np.float64),
    }
    for version, order in orders.items():
        chosen = places.first_free(order, allowed.sum(axis=1))
        found[f"weight {version}"] = (chosen == places.column[:, None]).mean(axis=1) / places.chance
        found[f"target {version}"] = features[places.line[:, None], chosen].astype(np.float64).mean(axis=1)
    return found


@dataclass(frozen=True, slots=True)
class DrawnPlaces:
    """Places of lists that were drawn by chance, shape (n,) each.

    ``line`` numbers the lists of the part; ``chance`` is that of the certification at this very place; ``taken`` has
    the certifications that were not free, -1 beyond their number, shape (n, longest list).
    """

    line: NDArray[np.int64]
    column: NDArray[np.int64]
    chance: NDArray[np.float64]
    reward: NDArray[np.float64]
    unit: NDArray[np.str_]
    taken: NDArray[np.int64]

    @classmethod
    def of(cls, part: pd.DataFrame, arrays: CatalogueArrays) -> "DrawnPlaces":
        """The drawn places of showings as ``labelled_showings`` has them, whole lists only."""
        line = pd.factorize(part["list_number"])[0]
        column = part[Col.CERTIFICATION].map(arrays.certification_row).to_numpy(np.int64)
        is_drawn = part[Col.PROPENSITY].to_numpy() < 1.0
        is_ours = part[Col.FEATURES].notna().to_numpy()
        n_drawn = np.bincount(line, weights=is_drawn)[line]
        place = part.groupby("list_number").cumcount().to_numpy()
        shown = np.full((int(line.max()) + 1, int(place.max()) + 1), -1, np.int64)
        fixed = shown.copy()
        shown[line, place] = column
        fixed[line[~is_drawn], place[~is_drawn]] = column[~is_drawn]
        above = np.where(np.arange(shown.shape[1]) < place[:, None], shown[line], -1)
        chance = part[Col.PROPENSITY].to_numpy(np.float64)
        return cls(
            line=line[is_drawn].astype(np.int64),
            column=column[is_drawn].astype(np.int64),
            # Ours is the chance of being on the list at all; every drawn place has its equal part of it.
            chance=np.where(is_ours, chance / np.maximum(n_drawn, 1.0), chance)[is_drawn],
            reward=(part["grade"].to_numpy() > 0).astype(np.float64)[is_drawn],
            unit=part[Col.LEARNER].to_numpy(dtype=str)[is_drawn],
            taken=np.where(is_ours[:, None], fixed[line], above)[is_drawn],
        )

    def first_free(self, order: NDArray[np.int64], n_allowed: NDArray[np.int64]) -> NDArray[np.int64]:
        """The ``FIRST`` certifications of each list's order that were free for a place, shape (n, FIRST).

        Where fewer were allowed the last one stands for those that lack.
        """
        longest = FIRST + self.taken.shape[1]
        head = order[self.line, :longest]
        is_free = ~(head[:, :, None] == self.taken[:, None, :]).any(axis=2)
        is_free &= np.arange(head.shape[1]) < n_allowed[self.line][:, None]
        rank = np.where(is_free, np.cumsum(is_free, axis=1), 0)
        chosen = np.repeat(self.column[:, None], FIRST, axis=1)
        for number in range(1, FIRST + 1):
            row, place = np.nonzero(rank == number)
            chosen[row, number - 1 :] = head[row, place][:, None]
        return chosen


def _scale(columns: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and spread of each column, blanks left out."""
    known = ~np.isnan(columns)
    n = np.maximum(known.sum(axis=0), 1)
    middle = np.where(known, columns, 0.0).sum(axis=0) / n
    spread = np.sqrt(np.where(known, (columns - middle) ** 2, 0.0).sum(axis=0) / n)
    return middle, np.where(spread > 0, spread, 1.0)


def _design(
    columns: NDArray[np.float64], middle: NDArray[np.float64], spread: NDArray[np.float64]
) -> NDArray[np.float64]:
    """A constant and the standardised columns; a blank counts as the mean."""
    standard = np.nan_to_num((columns - middle) / spread)
    return np.concatenate([np.ones((len(columns), 1)), standard], axis=1)
