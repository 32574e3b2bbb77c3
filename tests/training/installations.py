"""Small installations with something in every part that a backup keeps, and what is in them, for comparison."""

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from data.archive_store import stored_lines, table_shapes
from data.catalogue import read_catalogue
from data.catalogue_versions import keep_catalogue
from data.database import opened_engine, reading, writing
from data.job_store import start_direct_job
from data.settings import Settings
from embeddings.adapter import ADAPTER_FILE, own_adapter_folder
from tests.api.small_bundle import promote_small_bundle
from tests.catalogue_files import write_catalogue
from tests.training.country import SHOWN_AT, add_answer, add_enrolment, add_lists, add_people, add_posting
from training.archives.archive import file_parts


def new_settings(home: Path, database_url: str, catalogue_folder: Path) -> Settings:
    """An installation in ``home`` with nothing in it but the tables."""
    home.mkdir(exist_ok=True)
    folders = {"home": home, "mlruns": home / "mlruns", "models": home / "models"}
    return Settings(**folders, reference=catalogue_folder, database_url=database_url)


def fill_installation(settings: Settings, store: Path) -> None:
    """Put people, answers, a running job, its own catalogue and adapter, a bundle and runs like ``store`` into it."""
    with opened_engine(settings.sqlalchemy_url) as engine:
        add_people(engine, "ana", "eva")
        add_lists(engine, ("ana", "l1", ["acme-1", "zen-1"]), features=[0.1, 1 / 3, None])
        add_lists(engine, ("eva", "l2", ["acme-2"]), features=sa.null())
        add_answer(engine, "ana", "acme-1", "l1-acme-1")
        add_enrolment(engine, "eva", "acme-2", date(2026, 9, 11))
        add_posting(engine, "p1", date(2026, 9, 1), "sql", title="Análisis, «datos»\n\t\\N", employer=None)
        with writing(engine) as connection:
            start_direct_job(connection, "embed", {"n": 1}, "host:1", SHOWN_AT)
    own = write_catalogue(settings.home / "mine")
    with (own / "MANIFEST.toml").open("a", encoding="utf-8") as manifest:
        manifest.write("# our own\n")
    kept = keep_catalogue(own, settings.catalogues_dir)
    adapter = own_adapter_folder(settings.models_dir)
    adapter.mkdir(parents=True)
    (adapter / ADAPTER_FILE).write_bytes(b"learned here")
    settings.bundles_dir.mkdir()
    promote_small_bundle(settings.bundles_dir, read_catalogue(kept))
    shutil.copytree(store / "mlruns", settings.mlruns)


def tables_of(url: str) -> dict[str, list[bytes]]:
    """Every table's rows, sorted."""
    with opened_engine(url) as engine, reading(engine) as connection:
        return {shape.name: sorted(stored_lines(connection, shape)) for shape in table_shapes()}


def files_of(settings: Settings) -> dict[str, bytes]:
    """Content of every file that a backup keeps, but for the store of MLflow, which knows its own place."""
    return {
        f"{name}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for name, folder in file_parts(settings).items()
        for path in folder.rglob("*")
        if path.is_file()
    }


def artifact_places(settings: Settings) -> list[str]:
    """Where MLflow's store says that artifacts of runs and models are."""
    with closing(sqlite3.connect(settings.mlruns / "mlflow.db")) as runs:
        found = runs.execute("SELECT artifact_uri FROM runs UNION SELECT source FROM model_versions")
        return [str(place) for (place,) in found]
