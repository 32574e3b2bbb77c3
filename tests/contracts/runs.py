"""What every run that a training writes down must have, whatever the model."""

from pathlib import Path

from training.runs import Run, flat
from training.tracking import CARD_FILE, Tracker


def check_run(run: Run, folder: Path) -> None:
    """Write the run into the store in ``folder`` and read all of it back."""
    from mlflow import MlflowClient
    from mlflow.models import Model

    run_id = Tracker(folder).log_run(run)
    stored = MlflowClient(f"sqlite:///{folder / 'mlflow.db'}").get_run(run_id)
    assert stored.info.status == "FINISHED"
    assert stored.data.tags["data_sha256"] == run.data_sha256
    assert stored.data.tags["split"] == run.split
    assert stored.data.params == {name: str(value) for name, value in {**run.parameters, "seed": run.seed}.items()}
    assert stored.data.metrics == flat(run.metrics)
    artifacts = folder / "artifacts" / run_id / "artifacts"
    card = (artifacts / CARD_FILE).read_text(encoding="utf-8")
    assert run.purpose in card
    assert run.data_sha256 in card
    assert all(limit in card for limit in run.limits)
    assert all(f"- {name}: " in card for name in (*run.metrics, *run.parameters))
    found = Model.load(str(artifacts / "MLmodel")).signature
    for schema, columns in ((found.inputs, run.signature.inputs), (found.outputs, run.signature.outputs)):
        assert {column["name"]: column["type"] for column in schema.to_dict()} == {
            name: kind.value for name, kind in columns.items()
        }
    for file in run.files:
        assert (artifacts / file.name).read_bytes() == file.read_bytes()
    for name, picture in run.plots.items():
        assert (artifacts / "plots" / name).read_text(encoding="utf-8") == picture
