import numpy as np
import pytest

from recommender.arrays import CatalogueArrays
from tests.factories import make_answer, make_exam, make_history, make_profiles
from training.champion import (
    ChampionComparison,
    champion_metrics,
    compare_with_champion,
    differences_from,
    groups_of,
)
from training.metrics import Interval
from training.runs import flat


@pytest.fixture
def comparison() -> ChampionComparison:
    """Forty learners who gain .1, forty who lose .2, ten of a small group, one who cannot gain from any list."""
    ours = np.concatenate([np.full(40, 0.6), np.full(40, 0.3), np.full(10, 0.5), [np.nan]])
    theirs = np.full(91, 0.5)
    states = np.array(["north"] * 40 + ["south"] * 40 + ["west"] * 10 + ["south"])
    kinds = np.array(["student"] * 90 + [""])
    return compare_with_champion(
        "old", "fresh", ours, theirs, {"state": states, "kind": kinds}, np.random.default_rng(1)
    )


class TestCompareWithChampion:
    def test_takes_the_difference_learner_by_learner(self, comparison: ChampionComparison) -> None:
        assert comparison.overall.mean == pytest.approx((40 * 0.1 - 40 * 0.2) / 90)
        north, n_north = comparison.by_group["state/north"]
        south, n_south = comparison.by_group["state/south"]
        assert (north.mean, north.low, north.high) == pytest.approx((0.1, 0.1, 0.1))
        assert south.mean == pytest.approx(-0.2)
        assert (n_north, n_south) == (40, 40)

    def test_names_small_groups_and_does_not_judge_them(self, comparison: ChampionComparison) -> None:
        assert comparison.small_groups == ("state/west",)
        assert set(comparison.by_group) == {"state/north", "state/south", "kind/student"}


class TestDifferencesFrom:
    def test_reads_back_what_the_run_keeps(self, comparison: ChampionComparison) -> None:
        overall, by_group = differences_from("old", flat(champion_metrics(comparison)))
        assert overall == comparison.overall
        assert by_group == {group: interval for group, (interval, _) in comparison.by_group.items()}

    def test_knows_nothing_of_another_champion(self, comparison: ChampionComparison) -> None:
        other = ChampionComparison("older", "", Interval(0.5, 0.4, 0.6), {}, ())
        metrics = flat(champion_metrics(comparison)) | flat(champion_metrics(other))
        assert differences_from("newer", metrics) == (None, {})
        assert differences_from("older", metrics) == (other.overall, {})
        assert differences_from("old", metrics)[0] == comparison.overall
        assert set(differences_from("old", metrics)[1]) == set(comparison.by_group)


class TestGroupsOf:
    def test_parts_by_state_kind_and_what_is_known_of_wishes(self, arrays: CatalogueArrays) -> None:
        profiles = make_profiles(
            arrays,
            make_history(),
            make_history(answers=[make_answer()], state_id="MX-NLE"),
            make_history(exams=[make_exam(passed=False)]),
        )
        groups = groups_of(profiles, arrays)
        assert groups["state"].tolist() == ["MX-JAL", "MX-NLE", "MX-JAL"]
        assert groups["kind"].tolist() == ["student"] * 3
        assert groups["history"].tolist() == ["cold", "warm", "warm"]
