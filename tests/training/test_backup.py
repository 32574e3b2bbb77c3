import sqlite3
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.catalogue import read_catalogue
from data.catalogue_versions import current_catalogue, keep_catalogue
from data.errors import InputError, NotReadyError
from data.settings import Settings
from tests.catalogue_files import write_catalogue
from tests.training.bundle_folders import make_bundle_folder
from tests.training.country import add_people
from training.backup import back_up


@pytest.fixture
def settings(tmp_path: Path, catalogue_folder: Path, sqlite_engine: sa.Engine) -> Settings:
    """A home with the database of ``sqlite_engine``, a bundle, a half-written bundle and a run."""
    add_people(sqlite_engine, "ana", "eva")
    settings = Settings(home=tmp_path, mlruns=tmp_path / "mlruns", reference=catalogue_folder, database_url=None)
    make_bundle_folder(settings.bundles_dir, "abc")
    make_bundle_folder(settings.bundles_dir, "77.partial")
    (settings.mlruns / "artifacts").mkdir(parents=True)
    (settings.mlruns / "artifacts" / "card.md").write_text("card", encoding="utf-8")
    with closing(sqlite3.connect(settings.mlruns / "mlflow.db")) as runs:
        runs.execute("CREATE TABLE runs (name TEXT)")
    return settings


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "copies").mkdir()
    return tmp_path / "copies" / "backup.tar.gz"


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return list(database.iterdump())


def restored(out: Path, folder: Path) -> Path:
    with tarfile.open(out) as archive:
        archive.extractall(folder, filter="data")
    return folder


class TestBackUp:
    def test_restores_to_an_equal_database(self, settings: Settings, out: Path, tmp_path: Path) -> None:
        assert back_up(settings, out) == out.stat().st_size
        folder = restored(out, tmp_path / "restored")
        assert dump(folder / "rumbo.db") == dump(settings.home / "rumbo.db")
        assert dump(folder / "mlruns" / "mlflow.db") == dump(settings.mlruns / "mlflow.db")

    def test_holds_bundles_runs_and_what_the_catalogue_was(self, settings: Settings, out: Path) -> None:
        back_up(settings, out)
        with tarfile.open(out) as archive:
            names = set(archive.getnames())
        assert {"bundles/abc/manifest.json", "mlruns/artifacts/card.md", "reference/MANIFEST.toml"} <= names
        assert not [name for name in names if ".partial" in name]

    def test_holds_the_operators_own_catalogues(self, settings: Settings, out: Path, tmp_path: Path) -> None:
        own = keep_catalogue(write_catalogue(tmp_path / "mine"), settings.catalogues_dir)
        back_up(settings, out)
        folder = restored(out, tmp_path / "restored") / "catalogues"
        assert current_catalogue(folder) == folder / own.name
        assert read_catalogue(folder / own.name).digest == read_catalogue(own).digest

    def test_is_of_one_moment_while_others_write(self, settings: Settings, out: Path, tmp_path: Path) -> None:
        """A writer adds one learner and one person in each transaction; a copy with one half of a pair is torn."""
        stop = threading.Event()

        def write() -> None:
            with closing(sqlite3.connect(settings.home / "rumbo.db", timeout=30)) as database:
                number = 0
                while not stop.is_set():
                    with database:
                        for kind in ("one", "other"):
                            database.execute(
                                "INSERT INTO demand (state_id, skill_id, n_postings, n_positions, n_holders,"
                                " n_postings_in_state, as_of) VALUES (?, ?, 1, 1, 1, 1, '2026-10-01')",
                                (f"S{number}", kind),
                            )
                    number += 1

        writer = threading.Thread(target=write)
        writer.start()
        try:
            back_up(settings, out)
        finally:
            stop.set()
            writer.join()
        with closing(sqlite3.connect(restored(out, tmp_path / "restored") / "rumbo.db")) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            counts = copy.execute("SELECT count(*) FROM demand GROUP BY state_id").fetchall()
        assert set(counts) <= {(2,)}

    def test_overwrites_nothing(self, settings: Settings, out: Path) -> None:
        out.write_text("precious", encoding="utf-8")
        with pytest.raises(InputError, match="exists already"):
            back_up(settings, out)
        assert out.read_text(encoding="utf-8") == "precious"

    def test_wants_a_folder_to_write_into(self, settings: Settings, out: Path) -> None:
        with pytest.raises(InputError, match="name a new file"):
            back_up(settings, out.parent / "nowhere" / "backup.tar.gz")

    def test_leaves_nothing_half_written(self, settings: Settings, out: Path) -> None:
        broken = settings.model_copy(update={"reference": settings.home / "nowhere"})
        with pytest.raises(FileNotFoundError):
            back_up(broken, out)
        assert list(out.parent.iterdir()) == []

    def test_leaves_a_server_to_its_own_tool(self, settings: Settings, out: Path) -> None:
        server = settings.model_copy(update={"database_url": "postgresql+psycopg://nobody@127.0.0.1/rumbo"})
        with pytest.raises(NotReadyError, match="pg_dump"):
            back_up(server, out)

    @pytest.mark.parametrize("url", [None, "sqlite://"])
    def test_has_nothing_to_save_without_a_file(self, tmp_path: Path, out: Path, url: str | None) -> None:
        empty = Settings(home=tmp_path / "empty", database_url=url)
        with pytest.raises(NotReadyError, match="run rumbo init"):
            back_up(empty, out)
