"""Writes a real bundle for a tiny catalogue: models of a few invented rows, vectors of a hashing encoder."""

from dataclasses import fields
from datetime import date
from pathlib import Path

import numpy as np

from data.catalogue import Catalogue
from embeddings.hashing import HashingEncoder
from embeddings.index import VectorIndex
from embeddings.protocols import TextRole
from recommender.additive_model import EFFECTS, AdditiveModel
from recommender.arrays import catalogue_arrays
from recommender.behaviour import AnswerEvents, Behaviour, behaviour_as_of
from recommender.bundle import point_to, write_bundle
from recommender.effects import EffectModel
from recommender.features import FEATURES
from recommender.ranker import BoostedModel, Calibration, Models, Odds
from recommender.risk import RISK_FEATURES, RiskModel
from recommender.texts import TextVectors
from recommender.value import ShadowPrices, Worth

ENCODER = HashingEncoder(32)


_NARROW = tuple(tuple(0.01 * (row == column) for column in range(5)) for row in range(5))
SMALL_EFFECT = EffectModel((-0.4, 0.0, 0.0, 0.0, 0.0), _NARROW, is_known=True)
"""Every certification lowers the log-odds of leaving in a month by .4, give or take .1 for each feature."""


def promote_small_bundle(bundles_dir: Path, catalogue: Catalogue, seed: int = 1) -> str:
    """Write a bundle under ``bundles_dir``, point to it and return its version."""
    folder = bundles_dir / f"new-{seed}"
    version = write_bundle(
        folder,
        models=_models(seed),
        risk=RiskModel(-2.0, (0.1,) * len(RISK_FEATURES)),
        effects=SMALL_EFFECT,
        behaviour=_behaviour(catalogue),
        vectors=_vectors(catalogue),
        index=_index(catalogue),
        worth=Worth(),
        prices=ShadowPrices(np.full(len(catalogue.states), 0.5), np.full(len(catalogue.certifications), 1_000.0)),
        facts={"catalogue": catalogue.digest, "pesos_per_dollar": 18.5, "made_at": "2026-11-01T00:00:00Z"},
    )
    folder.rename(bundles_dir / version)
    point_to(bundles_dir, [version])
    return version


def _models(seed: int) -> Models:
    level = Calibration(0.0, 1.4)
    additive = AdditiveModel(
        features=FEATURES[:1],
        knots=np.array([[0.0, 1.0]]),
        heights=np.array([[0.0, 0.5]]),
        unknown=np.zeros(1),
        intercept=0.1,
        effects={name: np.zeros((1,) * len(axes)) for name, axes in EFFECTS.items()},
    )
    return Models(Odds(_model(seed), additive, 0.5), level, _model(seed + 1), _model(seed + 2), level)


def _model(seed: int) -> BoostedModel:
    from catboost import CatBoost

    rng = np.random.default_rng(seed)
    rows = rng.random((60, len(FEATURES) + 1)).astype(np.float32)
    model = CatBoost({"iterations": 4, "depth": 2, "random_seed": seed, "verbose": False, "allow_writing_files": False})
    model.fit(rows, rows[:, 0] - rows[:, 1])
    return BoostedModel(model)


def _behaviour(catalogue: Catalogue) -> Behaviour:
    """What no answers at all amount to."""
    none = {"look": np.zeros(0), "said_yes": np.zeros(0, bool)}
    numbers = {field.name: np.zeros(0, np.int64) for field in fields(AnswerEvents) if field.name not in none}
    return behaviour_as_of(AnswerEvents(**numbers, **none), date(2026, 11, 1), catalogue_arrays(catalogue))


def _vectors(catalogue: Catalogue) -> TextVectors:
    def encoded(names: list[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        return ENCODER.encode(names, TextRole.PASSAGE)

    return TextVectors(
        ENCODER.fingerprint,
        encoded([one.name for one in catalogue.certifications.values()]),
        encoded([one.label.en for one in catalogue.occupations.values()]),
        encoded([one.label.en for one in catalogue.skills.values()]),
    )


def _index(catalogue: Catalogue) -> VectorIndex:
    return VectorIndex.build(
        list(catalogue.certifications),
        _vectors(catalogue).certifications,
        kind="certifications",
        fingerprint=ENCODER.fingerprint,
    )
