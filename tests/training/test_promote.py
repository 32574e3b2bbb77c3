from pathlib import Path

import pytest

from data.errors import BundleTamperedError, GateError
from recommender.bundle import point_to, promoted_versions
from tests.training.bundle_folders import make_bundle_folder
from training.champion import ChampionComparison, champion_metrics
from training.metrics import Interval
from training.promote import MARGIN, NOT_COMPARABLE, check_champion, check_rivals, promote, rollback
from training.runs import flat
from training.tracking import CHAMPION, Tracker

GOOD = {"ndcg_10": 0.5, "ndcg_10_least_lead": 0.02}
GAIN = Interval(0.02, 0.01, 0.03)


def better_than(champion: str, overall: Interval = GAIN, **by_group: Interval) -> dict[str, float]:
    """Figures of a bundle that leads every rival, with its differences from a champion."""
    groups = {group: (difference, 100) for group, difference in by_group.items()}
    return GOOD | flat(champion_metrics(ChampionComparison(champion, "", overall, groups, ())))


@pytest.fixture
def bundles_dir(store: Path) -> Path:
    return store / "bundles"


class TestCheckRivals:
    def test_lets_pass_who_leads_every_rival(self) -> None:
        check_rivals("v", GOOD)

    @pytest.mark.parametrize(
        ("metrics", "why"),
        [
            ({"rows": 12.0}, "not evaluated; run rumbo evaluate"),
            (GOOD | {"ndcg_10_least_lead": 0.0}, r"does not lead every rival: .* 0.0000"),
            (GOOD | {"ndcg_10_least_lead": -0.01}, "does not lead every rival"),
        ],
    )
    def test_names_the_figure_that_fails(self, metrics: dict[str, float], why: str) -> None:
        with pytest.raises(GateError, match=why):
            check_rivals("v", metrics)


class TestCheckChampion:
    def test_lets_pass_who_is_better_and_worse_for_nobody(self) -> None:
        check_champion("v", "old", better_than("old"), {})

    def test_lets_pass_a_group_whose_loss_may_be_chance(self) -> None:
        unsure = {"state/MX-JAL": Interval(-0.02, -0.05, 0.01), "kind/student": Interval(-0.006, -0.008, -0.004)}
        check_champion("v", "old", better_than("old", **unsure), {})

    def test_lets_the_rivals_decide_where_the_champion_cannot_serve_any_more(self) -> None:
        check_champion("v", "old", GOOD, {NOT_COMPARABLE: "old"})
        with pytest.raises(GateError, match="not compared with newer"):
            check_champion("v", "newer", GOOD, {NOT_COMPARABLE: "old"})

    def test_asks_for_a_comparison_with_the_bundle_that_serves(self) -> None:
        with pytest.raises(GateError, match=r"not compared with newer, which serves; run rumbo evaluate"):
            check_champion("v", "newer", better_than("old"), {})

    @pytest.mark.parametrize(
        "overall", [Interval(0.9 * MARGIN, 0.001, 0.003), Interval(0.01, -0.001, 0.021), Interval(-0.1, -0.2, -0.05)]
    )
    def test_refuses_who_is_not_clearly_better(self, overall: Interval) -> None:
        with pytest.raises(GateError, match="not clearly better than old: NDCG@10 differs by"):
            check_champion("v", "old", better_than("old", overall), {})

    def test_names_the_group_that_loses_and_by_how_much(self) -> None:
        worse = {"state/MX-JAL": Interval(-0.02, -0.03, -0.01), "kind/student": Interval(0.1, 0.05, 0.15)}
        with pytest.raises(
            GateError, match=r"differs by state/MX-JAL -0\.0200 \[-0\.0300, -0\.0100\]; an interval below"
        ):
            check_champion("v", "old", better_than("old", **worse), {})


class TestPromote:
    def test_serves_the_challenger_that_passes(self, bundles_dir: Path, tracker: Tracker) -> None:
        tracker.log_metrics("second", GOOD, "report")
        assert promote(bundles_dir, tracker, None) == "second"
        assert promoted_versions(bundles_dir) == ["second"]
        assert tracker.version_of(CHAMPION) == "second"

    def test_keeps_the_former_one_for_a_rollback(self, bundles_dir: Path, tracker: Tracker) -> None:
        for version in ("first", "second"):
            tracker.log_metrics(version, better_than("first"), "report")
            promote(bundles_dir, tracker, version)
        assert promoted_versions(bundles_dir) == ["first", "second"]

    def test_changes_nothing_for_the_served_one(self, bundles_dir: Path, tracker: Tracker) -> None:
        tracker.log_metrics("second", GOOD, "report")
        for _ in range(2):
            promote(bundles_dir, tracker, "second")
        assert promoted_versions(bundles_dir) == ["second"]

    def test_refuses_a_bundle_that_was_never_evaluated(self, bundles_dir: Path, tracker: Tracker) -> None:
        with pytest.raises(GateError, match="second was not evaluated"):
            promote(bundles_dir, tracker, None)
        assert promoted_versions(bundles_dir) == []

    def test_refuses_who_is_behind_the_champion(self, bundles_dir: Path, tracker: Tracker) -> None:
        tracker.log_metrics("first", GOOD, "report")
        promote(bundles_dir, tracker, "first")
        tracker.log_metrics("second", better_than("first", Interval(-0.1, -0.12, -0.08)), "report")
        with pytest.raises(GateError, match=r"not clearly better than first: NDCG@10 differs by -0\.1000"):
            promote(bundles_dir, tracker, "second")
        assert promoted_versions(bundles_dir) == ["first"]
        assert tracker.version_of(CHAMPION) == "first"

    def test_asks_for_a_new_evaluation_once_another_serves(self, bundles_dir: Path, tracker: Tracker) -> None:
        for version in ("first", "second"):
            tracker.log_metrics(version, GOOD, "report")
        promote(bundles_dir, tracker, "first")
        with pytest.raises(GateError, match="second was not compared with first"):
            promote(bundles_dir, tracker, "second")

    def test_refuses_a_version_that_nobody_knows(self, bundles_dir: Path, tracker: Tracker) -> None:
        with pytest.raises(GateError, match="bundle third is not registered"):
            promote(bundles_dir, tracker, "third")

    def test_refuses_a_bundle_whose_folder_is_gone(self, bundles_dir: Path, tracker: Tracker) -> None:
        tracker.log_metrics("second", GOOD, "report")
        (bundles_dir / "second" / "manifest.json").unlink()
        with pytest.raises(BundleTamperedError, match="second"):
            promote(bundles_dir, tracker, None)
        assert promoted_versions(bundles_dir) == []

    def test_mends_a_damaged_pointer(self, bundles_dir: Path, tracker: Tracker) -> None:
        tracker.log_metrics("second", GOOD, "report")
        (bundles_dir / "current.json").write_text("{", encoding="utf-8")
        promote(bundles_dir, tracker, None)
        assert promoted_versions(bundles_dir) == ["second"]

    def test_asks_for_training_where_there_is_no_challenger(
        self, bundles_dir: Path, tracker: Tracker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Tracker, "version_of", lambda self, alias: None)
        with pytest.raises(GateError, match="run rumbo train ranker"):
            promote(bundles_dir, tracker, None)


class TestRollback:
    @pytest.fixture
    def promoted(self, bundles_dir: Path, tracker: Tracker) -> None:
        for version in ("first", "second"):
            tracker.log_metrics(version, better_than("first"), "report")
            promote(bundles_dir, tracker, version)

    @pytest.mark.usefixtures("promoted")
    def test_serves_what_served_before(self, bundles_dir: Path, tracker: Tracker) -> None:
        assert rollback(bundles_dir, tracker) == "first"
        assert promoted_versions(bundles_dir) == ["first"]
        assert tracker.version_of(CHAMPION) == "first"

    @pytest.mark.usefixtures("promoted")
    def test_serves_one_that_is_not_registered(self, bundles_dir: Path, tracker: Tracker) -> None:
        make_bundle_folder(bundles_dir, "repriced")
        point_to(bundles_dir, ["repriced", "second"])
        assert rollback(bundles_dir, tracker) == "repriced"
        assert promoted_versions(bundles_dir) == ["repriced"]
        assert tracker.version_of(CHAMPION) == "second"

    @pytest.mark.usefixtures("promoted")
    def test_does_not_point_to_a_folder_that_is_gone(self, bundles_dir: Path, tracker: Tracker) -> None:
        (bundles_dir / "first" / "manifest.json").unlink()
        with pytest.raises(BundleTamperedError):
            rollback(bundles_dir, tracker)
        assert promoted_versions(bundles_dir) == ["first", "second"]

    @pytest.mark.parametrize("n_promoted", [0, 1])
    def test_needs_something_that_served_before(self, tmp_path: Path, n_promoted: int) -> None:
        make_bundle_folder(tmp_path, "only")
        if n_promoted:
            (tmp_path / "current.json").write_text('{"version": "only"}', encoding="utf-8")
        with pytest.raises(GateError, match="no bundle served before"):
            rollback(tmp_path, Tracker(tmp_path / "mlruns"))
