"""An invented country as a task of ``benchmarks/ranking.py``: what to suggest to learners whose truth is known."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from benchmarks.ranking_methods import OURS, rivals
from benchmarks.ranking_rivals import RankingTask, Rival, Scoring
from data.columns import Col
from data.domain import Answer, LearnerId
from data.settings import Settings
from recommender.arrays import CatalogueArrays
from recommender.bundle import load_bundle
from recommender.collaborative.histories import Histories, histories_of
from training.build_bundle import rows_of
from training.champion import groups_of
from training.job_runs import opened
from training.jobs import inputs_of, pseudonym_of, version_to_judge
from training.judged_learners import judged_learners
from training.records import Records, ordinals
from training.rivals import content_scores, fit_logistic, popularity_scores

COLLABORATIVE: Final = "collaborative mix"
"""Our own source for bare logs, which is one of the rivals here: a country tells more than who took what."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class World:
    """The task and the methods that read more of the country than who accepted what, ours last."""

    task: RankingTask
    rivals: list[Rival]


def read_world_task(home: Path, mlruns: Path, seed: int, progress: Callable[[str], None]) -> World:
    """What the challenger in ``home`` would be judged by: learners of whom no model saw anything.

    Methods on bare logs learn from the accepted certifications of everybody who may shape a bundle, and of those
    judged know what they accepted themselves.
    """
    settings = Settings(home=home, mlruns=mlruns)
    with opened(settings) as engine:
        inputs = inputs_of(settings, engine)
    bundle = load_bundle(
        settings.bundles_dir / version_to_judge(settings, None), inputs.catalogue, inputs.vectors.fingerprint
    )
    judged = judged_learners(bundle, inputs.records, settings.world_dir / "truth", pseudonym_of(settings))
    gains = np.where(judged.allowed, judged.true("grade"), 0.0)
    can_gain = np.flatnonzero((gains > 0).any(axis=1))
    learner_ids = [judged.learner_ids[row] for row in can_gain]
    known, rows, everybody = accepted_histories(inputs.records, bundle.arrays, inputs.seen, learner_ids)
    profiles, features = judged.profiles.take(can_gain), judged.features[can_gain]
    states = {id_: bundle.arrays.state_row[inputs.records.histories[id_].learner.state_id] for id_ in everybody}
    task = RankingTask(
        name=str(home),
        known=known,
        judged=rows,
        gains=sp.csr_array(gains[can_gain]),
        groups=groups_of(profiles, bundle.arrays),
        learner_groups=np.array([states[id_] for id_ in everybody]),
        may_offer=judged.allowed[can_gain],
    )
    showings = rows_of(inputs, progress)
    ours = bundle.models.score(features.reshape(-1, features.shape[-1])).reshape(features.shape[:2])
    return World(
        task,
        [
            *(Rival(COLLABORATIVE if one.name == OURS else one.name, one.fit) for one in rivals(progress)),
            _fixed("random", np.random.default_rng(seed).random(ours.shape)),
            _fixed("popularity in region x area", popularity_scores(profiles, bundle.arrays, bundle.behaviour)),
            _fixed("content only", content_scores(features)),
            _fixed("logistic regression", fit_logistic(showings, seed)(features)),
            _fixed("logistic, one-hot", fit_logistic(showings, seed, names_things=True)(features)),
            _fixed("ours as served", judged.values.total[can_gain]),
            _fixed(OURS, ours),
        ],
    )


def accepted_histories(
    records: Records, arrays: CatalogueArrays, seen: frozenset[LearnerId], judged: list[LearnerId]
) -> tuple[Histories, NDArray[np.int64], list[LearnerId]]:
    """Accepted certifications of learners, which rows of them are judged, and who they are."""
    everybody = sorted({*seen, *judged})
    row = {id_: number for number, id_ in enumerate(everybody)}
    yes = records.feedback[records.feedback[Col.ANSWER] == Answer.YES.value]
    yes = yes[yes[Col.LEARNER].isin(row) & yes[Col.CERTIFICATION].isin(arrays.certification_row)]
    histories = histories_of(
        yes[Col.LEARNER].map(row).to_numpy(np.int64),
        yes[Col.CERTIFICATION].map(arrays.certification_row).to_numpy(np.int64),
        ordinals(yes[Col.ANSWERED_AT]),
        (len(everybody), arrays.n_certifications),
    )
    return histories, np.array([row[id_] for id_ in judged], np.int64), everybody


def _fixed(name: str, scores: Matrix) -> Rival:
    """A method that was fitted already."""

    def fit(task: RankingTask, seed: int) -> Scoring:
        return lambda rows: scores[rows].astype(np.float32)

    return Rival(name, fit)
