"""The gate between a fitted bundle and the one that serves, and the way back."""

from collections.abc import Mapping
from pathlib import Path

from data.errors import GateError, NotFoundError
from recommender.bundle import point_to, promoted_versions, read_manifest
from training.tracking import CHALLENGER, Tracker

RANKING_METRIC = "ndcg_10"
TOLERANCE = 0.005
"""NDCG@10 that a challenger may lose against the champion, about the noise between two seeds."""


def promote(bundles_dir: Path, tracker: Tracker, version: str | None) -> str:
    """Serve the challenger, or the version named, if it passes the gate; returns the version.

    Raises
    ------
    GateError
        If there is no challenger, it was not evaluated, it does not lead every rival, or it is worse than the champion.
    BundleTamperedError
        If the bundle's folder is gone.
    """
    chosen = version or tracker.version_of(CHALLENGER)
    if chosen is None:
        raise GateError("there is no challenger; run rumbo train ranker")
    try:
        metrics = tracker.metrics_of(chosen)
    except NotFoundError as error:
        raise GateError(error.detail) from error
    served = promoted_versions(bundles_dir)
    champion = tracker.metrics_of(served[-1]) if served and served[-1] != chosen else {}
    check_gate(chosen, metrics, champion)
    read_manifest(bundles_dir / chosen)
    if not served or served[-1] != chosen:
        point_to(bundles_dir, [*served, chosen])
    tracker.set_champion(chosen)
    return chosen


def check_gate(version: str, metrics: Mapping[str, float], champion: Mapping[str, float]) -> None:
    """Refuse a bundle without figures, behind a rival, or behind the champion.

    Raises
    ------
    GateError
        With the figure that fails.
    """
    if RANKING_METRIC not in metrics:
        raise GateError(f"bundle {version} was not evaluated; run rumbo evaluate")
    lead = metrics[f"{RANKING_METRIC}_least_lead"]
    if lead <= 0:
        raise GateError(
            f"bundle {version} does not lead every rival: the interval of its smallest lead starts at {lead:.4f}"
        )
    before = champion.get(RANKING_METRIC)
    if before is not None and metrics[RANKING_METRIC] < before - TOLERANCE:
        raise GateError(f"bundle {version} reaches NDCG@10 {metrics[RANKING_METRIC]:.4f}, the champion {before:.4f}")


def rollback(bundles_dir: Path, tracker: Tracker) -> str:
    """Serve the bundle that served before; returns its version.

    Raises
    ------
    GateError
        If none served before.
    BundleTamperedError
        If the folder of that bundle is gone.
    """
    served = promoted_versions(bundles_dir)
    if len(served) < 2:
        raise GateError("no bundle served before this one")
    read_manifest(bundles_dir / served[-2])
    point_to(bundles_dir, served[:-1])
    tracker.set_champion(served[-2])
    return served[-2]
