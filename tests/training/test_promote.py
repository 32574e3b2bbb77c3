from pathlib import Path

import pytest

from data.errors import BundleTamperedError, GateError, NotFoundError
from recommender.bundle import promoted_versions
from tests.training.bundle_folders import make_bundle_folder
from training.promote import TOLERANCE, check_gate, promote, rollback
from training.tracking import CHAMPION, Tracker

GOOD = {"ndcg_10": 0.5, "ndcg_10_least_lead": 0.02}


@pytest.fixture
def bundles_dir(store: Path) -> Path:
    return store / "bundles"


class TestCheckGate:
    def test_lets_pass_who_leads_every_rival_and_equals_the_champion(self) -> None:
        check_gate("v", GOOD, {})
        check_gate("v", GOOD, GOOD)

    def test_lets_pass_a_loss_within_the_noise_of_a_seed(self) -> None:
        check_gate("v", GOOD, {"ndcg_10": 0.5 + 0.9 * TOLERANCE})

    @pytest.mark.parametrize(
        ("metrics", "champion", "why"),
        [
            ({"rows": 12.0}, {}, "not evaluated; run rumbo evaluate"),
            (GOOD | {"ndcg_10_least_lead": 0.0}, {}, "does not lead every rival: .* 0.0000"),
            (GOOD | {"ndcg_10_least_lead": -0.01}, {}, "does not lead every rival"),
            (GOOD, {"ndcg_10": 0.5 + 1.1 * TOLERANCE}, "0.5000, the champion 0.5055"),
        ],
    )
    def test_names_the_figure_that_fails(self, metrics: dict[str, float], champion: dict[str, float], why: str) -> None:
        with pytest.raises(GateError, match=why):
            check_gate("v", metrics, champion)


class TestPromote:
    def test_serves_the_challenger_that_passes(self, bundles_dir: Path, tracker: Tracker) -> None:
        tracker.log_metrics("second", GOOD, "report")
        assert promote(bundles_dir, tracker, None) == "second"
        assert promoted_versions(bundles_dir) == ["second"]
        assert tracker.version_of(CHAMPION) == "second"

    def test_keeps_the_former_one_for_a_rollback(self, bundles_dir: Path, tracker: Tracker) -> None:
        for version in ("first", "second"):
            tracker.log_metrics(version, GOOD, "report")
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
        tracker.log_metrics("first", GOOD | {"ndcg_10": 0.6}, "report")
        tracker.log_metrics("second", GOOD, "report")
        promote(bundles_dir, tracker, "first")
        with pytest.raises(GateError, match=r"the champion 0\.6000"):
            promote(bundles_dir, tracker, "second")
        assert promoted_versions(bundles_dir) == ["first"]
        assert tracker.version_of(CHAMPION) == "first"

    def test_refuses_a_version_that_nobody_knows(self, bundles_dir: Path, tracker: Tracker) -> None:
        with pytest.raises(GateError, match="bundle third is not registered"):
            promote(bundles_dir, tracker, "third")

    def test_refuses_a_bundle_whose_folder_is_gone(self, bundles_dir: Path, tracker: Tracker) -> None:
        tracker.log_metrics("second", GOOD, "report")
        (bundles_dir / "second" / "manifest.json").unlink()
        with pytest.raises(BundleTamperedError, match="second"):
            promote(bundles_dir, tracker, None)
        assert promoted_versions(bundles_dir) == []

    def test_says_so_where_the_champion_is_not_on_record(self, bundles_dir: Path, tracker: Tracker) -> None:
        tracker.log_metrics("second", GOOD, "report")
        (bundles_dir / "current.json").write_text('{"version": "older", "earlier": []}', encoding="utf-8")
        with pytest.raises(NotFoundError, match="bundle older is not registered"):
            promote(bundles_dir, tracker, None)

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
            tracker.log_metrics(version, GOOD, "report")
            promote(bundles_dir, tracker, version)

    @pytest.mark.usefixtures("promoted")
    def test_serves_what_served_before(self, bundles_dir: Path, tracker: Tracker) -> None:
        assert rollback(bundles_dir, tracker) == "first"
        assert promoted_versions(bundles_dir) == ["first"]
        assert tracker.version_of(CHAMPION) == "first"

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
