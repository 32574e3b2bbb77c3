import fcntl
import os
import tarfile
import threading
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.archive_store import ColumnKind
from data.catalogue_versions import current_catalogue
from data.database import open_engine, opened_engine, revisions, writing
from data.errors import CatalogueError, InputError, NotReadyError
from data.manifest import read_manifest
from data.settings import Settings
from data.tables import demand, metadata
from tests.training.bundle_folders import make_bundle_folder
from tests.training.installations import fill_installation, new_settings, tables_of
from training.archives import backup
from training.archives.archive import read_archive
from training.archives.backup import back_up


@pytest.fixture
def settings(tmp_path: Path, catalogue_folder: Path, database_url: str, store_template: Path) -> Settings:
    """An installation with something in every part and a bundle that is being written."""
    settings = new_settings(tmp_path / "home", database_url, catalogue_folder)
    fill_installation(settings, store_template)
    make_bundle_folder(settings.bundles_dir, "77.partial")
    return settings


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "copies.partial").mkdir()
    return tmp_path / "copies.partial" / "backup.tar.gz"


def names(archive: Path) -> list[str]:
    with tarfile.open(archive) as opened:
        return opened.getnames()


class TestBackUp:
    def test_holds_every_table_with_its_rows(self, settings: Settings, out: Path) -> None:
        assert back_up(settings, out) == out.stat().st_size
        manifest = read_archive(out)
        expected = {name: len(lines) for name, lines in tables_of(settings.sqlalchemy_url).items()}
        assert {table.shape.name: table.n_rows for table in manifest.tables} == expected
        assert set(expected) == set(metadata.tables)
        assert manifest.n_rows == sum(expected.values()) > 10

    def test_says_what_it_was_made_of(self, settings: Settings, out: Path) -> None:
        back_up(settings, out)
        manifest = read_archive(out)
        assert manifest.revision == revisions()[0]
        assert manifest.made_at.endswith("+00:00")
        own = current_catalogue(settings.catalogues_dir)
        assert own is not None
        assert manifest.reference == {entry.name: entry.sha256 for entry in read_manifest(own)}
        columns = {table.shape.name: dict(table.shape.columns) for table in manifest.tables}
        assert columns["impression"]["shown_at"] is ColumnKind.MOMENT

    def test_holds_bundles_catalogues_and_runs_and_nothing_half_written(self, settings: Settings, out: Path) -> None:
        (settings.catalogues_dir / ".current.x.tmp").write_text("half", encoding="utf-8")
        back_up(settings, out)
        found = names(out)
        assert {"bundles/current.json", "catalogues/current", "mlruns/mlflow.db"} < set(found)
        assert [name for name in found if name.startswith("mlruns/artifacts/") and name.endswith("model_card.md")]
        assert not [name for name in found if ".partial" in name or name.endswith(".tmp")]

    def test_reads_a_pointer_before_what_it_may_point_to(self, settings: Settings, out: Path) -> None:
        back_up(settings, out)
        found = [name for name in names(out) if name.startswith("bundles/")]
        assert found[0] == "bundles/current.json"

    def test_leaves_out_what_commands_make_again(self, settings: Settings, out: Path) -> None:
        for folder in (settings.vectors_dir, settings.indexes_dir, settings.models_dir, settings.world_dir):
            folder.mkdir(exist_ok=True)
            (folder / "large.npz").write_bytes(b"large")
        back_up(settings, out)
        assert not [name for name in names(out) if name.endswith("large.npz")]

    def test_goes_on_in_another_part_where_a_table_is_large(
        self, settings: Settings, out: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(backup, "_BYTES_A_PART", 10)
        back_up(settings, out)
        parts = [name for name in names(out) if name.startswith("tables/impression/")]
        assert parts == [f"tables/impression/{number:06}.jsonl" for number in (1, 2, 3)]
        assert read_archive(out).n_rows == sum(map(len, tables_of(settings.sqlalchemy_url).values()))

    def test_is_of_one_moment_while_others_write(self, settings: Settings, out: Path, tmp_path: Path) -> None:
        """A writer adds two rows in each transaction; a copy with an odd number is torn."""
        stop = threading.Event()

        def write() -> None:
            with opened_engine(settings.sqlalchemy_url) as engine:
                counts = dict.fromkeys(("n_postings", "n_positions", "n_holders", "n_postings_in_state"), 1)
                number = 0
                while not stop.is_set():
                    with writing(engine) as connection:
                        for skill_id in ("one", "other"):
                            row = {"state_id": f"S{number}", "skill_id": skill_id, "as_of": date(2026, 10, 1)}
                            connection.execute(sa.insert(demand), row | counts)
                    number += 1

        writer = threading.Thread(target=write)
        writer.start()
        try:
            back_up(settings, out)
        finally:
            stop.set()
            writer.join()
        rows = {table.shape.name: table.n_rows for table in read_archive(out).tables}
        assert rows[demand.name] % 2 == 0

    def test_is_for_its_owner_alone(self, settings: Settings, out: Path) -> None:
        back_up(settings, out)
        assert out.stat().st_mode & 0o777 == 0o600

    def test_overwrites_nothing(self, settings: Settings, out: Path) -> None:
        out.write_text("precious", encoding="utf-8")
        with pytest.raises(InputError, match="exists already"):
            back_up(settings, out)
        assert out.read_text(encoding="utf-8") == "precious"

    def test_wants_a_folder_to_write_into(self, settings: Settings, out: Path) -> None:
        with pytest.raises(InputError, match="name a new file"):
            back_up(settings, out.parent / "nowhere" / "backup.tar.gz")

    def test_leaves_nothing_half_written(self, settings: Settings, out: Path) -> None:
        (settings.reference_in_use / "MANIFEST.toml").unlink()
        with pytest.raises(CatalogueError):
            back_up(settings, out)
        assert list(out.parent.iterdir()) == []

    def test_takes_the_place_of_what_a_killed_one_left(self, settings: Settings, out: Path) -> None:
        out.with_name("backup.tar.gz.partial").write_bytes(b"half" * 1_000_000)
        back_up(settings, out)
        assert read_archive(out).n_rows > 0
        assert list(out.parent.iterdir()) == [out]

    def test_does_not_disturb_another_one(self, settings: Settings, out: Path) -> None:
        partial = out.with_name("backup.tar.gz.partial")
        with partial.open("wb") as other:
            fcntl.flock(other, fcntl.LOCK_EX)
            os.write(other.fileno(), b"half")
            with pytest.raises(InputError, match="another backup is writing it"):
                back_up(settings, out)
        assert partial.read_bytes() == b"half"

    def test_wants_the_newest_tables(self, settings: Settings, out: Path) -> None:
        engine = open_engine(settings.sqlalchemy_url)
        with writing(engine) as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        engine.dispose()
        with pytest.raises(NotReadyError, match="run rumbo init"):
            back_up(settings, out)

    def test_has_nothing_to_save_without_a_file(self, tmp_path: Path, out: Path) -> None:
        with pytest.raises(NotReadyError, match="run rumbo init"):
            back_up(Settings(home=tmp_path / "empty", database_url=None), out)
        assert not (tmp_path / "empty").exists()
