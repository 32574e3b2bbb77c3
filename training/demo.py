"""The whole chain on an invented country, from nothing to a promoted bundle; picks up where it was stopped."""

import shutil
from collections.abc import Callable
from datetime import date

from data.catalogue import read_catalogue
from data.database_removal import remove_database
from data.errors import AppError
from data.settings import Settings
from data.simulator.parameters import parameters_hash
from data.simulator.truth import read_world
from data.simulator.world import TRUTH_FOLDER, is_world, simulate
from data.simulator.worlds import World
from embeddings.encoder import installed_fingerprint
from recommender.bundle import current_bundle_folder, load_bundle
from training import jobs
from training.bundle_jobs import renew_records
from training.imports import run_import
from training.promote import promote
from training.tracking import Tracker

Progress = Callable[[str], None]

LEARNERS, MONTHS, SEED = 5_000, 12, 2026

FILES = {
    "learners": "learners.csv",
    "transcripts": "transcripts.csv",
    "postings": "postings.jsonl",
    "impressions": "impressions.csv",
    "feedback": "feedback.csv",
    "enrolments": "enrolments.csv",
    "exam_results": "exam_results.csv",
    "outcomes": "outcomes.csv",
    "vouchers": "vouchers.csv",
    "surveys": "surveys.csv",
}
"""Kind of import and file of the world, learners before what refers to them."""


def run_demo(settings: Settings, today: date, progress: Progress) -> str:
    """Make the demo; returns the served bundle's version. A finished demo is left as it is."""
    ready = served_version(settings)
    if ready is not None:
        progress(f"the demo stands already, bundle {ready}")
        return ready
    jobs.initialise(settings, progress)
    _make_world(settings, progress)
    for kind, name in FILES.items():
        counts = run_import(settings, kind, settings.world_dir / name, None, progress, today)
        progress(f"{kind}: " + ", ".join(f"{count} {fate}" for fate, count in counts.items()))
    jobs.run_embed(settings, progress)
    jobs.run_index(settings, progress)
    version = jobs.run_train_ranker(settings, SEED, progress)
    jobs.run_evaluate(settings, version, settings.world_dir / TRUTH_FOLDER, SEED, progress)
    promote(settings.bundles_dir, Tracker(settings.mlruns), version)
    renew_records(settings)
    progress(f"bundle {version} is served")
    return version


def served_version(settings: Settings) -> str | None:
    """Version of the served bundle, or ``None`` where it cannot be served as things stand."""
    try:
        bundle = load_bundle(
            current_bundle_folder(settings.bundles_dir),
            read_catalogue(settings.reference),
            installed_fingerprint(settings.encoder, settings.models_dir),
        )
    except AppError:
        return None
    return bundle.version


def reset(settings: Settings) -> None:
    """Delete everything that the demo made, apart from the encoder, which never changes."""
    for folder in (
        settings.world_dir,
        settings.vectors_dir,
        settings.indexes_dir,
        settings.bundles_dir,
        settings.bundle_records_dir,
        settings.people_dir,
        settings.mlruns / "artifacts",
    ):
        shutil.rmtree(folder, ignore_errors=True)
    files = (settings.demo_log_ins_file, settings.drift_file, settings.findings_file)
    for file in (*settings.mlruns.glob("mlflow.db*"), *files):
        file.unlink(missing_ok=True)
    remove_database(settings.sqlalchemy_url)


def _make_world(settings: Settings, progress: Progress) -> None:
    catalogue = read_catalogue(settings.reference)
    wanted = {
        "world": World.DEFAULT.value,
        "learners": LEARNERS,
        "months": MONTHS,
        "seed": SEED,
        "parameters_sha256": parameters_hash(),
        "catalogue": catalogue.digest,
    }
    if is_world(settings.world_dir):
        found = read_world(settings.world_dir / TRUTH_FOLDER)
        if all(found.get(key) == value for key, value in wanted.items()):
            progress("the invented country stands already")
            return
    simulate(catalogue, settings.world_dir, n_learners=LEARNERS, n_months=MONTHS, seed=SEED, progress=progress)
