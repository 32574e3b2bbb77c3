"""Every kind of model that a training writes down keeps the same contract."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from embeddings.match_weights import MatchWeights, TextKind
from recommender.effects import EFFECT_FEATURES, EffectModel
from tests.contracts.runs import check_run
from tests.training.bundle_folders import make_bundle_run
from tests.training.test_runs import make_run
from training.effect_report import effect_run
from training.encoder.fit_encoder import EncoderTraining, encoder_run
from training.encoder.gate import GateFigures
from training.fit_effects import EffectFit
from training.metrics import Interval
from training.platform_effects.verdict import EffectVerdict
from training.reading.fit_boilerplate import BoilerplateFigures, boilerplate_run
from training.reading.fit_matcher import KindFit, matcher_run
from training.reading.train_skills import skills_run
from training.reliability import Bin
from training.risk.choice import Choice
from training.risk.judge import Judgement
from training.risk.report import RiskReport
from training.risk.train import risk_run
from training.runs import Run

CARD: dict[str, Any] = {
    "what": "a stand-in",
    "inputs": {"a.csv": "1" * 64, "b.csv": "2" * 64},
    "adapter_sha256": "3" * 64,
    "left_out": "concepts that report",
    "learned_on": "concepts that tune",
    "encoder": "hashing-1",
    "n_queries": 10,
    "seed": 7,
    "parameters": {"folds": 5},
    "limits": "Own sentences.",
    "figures_note": "Figures are stand-ins.",
}

RISK_REPORT = RiskReport(
    version="abc",
    early=False,
    seed=3,
    data_sha256="5" * 64,
    n_rows=300,
    n_left_out=0,
    columns=("grade", "shift"),
    word_columns=frozenset({"shift"}),
    forbidden=(),
    choice=Choice(1.0, 3, 50, 0.5, {"trees": 0.4}, Interval(0.1, 0.0, 0.2)),
    judgement=Judgement(
        method="five parts",
        n_rows=300,
        n_people=300,
        happened=0.3,
        figures={"auc": Interval(0.7, 0.6, 0.8)},
        bins=(Bin(0.3, Interval(0.3, 0.2, 0.4), 300),),
        groups=(),
    ),
)
EFFECT = EffectFit(
    learned=EffectModel((0.0,) * len(EFFECT_FEATURES), ((0.0,) * len(EFFECT_FEATURES),) * len(EFFECT_FEATURES)),
    verdict=EffectVerdict(("no holder has left",)),
    average=Interval(-0.02, -0.04, 0.0),
    by_group={},
    common=Interval(-0.3, -0.6, 0.0),
    placebo=Interval(0.0, -0.1, 0.1),
    lottery=None,
    allocation_lottery=None,
    n_months=100,
    n_leavers=10,
    n_holder_months=20,
    n_holder_leavers=0,
    data_sha256="6" * 64,
)

KINDS: dict[str, Callable[[tuple[Path, ...]], Run]] = {
    "ranker": lambda files: make_bundle_run("abc"),
    "boilerplate": lambda files: boilerplate_run(files[0].parent, BoilerplateFigures(100, 90, 0.9, 0.95, 0.01, 0.02)),
    "effects": lambda files: effect_run(EFFECT, seed=3),
    "encoder": lambda files: encoder_run(CARD, EncoderTraining(), GateFigures(0.4, 0.6, 0.6, 100), files),
    "matcher": lambda files: matcher_run(
        CARD, {TextKind.TITLE: KindFit(MatchWeights(1.0, 0.1, 0.05), 0.6, 0.5, {})}, files
    ),
    "risk": lambda files: risk_run(RISK_REPORT, files[0].parent),
    "skills": lambda files: skills_run(CARD, {"precision": 0.8}, files),
    "with pictures": lambda files: make_run(plots={"curve.svg": "<svg/>"}, files=files),
}


@pytest.fixture(scope="module")
def shared_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One store for all runs: making one takes seconds."""
    return tmp_path_factory.mktemp("mlruns")


@pytest.mark.parametrize("kind", KINDS)
def test_keeps_the_contract_of_runs(kind: str, shared_store: Path, tmp_path: Path) -> None:
    weights = tmp_path / "weights.bin"
    weights.write_bytes(b"weights")
    for name in ("report.json", "report.txt", "boilerplate.npz"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    (tmp_path / "boilerplate.json").write_text(json.dumps(CARD), encoding="utf-8")
    check_run(KINDS[kind]((weights,)), shared_store)
