"""MLflow: the one file that knows it. Runs, metrics, model cards, and the registry's challenger and champion."""

import os
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from data.errors import NotFoundError
from training.cards import model_card
from training.runs import NOTHING, Metric, Run, flat

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion
    from mlflow.models import Model

# Set before mlflow is imported: its default would open pickles, which run code when read.
os.environ["MLFLOW_ALLOW_PICKLE_DESERIALIZATION"] = "false"
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")

MODEL = "rumbo-bundle"
CHAMPION, CHALLENGER = "champion", "challenger"
CARD_FILE: Final = "model_card.md"
REPORT_FILE: Final = "evaluation.txt"
_BUNDLE_FOLDER: Final = "bundle"
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
        # All of ours are in one folder; the experiment that MLflow makes by itself has no run.
        found = store.execute("SELECT artifact_location FROM experiments WHERE name <> 'Default'").fetchone()
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

    def log_run(self, run: Run) -> str:
        """Write a run down with its card; returns the run's id."""
        client = self._client()
        run_id, _ = self._write(client, run)
        client.set_terminated(run_id)
        return run_id

    def log_bundle(self, bundle: Path, run: Run) -> str:
        """Write a bundle's run down, keep the bundle with it, make it the challenger; returns the run's id."""
        client = self._client()
        run_id, artifacts = self._write(client, run, _BUNDLE_FOLDER)
        client.log_artifacts(run_id, str(bundle), _BUNDLE_FOLDER)
        client.set_terminated(run_id)
        self._register(client, bundle.name, f"{artifacts}/{_BUNDLE_FOLDER}", run_id)
        return run_id

    def _write(self, client: "MlflowClient", run: Run, model_folder: str | None = None) -> tuple[str, str]:
        """Everything but the model itself; returns the run's id and the address of its artifacts."""
        began = client.create_run(
            self._experiment(client, run.experiment),
            run_name=run.name,
            tags={**run.tags, "data_sha256": run.data_sha256, "split": run.split},
        )
        run_id: str = began.info.run_id
        for name, value in {**run.parameters, "seed": run.seed}.items():
            client.log_param(run_id, name, value)
        _log_numbers(client, run_id, run.metrics)
        client.log_text(run_id, model_card(run), CARD_FILE)
        _log_plots(client, run_id, run.plots)
        for file in run.files:
            client.log_artifact(run_id, str(file))
        with tempfile.TemporaryDirectory() as temporary:
            description = Path(temporary) / "MLmodel"
            _mlflow_model(run, run_id).save(str(description))
            client.log_artifact(run_id, str(description), model_folder)
        return run_id, str(began.info.artifact_uri)

    def log_metrics(
        self,
        bundle_version: str,
        metrics: Mapping[str, Metric],
        report: str,
        *,
        tags: Mapping[str, str] = NOTHING,
        plots: Mapping[str, str] = NOTHING,
        file: str = REPORT_FILE,
    ) -> None:
        """Add metrics, tags, plots and a report, under the name ``file``, to the run of a bundle."""
        client = self._client()
        run_id = str(self._version(client, bundle_version).run_id)
        _log_numbers(client, run_id, metrics)
        client.log_text(run_id, report, file)
        _log_plots(client, run_id, plots)
        for name, value in tags.items():
            client.set_tag(run_id, name, value)

    def metrics_of(self, bundle_version: str) -> dict[str, float]:
        """Metrics of the run of a bundle."""
        client = self._client()
        found: dict[str, float] = client.get_run(str(self._version(client, bundle_version).run_id)).data.metrics
        return dict(found)

    def tags_of(self, bundle_version: str) -> dict[str, str]:
        """Tags of the run of a bundle."""
        client = self._client()
        found: dict[str, str] = client.get_run(str(self._version(client, bundle_version).run_id)).data.tags
        return dict(found)

    def versions(self) -> list[str]:
        """Versions of all bundles that are registered, each once."""
        found = self._client().search_model_versions(f"name = '{MODEL}'")
        return sorted({str(version.tags[_VERSION_TAG]) for version in found if _VERSION_TAG in version.tags})

    def text_of(self, bundle_version: str, file: str) -> str:
        """A text that was kept with the run of a bundle; empty where there is none."""
        client = self._client()
        run_id = str(self._version(client, bundle_version).run_id)
        if file not in {one.path for one in client.list_artifacts(run_id)}:
            return ""
        with tempfile.TemporaryDirectory() as temporary:
            return Path(client.download_artifacts(run_id, file, temporary)).read_text(encoding="utf-8")

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

    def _experiment(self, client: "MlflowClient", name: str) -> str:
        found = client.get_experiment_by_name(name)
        if found is not None:
            return str(found.experiment_id)
        return str(client.create_experiment(name, artifact_location=(self.folder / "artifacts").as_uri()))


def _log_numbers(client: "MlflowClient", run_id: str, metrics: Mapping[str, Metric]) -> None:
    for name, number in flat(metrics).items():
        client.log_metric(run_id, name, number)


def _log_plots(client: "MlflowClient", run_id: str, plots: Mapping[str, str]) -> None:
    for name, picture in plots.items():
        client.log_text(run_id, picture, f"plots/{name}")


def _mlflow_model(run: Run, run_id: str) -> "Model":
    """What MLflow's own pages and tools read the columns of a model from."""
    from mlflow.models import Model
    from mlflow.models.signature import ModelSignature
    from mlflow.types.schema import ColSpec, Schema

    inputs, outputs = (
        Schema([ColSpec(kind.value, name) for name, kind in columns.items()])
        for columns in (run.signature.inputs, run.signature.outputs)
    )
    return Model(run_id=run_id, flavors={"rumbo": {"kind": run.experiment}}, signature=ModelSignature(inputs, outputs))
