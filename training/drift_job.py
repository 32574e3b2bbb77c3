"""``rumbo drift``: looks at what was shown since the served bundle learned, and keeps what it found."""

import json
from datetime import date, timedelta

import pandas as pd
import sqlalchemy as sa

from data.atomic_file import replaced_file
from data.columns import Col
from data.errors import NotReadyError
from data.held_job import Reporter
from data.settings import Settings
from recommender.arrays import catalogue_arrays
from recommender.bundle import current_bundle_folder, read_manifest
from recommender.drift import Drift
from training.build_bundle import Inputs, rows_of
from training.bundle_drift import DriftReport, drift_json, drift_metrics, drift_report, drift_text, showings_of
from training.job_runs import Counts, Progress, Runner, run_unrecorded
from training.jobs import inputs_of


def run_drift(settings: Settings, since: date | None, progress: Progress, run: Runner = run_unrecorded) -> DriftReport:
    """Compare showings with those that the served bundle learned from; those since ``since``, else all newer ones.

    The figures go to the bundle's run, and to ``drift.json`` of the home folder, where ``rumbo doctor`` looks.

    Raises
    ------
    NotReadyError
        If the bundle kept nothing to compare with, or nothing was shown since.
    """
    from training.tracking import Tracker

    manifest = read_manifest(current_bundle_folder(settings.bundles_dir))
    first_day = since or date.fromisoformat(manifest["data_as_of"]) + timedelta(days=1)
    found: list[DriftReport] = []

    def work(engine: sa.Engine, report: Reporter) -> Counts:
        inputs = inputs_of(settings, engine)
        drift = _drift(manifest, inputs, first_day, report)
        with replaced_file(settings.drift_file) as file:
            file.write((json.dumps(drift_json(drift), indent=1) + "\n").encode())
        Tracker(settings.mlruns).log_metrics(drift.bundle, drift_metrics(drift), drift_text(drift), file="drift.txt")
        found.append(drift)
        return {"showings": drift.n_showings}

    run(settings, "drift", {}, work, progress)
    return found[0]


def last_look(settings: Settings) -> str:
    """What the last look found, in one line.

    Raises
    ------
    NotReadyError
        If it found that the served bundle should learn anew.
    """
    try:
        found = json.loads(settings.drift_file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return "not looked at yet; run rumbo drift"
    served = current_bundle_folder(settings.bundles_dir).name
    if found["bundle"] != served:
        return f"bundle {served} not looked at yet; run rumbo drift"
    told = f"{found['n_showings']} showings {found['since']}: {found['drift']}, {found['advice']}"
    if found["drift"] == Drift.CHANGED:
        raise NotReadyError(told)
    return told


def _drift(manifest: dict[str, object], inputs: Inputs, since: date, progress: Progress) -> DriftReport:
    version, summaries = str(manifest["version"]), manifest.get("summaries")
    if not isinstance(summaries, dict):
        raise NotReadyError(f"bundle {version} kept nothing to compare with; run rumbo train ranker")
    shown_at = inputs.records.impressions[Col.SHOWN_AT]
    if not (shown_at >= pd.Timestamp(since, tz="UTC")).any():
        raise NotReadyError(f"nothing was shown since {since}; import newer impressions, or name an earlier day")
    arrays = catalogue_arrays(inputs.catalogue)
    showings = showings_of(rows_of(inputs, progress, since), inputs.records, arrays.certification_ids)
    return drift_report(version, summaries, showings, f"since {since}")
