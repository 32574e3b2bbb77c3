from pathlib import Path

import pytest

from data.errors import NotFoundError
from tests.training.bundle_folders import make_bundle_folder, make_bundle_run
from training.bundle_run import EXPERIMENT
from training.metrics import Interval
from training.tracking import CHALLENGER, CHAMPION, Tracker


class TestTracker:
    def test_makes_the_newest_bundle_the_challenger(self, tracker: Tracker) -> None:
        assert tracker.version_of(CHALLENGER) == "second"
        assert tracker.version_of(CHAMPION) is None

    def test_keeps_card_files_parameters_and_tags_with_the_run(self, store_template: Path) -> None:
        from mlflow import MlflowClient

        client = MlflowClient(f"sqlite:///{store_template / 'mlruns' / 'mlflow.db'}")
        experiment = client.get_experiment_by_name(EXPERIMENT)
        runs = client.search_runs([experiment.experiment_id])
        assert {run.info.run_name for run in runs} == {"first", "second"}
        run = next(run for run in runs if run.info.run_name == "first")
        assert run.info.status == "FINISHED"
        assert run.data.params["seed"] == "1"
        assert run.data.tags["catalogue"] == "tiny"
        artifacts = store_template / "mlruns" / "artifacts" / run.info.run_id / "artifacts"
        assert (artifacts / "model_card.md").read_text(encoding="utf-8").startswith("# ranker: first")
        assert (artifacts / "bundle" / "manifest.json").is_file()
        assert (artifacts / "bundle" / "MLmodel").is_file()

    def test_adds_an_evaluation_to_the_run_of_the_bundle(self, tracker: Tracker) -> None:
        tracker.log_metrics("first", {"ndcg_10": Interval(0.5, 0.4, 0.6)}, "the report")
        assert tracker.metrics_of("first") == {"rows": 12.0, "ndcg_10": 0.5, "ndcg_10_low": 0.4, "ndcg_10_high": 0.6}
        assert tracker.metrics_of("second") == {"rows": 12.0}

    def test_keeps_the_figures_of_the_last_evaluation(self, tracker: Tracker) -> None:
        for value in (0.5, 0.7, 0.4):
            tracker.log_metrics("first", {"ndcg_10": value}, "the report")
        assert tracker.metrics_of("first")["ndcg_10"] == 0.4

    def test_reads_the_newest_run_of_a_bundle_logged_twice(self, tracker: Tracker, tmp_path: Path) -> None:
        bundle = make_bundle_folder(tmp_path / "again", "first")
        tracker.log_bundle(bundle, make_bundle_run("first", n_rows=99))
        assert tracker.metrics_of("first") == {"rows": 99.0}
        assert tracker.version_of(CHALLENGER) == "first"

    def test_moves_the_champion(self, tracker: Tracker) -> None:
        for version in ("first", "second", "first"):
            tracker.set_champion(version)
            assert tracker.version_of(CHAMPION) == version

    def test_names_a_bundle_that_it_does_not_know(self, tracker: Tracker) -> None:
        for ask in (tracker.metrics_of, tracker.set_champion, lambda v: tracker.log_metrics(v, {}, "")):
            with pytest.raises(NotFoundError, match="bundle third is not registered"):
                ask("third")

    def test_refuses_to_open_pickles(self) -> None:
        import os

        assert os.environ["MLFLOW_ALLOW_PICKLE_DESERIALIZATION"] == "false"
