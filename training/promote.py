"""The gate between a fitted bundle and the one that serves, and the way back."""

from collections.abc import Mapping
from pathlib import Path

from data.errors import GateError, NotFoundError
from recommender.bundle import point_to, promoted_versions, read_manifest
from training.champion import differences_from
from training.tracking import CHALLENGER, Tracker

RANKING_METRIC = "ndcg_10"
MARGIN = 0.002
"""NDCG@10 that a challenger must gain on the champion; the interval of the gain must lie above 0, too."""

GROUP_TOLERANCE = 0.005
"""NDCG@10 that a group may lose: it counts as worse if the whole interval of its difference lies below that."""

NOT_COMPARABLE = "not_comparable"
"""Tag of an evaluation: the champion that could not be judged any more."""


def promote(bundles_dir: Path, tracker: Tracker, version: str | None) -> str:
    """Serve the challenger, or the version named, if it passes the gate; returns the version.

    Raises
    ------
    GateError
        If there is no challenger, it was not evaluated, it does not lead every rival, it is not clearly better than
        the champion, or it is worse for a group of learners.
    BundleTamperedError
        If the bundle's folder is gone.
    """
    chosen = version or tracker.version_of(CHALLENGER)
    if chosen is None:
        raise GateError("there is no challenger; run rumbo train ranker")
    served = promoted_versions(bundles_dir)
    check_gate(chosen, served[-1] if served else None, tracker)
    read_manifest(bundles_dir / chosen)
    if not served or served[-1] != chosen:
        point_to(bundles_dir, [*served, chosen])
    tracker.set_champion(chosen)
    return chosen


def check_gate(version: str, champion: str | None, tracker: Tracker) -> None:
    """Refuse a bundle that must not take the place of the one that serves, if one does.

    Raises
    ------
    GateError
        If it is not known, behind a rival, not clearly better than the champion, or worse for a group.
    """
    try:
        metrics, facts = tracker.metrics_of(version), tracker.tags_of(version)
    except NotFoundError as error:
        raise GateError(error.detail) from error
    check_rivals(version, metrics)
    if champion is not None and champion != version:
        check_champion(version, champion, metrics, facts)


def check_rivals(version: str, metrics: Mapping[str, float]) -> None:
    """Refuse a bundle without figures or behind a rival.

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


def check_champion(version: str, champion: str, metrics: Mapping[str, float], facts: Mapping[str, str]) -> None:
    """Refuse a bundle that is not clearly better than the one that serves, or is worse for a group of learners.

    A champion that cannot be judged any more, as it was made for another catalogue or other features, cannot serve
    either: then the rivals alone count.

    Raises
    ------
    GateError
        With the group and the figure that fails.
    """
    if facts.get(NOT_COMPARABLE) == champion:
        return
    overall, by_group = differences_from(champion, metrics)
    if overall is None:
        raise GateError(f"bundle {version} was not compared with {champion}, which serves; run rumbo evaluate")
    if overall.mean < MARGIN or overall.low <= 0:
        raise GateError(
            f"bundle {version} is not clearly better than {champion}: NDCG@10 differs by {overall};"
            f" at least {MARGIN} and an interval above 0 are needed"
        )
    worse = {group: difference for group, difference in by_group.items() if difference.high < -GROUP_TOLERANCE}
    if worse:
        told = "; ".join(f"{group} {difference}" for group, difference in sorted(worse.items()))
        raise GateError(
            f"bundle {version} is worse than {champion} for some: NDCG@10 differs by {told};"
            f" an interval below {-GROUP_TOLERANCE} is not borne"
        )


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
    # A bundle that differs from another by its prices alone serves without being registered.
    if served[-2] in tracker.versions():
        tracker.set_champion(served[-2])
    return served[-2]
