"""MLflow: the one file that knows it. Runs, metrics, model cards, and the registry's challenger and champion."""

import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.errors import NotFoundError

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion

# Set before mlflow is imported: its default would open pickles, which run code when read.
os.environ["MLFLOW_ALLOW_PICKLE_DESERIALIZATION"] = "false"
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")

EXPERIMENT = "ranker"
MODEL = "rumbo-bundle"
CHAMPION, CHALLENGER = "champion", "challenger"
_VERSION_TAG = "bundle_version"


_PLACES = (
    ("experiments", "artifact_location"),
    ("runs", "artifact_uri"),
    ("model_versions", "source"),
    ("model_versions", "storage_location"),
)


def move_artifacts(database: Path, artifacts: Path) -> None:
    """Let a store's runs and models find their artifacts in another folder; MLflow keeps absolute paths.

    Its own interface cannot change where an experiment's artifacts are.
    """
    with closing(sqlite3.connect(database)) as store, store:
        found = store.execute("SELECT artifact_location FROM experiments WHERE name = ?", (EXPERIMENT,)).fetchone()
        if found is None:
            return
        for table, column in _PLACES:
            store.execute(
                f"UPDATE {table} SET {column} = :new || substr({column}, length(:old) + 1)"  # noqa: S608 - our own names
                f" WHERE {column} = :old OR substr({column}, 1, length(:old) + 1) = :old || '/'",
                {"old": found[0], "new": artifacts.as_uri()},
            )


@dataclass(frozen=True, slots=True)
class Tracker:
    """A store of runs in one folder: ``mlflow.db`` and ``artifacts/``."""

    folder: Path

    def log_bundle(
        self,
        bundle: Path,
        *,
        parameters: Mapping[str, Any],
        metrics: Mapping[str, float],
        tags: Mapping[str, str],
        card: str,
    ) -> str:
        """Log a bundle as a run with its card and register it as the challenger; returns the run's id."""
        client = self._client()
        experiment_id = self._experiment(client)
        run = client.create_run(experiment_id, run_name=bundle.name, tags=dict(tags))
        run_id: str = run.info.run_id
        for name, value in parameters.items():
            client.log_param(run_id, name, value)
        for name, metric in metrics.items():
            client.log_metric(run_id, name, metric)
        client.log_text(run_id, card, "model_card.md")
        client.log_artifacts(run_id, str(bundle), "bundle")
        client.set_terminated(run_id)
        self._register(client, bundle.name, f"{run.info.artifact_uri}/bundle", run_id)
        return run_id

    def log_run(
        self,
        experiment: str,
        name: str,
        *,
        parameters: Mapping[str, Any],
        metrics: Mapping[str, float],
        card: str,
        files: Sequence[Path] = (),
    ) -> str:
        """Log a training that makes no bundle, with its card and files; returns the run's id."""
        client = self._client()
        run = client.create_run(self._experiment(client, experiment), run_name=name)
        run_id: str = run.info.run_id
        for key, value in parameters.items():
            client.log_param(run_id, key, value)
        for key, metric in metrics.items():
            client.log_metric(run_id, key, metric)
        client.log_text(run_id, card, "model_card.json")
        for file in files:
            client.log_artifact(run_id, str(file))
        client.set_terminated(run_id)
        return run_id

    def log_metrics(self, bundle_version: str, metrics: Mapping[str, float], report: str) -> None:
        """Add an evaluation's metrics and its report to the run of a bundle."""
        client = self._client()
        run_id = str(self._version(client, bundle_version).run_id)
        for name, metric in metrics.items():
            client.log_metric(run_id, name, metric)
        client.log_text(run_id, report, "evaluation.txt")

    def metrics_of(self, bundle_version: str) -> dict[str, float]:
        """Metrics of the run of a bundle."""
        client = self._client()
        found: dict[str, float] = client.get_run(str(self._version(client, bundle_version).run_id)).data.metrics
        return dict(found)

    def version_of(self, alias: str) -> str | None:
        """Bundle version that an alias stands for; ``None`` where nothing is registered under it."""
        from mlflow.exceptions import MlflowException

        try:
            found = self._client().get_model_version_by_alias(MODEL, alias)
        except MlflowException:
            return None
        return str(found.tags[_VERSION_TAG])

    def set_champion(self, bundle_version: str) -> None:
        """Let the alias champion stand for a bundle."""
        client = self._client()
        client.set_registered_model_alias(MODEL, CHAMPION, self._version(client, bundle_version).version)

    def _register(self, client: "MlflowClient", name: str, source: str, run_id: str) -> None:
        from mlflow.exceptions import MlflowException

        try:
            client.create_registered_model(MODEL)
        except MlflowException as error:
            if error.error_code != "RESOURCE_ALREADY_EXISTS":
                raise
        version = client.create_model_version(MODEL, source, run_id, tags={_VERSION_TAG: name})
        client.set_registered_model_alias(MODEL, CHALLENGER, version.version)

    def _version(self, client: "MlflowClient", bundle_version: str) -> "ModelVersion":
        """The newest registered version of a bundle.

        Raises
        ------
        NotFoundError
            If the bundle was never registered.
        """
        found = client.search_model_versions(f"name = '{MODEL}'")
        matching = [version for version in found if version.tags.get(_VERSION_TAG) == bundle_version]
        if not matching:
            raise NotFoundError(f"bundle {bundle_version} is not registered in {self.folder}")
        return max(matching, key=lambda version: int(version.version))

    def _client(self) -> "MlflowClient":
        from mlflow import MlflowClient

        self.folder.mkdir(parents=True, exist_ok=True)
        uri = f"sqlite:///{self.folder / 'mlflow.db'}"
        return MlflowClient(tracking_uri=uri, registry_uri=uri)

    def _experiment(self, client: "MlflowClient", name: str = EXPERIMENT) -> str:
        found = client.get_experiment_by_name(name)
        if found is not None:
            return str(found.experiment_id)
        return str(client.create_experiment(name, artifact_location=(self.folder / "artifacts").as_uri()))
