"""A challenger against the bundle that serves, learner by learner, over all and by group."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from data.domain import LearnerKind
from recommender.arrays import CatalogueArrays
from recommender.profile import Profiles
from training.metrics import Interval, bootstrap_mean
from training.runs import Metric

MIN_GROUP: Final = 30
"""Groups with fewer learners are named and not judged: their figures are mostly chance."""

_PREFIX: Final = "ndcg_10_minus"


@dataclass(frozen=True, slots=True)
class ChampionComparison:
    """NDCG@10 of the challenger less that of the champion, on the same learners.

    ``basis`` says whether the champion could have learned from what both are judged by. ``by_group`` goes from a way to
    part learners and a group, such as ``state/MX-JAL``, to the difference there and the number of learners;
    ``small_groups`` have fewer than ``MIN_GROUP``.
    """

    champion: str
    basis: str
    overall: Interval
    by_group: Mapping[str, tuple[Interval, int]]
    small_groups: tuple[str, ...]


def compare_with_champion(
    champion: str,
    basis: str,
    challenger_ndcg: NDArray[np.float64],
    champion_ndcg: NDArray[np.float64],
    groups: Mapping[str, NDArray[np.str_]],
    rng: np.random.Generator,
) -> ChampionComparison:
    """Compare by the difference of each learner; NaN stands for a learner who cannot gain from any list.

    ``groups`` gives each way to part learners the name of everybody's group, empty where it is not known.
    """
    difference = challenger_ndcg - champion_ndcg
    known = ~np.isnan(difference)
    by_group: dict[str, tuple[Interval, int]] = {}
    small = []
    for way, names in groups.items():
        for name in np.unique(names[known]).tolist():
            members = known & (names == name)
            key, n = f"{way}/{name}", int(members.sum())
            if not name:
                continue
            if n < MIN_GROUP:
                small.append(key)
            else:
                by_group[key] = (bootstrap_mean(difference[members], rng), n)
    return ChampionComparison(champion, basis, bootstrap_mean(difference, rng), by_group, tuple(small))


def basis_of(judged_as_of: date, champion_data_as_of: date) -> str:
    """Whether there is anything that the champion could not have learned from but the learners kept apart."""
    if judged_as_of > champion_data_as_of:
        return (
            f"fresh: learners that neither saw, as of {judged_as_of}; the champion's data end on {champion_data_as_of}"
        )
    return f"no data are newer than the champion's ({champion_data_as_of}): learners that neither saw"


def groups_of(profiles: Profiles, arrays: CatalogueArrays) -> dict[str, NDArray[np.str_]]:
    """Ways to part learners: by state, by kind, and by whether the platform knows anything of their wishes yet."""
    states = np.array([*arrays.state_row, ""])
    known = profiles.certifications | profiles.accepted | profiles.refused
    is_warm = known.any(axis=1) | (profiles.failed + profiles.declined).any(axis=1)
    return {
        "state": states[profiles.state],
        "kind": np.array([kind.value for kind in LearnerKind])[profiles.kind],
        "history": np.where(is_warm, "warm", "cold"),
    }


def champion_metrics(comparison: ChampionComparison) -> dict[str, Metric]:
    """The figures that the run keeps and the gate reads; their names say which champion is meant."""
    prefix = f"{_PREFIX}/{comparison.champion}"
    groups = {f"{prefix}/{group}": interval for group, (interval, _) in comparison.by_group.items()}
    return {prefix: comparison.overall, **groups}


def differences_from(champion: str, metrics: Mapping[str, float]) -> tuple[Interval | None, dict[str, Interval]]:
    """The differences that ``champion_metrics`` put into a run: over all, ``None`` if absent, and by group."""
    prefix = f"{_PREFIX}/{champion}"
    found = {
        name.removeprefix(prefix).removeprefix("/"): Interval(mean, metrics[f"{name}_low"], metrics[f"{name}_high"])
        for name, mean in metrics.items()
        if f"{name}/".startswith(f"{prefix}/") and f"{name}_low" in metrics
    }
    overall = found.pop("", None)
    return overall, found


def champion_text(comparison: ChampionComparison) -> str:
    """The comparison as plain text."""
    lines = [
        f"NDCG@10 less that of the champion {comparison.champion}, same learners (95 % bootstrap intervals)",
        f"  {comparison.basis}",
        f"  {'all learners':<30} {comparison.overall}",
    ]
    lines += [f"  {group:<30} {interval} ({n} learners)" for group, (interval, n) in comparison.by_group.items()]
    if comparison.small_groups:
        lines.append(f"  not judged, fewer than {MIN_GROUP} learners: {', '.join(comparison.small_groups)}")
    return "\n".join(lines)
